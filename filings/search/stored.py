"""The same answer from PostgreSQL, by substring, while the index cannot be had. Reads every entry, twice."""

from functools import reduce
from operator import and_, or_

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from filings.register import RegistryEntry
from filings.search.answer import Answer, counted
from filings.search.query import FACETS, PAGE_SIZE, Search
from filings.search.tokens import NUMBER_LEAST


def from_register(search: Search) -> Answer:
    """What the register itself knows of ``search``: one statement for the counts, one for the page."""
    rows = _with_words(search).order_by().values_list(*FACETS).annotate(Count("pk"))
    cells = {tuple(map(str, values)): count for *values, count in rows}
    total, facets = counted(search, cells)
    if total <= search.offset:
        return Answer(total, [], facets)
    ordered = matching(search).annotate(relevance=_relevance(search))
    ordered = ordered.order_by("relevance", "-published_on", "pk")
    page = ordered.values_list("pk", flat=True)[search.offset : search.offset + PAGE_SIZE]
    return Answer(total, list(page), facets)


def matching(search: Search) -> QuerySet[RegistryEntry]:
    """Every entry of a search, all pages of it, in no order of relevance."""
    return _with_words(search).filter(**search.filters)


def _with_words(search: Search) -> QuerySet[RegistryEntry]:
    found = RegistryEntry.objects.all()
    return found.filter(reduce(and_, map(_anywhere, search.words))) if search.words else found


def _relevance(search: Search) -> Case | Value:
    """The classes of filings.search.indexed: its very number, all words in its name, in name or subject, the rest."""
    if not search.words:
        return Value(0, output_field=IntegerField())
    in_name = reduce(and_, (Q(name_key__contains=word) for word in search.words))
    in_names = reduce(
        and_,
        (Q(name_key__contains=word) | Q(subject_key__contains=word) for word in search.words),
    )
    return Case(
        When(Q(digits__in=search.words), then=0),
        When(in_name, then=1),
        When(in_names, then=2),
        default=3,
        output_field=IntegerField(),
    )


def _anywhere(word: str) -> Q:
    places = [Q(text_key__contains=word)]
    if len(word) >= NUMBER_LEAST and word.isdecimal():
        places.append(Q(digits__contains=word))
    return reduce(or_, places)
