"""Whose report it is: by the filing's own region, for entries of published lists by their number."""

from pathlib import Path
from typing import Any

import pytest

from filings import reader_reports
from filings.models import EntryReport
from filings.reader_reports import hand_in, settle
from filings.register import RegistryEntry
from filings.states import FilingState as S
from portal.accounts.models import Organization
from tests import make
from tests.filings.register import NOW, published
from tests.make import Cast
from tests.portal.web_cast import Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
pytestmark = pytest.mark.django_db
SAID = {"kind": "wrong", "text": "产品名称写错了", "contact": "reader@example.com"}
Status = EntryReport.Status


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def moved(company: Organization, division_code: str) -> None:
    company.division_code = division_code
    company.save()


def test_after_a_company_moved_the_new_authority_answers_and_the_old_does_not(
    people: Cast, visit: Visit
) -> None:
    case = make.filing(people, S.CHANGE_DUE)
    moved(people.company_a, "110101")
    make.edit(case, people.ai, subject_address="北京市东城区一号")
    make.act(case, "submit_change", people.ai)
    make.act(case, "accept_change", people.bo)
    assert make.fresh(case).region == "110101"
    entry = RegistryEntry.objects.get(record_number=case.record_number)
    assert entry.digits.startswith("9901")
    report = hand_in(entry, **SAID, now=NOW)
    assert list(reader_reports.waiting(people.eve)) == [report]
    assert list(reader_reports.waiting(people.bo)) == []
    page = read(visit(people.eve), f"/cases/{case.number}/")
    assert "1 件“有误或者过期”的反映待答复" in page
    assert 'href="/desk/entry-reports/"' in page
    assert settle(report.pk, actor=people.eve, status=Status.SETTLED, answer="已更正", now=NOW)


def test_an_entry_of_a_published_list_goes_by_its_number(people: Cast) -> None:
    report = hand_in(published(), **SAID, now=NOW)
    assert RegistryEntry.objects.get().case_number is None
    assert [list(reader_reports.waiting(who)) for who in (people.bo, people.eve)] == [[report], []]


@pytest.mark.parametrize(
    ("who", "link", "asked"),
    [("bo", True, False), ("chen", True, False), ("fang", False, False), ("ai", False, True)],
)
def test_the_case_leads_to_the_reports_only_those_who_may_answer(
    people: Cast, visit: Visit, who: str, link: bool, asked: bool
) -> None:
    case = make.filing(people, S.RECORDED)
    hand_in(RegistryEntry.objects.get(), **SAID, now=NOW)
    client = visit(getattr(people, who))
    page = read(client, f"/cases/{case.number}/")
    assert "1 件“有误或者过期”的反映待答复" in page
    assert ('href="/desk/entry-reports/">查看并答复' in page) is link
    assert ("请核对公示内容；有变化的，申报变更" in page) is asked
    read(client, "/desk/entry-reports/", status=200 if link else 404)
