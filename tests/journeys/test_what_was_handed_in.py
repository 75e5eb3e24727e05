"""An authority reads, judges and writes about what was handed in; what a company drafts since stays its own."""

import json
from typing import Any

import pytest
from django.test import Client

from filings.kinds.filing import to_json
from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.selectors import papers_for
from portal.notices.models import Notice
from portal.workflow.versions import content_digest
from tests import make
from tests.make import Cast, at
from tests.portal.web_cast import SetClock, Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
SECRET = "尚未提交的新名称"
LATER, DECIDED = at("2026-09-23 09:00"), at("2026-09-24 09:00")
NEW_PAPER = b"a paper that was not handed in"


@pytest.fixture
def redrafted(people: Cast, set_clock: SetClock) -> Filing:
    """Sent back for correction; the company has been changing it and has not handed it in again."""
    case = make.filing(people, S.CORRECTION_REQUESTED)
    stated = {"algorithm_name": SECRET, "public_name": SECRET, "introduction": SECRET}
    numbers = {"safety_officer_number": "E99999999", "safety_officer_mobile": "13911112222"}
    make.edit(case, people.ai, now=LATER, **stated, **numbers)
    make.attach(case, people.ai, "licence", now=LATER, body=NEW_PAPER)
    set_clock(DECIDED)
    return make.fresh(case)


def auditor(cast: Cast) -> User:
    return make.person("hu", cast.capital, Role.AUDITOR)


def api(client: Client, filing: Filing, part: str = "") -> Any:
    response = client.get(f"/api/v1/cases/{filing.number}/{part}")
    assert response.status_code == 200
    return json.loads(response.content)


def page(client: Client, filing: Filing) -> str:
    return read(client, f"/cases/{filing.number}/")


def test_an_authority_sees_what_was_handed_in_on_the_page_and_by_api(
    people: Cast, redrafted: Filing, visit: Visit
) -> None:
    for official in (people.bo, people.chen, people.fang):
        client = visit(official)
        assert SECRET not in page(client, redrafted)
        assert make.NAME in page(client, redrafted)
        assert SECRET not in json.dumps(api(client, redrafted), ensure_ascii=False)
        assert to_json(redrafted, official)["algorithm_name"] == make.NAME
        assert to_json(redrafted, official)["introduction"] == "按时间与相关度排列资讯。"


def test_the_company_sees_its_own_draft(people: Cast, redrafted: Filing, visit: Visit) -> None:
    client = visit(people.ai)
    assert SECRET in page(client, redrafted)
    assert to_json(redrafted, people.ai)["algorithm_name"] == SECRET


def test_lists_call_the_case_by_the_name_that_was_handed_in(
    people: Cast, redrafted: Filing, visit: Visit
) -> None:
    assert redrafted.title == make.NAME
    assert SECRET not in read(visit(people.bo), "/cases/")
    make.act(redrafted, "submit_correction", people.ai, now=DECIDED)
    assert make.fresh(redrafted).title == SECRET
    assert SECRET in read(visit(people.bo), "/cases/")


def test_a_paper_brought_since_is_the_companys_own(
    people: Cast, redrafted: Filing, visit: Visit
) -> None:
    new = redrafted.documents.get(slot="licence", removed_at=None)
    old = redrafted.documents.get(slot="licence", removed_at=LATER)
    shown = {
        who: papers_for(redrafted, who).filter(slot="licence") for who in (people.ai, people.bo)
    }
    assert list(shown[people.ai]) == [new]
    assert list(shown[people.bo]) == [old]
    address = f"/cases/{redrafted.number}/documents"
    assert visit(people.bo).get(f"{address}/{new.pk}/").status_code == 404
    assert visit(people.bo).get(f"{address}/{old.pk}/").status_code == 200
    assert visit(people.ai).get(f"{address}/{new.pk}/").status_code == 200


def drafting(client: Client, filing: Filing) -> list[str]:
    """The work on the draft that the timeline of the API tells, newest first."""
    told = [event["action"] for event in api(client, filing, "timeline/")]
    return [action for action in told if action in {"edited", "document_attached"}]


