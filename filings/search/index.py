"""What the index holds of an entry, and how it is opened, filled and asked to forget. Knows tantivy, not the feed."""

from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy

from filings.register import RegistryEntry
from filings.search.query import FACETS
from filings.search.tokens import long_grams, short_grams

#: Raised with every change of the fields or of filings.search.tokens; an index of another format is rebuilt.
FORMAT = 1
#: Where a word may be found: everything, the algorithm's name alone, the subject's name alone.
PLACES = ("text", "name", "subject")
_TOKENS = "runs"
_WRITER_BYTES = 64_000_000
_RANK_BITS = 40


def schema() -> tantivy.Schema:
    """Per place short runs without and long runs with positions, the number, the facets and the sort key."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("pk", indexed=True, fast=True)
    builder.add_unsigned_field("rank", fast=True)
    for place in PLACES:
        builder.add_text_field(f"{place}_short", tokenizer_name=_TOKENS, index_option="basic")
        builder.add_text_field(f"{place}_long", tokenizer_name=_TOKENS, index_option="position")
    builder.add_text_field("number", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("number_long", tokenizer_name=_TOKENS, index_option="position")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def open_at(directory: Path, *, create: bool = False) -> tantivy.Index:
    """The index in ``directory``, ready to be searched. Raises ValueError or OSError where it cannot be read."""
    if create:
        directory.mkdir(parents=True)
        index = tantivy.Index(schema(), path=str(directory))
    else:
        index = tantivy.Index.open(str(directory))
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENS, analyzer)
    index.config_reader("manual", 0)
    index.reload()
    return index


def write(
    index: tantivy.Index, entries: Iterable[RegistryEntry], *, replacing: Collection[int] = ()
) -> None:
    """Put ``entries`` in and commit. Keys in ``replacing`` are taken out first, so that repeating it is harmless."""
    writer = index.writer(_WRITER_BYTES, 1)
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
    normals = (entry.text_key, entry.name_key, entry.subject_key)
    for place, normal in zip(PLACES, normals, strict=True):
        made.add_text(f"{place}_short", " ".join(short_grams(normal)))
        made.add_text(f"{place}_long", " ".join(long_grams(normal)))
    made.add_text("number", entry.digits)
    made.add_text("number_long", " ".join(long_grams(entry.digits)))
    for name in FACETS:
        value = str(getattr(entry, name))
        if value:
            made.add_text(name, value)
    return made


def rank(entry: RegistryEntry) -> int:
    """The sort key: the latest publication first, within a day the order of the published list."""
    return (entry.published_on.toordinal() << _RANK_BITS) + (1 << _RANK_BITS) - 1 - entry.pk
