"""Where a case comes from, and where that came from in its turn: leads, inspections, orders, complaints."""

from collections.abc import Iterator
from typing import Any

from portal.cases.children import as_own_class
from portal.cases.models import Case

#: What a case may come from.
SOURCES = ("lead", "origin", "refused_order")


def with_sources(case: Any) -> Iterator[Any]:
    """The case and everything that it comes from, each once, as its own class."""
    waiting: list[Case] = [case]
    seen: set[int] = set()
    while waiting:
        one: Any = as_own_class(waiting.pop())
        if one.pk in seen:
            continue
        seen.add(one.pk)
        yield one
        sources = (getattr(one, name, None) for name in SOURCES)
        waiting += [source for source in sources if source is not None]
