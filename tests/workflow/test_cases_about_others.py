"""Cases that an office writes about a company: who opens them, whose office runs them, who reads what and when."""

from collections.abc import Iterator
from typing import Any

import pytest

from portal.accounts.models import Organization, system_user
from portal.accounts.roles import Role
from portal.audit import verification
from portal.audit.selectors import timeline
from portal.cases.models import Case, Document
from portal.cases.selectors import papers_for
from portal.deadlines.models import Deadline
from portal.deadlines.reminders import both_sides
from portal.law.terms import Party
from portal.workflow import engine
from portal.workflow.disclosure import readable
from portal.workflow.errors import GuardFailed, NotPermitted
from portal.workflow.reading import CaseFilter
from portal.workflow.system_acts import create_as_system
from portal.workflow.timeline import Reader
from tests import make
from tests.make import Cast
from tests.workflow import probes
from tests.workflow.door_cast import Visit, clock, visit
from tests.workflow.probes import LAST, LATER, Probe, opened, told

__all__ = ["clock", "visit"]


@pytest.fixture(autouse=True)
def probe_kind(clock: None) -> Iterator[None]:
    with probes.registered():
        yield


def probe(case: Case) -> Probe:
    return Probe.objects.get(pk=case.pk)


def read_by(user: Any, case: Case) -> list[str]:
    found = probe(case)
    return [event.action for event in readable(timeline(found), found, user)]


def papers(user: Any, case: Case) -> list[str]:
    return sorted(papers_for(probe(case), user).values_list("slot", flat=True))


# --- Opening ----------------------------------------------------------------------------------------------------------
def test_the_office_of_whoever_opens_it_runs_the_case_about_the_company(cast: Cast) -> None:
    outcome = opened(cast)
    case = probe(outcome.case)
    assert (case.organization, case.authority) == (cast.company_a, cast.office)
    assert (case.region, case.number[:2]) == ("990101", "XW")
    assert (outcome.event.role, outcome.event.actor) == ("enforcement_officer", cast.fang)


def test_of_two_offices_of_one_person_the_nearest_runs_it(cast: Cast) -> None:
    both = make.person("both", cast.capital, Role.ENFORCEMENT_OFFICER)
    both.memberships.create(organization=cast.office, role=Role.ENFORCEMENT_OFFICER)
    assert probe(opened(cast, actor=both).case).authority == cast.office


def test_beyond_the_jurisdiction_about_an_authority_or_without_the_role_nobody_opens_one(
    cast: Cast,
) -> None:
    stranger = make.person("stranger", cast.other_office, Role.ENFORCEMENT_OFFICER)
    for actor, about in [
        (stranger, cast.company_a),
        (cast.fang, cast.other_office),
        (cast.fang, cast.office),
        (cast.bo, cast.company_a),
        (cast.ai, cast.company_a),  # a company's role opens nothing that concerns others
        (cast.ai, cast.company_b),
    ]:
        with pytest.raises(NotPermitted):
            opened(cast, about, actor=actor)
    assert not Case.objects.exists()


def test_the_system_opens_what_its_kind_lets_it_and_nothing_else(cast: Cast) -> None:
    given = {"title": "逾期", "authority": cast.office}
    paper = ("evidence", make.upload("one"))
    made = create_as_system(
        "probe", organization=cast.company_b, data=given, now=make.NOW, papers=[paper]
    )
    case = probe(made.case)
    assert (case.created_by, case.authority) == (system_user(), cast.office)
    assert (made.event.role, made.event.actor) == ("system", system_user())
    with pytest.raises(NotPermitted):
        create_as_system("filing", organization=cast.company_a, data=make.opening(), now=make.NOW)


def test_papers_come_with_the_case_and_the_trail_names_them(cast: Cast) -> None:
    brought = [("evidence", make.upload("a")), ("evidence", make.upload("b"))]
    outcome = opened(cast, papers=brought)
    stored = Document.objects.filter(case=outcome.case.pk).order_by("pk")
    assert [(d.slot, d.name, d.uploaded_by) for d in stored] == [
        ("evidence", "a.png", cast.fang),
        ("evidence", "b.png", cast.fang),
    ]
    assert outcome.event.data["papers"] == [
        {"slot": "evidence", "name": d.name, "sha256": d.file_id, "document": d.pk} for d in stored
    ]
    line = Reader(probes.KIND, probe(outcome.case)).item(outcome.event)
    assert line["note"] == "涉及：事由\n证据：a.png\n证据：b.png"
    assert list(verification.verify()) == []


@pytest.mark.parametrize(
    ("slots", "told_of"),
    [(["nothing"], "没有这一项材料"), (["opinion", "opinion"], "“内部意见”只能上传一个文件")],
)
def test_papers_without_a_place_open_no_case(cast: Cast, slots: list[str], told_of: str) -> None:
    with pytest.raises(GuardFailed, match=told_of):
        opened(cast, papers=[(slot, make.upload(f"{n}")) for n, slot in enumerate(slots)])
    assert not Case.objects.exists()
    assert not Document.objects.exists()


