"""Pages of the API's lists: ``count``, ``next``, ``previous``, ``results``."""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from portal.workflow.problems import Malformed

#: What is said of a page that is no number, and of one beyond the last; the same at both doors.
NO_NUMBER = "页码应为从 1 起的整数"
NO_PAGE = "没有这一页：结果到前面就结束了"
_LONGEST = 6


def page_number(text: str) -> int | None:
    """The number of a page as it stands in an address, 1 where none is given; None for what is no such number."""
    text = text.strip() or "1"
    readable = text.isascii() and text.isdecimal() and len(text) <= _LONGEST
    return int(text) or None if readable else None


class ApiPages(PageNumberPagination):
    """20 rows a page; ``page_size`` asks for up to 100."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any] | None:
        """The rows of the page. Raises Malformed for what is no number, NotFound beyond the last page."""
        for name in (self.page_query_param, "page_size"):
            if page_number(request.query_params.get(name, "")) is None:
                sentence = NO_NUMBER if name == "page" else "每页行数应为 1 至 100 的整数"
                raise Malformed({name: [sentence]})
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound:
            raise NotFound(NO_PAGE) from None