def test_the_timeline_tells_an_authority_nothing_of_what_was_drafted_since(
    people: Cast, redrafted: Filing, visit: Visit
) -> None:
    before = ["document_attached"] * 5 + ["edited"]
    since = ["document_attached", "edited"]
    assert drafting(visit(people.bo), redrafted) == before
    assert drafting(visit(people.ai), redrafted) == since + before
    assert drafting(visit(auditor(people)), redrafted) == since + before
    make.act(redrafted, "submit_correction", people.ai, now=DECIDED)
    assert drafting(visit(people.bo), redrafted) == since + before


def test_the_page_of_the_timeline_tells_as_little(
    people: Cast, redrafted: Filing, visit: Visit
) -> None:
    edits = {
        who: page(visit(who), redrafted).count("修改内容") for who in (people.bo, auditor(people))
    }
    assert list(edits.values()) == [1, 2]


def test_a_decision_speaks_of_the_frozen_version(people: Cast, redrafted: Filing) -> None:
    submitted = AuditEvent.objects.get(case_id=redrafted.pk, action="submit")
    make.act(redrafted, "decline", people.bo, now=DECIDED, items=make.REASONS)
    declined = AuditEvent.objects.get(case_id=redrafted.pk, action="decline")
    frozen = redrafted.revisions.get()
    assert declined.data["content_sha256"] == submitted.data["content_sha256"]
    assert declined.data["content_sha256"] == content_digest(frozen.content)
    assert declined.data["content_sha256"] != content_digest(redrafted.content())
    letter = Notice.objects.get(code="filing_declined")
    assert letter.context["algorithm_name"] == make.NAME
    assert letter.context["case_title"] == make.NAME
    assert SECRET not in letter.body


def test_a_correction_that_is_handed_in_is_what_counts_from_then_on(
    people: Cast, redrafted: Filing
) -> None:
    handed_in = make.act(redrafted, "submit_correction", people.ai, now=DECIDED).event
    assert to_json(make.fresh(redrafted), people.bo)["algorithm_name"] == SECRET
    frozen = redrafted.revisions.get(number=2)
    assert handed_in.data["content_sha256"] == content_digest(frozen.content)
    receipt = Notice.objects.filter(code="filing_received").latest("pk")
    assert receipt.context["algorithm_name"] == SECRET


PERSONAL = {
    "legal_representative_number": ("E12345678", "*****5678"),
    "safety_officer_number": ("E87654321", "*****4321"),
    "safety_officer_mobile": ("13800000000", "138****0000"),
}


@pytest.mark.parametrize("field", PERSONAL)
def test_personal_numbers_are_masked_for_an_authority_and_not_for_the_company(
    people: Cast, visit: Visit, field: str
) -> None:
    case = make.filing(people)
    whole, masked = PERSONAL[field]
    assert to_json(case, people.ai)[field] == whole
    assert to_json(case, people.bo)[field] == masked
    own, others = visit(people.ai), visit(people.bo)
    assert whole in page(own, case)
    assert masked in page(others, case)
    assert whole not in page(others, case)
    assert whole in json.dumps(api(own, case))
    assert masked in json.dumps(api(others, case))
    assert whole not in json.dumps(api(others, case))


OPINION, RETURNED = "内部意见：建议备案", "退回理由：请核对许可"


def test_what_officials_said_to_each_other_stays_with_them(people: Cast, visit: Visit) -> None:
    case = make.filing(people)
    make.act(case, "propose_record", people.bo, now=LATER, opinion=OPINION)
    make.act(case, "return_proposal", people.chen, now=DECIDED, reason=RETURNED)
    for said in (OPINION, RETURNED):
        for official in (people.bo, auditor_of(people)):
            assert said in page(visit(official), case)
            assert said in json.dumps(api(visit(official), case, "timeline/"), ensure_ascii=False)
        company = visit(people.ai)
        assert said not in page(company, case)
        for part in ("", "timeline/", "notices/"):
            assert said not in json.dumps(api(company, case, part), ensure_ascii=False)


def auditor_of(cast: Cast) -> User:
    """The auditor, once."""
    return User.objects.filter(username="hu").first() or auditor(cast)


def test_the_company_reads_that_there_was_a_proposal_but_not_what_it_said(
    people: Cast, visit: Visit
) -> None:
    case = make.filing(people)
    make.act(case, "propose_record", people.bo, now=LATER, opinion=OPINION)
    [proposed] = [
        event
        for event in api(visit(people.ai), case, "timeline/")
        if event["action"] == "propose_record"
    ]
    assert "input" not in proposed.get("data", {})
