"""The words in a paper, for checks that compare them with the form."""

import io
import logging

import docx
from pypdf import PdfReader

logger = logging.getLogger(__name__)

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Enough for the cover and the first chapters; a filing's papers are compared by their names only.
MAX_PAGES = 30
MAX_CHARACTERS = 100_000


def text_of(data: bytes, content_type: str) -> str:
    """The text layer of a checked paper; empty for scans, pictures and whatever cannot be read."""
    readers = {PDF: _pdf, DOCX: _docx}
    if content_type not in readers:
        return ""
    try:
        return readers[content_type](data)[:MAX_CHARACTERS].replace("\x00", "")
    except (
        Exception
    ) as problem:  # a paper that passed the upload check but has no readable text is still a paper
        logger.info("no text could be read from a paper: %s", problem)
        return ""


def _pdf(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages[:MAX_PAGES]
    return "\n".join(page.extract_text() for page in pages)


def _docx(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
