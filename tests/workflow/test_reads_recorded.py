"""Reads of confidential papers and letters are events of the case's trail: once each, before anything goes out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from ethics_review.states import CommitteeState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.audit.selectors import timeline
from portal.cases.models import Case, Document
from portal.cases.uploads import store_bytes
from portal.notices.catalogue import inside_codes
from portal.notices.models import Notice
from portal.workflow import catalogue, reads
from portal.workflow.disclosure import readable, since
from portal.workflow.side_acts import LETTER_READ, PAPER_READ
from tests import make
from tests.enforcement import people as enforcers
from tests.enforcement import performing_building as performing
from tests.ethics_review import building
from tests.ethics_review import people as reviewers
from tests.workflow.door_cast import clock

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ROOT = Path(__file__).parents[2]


class World:
    """A filing that was handed in, and who looks at it; a penalty with its office."""

    def __init__(self) -> None:
        self.cast = make.cast()
        self.auditor = make.person("auditor", self.cast.capital, Role.AUDITOR)
        self.filing = make.filing(self.cast)
        self.paper: Document = self.filing.documents.get(slot="self_assessment")
        self.enforcers = enforcers.cast()
        self.penalty = performing.penalty(self.enforcers)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # the engine insists on its own transaction, except in tests
        with outer:
            yield World()
            transaction.set_rollback(True)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def doors(world: World) -> tuple[str, str]:
    """The addresses of the paper: page and API."""
    path = f"cases/{world.filing.number}/documents/{world.paper.pk}/"
    return f"/{path}", f"/api/v1/{path}"


def read_events(case: Case) -> list[AuditEvent]:
    return list(case.events.filter(action__in=(PAPER_READ, LETTER_READ)).order_by("seq"))


# --- Papers -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("door", [0, 1], ids=["page", "API"])
def test_each_download_by_an_officer_is_one_event_that_names_reader_role_and_paper(
    world: World, door: int
) -> None:
    bo, address = browser(world.cast.bo), doors(world)[door]
    before = len(read_events(world.filing))
    assert bo.get(address).content == bytes(world.paper.file.data)
    assert bo.head(address).status_code == 200
    assert bo.get(address, headers={"Range": "bytes=0-9"}).status_code == 200
    first, second = read_events(world.filing)[before:]  # HEAD hands nothing out
    assert second.seq == first.seq + 1
    assert (first.actor, first.role) == (world.cast.bo, Role.FILING_OFFICER)
    assert make.NOW <= first.occurred_at <= second.occurred_at == second.recorded_at
    assert first.data == {
        "version": make.version_of(world.filing),
        "document": world.paper.pk,
        "slot": "self_assessment",
        "name": world.paper.name,
        "sha256": world.paper.file_id,
    }
    assert list(verification.verify()) == []


@pytest.mark.parametrize("who", ["dai", "eve"])
def test_a_stranger_gets_neither_the_paper_nor_an_event(world: World, who: str) -> None:
    before = read_events(world.filing)
    answers = [browser(getattr(world.cast, who)).get(address) for address in doors(world)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert read_events(world.filing) == before


def test_the_company_reads_its_own_and_leaves_no_event(world: World) -> None:
    before = read_events(world.filing)
    assert browser(world.cast.ai).get(doors(world)[0]).status_code == 200
    assert read_events(world.filing) == before


def test_a_read_moves_nothing_and_makes_no_open_form_stale(world: World) -> None:
    kept = Case.objects.filter(pk=world.filing.pk).values("state", "version", "assignee").get()
    version = make.version_of(world.filing)
    before = AuditEvent.objects.count()
    assert browser(world.cast.bo).get(doors(world)[0]).status_code == 200
    assert AuditEvent.objects.count() == before + 1
    again = Case.objects.filter(pk=world.filing.pk).values("state", "version", "assignee").get()
    assert again == kept
    assert not since(world.filing, version).exists()


def test_who_read_is_told_to_the_auditor_alone(world: World) -> None:
    browser(world.cast.bo).get(doors(world)[0])
    browser(world.auditor).get(doors(world)[0])
    assert {e.role for e in read_events(world.filing)} >= {Role.FILING_OFFICER, Role.AUDITOR}
    case = make.fresh(world.filing)
    for user in (world.cast.ai, world.cast.bo, world.cast.chen, world.cast.fang, world.auditor):
        told = [e for e in readable(timeline(case), case, user) if e.action == PAPER_READ]
        assert bool(told) is (user == world.auditor)
        client, path = browser(user), f"cases/{case.number}/"
        pages = [client.get(f"/{path}"), client.get(f"/api/v1/{path}timeline/")]
        shown = ["查阅材料" in page.content.decode() for page in pages]
        assert shown == [user == world.auditor] * 2


@contextmanager
def read_only() -> Iterator[None]:
    """The database takes no writes, as while a copy of it stands in."""
    inner = transaction.atomic()
    inner._from_testcase = True
    with inner:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield
        transaction.set_rollback(True)


def test_without_its_record_nothing_is_handed_out(world: World) -> None:
    bo, ai, before = browser(world.cast.bo), browser(world.cast.ai), read_events(world.filing)
    page, api = doors(world)
    with read_only():
        refused, problem, own = bo.get(page), bo.get(api), ai.get(page)
    assert own.status_code == 200
    assert (refused.status_code, problem.status_code) == (503, 503)
    assert "查阅须先记入办理过程，目前无法记录" in refused.content.decode()
    assert problem.json()["code"] == "read_not_recorded"
    assert read_events(world.filing) == before


def test_whoever_finds_the_case_held_for_too_long_is_asked_to_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(entry: Any) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(reads.chain, "append", held)
    assert browser(world.cast.bo).get(doors(world)[0]).status_code == 503


def test_what_is_for_everybody_is_read_without_an_event() -> None:
    cast = reviewers.cast()
    committee = building.committee(cast, CommitteeState.REGISTERED)
    kind = catalogue.kind("ethics_committee")
    charter = Document(slot="charter", case=committee)
    auditor = cast.ren
    assert reads.paper_role(kind, committee, charter, auditor) is None
    charter.slot = "unknown"
    assert reads.paper_role(kind, committee, charter, auditor) == Role.AUDITOR


def test_every_place_for_papers_is_confidential_but_those_that_everybody_is_given() -> None:
    is_open = {
        (kind.code, slot.code)
        for kind in catalogue.kinds()
        for slot in kind.slots
        if not slot.confidential
    }
    assert is_open == {
        ("ethics_committee", "charter"),
        ("ethics_committee", "rules"),
        ("campaign", "attachment"),
    }


def test_bytes_of_papers_leave_the_portal_at_one_place() -> None:
    handing_out = re.compile(r"\bdocument_response\(|\bpaper_for\(")
    apps = ("portal", "filings", "ethics_review", "enforcement")
    found = {
        str(path.relative_to(ROOT))
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if handing_out.search(path.read_text(encoding="utf-8"))
    }
    assert found == {
        "portal/cases/downloads.py",
        "portal/workflow/reading.py",
        "portal/workflow/views/downloading.py",
    }


# --- Letters ----------------------------------------------------------------------------------------------------------
def letter(world: World, code: str) -> Notice:
    """A letter of the penalty as it stands once it was issued."""
    event = world.penalty.events.order_by("seq").first()
    return Notice.objects.create(
        case=world.penalty,
        event=event,
        code=code,
        form=Notice.Form.LETTER,
        title=code,
        addressee=world.enforcers.office,
        issuer=world.enforcers.office,
        status=Notice.Status.READY,
        file=store_bytes(f"%PDF {code}".encode()),
        created_at=make.NOW,
    )


def test_a_letter_that_the_office_writes_for_itself_is_read_with_an_event(world: World) -> None:
    inner = letter(world, "penalty_opening")
    assert inner.code in inside_codes()
    before = len(read_events(world.penalty))
    for user in (world.enforcers.cao, world.enforcers.ren):
        for address in (f"/notices/{inner.pk}/pdf/", f"/api/v1/notices/{inner.pk}/pdf/"):
            answer = browser(user).get(address)
            assert answer.content == b"%PDF penalty_opening"
    told = read_events(world.penalty)[before:]
    assert [(e.actor, e.role) for e in told] == [
        *[(world.enforcers.cao, Role.ENFORCEMENT_HEAD)] * 2,
        *[(world.enforcers.ren, Role.AUDITOR)] * 2,
    ]
    assert told[0].data["sha256"] == inner.file_id
    assert browser(world.enforcers.dai).get(f"/notices/{inner.pk}/pdf/").status_code == 404
    cao = browser(world.enforcers.cao)
    with read_only():
        assert cao.get(f"/notices/{inner.pk}/pdf/").status_code == 503


def test_a_letter_to_the_party_is_read_without_an_event(world: World) -> None:
    sent = letter(world, "penalty_notice_of_nothing")
    assert reads.letter_role(sent, world.enforcers.cao) is None
    sent.recipient = world.enforcers.fa
    assert reads.letter_role(sent, world.enforcers.fa) is None
    assert reads.letter_role(sent, world.enforcers.ren) == Role.AUDITOR


# --- Who complained ---------------------------------------------------------------------------------------------------
def test_opening_an_identity_is_declared_a_read() -> None:
    opening = {
        (kind.code, name)
        for kind in catalogue.kinds()
        for name, step in kind.actions.items()
        if step.reads
    }
    assert opening == {("complaint", "read_identity")}
