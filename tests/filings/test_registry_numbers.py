"""Numbers are given out dense, once, and never in the name of somebody else."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from filings.numbers import issue_record_number
from filings.record_number import parse, problems
from filings.states import AlgorithmClass, AlgorithmType
from portal.accounts.models import Organization
from portal.cases.models import NumberCounter
from portal.workflow.errors import GuardFailed
from tests.filings.register import number, published

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def company(name: str = "青鸟科技", code: str = "990101") -> Organization:
    return Organization.objects.create(name=name, division_code=code)


def issue(
    organization: Organization, kind: str = "generation", on: date = ON, **given: object
) -> str:
    with transaction.atomic():
        return issue_record_number(organization, kind, on, **given)


def test_the_first_number_is_sound_and_the_subject_gets_its_code() -> None:
    organization = company()
    issued = issue(organization)
    parts = parse(issued)
    assert problems(issued, frozenset({"99"})) == []
    assert (parts.division, parts.class_code, parts.year, parts.serial) == (
        "990101",
        "01",
        "26",
        "001",
    )
    organization.refresh_from_db()
    assert organization.subject_code == parts.subject


def test_the_serial_runs_on_over_the_years_in_each_class() -> None:
    organization = company()
    issued = [
        issue(organization),
        issue(organization, on=date(2027, 1, 4)),
        issue(organization, AlgorithmType.PUSH),
        issue(organization, "retrieval", algorithm_class=AlgorithmClass.CONTENT_FILTER),
    ]
    parts = [(p.class_code, p.year, p.serial) for p in map(parse, issued)]
    assert parts == [
        ("01", "26", "001"),
        ("01", "27", "002"),
        ("02", "26", "001"),
        ("05", "26", "001"),
    ]


def test_a_subject_that_moves_keeps_its_code() -> None:
    organization = company()
    first = parse(issue(organization))
    Organization.objects.update(division_code="990202")
    second = parse(issue(organization))
    assert (second.division, second.subject, second.serial) == ("990202", first.subject, "002")


def test_a_code_of_a_published_list_is_never_given_out(monkeypatch) -> None:
    published(1, record_number=number(1, subject="0000007"))
    drawn = iter([7, 7, 8])
    monkeypatch.setattr("filings.numbers.secrets.randbelow", lambda _: next(drawn))
    assert parse(issue(company())).subject == "0000008"


def test_the_thousandth_number_is_refused_with_the_reason() -> None:
    organization = company()
    first = parse(issue(organization))
    NumberCounter.objects.filter(series=f"record:{first.subject}:01").update(last=999)
    with pytest.raises(GuardFailed, match="生成合成类备案编号已用至 999，不能再编号"):
        issue(organization)
    assert NumberCounter.objects.get(series=f"record:{first.subject}:01").last == 999


def test_an_abandoned_number_leaves_no_gap() -> None:
    organization = company()
    issue(organization)
    with transaction.atomic():
        issue_record_number(organization, "generation", ON)
        transaction.set_rollback(True)
    assert parse(issue(organization)).serial == "002"


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_are_dense_and_distinct() -> None:
    organization = company()
    issued: list[str] = []
    start = threading.Barrier(10)

    def work() -> None:
        start.wait(10)
        for _ in range(5):
            issued.append(issue(Organization.objects.get(pk=organization.pk)))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(int(parse(n).serial) for n in issued) == list(range(1, 51))
    assert len({parse(n).subject for n in issued}) == 1
