"""The public register: the list with its search, and one page an entry. Anyone may read; nothing else is read."""

from copy import copy
from functools import cache
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filings.open_data.versions import stale_since, told
from filings.publishing import PublicEntry, current_of, public_values
from filings.record_number import digits_of
from filings.register import RegistryChange, RegistryEntry
from filings.search.find import Found, NoSuchPage, find
from filings.search.query import FACETS, BadQuery, Search, label, parse
from portal.accounts.codes import PROVINCES
from portal.clock import china_date, now

_TEXTS = {
    "principle": "算法基本原理",
    "mechanism": "算法运行机制",
    "scenario": "算法应用场景",
    "intent": "算法目的意图",
    "public_info": "算法公示情况",
}


@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    """The entries that match the words and filters of the address."""
    query = request.GET.get("q", "")
    try:
        search = parse(request.GET)
    except BadQuery as refused:
        context = {"query": query[:200], "refused": refused.errors}
        return render(request, "filings/registry_list.html", context, status=400)
    try:
        found = find(search)
    except NoSuchPage:
        beyond = {"query": query, "beyond": True, "first_page": _address(search)}
        return render(request, "filings/registry_list.html", beyond, status=404)
    return render(request, "filings/registry_list.html", _list_context(found))


@require_safe
def entry_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One entry, by its whole number or the bare digits, with its public versions."""
    entry, versions = _entry(number)
    context = {
        "entry": entry,
        "facts": _facts(entry),
        "texts": _texts(entry),
        "has_texts": any(getattr(entry, name) for name in _TEXTS),
        "versions": told(versions)[::-1],
        "stale_since": stale_since(entry, versions, china_date(now())),
    }
    return render(request, "filings/registry_entry.html", context)


@require_safe
def entry_version(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """One public version of an entry, as it was published then, beside what it changed."""
    entry, versions = _entry(number)
    history = told(versions)
    chosen = next((one for one in history if one.number == version), None)
    if chosen is None:
        raise Http404("没有这一版本")
    then = _as_published(entry, chosen.public)
    context = {
        "entry": entry,
        "told": chosen,
        "current": chosen.public == current_of([one.public for one in history]),
        "facts": _facts(then),
        "texts": _texts(then),
        "has_texts": any(getattr(then, name) for name in _TEXTS),
        "before": version - 1,
        "after": version + 1 if version < len(history) else None,
    }
    return render(request, "filings/registry_version.html", context)


def _entry(number: str) -> tuple[RegistryEntry, list[RegistryChange]]:
    """The entry of a number in any spelling, and its versions, oldest first. Raises Http404."""
    entry = RegistryEntry.objects.filter(digits=digits_of(number) or "-").first()
    if entry is None:
        raise Http404("没有这个备案编号")
    return entry, list(entry.versions.order_by("version"))


def _as_published(entry: RegistryEntry, public: PublicEntry) -> RegistryEntry:
    """The entry as it would stand if this version were all there is. It is never saved."""
    then = copy(entry)
    for name, value in public_values([public]).items():
        setattr(then, name, value)
    return then


def _texts(entry: RegistryEntry) -> list[tuple[str, str]]:
    return [(title, getattr(entry, name)) for name, title in _TEXTS.items()]


def _list_context(found: Found) -> dict[str, object]:
    search = found.search
    return {
        "query": search.text,
        "found": found,
        "page": found.page,
        "facets": [_facet(found, name) for name in FACETS if found.facets[name]],
        "active": [
            (FACETS[name], label(name, value), _address(search.without(name)))
            for name, value in search.filters.items()
        ],
        "exports": _exports(search),
        "everything": reverse("registry:list"),
        "unfiltered": _address(Search(search.text)),
    }


def _facet(found: Found, name: str) -> dict[str, object]:
    search = found.search
    without = search.without(name)
    return {
        "title": FACETS[name],
        "folded": name == "region" and name not in search.filters,
        "clear_url": _address(without) if name in search.filters else "",
        "options": [
            {
                "label": value.label,
                "count": value.count,
                "selected": value.selected,
                "url": _address(
                    without if value.selected else without.with_filter(name, value.value)
                ),
            }
            for value in found.facets[name]
        ],
    }


def _address(search: Search) -> str:
    """The first page of a search."""
    words = {"q": search.text} if search.text else {}
    chosen = {name: search.filters[name] for name in FACETS if name in search.filters}
    query = urlencode(words | chosen)
    return _list_address() + (f"?{query}" if query else "")


def _exports(search: Search) -> list[tuple[str, str]]:
    """The same entries as files."""
    question = _address(search).removeprefix(_list_address())
    return [
        (kind.upper(), reverse(f"registry-api:export_{kind}") + question)
        for kind in ("csv", "json")
    ]


@cache
def _list_address() -> str:
    """Looked up once: a page has some sixty links to the list."""
    return reverse("registry:list")


def _facts(entry: RegistryEntry) -> list[tuple[str, str]]:
    return [
        ("备案编号", entry.record_number),
        ("算法名称", entry.algorithm_name),
        ("算法类型", entry.get_algorithm_type_display()),
        *([("公示类别", entry.published_class)] if _says_more(entry) else []),
        ("角色", entry.get_role_display() or "清单未列"),
        ("主体名称", entry.subject_name),
        ("地区", PROVINCES.get(entry.region, "编号未指明")),
        ("应用产品", entry.product),
        ("主要用途", entry.purpose),
        ("状态", entry.get_status_display()),
        *([("备注", entry.note)] if entry.note else []),
        *([("责令暂停信息更新", entry.suspension)] if entry.suspension else []),
        ("公示时间", entry.published_text),
        *([("最近确认", entry.confirmed_on.isoformat())] if entry.confirmed_on else []),
        ("所在清单", entry.list_name or "本门户备案公示"),
    ]


def _says_more(entry: RegistryEntry) -> bool:
    return entry.published_class not in ("", entry.get_algorithm_type_display())
