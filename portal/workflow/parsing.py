"""The API's reading of JSON: bounded, strict UTF-8, no NaN, no bottomless nesting, no name twice."""

import json
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """Reads a body or raises ParseError (400) or RequestDataTooBig (413); never anything else."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The value that the body spells."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise RequestDataTooBig
        try:
            return json.loads(
                body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_double
            )
        except UnicodeDecodeError:
            raise ParseError("请求体不是 UTF-8 编码。") from None
        except RecursionError:
            raise ParseError("请求体嵌套过深。") from None
        except json.JSONDecodeError as wrong:
            place = f"第 {wrong.lineno} 行第 {wrong.colno} 列"
            raise ParseError(f"请求体不是有效的 JSON：{place}起无法解读。") from None
        except _Unacceptable as wrong:
            raise ParseError(f"请求体不是有效的 JSON：{wrong}。") from None
        except ValueError:
            # Python reads no number of more than some thousand digits.
            raise ParseError("请求体不是有效的 JSON：含有位数过多的数值。") from None


class _Unacceptable(ValueError):
    """JSON that Python would read and nobody should mean."""


def _no_constant(name: str) -> NoReturn:
    raise _Unacceptable(f"{name} 不是 JSON 的数值")


def _no_double(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unacceptable("同一对象中有重复的名称")
    return found
