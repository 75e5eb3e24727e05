"""The answer from the index."""

import tantivy
from tantivy import Occur, Query

from filings.search.answer import Answer, total_of
from filings.search.index import schema
from filings.search.query import FACETS, PAGE_SIZE, Search
from filings.search.tokens import LONG, cover

_SCHEMA = schema()
_MANY = 1000  # more values than any facet has


def from_index(searcher: tantivy.Searcher, search: Search) -> Answer:
    """What the index knows of ``search``. Raises ValueError where the index is damaged."""
    everything = _filtered(_found(search), search)
    facets = _facet_counts(searcher, search, everything)
    count = total_of(search, facets)
    return Answer(count, _page_keys(searcher, search, everything) if count else [], facets)


def _facet_counts(
    searcher: tantivy.Searcher, search: Search, everything: Query
) -> dict[str, dict[str, int]]:
    """Counts by value. A facet that is filtered by counts as if it were not, so that one can see the way out."""
    shared = [name for name in FACETS if name not in search.filters]
    counts = _counts(searcher, everything, shared)
    for name in search.filters:
        widened = _filtered(_found(search), search.without(name))
        counts |= _counts(searcher, widened, [name])
    return counts


def _counts(
    searcher: tantivy.Searcher, query: Query, names: list[str]
) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    wanted = {name: {"terms": {"field": name, "size": _MANY}} for name in names}
    told = searcher.aggregate(query, wanted)
    return {
        name: {bucket["key"]: bucket["doc_count"] for bucket in told[name]["buckets"]}
        for name in names
    }


def _page_keys(searcher: tantivy.Searcher, search: Search, everything: Query) -> list[int]:
    """The page's keys, going through the classes of relevance one after the other, each in its own order."""
    keys: list[int] = []
    before: list[Query] = []
    skip = search.offset
    for better in [*_classes(search), None]:
        wanted = everything if better is None else _both(everything, better)
        own = _but_not(wanted, before)
        found = searcher.search(own, PAGE_SIZE - len(keys), True, "rank", skip)
        addresses = [address for _, address in found.hits]
        keys += [int(key) for key in searcher.fast_field_values("pk", addresses) if key is not None]
        skip = max(0, skip - found.count)  # type: ignore[attr-defined]  # missing in the stub
        if len(keys) == PAGE_SIZE:
            break
        if better is not None:
            before.append(better)
    return keys


def _classes(search: Search) -> list[Query]:
    """What makes an entry more relevant, best first: its very number, all words in its name, in name or subject."""
    if not search.words:
        return []
    numbers = [_term("number", word) for word in search.words if word.isdecimal()]
    in_name = [_in_place("name", word) for word in search.words]
    in_names = [
        _any([_in_place("name", word), _in_place("subject", word)]) for word in search.words
    ]
    return [*([_any(numbers)] if numbers else []), _all(in_name), _all(in_names)]


def _found(search: Search) -> Query:
    return _all([_anywhere(word) for word in search.words]) if search.words else Query.all_query()


def _anywhere(word: str) -> Query:
    in_text = _in_place("text", word)
    if len(word) < LONG or not word.isdecimal():
        return in_text
    return _any([in_text, _runs("number_long", word)])


def _in_place(place: str, word: str) -> Query:
    return _term(f"{place}_short", word) if len(word) < LONG else _runs(f"{place}_long", word)


def _runs(name: str, word: str) -> Query:
    runs = cover(word)
    return _term(name, word) if len(runs) == 1 else Query.phrase_query(_SCHEMA, name, [*runs])


def _filtered(query: Query, search: Search) -> Query:
    return _all([query, *(_term(name, value) for name, value in search.filters.items())])


def _term(name: str, value: str) -> Query:
    return Query.term_query(_SCHEMA, name, value, "basic")


def _all(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else _of(Occur.Must, queries)


def _any(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else _of(Occur.Should, queries)


def _both(one: Query, other: Query) -> Query:
    return _of(Occur.Must, [one, other])


def _but_not(query: Query, others: list[Query]) -> Query:
    if not others:
        return query
    return Query.boolean_query([(Occur.Must, query), *((Occur.MustNot, o) for o in others)])


def _of(occur: Occur, queries: list[Query]) -> Query:
    return Query.boolean_query([(occur, query) for query in queries])
