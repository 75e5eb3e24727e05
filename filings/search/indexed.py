"""The answer from the index."""

import tantivy
from tantivy import Occur, Query

from filings.search.answer import Answer, counted
from filings.search.index import PLACES, cell, schema
from filings.search.query import PAGE_SIZE, Search
from filings.search.tokens import NUMBER_LEAST, cover, runs

_SCHEMA = schema()
_MANY = 60_000  # more cells and months than there can be
#: A page whose entries lie in so few months is looked for in these alone.
_FEW_MONTHS = 4


def from_index(searcher: tantivy.Searcher, search: Search) -> Answer:
    """What the index knows of ``search``. Raises ValueError where the index is damaged."""
    found = _found(search)
    cells, months = _counts(searcher, found, "cell", "month")
    total, facets = counted(search, {cell(told): count for told, count in cells.items()})
    if total <= search.offset:
        return Answer(total, [], facets)
    wanted = _filtered(found, search)
    if search.filters:
        (months,) = _counts(searcher, wanted, "month")
    return Answer(total, _page_keys(searcher, search, wanted, months), facets)


def _counts(searcher: tantivy.Searcher, query: Query, *names: str) -> list[dict[str, int]]:
    """How many entries match, by their value of each field. The costly part of a search: they are all gone through."""
    asked = {name: {"terms": {"field": name, "size": _MANY}} for name in names}
    told = searcher.aggregate(query, asked)
    return [{b["key"]: b["doc_count"] for b in told[name]["buckets"]} for name in names]


def _page_keys(
    searcher: tantivy.Searcher, search: Search, wanted: Query, months: dict[str, int]
) -> list[int]:
    """The page's keys, going through the classes of relevance one after the other, each in its own order.

    ``months`` says how many of ``wanted`` fall into which month: in the end, how many are left.
    """
    keys: list[int] = []
    before: list[Query] = []
    skip = search.offset
    for better in _classes(search):
        own = _but_not(_filtered(better, search), before)
        (by_month,) = _counts(searcher, own, "month")
        keys += _slice(searcher, own, by_month, skip, PAGE_SIZE - len(keys))
        if len(keys) == PAGE_SIZE:
            return keys
        skip = max(0, skip - sum(by_month.values()))
        months = {
            month: left for month, n in months.items() if (left := n - by_month.get(month, 0))
        }
        before.append(better)
    return keys + _slice(searcher, _but_not(wanted, before), months, skip, PAGE_SIZE - len(keys))


def _slice(
    searcher: tantivy.Searcher, query: Query, months: dict[str, int], skip: int, size: int
) -> list[int]:
    """``size`` keys after the first ``skip``, the latest first.

    Sorting all that match costs by their number, however small the page. The order is the date's in the first place,
    so the counts by month say in which months the page lies, and only these are sorted.
    """
    if sum(months.values()) <= skip:
        return []
    lying_in: list[str] = []
    first, seen = skip, 0
    for month in sorted(months, reverse=True):
        if not lying_in and months[month] <= first:
            first -= months[month]
            continue
        lying_in.append(month)
        seen += months[month]
        if seen >= first + size:
            break
    if len(lying_in) <= _FEW_MONTHS:
        query = _all([query, _any([_term("month", month) for month in lying_in])])
        skip = first
    hits = searcher.search(query, size, False, "rank", skip).hits
    addresses = [address for _, address in hits]
    return [int(key) for key in searcher.fast_field_values("pk", addresses) if key is not None]


def _classes(search: Search) -> list[Query]:
    """What makes an entry more relevant, best first: its very number, all words in its name, in name or subject.

    What is found in these is found by the words: an entry's text holds its name and its subject.
    """
    if not search.words:
        return []
    numbers = [_term("number", word) for word in search.words if word.isdecimal()]
    very_number = [_all([_found(search), _any(numbers)])] if numbers else []
    in_name = [_in_place("name", word) for word in search.words]
    in_names = [
        _any([_in_place("name", word), _in_place("subject", word)]) for word in search.words
    ]
    return [*very_number, _all(in_name), _all(in_names)]


def _found(search: Search) -> Query:
    return _all([_anywhere(word) for word in search.words]) if search.words else Query.all_query()


def _anywhere(word: str) -> Query:
    in_text = _in_place("text", word)
    if len(word) < NUMBER_LEAST or not word.isdecimal():
        return in_text
    return _any([in_text, _in_place("digits", word)])


def _in_place(place: str, word: str) -> Query:
    """Where ``word`` stands in ``place``: filings.search.index says why this is exact."""
    _, longest = PLACES[place]
    if len(word) <= longest:
        return _term(place, word)
    side_by_side = _all([_term(place, run) for run in runs(word, longest)])
    row = Query.phrase_query(_SCHEMA, f"{place}_row", [*cover(word)])
    return _any([_but_not(side_by_side, [_term("repeats", place)]), row])


def _filtered(query: Query, search: Search) -> Query:
    return _all([query, *(_term(name, value) for name, value in search.filters.items())])


def _term(name: str, value: str) -> Query:
    return Query.term_query(_SCHEMA, name, value, "basic")


def _all(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else _of(Occur.Must, queries)


def _any(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else _of(Occur.Should, queries)


def _but_not(query: Query, others: list[Query]) -> Query:
    if not others:
        return query
    return Query.boolean_query([(Occur.Must, query), *((Occur.MustNot, o) for o in others)])


def _of(occur: Occur, queries: list[Query]) -> Query:
    return Query.boolean_query([(occur, query) for query in queries])
