"""The API's documentation as one page without scripts, read from the OpenAPI document itself."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from portal.workflow.problems import CODES

_METHODS = ("get", "post", "patch", "put", "delete")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every call with its parameters, content and answers; every problem code with its meaning."""
    return render(request, "workflow/api_docs.html", {"groups": _groups(), "codes": CODES.items()})


@lru_cache(maxsize=1)
def _groups() -> list[tuple[str, list[dict[str, Any]]]]:
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    schema: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    parts = schema.get("components", {}).get("schemas", {})
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        group = path.removeprefix("/api/v1/").split("/")[0]
        for method in _METHODS:
            if method in methods:
                groups.setdefault(group, []).append(_call(path, method, methods[method], parts))
    return list(groups.items())


def _call(
    path: str, method: str, told: Mapping[str, Any], parts: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": told["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": told.get("summary", ""),
        "description": told.get("description", ""),
        "parameters": [_parameter(parameter) for parameter in told.get("parameters", [])],
        "body": list(_body(told.get("requestBody", {}), parts)),
        "answers": [
            (status, answer.get("description", ""), list(_body(answer, parts)))
            for status, answer in told.get("responses", {}).items()
        ],
    }


def _parameter(told: Mapping[str, Any]) -> dict[str, Any]:
    places = {"path": "路径", "query": "查询", "header": "请求头"}
    return {
        "name": told["name"],
        "where": places.get(told["in"], told["in"]),
        "type": told.get("schema", {}).get("type", "string"),
        "required": told.get("required", False),
        "help": told.get("description", ""),
    }


def _body(told: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The members of a request's or answer's first content, one level deep."""
    for media, content in told.get("content", {}).items():
        if media == "application/problem+json":
            return
        shape = _resolved(content.get("schema", {}), parts)
        for name, member in shape.get("properties", {}).items():
            yield {
                "name": name,
                "type": _type(member),
                "required": name in shape.get("required", ()),
                "help": member.get("description", ""),
            }
        return


def _resolved(shape: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    if shape.get("type") == "array":
        return _resolved(shape.get("items", {}), parts)
    name = shape.get("$ref", "").rpartition("/")[2]
    return parts[name] if name in parts else shape


def _type(member: Mapping[str, Any]) -> str:
    if "$ref" in member:
        return str(member["$ref"].rpartition("/")[2])
    kinds = member.get("type", "object")
    text = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{text} [{_type(member['items'])}]" if text == "array" and "items" in member else text
