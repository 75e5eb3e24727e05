"""A change as people meet it: withdrawn without a trace, accepted with its remark."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit import verification
from portal.workflow.versions import content_digest
from tests import make
from tests.journeys.recorded_life import entry_of, limit, running
from tests.make import Cast, at
from tests.portal.web_cast import SetClock, Visit, people, read, set_clock, visit
from tests.workflow.door_cast import call

__all__ = ["people", "set_clock", "visit"]
SECRET = "尚未提交的新名称"
NEW_PAPER = b"a paper that was never handed in"
DECLARED, WITHDRAWN, LATER = (
    at("2026-09-23 09:00"),
    at("2026-09-24 09:00"),
    at("2026-09-25 09:00"),
)
NEWS = {
    "algorithm_name": SECRET,
    "public_name": SECRET,
    "safety_officer_mobile": "13911112222",
}


@pytest.fixture
def changing(people: Cast, set_clock: SetClock) -> Filing:
    """Recorded; a change is declared, content and a paper are new, nothing is handed in."""
    case = make.filing(people, S.RECORDED)
    declared = {"changed_on": date(2026, 9, 23), "reason": "更名"}
    make.act(case, "declare_change", people.ai, now=DECLARED, **declared)
    make.edit(case, people.ai, now=DECLARED, **NEWS)
    make.attach(case, people.ai, "licence", now=DECLARED, body=NEW_PAPER)
    set_clock(WITHDRAWN)
    return make.fresh(case)


def withdraw(case: Filing, cast: Cast) -> Filing:
    make.act(case, "withdraw_change", cast.ai, now=WITHDRAWN, reason="没有更名")
    return make.fresh(case)


def told(client: Client, case: Filing) -> str:
    """Everything that the case's pages and calls say of it."""
    parts = ("", "timeline/", "deadlines/", "notices/", "documents/")
    calls = [client.get(f"/api/v1/cases/{case.number}/{part}") for part in parts]
    assert [answer.status_code for answer in calls] == [200] * len(parts)
    said = [json.dumps(answer.json(), ensure_ascii=False) for answer in calls]
    return read(client, f"/cases/{case.number}/") + "".join(said)


def auditor(cast: Cast) -> User:
    return make.person("hu", cast.capital, Role.AUDITOR)


def test_content_and_papers_are_as_recorded_again(people: Cast, changing: Filing) -> None:
    frozen = changing.revisions.get()
    case = withdraw(changing, people)
    assert case.state == S.RECORDED
    assert content_digest(case.content()) == content_digest(frozen.content)
    kept = {d.pk for d in case.documents.filter(removed_at=None)}
    assert kept == {paper["document"] for paper in frozen.papers}
    restored = case.revisions.get(number=2)
    assert (restored.papers, content_digest(restored.content)) == (
        frozen.papers,
        content_digest(frozen.content),
    )
    assert (case.recorded_version, running(case)) == (1, {"display", "confirmation"})
    assert list(verification.verify()) == []


def test_the_day_from_which_the_first_filing_counted_is_not_changed(
    people: Cast, changing: Filing, visit: Visit
) -> None:
    client, sentence = visit(people.ai), "备案后不能通过变更修改"
    sent = {"version": changing.version, "data": {"service_started_on": "2026-08-03"}}
    answer = call(client, "PATCH", f"cases/{changing.number}/", sent)
    assert answer.status_code == 422
    assert sentence in answer.json()["errors"]["service_started_on"][0]
    here = f"/cases/{changing.number}/edit/algorithm/"
    typed = dict(client.get(here).context["form"].initial) | {"service_started_on": "2026-08-03"}
    given = {name: value for name, value in typed.items() if value is not None}
    page = client.post(here, {**given, "version": changing.version})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    initial = limit(changing, "initial")
    assert (initial.last_day, initial.outcome) == (date(2026, 9, 28), "met")
    with pytest.raises(ValidationError, match=sentence):
        make.edit(changing, people.ai, now=DECLARED, service_started_on=date(2026, 8, 3))
    assert make.fresh(changing).version == changing.version


@pytest.mark.parametrize("withdrawn", [False, True])
def test_no_authority_ever_learns_what_was_abandoned(
    people: Cast, changing: Filing, visit: Visit, withdrawn: bool
) -> None:
    paper = changing.documents.get(slot="licence", removed_at=None)
    case = withdraw(changing, people) if withdrawn else changing
    for official in (people.bo, people.chen, people.fang):
        said = told(visit(official), case)
        for secret in (SECRET, "139****2222", paper.file_id, paper.file_id[:12]):
            assert secret not in said
        assert make.NAME in said
        direct = visit(official).get(f"/cases/{case.number}/documents/{paper.pk}/")
        assert direct.status_code == 404
    assert SECRET not in read(visit(people.bo), "/cases/")


