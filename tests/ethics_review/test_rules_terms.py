"""The words of the form agree with the columns that hold its answers and with the codes of the law."""

import pytest

from ethics_review.models.content import CONTENT_FIELDS, ReviewContent
from ethics_review.terms import FIELDS, ROWS, SECTIONS, ClaimedGround, fields_of
from tests.ethics_review.application import LAW


@pytest.mark.parametrize("name", CONTENT_FIELDS)
def test_a_field_is_called_and_bounded_as_its_column(name: str) -> None:
    column = ReviewContent._meta.get_field(name)
    assert (FIELDS[name].label, FIELDS[name].max_length) == (
        column.verbose_name,
        column.max_length,
    )


def test_the_committee_is_the_only_field_that_is_no_column_of_the_content() -> None:
    assert set(FIELDS) - set(CONTENT_FIELDS) == {"committee"}


def test_the_claims_are_the_grounds_that_the_law_names() -> None:
    assert ClaimedGround.values == [row.code for row in LAW.items("simplified_grounds")]


def test_the_fields_of_the_sections_are_all_the_fields_once() -> None:
    listed = [name for section in SECTIONS for name in fields_of(section)]
    assert listed == list(FIELDS)
    assert fields_of("papers") == {}
    assert set(ROWS) <= set(FIELDS)
