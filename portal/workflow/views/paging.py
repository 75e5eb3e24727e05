"""Pages of a list as people turn them."""

from typing import TypeVar

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Model

from portal.workflow.errors import Reason, Refused
from portal.workflow.pages import NO_NUMBER, NO_PAGE, page_number

M = TypeVar("M", bound=Model)


class NoSuchPage(Refused):
    """A page of the list that does not exist."""

    code = "not_found"
    status = 404


def page_of(pages: "Paginator[M]", text: str) -> "Page[M]":
    """The page of the number that stands in the address. Raises NoSuchPage."""
    number = page_number(text)
    if number is None:
        raise NoSuchPage(Reason(NO_NUMBER, field="page"))
    try:
        return pages.page(number)
    except EmptyPage:
        raise NoSuchPage(Reason(NO_PAGE, field="page")) from None