# --- Writing and reading ------------------------------------------------------------------------------------------
def test_the_draft_is_the_offices_and_does_not_exist_for_the_company(
    cast: Cast, visit: Visit
) -> None:
    case = opened(cast).case
    make.edit(case, cast.fang, title="链接标明")
    make.attach(case, cast.fang, "evidence")
    here = f"/cases/{case.number}/"
    office = visit(cast.fang).get(here)
    page = office.content.decode()
    assert (office.status_code, "办理机关" in page, "受理机关" in page) == (200, True, False)
    assert f"{here}edit/" in page
    for outsider in (cast.ai, cast.dai, cast.eve, cast.bo):
        assert visit(outsider).get(here).status_code == 404
    with pytest.raises(NotPermitted):
        make.edit(case, cast.ai, title="别的")


def test_once_told_the_company_reads_the_act_and_the_evidence_and_none_of_the_work_before(
    cast: Cast, visit: Visit
) -> None:
    case = told(cast)
    make.act(case, "confer", cast.fang, now=LAST)
    assert read_by(cast.ai, case) == ["tell"]
    assert papers(cast.ai, case) == ["evidence", "evidence"]
    assert papers(cast.fang, case) == ["evidence", "evidence", "opinion"]
    assert read_by(cast.fang, case)[0] == "confer"
    assert len(read_by(cast.fang, case)) == 5
    client, here = visit(cast.ai), f"/cases/{case.number}/"
    page = client.get(here).content.decode()
    assert ("办理过程（1）" in page, "opinion.png" in page, "first.png" in page) == (
        True,
        False,
        True,
    )
    opinion = case.documents.get(slot="opinion")
    assert client.get(f"{here}documents/{opinion.pk}/").status_code == 404
    assert client.get(f"{here}documents/{opinion.pk}/remove/").status_code == 404
    removal = f"/api/v1{here}documents/{opinion.pk}/?version={make.version_of(case)}"
    assert client.delete(removal).status_code == 404
    evidence = case.documents.filter(slot="evidence").first()
    assert client.get(f"{here}documents/{evidence.pk}/").status_code == 200


def test_the_auditor_reads_the_work_of_the_office_too(cast: Cast) -> None:
    auditor = make.person("auditor", cast.office, Role.AUDITOR)
    case = told(cast)
    assert read_by(auditor, case) == [
        "tell",
        *["document_attached"] * 2,
        "created",
    ]
    assert papers(auditor, case) == ["evidence", "evidence"]


def test_the_companys_answer_is_its_own_until_it_hands_it_over(cast: Cast) -> None:
    case = told(cast)
    make.attach(case, cast.ai, "answer", now=LAST)
    assert papers(cast.ai, case) == ["answer", "evidence", "evidence"]
    assert papers(cast.fang, case) == ["evidence", "evidence", "opinion"]
    assert read_by(cast.ai, case) == ["document_attached", "tell"]
    assert "answer" not in str([e.data for e in readable(timeline(case), probe(case), cast.fang)])
    make.act(case, "answer", cast.ai, now=LAST)
    assert papers(cast.fang, case) == ["answer", "evidence", "evidence", "opinion"]
    assert read_by(cast.fang, case)[:2] == ["answer", "document_attached"]


def test_neither_side_puts_in_or_takes_out_the_others_papers(cast: Cast) -> None:
    case = told(cast)
    with pytest.raises(NotPermitted, match="由另一方提交"):
        make.attach(case, cast.ai, "evidence", now=LAST)
    evidence = case.documents.filter(slot="evidence").first()
    with pytest.raises(NotPermitted, match="由另一方提交"):
        engine.detach(
            case.pk, document=evidence, actor=cast.ai, version=make.version_of(case), now=LAST
        )
    draft = opened(cast, cast.company_b).case
    with pytest.raises(NotPermitted, match="由另一方提交"):
        make.attach(draft, cast.fang, "answer")


def test_a_moved_date_is_told_to_the_company_only_once_it_knows_the_case(cast: Cast) -> None:
    limit = Deadline(party=Party.ENFORCEMENT)
    draft = opened(cast).case
    assert both_sides(Case.objects.get(pk=draft.pk), limit) == [cast.office]
    case = make.act(draft, "tell", cast.fang, now=LATER).case
    assert both_sides(Case.objects.get(pk=case.pk), limit) == [cast.office, cast.company_a]


def test_the_list_of_cases_offers_a_draft_state_to_those_who_begin_such_cases(cast: Cast) -> None:
    def offered(user: Any) -> set[str]:
        form = CaseFilter({}, user=user, now=make.NOW)
        return {code for code, _ in form.fields["state"].choices}  # type: ignore[attr-defined]

    assert "draft" in offered(cast.fang)
    assert "draft" not in offered(cast.bo)
    assert Organization.objects.count() == 5
