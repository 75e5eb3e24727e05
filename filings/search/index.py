"""What the index holds of an entry, and how it is opened, filled and asked to forget. Knows tantivy, not the feed.

A word is found in a place (the texts, the name …) by its runs of characters. Each place holds, as terms without
positions, every run up to a length of its own (``PLACES``): a word no longer than that is one look-up. A longer word is
there where all its runs of that length are, which costs a fraction of comparing positions, and is exact where no two
of the runs can have come from different spots: consecutive runs share all characters but one, so if what they share
stands in the text only once, they stand side by side. Texts in which any run of that size stands twice (a tenth of
the real list's) are marked and hold their runs with positions instead.
"""

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

import tantivy

from filings.register import RegistryEntry
from filings.search.answer import Cell
from filings.search.query import FACETS
from filings.search.tokens import NUMBER_LEAST, ROW, pieces, repeats, row

#: Raised with every change of the fields or of filings.search.tokens; an index of another format is rebuilt.
FORMAT = 2
#: Where a word may be found, with the shortest and the longest run that is looked up whole.
PLACES = {
    "text": (1, 8),
    "name": (1, ROW),
    "subject": (1, ROW),
    "digits": (NUMBER_LEAST, 6),
}
#: The columns that an entry is indexed from.
COLUMNS = ("digits", "published_on", "text_key", "name_key", "subject_key", *FACETS)
#: What a writer may keep in memory before it writes a segment: one for a few entries, one for the whole register.
FEW_BYTES, ALL_BYTES = 15_000_000, 256_000_000
_ROW_TOKENS = "row"
_CELL_SIGN = "|"
_RANK_BITS = 40


def schema() -> tantivy.Schema:
    """Per place its runs and its row, then the number, the filters, the cell that counts and the order."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("pk", indexed=True, fast=True)
    builder.add_unsigned_field("rank", fast=True)
    for place in PLACES:
        builder.add_text_field(place, tokenizer_name=place, index_option="basic")
        builder.add_text_field(f"{place}_row", tokenizer_name=_ROW_TOKENS, index_option="position")
    for name in ("repeats", "number", *FACETS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("cell", "month"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def open_at(directory: Path, *, create: bool = False) -> tantivy.Index:
    """The index in ``directory``, ready to be searched. Raises ValueError or OSError where it cannot be read."""
    if create:
        directory.mkdir(parents=True)
        index = tantivy.Index(schema(), path=str(directory))
    else:
        index = tantivy.Index.open(str(directory))
    index.register_tokenizer(_ROW_TOKENS, _analyzer(tantivy.Tokenizer.whitespace()))
    for place, (shortest, longest) in PLACES.items():
        index.register_tokenizer(place, _analyzer(tantivy.Tokenizer.ngram(shortest, longest)))
    index.config_reader("manual", 0)
    index.reload()
    return index


def write(
    index: tantivy.Index,
    entries: Iterable[RegistryEntry],
    *,
    replacing: Collection[int] = (),
    memory: int = FEW_BYTES,
    threads: int = 1,
) -> None:
    """Put ``entries`` in and commit. Keys in ``replacing`` are taken out first, so that repeating it is harmless."""
    writer = index.writer(memory, threads)
    if replacing:
        # Not delete_documents_by_term: it makes a signed term of the key, finds nothing and says nothing.
        old = tantivy.Query.term_set_query(index.schema, "pk", list(replacing))
        writer.delete_documents_by_query(old)
    for entry in entries:
        writer.add_document(document(entry))
    writer.commit()
    writer.wait_merging_threads()


def document(entry: RegistryEntry) -> tantivy.Document:
    """What the index keeps of one entry: public words only, and the key to read it back by."""
    made = tantivy.Document()
    made.add_unsigned("pk", entry.pk)
    made.add_unsigned("rank", rank(entry))
    made.add_text("number", entry.digits)
    made.add_text("month", f"{entry.published_on:%Y-%m}")
    normals = (entry.text_key, entry.name_key, entry.subject_key, entry.digits)
    for (place, (_, longest)), normal in zip(PLACES.items(), normals, strict=True):
        for piece in pieces(normal):
            made.add_text(place, piece)
        if repeats(normal, longest - 1):
            made.add_text("repeats", place)
            made.add_text(f"{place}_row", " ".join(row(normal)))
    values = [str(getattr(entry, name)) for name in FACETS]
    made.add_text("cell", _CELL_SIGN.join(values))
    for name, value in zip(FACETS, values, strict=True):
        if value:
            made.add_text(name, value)
    return made


@cache
def cell(told: str) -> Cell:
    """The facets' values that a term of the field ``cell`` stands for."""
    return tuple(told.split(_CELL_SIGN))


def rank(entry: RegistryEntry) -> int:
    """The sort key: the latest publication first, within a day the order of the published list."""
    return (entry.published_on.toordinal() << _RANK_BITS) + (1 << _RANK_BITS) - 1 - entry.pk


def _analyzer(tokenizer: tantivy.Tokenizer) -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tokenizer).build()
