"""A filing number is looked up in the public register, for whichever app asks, as anybody could read it there."""

import pytest

from filings.register import RegistryEntry
from filings.states import EntryStatus, FilingState
from portal.cases import public_records
from portal.cases.public_records import PublicRecord, find
from tests import make
from tests.make import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


def test_a_recorded_filing_is_found_however_its_number_is_typed(cast: Cast) -> None:
    case = make.filing(cast, FilingState.RECORDED)
    number = str(case.record_number)
    digits = RegistryEntry.objects.get().digits
    wide = digits.translate({ord(str(d)): 0xFF10 + d for d in range(10)})
    expected = PublicRecord(
        number=number,
        name=make.NAME,
        subject="青云科技有限公司",
        uscc=str(cast.company_a.uscc),
        in_force=True,
        url=RegistryEntry.objects.get().get_absolute_url(),
    )
    assert [find(text) for text in (number, digits, f" {wide} ")] == [expected] * 3


@pytest.mark.parametrize("status", [EntryStatus.CANCELLED, EntryStatus.REVOKED])
def test_an_ended_entry_is_found_and_not_in_force(cast: Cast, status: EntryStatus) -> None:
    make.filing(cast, FilingState.RECORDED)
    RegistryEntry.objects.update(status=status)
    found = find(RegistryEntry.objects.get().digits)
    assert found is not None
    assert not found.in_force


def test_an_imported_entry_knows_no_credit_code(cast: Cast) -> None:
    make.filing(cast, FilingState.RECORDED)
    RegistryEntry.objects.update(case_number=None)
    found = find(RegistryEntry.objects.get().digits)
    assert found is not None
    assert found.uscc == ""


@pytest.mark.parametrize(
    "text", ["", "-", "网信算备号", "1" * 5000, "青云", "\x00", "' OR 1=1 --", "９" * 21]
)
def test_every_other_text_finds_nothing(cast: Cast, text: str) -> None:
    make.filing(cast, FilingState.SUBMITTED)
    assert find(text) is None


def test_the_first_register_that_knows_the_number_answers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = PublicRecord(number="7", name="甲", subject="乙", in_force=True, url="/x/7/")
    monkeypatch.setattr(public_records, "_LOOKUPS", [*public_records._LOOKUPS])
    public_records.register_lookup({"7": record}.get)
    assert (find("7"), find("8")) == (record, None)
