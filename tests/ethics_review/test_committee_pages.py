"""The registration of a committee through its pages: begun, appointed, registered, kept up; by its keepers alone."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from ethics_review.models import Committee
from portal.accounts.roles import Role
from portal.deadlines.models import Deadline
from portal.workflow import engine
from tests import make
from tests.ethics_review import people as ethics
from tests.ethics_review.people import EthicsCast
from tests.workflow.door_cast import Visit, call, clock, visit

__all__ = ["clock", "visit"]
NOW = make.NOW
CANDIDATES = "id_user"


@pytest.fixture
def cast(db: None, clock: None) -> EthicsCast:
    return ethics.cast()


def page_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def send(client: Client, path: str, **posted: Any) -> Any:
    return client.post(path, posted)


def begun(cast: EthicsCast, **stated: Any) -> Committee:
    """A second committee of the unit, without anybody in it."""
    opening = {"name": "第二伦理委员会", "established_on": date(2026, 9, 1), **stated}
    made = engine.create(
        "ethics_committee", actor=cast.su, organization=cast.unit_a, data=opening, now=NOW
    )
    return Committee.objects.get(pk=made.case.pk)


def limits(committee: Committee) -> dict[str, str]:
    running = Deadline.objects.filter(case_id=committee.pk, closed_at=None)
    return {d.code: str(d.last_day) for d in running}


# --- Beginning --------------------------------------------------------------------------------------------------------
def test_the_secretary_opens_a_dossier_and_the_thirty_days_run_from_the_setting_up(
    cast: EthicsCast, visit: Visit
) -> None:
    client = visit(cast.su)
    page_of(client, "/cases/new/ethics_committee/")
    answer = send(
        client,
        "/cases/new/ethics_committee/",
        name="青云研究院第二伦理委员会",
        established_on="2026-09-10",
    )
    assert answer.status_code == 302
    made = Committee.objects.latest("pk")
    assert made.title == "青云研究院第二伦理委员会"
    assert limits(made) == {"sti.registration": "2026-10-10"}


def test_a_service_centre_has_the_limit_of_service_centres(cast: EthicsCast) -> None:
    made = engine.create(
        "ethics_committee",
        actor=cast.fu,
        organization=cast.centre,
        data={"name": "演示服务中心", "established_on": date(2026, 9, 10)},
        now=NOW,
    ).case
    assert limits(made) == {"ethics.centre_registration": "2026-10-10"}


def test_a_dossier_without_a_day_is_refused_with_a_sentence(cast: EthicsCast, visit: Visit) -> None:
    answer = send(visit(cast.su), "/cases/new/ethics_committee/", name="某委员会")
    assert answer.status_code == 422
    assert "请填写“设立日期”" in answer.content.decode()


def test_the_form_has_a_page_for_each_section(cast: EthicsCast, visit: Visit) -> None:
    case, client = begun(cast), visit(cast.su)
    for section in ("basics", "rules", "contact", "papers"):
        assert 'method="post"' in page_of(client, f"/cases/{case.number}/edit/{section}/")


# --- Appointing -------------------------------------------------------------------------------------------------------
def appointing(cast: EthicsCast, name: str, **changes: Any) -> dict[str, Any]:
    position, discipline, sex, outside = ethics.SEATS[name]
    posted = {
        "user": cast.people[name].pk,
        "position": position,
        "discipline": discipline,
        "sex": sex,
        "appointed_on": "2026-09-01",
        "term_ends_on": "2030-12-31",
        **({"outside": "on"} if outside else {}),
    }
    return posted | changes


def act(client: Client, case: Committee, name: str, **posted: Any) -> Any:
    posted["version"] = make.version_of(case)
    return client.post(f"/cases/{case.number}/actions/{name}/", posted)


def test_only_people_with_a_role_for_a_seat_can_be_chosen(cast: EthicsCast, visit: Visit) -> None:
    case = begun(cast)
    told = page_of(visit(cast.su), f"/cases/{case.number}/actions/appoint/")
    for name in ethics.SEATS:
        assert f'value="{cast.people[name].pk}"' in told
    for stranger in (cast.lin, cast.dai, cast.su, cast.e1):
        assert f'<option value="{stranger.pk}">' not in told


def test_an_appointment_by_the_page_fills_a_seat(cast: EthicsCast, visit: Visit) -> None:
    case, client = begun(cast), visit(cast.su)
    answer = act(client, case, "appoint", **appointing(cast, "m1"))
    assert answer.status_code == 302
    seat = case.sitting().get()
    stated = (seat.user, seat.position, seat.discipline, seat.outside, seat.term_ends_on)
    assert stated == (cast.m1, "member", "application", True, date(2030, 12, 31))
    told = page_of(client, f"/cases/{case.number}/")
    assert "委员（1 人）" in told
    assert f"委员：{cast.m1}" in told, "the timeline names the person, not the key"


def test_the_position_must_be_the_role_that_the_person_holds(
    cast: EthicsCast, visit: Visit
) -> None:
    case = begun(cast)
    answer = act(visit(cast.su), case, "appoint", **appointing(cast, "m1", position="chair"))
    assert answer.status_code == 422
    assert f"“职务”应与{cast.m1}在本单位的角色一致：委员" in answer.content.decode()
    assert not case.sitting().exists()


def test_a_term_of_more_than_five_years_is_refused(cast: EthicsCast, visit: Visit) -> None:
    case = begun(cast)
    posted = appointing(cast, "m1", term_ends_on="2031-09-02")
    answer = act(visit(cast.su), case, "appoint", **posted)
    assert answer.status_code == 422
    assert "每届任期不超过 5 年" in answer.content.decode()


def test_a_second_chair_is_refused(cast: EthicsCast, visit: Visit) -> None:
    case, client = begun(cast), visit(cast.su)
    act(client, case, "appoint", **appointing(cast, "qi"))
    second = make.person("other.chair", cast.unit_a, Role.CHAIR)
    answer = act(client, case, "appoint", **appointing(cast, "qi", user=second.pk))
    assert answer.status_code == 422
    assert "委员会已有主任委员" in answer.content.decode()


def test_whoever_leaves_the_seat_sees_the_committee_no_more(cast: EthicsCast, visit: Visit) -> None:
    case = cast.committee
    seat = case.sitting().get(user=cast.m6)
    page_of(visit(cast.m6), f"/cases/{case.number}/")
    answer = act(visit(cast.su), case, "end_seat", seat=seat.pk, reason="调离本单位")
    assert answer.status_code == 302
    page_of(visit(cast.m6), f"/cases/{case.number}/", 404)
    seat.refresh_from_db()
    assert (str(seat.ended_on), seat.end_reason) == ("2026-09-22", "调离本单位")


# --- Composition ------------------------------------------------------------------------------------------------------
def test_the_page_says_every_shortfall_in_a_sentence_of_its_own(
    cast: EthicsCast, visit: Visit
) -> None:
    case, client = begun(cast), visit(cast.su)
    act(client, case, "appoint", **appointing(cast, "m2"))
    told = page_of(client, f"/cases/{case.number}/")
    for sentence in (
        "委员会有委员 1 人，应不少于 7 人，还差 6 人",
        "委员会有主任委员 0 人，应有 1 人，还差 1 人",
        "委员会没有“人工智能应用”专业背景的委员，至少应有 1 人",
        "委员会没有“伦理”专业背景的委员，至少应有 1 人",
        "委员会没有“法律”专业背景的委员，至少应有 1 人",
        "委员会没有男性委员，至少应有 1 人",
        "委员会有本单位以外的委员 0 人，应不少于 1 人，还差 1 人",
    ):
        assert f'<p class="check__finding">{sentence}</p>' in told


def test_registering_is_refused_with_every_shortfall(cast: EthicsCast, visit: Visit) -> None:
    case, client = begun(cast), visit(cast.su)
    answer = act(client, case, "register")
    told = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("应不少于 7 人", "应有 1 人，还差 1 人", "没有上传“章程”", "没有填写"):
        assert sentence in told
    case.refresh_from_db()
    assert case.state == "draft"


def test_a_stand_in_does_not_count_as_a_member(cast: EthicsCast, visit: Visit) -> None:
    case, client = begun(cast), visit(cast.su)
    act(client, case, "appoint", **appointing(cast, "m2"))
    seat = case.sitting().get()
    act(client, case, "appoint", **appointing(cast, "m6", stand_in_for=seat.pk))
    assert case.sitting().count() == 2
    told = page_of(client, f"/cases/{case.number}/")
    assert "委员会有委员 1 人，应不少于 7 人，还差 6 人" in told
    assert f"{cast.m2}的候补" in told


def test_an_even_number_is_a_hint_and_no_obstacle(cast: EthicsCast, visit: Visit) -> None:
    seats = tuple(name for name in ethics.SEATS if name != "m6")
    case = ethics.draft_committee(cast, now=NOW, seats=seats)
    told = page_of(visit(cast.su), f"/cases/{case.number}/")
    assert "委员现有 8 人，为偶数；建议为单数" in told
    assert "check__finding" not in told
    assert act(visit(cast.su), case, "register").status_code == 302


def test_a_term_that_has_run_out_is_marked(
    cast: EthicsCast, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, client = begun(cast), visit(cast.su)
    act(client, case, "appoint", **appointing(cast, "m1", term_ends_on="2026-09-22"))
    assert "已届满" not in page_of(client, f"/cases/{case.number}/")
    monkeypatch.setenv("PORTAL_CLOCK", make.at("2026-09-23 10:00").isoformat())
    assert "已届满" in page_of(client, f"/cases/{case.number}/")


# --- Who sees what ----------------------------------------------------------------------------------------------------
def test_outsiders_and_authorities_do_not_know_of_a_draft(cast: EthicsCast, visit: Visit) -> None:
    case = begun(cast)
    for stranger in (cast.dai, cast.lin, cast.fu, cast.ou, cast.ren, cast.e1, cast.m1):
        page_of(visit(stranger), f"/cases/{case.number}/", 404)
        page_of(visit(stranger), f"/cases/{case.number}/actions/register/", 404)
        assert call(visit(stranger), "GET", f"cases/{case.number}/").status_code == 404


def test_the_authority_sees_what_was_registered_and_not_what_changed_since(
    cast: EthicsCast, visit: Visit
) -> None:
    case = cast.committee
    make.edit(case, cast.su, now=NOW, contact_name="新联系人")
    path = f"/cases/{case.number}/"
    assert "新联系人" not in page_of(visit(cast.ou), path)
    told = page_of(visit(cast.su), path)
    assert "新联系人" in told
    assert "下面的内容与最近一次登记不一致" in told
    sent = call(visit(cast.ou), "GET", f"cases/{case.number}/").json()
    assert sent["data"]["contact_name"] == "苏敏"
    act(visit(cast.su), case, "update_registration", note="联系人变更")
    assert "新联系人" in page_of(visit(cast.ou), path)
    assert "下面的内容与最近一次登记不一致" not in page_of(visit(cast.su), path)


def test_members_read_and_do_not_keep(cast: EthicsCast, visit: Visit) -> None:
    case = cast.committee
    page_of(visit(cast.m1), f"/cases/{case.number}/")
    answer = act(visit(cast.m1), case, "dissolve", reason="不再需要", confirm="yes")
    assert answer.status_code == 403
    assert call(visit(cast.dai), "GET", f"cases/{case.number}/").status_code == 404


def test_a_program_appoints_by_the_same_form(cast: EthicsCast, visit: Visit) -> None:
    case = begun(cast)
    data = appointing(cast, "m1", outside=True)
    sent = {"version": make.version_of(case), "data": data}
    path = f"cases/{case.number}/actions/appoint/"
    answer = call(visit(cast.su), "POST", path, sent, **{"Idempotency-Key": "appoint-m1-1"})
    assert answer.status_code == 200, answer.content
    assert case.sitting().get().user == cast.m1
    wrong = {"version": make.version_of(case), "data": appointing(cast, "m2", position="chair")}
    answer = call(visit(cast.su), "POST", path, wrong, **{"Idempotency-Key": "appoint-m2-1"})
    assert answer.status_code == 422
    assert "应与" in answer.content.decode()


@pytest.mark.parametrize("user", ["", "x", "999999", "1e3", "-1"])
def test_nonsense_for_a_person_is_told_and_appoints_nobody(
    cast: EthicsCast, visit: Visit, user: str
) -> None:
    case = begun(cast)
    answer = act(visit(cast.su), case, "appoint", **appointing(cast, "m1", user=user))
    assert answer.status_code == 422
    assert "“委员”" in answer.content.decode()
    assert not case.sitting().exists()