def drafted(client: Client, case: Filing) -> list[str]:
    told = client.get(f"/api/v1/cases/{case.number}/timeline/").json()
    return [e["action"] for e in told if e["action"] in {"edited", "document_attached"}]


def test_the_timeline_keeps_what_was_given_up_even_when_another_change_is_handed_in(
    people: Cast, changing: Filing, visit: Visit
) -> None:
    first = ["document_attached"] * 5 + ["edited"]
    given_up, new = ["document_attached", "edited"], ["edited"]
    case = withdraw(changing, people)
    assert drafted(visit(people.bo), case) == first
    make.act(
        case, "declare_change", people.ai, now=LATER, changed_on=date(2026, 9, 25), reason="换人"
    )
    make.edit(case, people.ai, now=LATER, safety_officer_name="王五")
    assert drafted(visit(people.bo), case) == first
    make.act(case, "submit_change", people.ai, now=LATER)
    assert drafted(visit(people.bo), case) == new + first
    for whole in (people.ai, auditor(people)):
        assert drafted(visit(whole), case) == new + given_up + first


def test_what_was_handed_in_and_then_withdrawn_stays_in_its_frozen_version(
    people: Cast, changing: Filing, visit: Visit
) -> None:
    make.act(changing, "submit_change", people.ai, now=WITHDRAWN)
    assert SECRET in told(visit(people.bo), changing)
    versions = list(changing.revisions.order_by("number").values("number", "content", "papers"))
    case = withdraw(changing, people)
    assert (
        list(case.revisions.order_by("number").values("number", "content", "papers"))[:2]
        == versions
    )
    assert (
        visit(people.bo).get(f"/api/v1/cases/{case.number}/").json()["data"]["algorithm_name"]
        == make.NAME
    )
    assert entry_of(case).algorithm_name == make.NAME


def test_the_public_reads_the_old_version_until_the_new_one_is_accepted(
    people: Cast, changing: Filing, client: Client
) -> None:
    number, address = changing.record_number, entry_of(changing).get_absolute_url()
    for act, who in (("submit_change", people.ai), ("accept_change", people.bo)):
        assert SECRET not in read(client, address)
        make.act(changing, act, who, now=LATER)
    public = read(client, address)
    assert SECRET in public
    assert f"算法名称由“{make.NAME}”变更为“{SECRET}”" in public
    case = make.fresh(changing)
    assert (case.record_number, case.title, case.recorded_version) == (number, SECRET, 2)


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"algorithm_type": "push"}, "算法类型由“排序精选类”变更为“个性化推送类”"),
    ({"safety_officer_name": "王五"}, "变更算法安全责任人"),
    ({"usage_scenario": "首页与搜索结果页。"}, "变更主要用途"),
    (
        {"products": [make.product(), make.product(name="青云画报", url="https://example.com/p")]},
        "新增产品青云画报（APP）",
    ),
]


@pytest.mark.parametrize(("change", "remark"), CHANGES, ids=[remark for _, remark in CHANGES])
def test_each_change_leaves_its_remark_and_never_a_new_number(
    people: Cast, change: dict[str, Any], remark: str
) -> None:
    case = make.filing(people, S.RECORDED)
    number = case.record_number
    declared = {"changed_on": date(2026, 9, 22), "reason": "变更"}
    make.act(case, "declare_change", people.ai, **declared)
    make.edit(case, people.ai, **change)
    make.act(case, "submit_change", people.ai)
    after = make.act(case, "accept_change", people.bo, now=DECLARED).case
    entry = entry_of(after)
    assert (after.record_number, entry.record_number, entry.note) == (number, number, remark)
    versions = list(entry.versions.order_by("version").values_list("action", "content"))
    assert [action for action, _ in versions] == ["published", "changed"]
    assert [content["note"] for _, content in versions] == ["", remark]
    assert [content["published_on"] for _, content in versions] == ["2026-09-22", "2026-09-23"]


def test_the_company_is_told_how_far_it_is_and_what_still_stands_against_it(
    people: Cast, changing: Filing, visit: Visit
) -> None:
    page, hint = f"/cases/{changing.number}/", "请核对下面变更前后的差异，然后提交变更。"
    assert hint in read(visit(people.ai), page)
    assert "处需要更正" not in read(visit(people.ai), page)
    make.edit(changing, people.ai, now=DECLARED, subject_address="", introduction="")
    assert f"{hint}还有 2 处需要更正，才能提交。" in read(visit(people.ai), page)
    assert "处需要更正" not in read(visit(people.bo), page)


def test_an_opinion_on_a_change_stays_with_the_authority(people: Cast, visit: Visit) -> None:
    case = make.filing(people, S.CHANGE_SUBMITTED)
    make.act(case, "accept_change", people.bo, opinion="内部意见：同意")
    assert "内部意见" in told(visit(people.bo), case)
    assert "内部意见" not in told(visit(people.ai), case)
