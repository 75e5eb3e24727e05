"""The security assessment through the doors: company and authority by page and API, the outsider by neither."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filings.assessment_rules import points
from filings.assessment_terms import AssessmentState as S
from filings.assessments import assessments_of, check_items
from filings.models import SecurityAssessment
from portal.cases.selectors import visible_to
from tests import make
from tests.filings import assessing
from tests.make import Cast
from tests.portal.upload_samples import pdf
from tests.portal.web_cast import Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
pytestmark = pytest.mark.django_db


def version(case: SecurityAssessment) -> int:
    return assessing.fresh(case).version


def act(client: Client, case: SecurityAssessment, name: str, **data: Any) -> Any:
    sent = {"version": version(case), "confirm": "yes", **data}
    return client.post(f"/cases/{case.number}/actions/{name}/", sent)


def test_a_company_makes_fills_in_and_hands_in_an_assessment(people: Cast, visit: Visit) -> None:
    ai = visit(people.ai)
    assert "新建安全评估" in read(ai, "/cases/")
    begun = ai.post(
        "/cases/new/security_assessment/",
        {"trigger": "new_service", "service_name": assessing.SERVICE, "launched_on": "2026-10-15"},
    )
    case = SecurityAssessment.objects.get()
    assert begun["Location"] == f"/cases/{case.number}/edit/"
    assert "2026年10月14日</time>截止" in read(ai, f"/cases/{case.number}/")

    said = assessing.content()
    where = f"/cases/{case.number}/edit"
    opening = {"trigger": "new_service", "service_name": assessing.SERVICE}
    ai.post(
        f"{where}/situation/",
        {**opening, "launched_on": "2026-10-15", "facts": said["facts"], "version": version(case)},
    )
    stated: dict[str, Any] = {"version": version(case)}
    for row in points():
        stated |= {f"points-{row.code}-conclusion": "met", f"points-{row.code}-text": "健全"}
    ai.post(f"{where}/points/", stated)
    report = {key: said[key] for key in ("report_basics", "report_measures", "report_conclusion")}
    ai.post(
        f"{where}/report/",
        {
            **report,
            "method": "own",
            "assessed_on": "2026-09-21",
            "result": "conforms",
            "file-report": SimpleUploadedFile("报告.pdf", pdf(), "application/pdf"),
            "version": version(case),
        },
    )
    assert assessing.fresh(case).problems(make.NOW) == []
    assert act(ai, case, "submit").status_code == 302
    done = assessing.fresh(case)
    assert (done.state, done.authority) == (S.SUBMITTED, people.office)
    assert [point["text"] for point in done.points] == ["健全"] * 8


def test_the_officer_reads_what_was_handed_in_and_examines_it(people: Cast, visit: Visit) -> None:
    case, bo = assessing.assessment(people), visit(people.bo)
    assert case.number in read(bo, "/cases/")
    page = read(bo, f"/cases/{case.number}/")
    assert "核验用户真实身份、留存注册信息的措施" in page
    assert "先审后发，巡查与举报处置闭环。" in page
    form = read(bo, f"/cases/{case.number}/actions/require_reassessment/")
    assert form.count('placeholder="留空表示齐全"') == 14
    refused = act(bo, case, "require_reassessment", until="2026-09-22")
    assert refused.status_code == 422
    asked = {"items-logs": "没有写明留存期限", "until": "2026-09-22"}
    today = act(bo, case, "require_reassessment", **asked)
    assert today.status_code == 422
    assert "“最后一日”应晚于今天" in today.content.decode()
    asked["until"] = "2026-10-31"
    assert act(bo, case, "require_reassessment", **asked).status_code == 302
    ai = visit(people.ai)
    told = read(ai, f"/cases/{case.number}/")
    assert "责令重新评估，最后一日 2026年10月31日" in told
    assert "没有写明留存期限" in told


def test_what_is_being_changed_is_not_shown_to_the_authority(people: Cast, visit: Visit) -> None:
    case = assessing.assessment(people, S.SUPPLEMENT_REQUESTED)
    make.edit(case, people.ai, facts="尚未提交的说法")
    assert "尚未提交的说法" not in read(visit(people.bo), f"/cases/{case.number}/")
    api = visit(people.bo).get(f"/api/v1/cases/{case.number}/").json()
    assert "尚未提交的说法" not in str(api)
    assert "尚未提交的说法" in read(visit(people.ai), f"/cases/{case.number}/")


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("who", ["dai", "eve"])
def test_for_the_outsider_there_is_no_assessment(
    people: Cast, visit: Visit, who: str, state: S
) -> None:
    case, stranger = assessing.assessment(people, state), getattr(people, who)
    client = visit(stranger)
    paper = case.documents.get()
    for path in (
        f"/cases/{case.number}/",
        f"/cases/{case.number}/edit/situation/",
        f"/cases/{case.number}/actions/submit/",
        f"/cases/{case.number}/documents/{paper.pk}/",
        f"/api/v1/cases/{case.number}/",
    ):
        assert client.get(path).status_code == 404, path
    assert case.number not in read(client, "/cases/")
    assert visible_to(stranger).count() == 0


def test_a_draft_is_the_companys_alone(people: Cast, visit: Visit) -> None:
    case = assessing.complete_draft(people)
    for person in (people.bo, people.chen, people.fang):
        assert visit(person).get(f"/cases/{case.number}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"trigger": "because"}, "评估情形"),
        ({"service_name": ""}, "服务名称"),
        ({"occurred_on": "2026-09-01"}, "所选情形从上线日期计算，这一日期请留空"),
        ({"trigger": "user_growth"}, "所选情形从发生日期计算，这一日期请留空"),
        ({"launched_on": "0001-01-01"}, "“上线日期”应在 2004 年至 2099 年之间"),
        ({"launched_on": "9999-12-31"}, "“上线日期”应在 2004 年至 2099 年之间"),
        (
            {"trigger": "user_growth", "launched_on": "", "occurred_on": "2026-09-23"},
            "“发生日期”（2026-09-23）尚未到来",
        ),
        ({"filing_number": "BA20260001"}, "本单位没有这一备案编号"),
        ({"service_name": "服\u202e务"}, "服务名称"),
    ],
)
def test_wrong_input_is_refused_with_a_sentence_and_nothing_is_made(
    people: Cast, visit: Visit, data: dict[str, str], sentence: str
) -> None:
    good = {"trigger": "new_service", "service_name": "服务", "launched_on": "2026-10-15"}
    response = visit(people.ai).post("/cases/new/security_assessment/", good | data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert SecurityAssessment.objects.count() == 0


def test_an_officer_cannot_open_an_assessment(people: Cast, visit: Visit) -> None:
    bo = visit(people.bo)
    assert bo.get("/cases/new/security_assessment/").status_code == 403
    assert "新建安全评估" not in read(bo, "/cases/")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("all", "应为列表"),
        (["logs"], "每一项为 {point, conclusion, text}"),
        ([{"point": "nothing"}], "没有“nothing”这一项评估重点"),
        ([{"point": "logs", "grade": "1"}], "没有“grade”这一项"),
        ([{"point": "logs", "conclusion": "fine"}], "的结论应从所列各项中选择"),
        ([{"point": "logs", "text": 7}], "评估重点的各项应为文字"),
        ([{"point": "logs", "text": "字" * 2001}], "不能超过 2000 字"),
        ([{"point": "logs"}, {"point": "logs"}], "同一项评估重点只写一次"),
    ],
)
def test_the_api_refuses_malformed_points(
    people: Cast, visit: Visit, given: Any, sentence: str
) -> None:
    case = assessing.draft(people)
    response = visit(people.ai).patch(
        f"/api/v1/cases/{case.number}/",
        {"data": {"points": given}, "version": case.version},
        content_type="application/json",
    )
    assert response.status_code == 422
    assert sentence in str(response.json())
    assert assessing.fresh(case).points == []


def test_the_api_takes_points_in_any_order_and_keeps_that_of_the_text(
    people: Cast, visit: Visit
) -> None:
    case = assessing.draft(people)
    given = [assessing.point("logs"), assessing.point("identity", conclusion="absent")]
    response = visit(people.ai).patch(
        f"/api/v1/cases/{case.number}/",
        {"data": {"points": given}, "version": case.version},
        content_type="application/json",
    )
    assert response.status_code == 200
    assert [entry["point"] for entry in assessing.fresh(case).points] == ["identity", "logs"]


def test_a_filing_lists_the_assessments_that_name_it(people: Cast, visit: Visit) -> None:
    filing = make.filing(people)
    own = assessing.assessment(people, filing_number=filing.number)
    assessing.assessment(people)
    draft = assessing.draft(people, filing_number=filing.number)
    assert list(assessments_of(filing, people.ai)) == [draft, own]
    assert list(assessments_of(filing, people.bo)) == [own]  # a draft is the company's own
    assert list(assessments_of(filing, people.dai)) == []
    page = read(visit(people.bo), f"/cases/{own.number}/")
    assert re.search(rf'关联的算法备案：<a href="/cases/{filing.number}/">', page)


def test_only_the_day_of_the_situation_is_shown(people: Cast) -> None:
    launch = check_items(assessing.draft(people), people.ai)[0]["facts"]
    assert ("上线日期", assessing.LAUNCH) in launch
    event = assessing.draft(
        people, trigger="user_growth", launched_on=None, occurred_on=date(2026, 9, 1)
    )
    labels = [label for label, _ in check_items(event, people.ai)[0]["facts"]]
    assert "发生日期" in labels
    assert "上线日期" not in labels


def test_a_day_still_ahead_is_refused_at_its_field_by_page_and_api(
    people: Cast, visit: Visit
) -> None:
    event = {"trigger": "user_growth", "launched_on": None, "occurred_on": date(2026, 9, 1)}
    case, ai = assessing.draft(people, **event), visit(people.ai)
    said = {"trigger": "user_growth", "service_name": "服务", "occurred_on": "2026-09-23"}
    page = ai.post(f"/cases/{case.number}/edit/situation/", {**said, "version": case.version})
    assert page.status_code == 422
    assert '<a href="#id_occurred_on">“发生日期”（2026-09-23）尚未到来</a>' in page.content.decode()
    api = ai.patch(
        f"/api/v1/cases/{case.number}/",
        {"data": {"occurred_on": "2026-09-23"}, "version": case.version},
        content_type="application/json",
    )
    assert api.status_code == 422
    assert api.json()["errors"] == {"occurred_on": ["“发生日期”（2026-09-23）尚未到来"]}
    assert assessing.fresh(case).occurred_on == date(2026, 9, 1)


def test_a_company_reads_until_when_to_supplement_and_what_silence_leads_to(
    people: Cast, visit: Visit
) -> None:
    case = assessing.assessment(people, S.SUPPLEMENT_REQUESTED)
    page = read(visit(people.ai), f"/cases/{case.number}/")
    assert "主管部门要求补充说明，最后一日 2026年10月13日</h2>" in page
    assert "请在 2026-10-13 或者之前修改后提交" in page
    assert "可以责令限期重新评估" in page
    assert case.number in read(visit(people.ai), "/desk/")


def test_the_banner_of_a_draft_is_not_on_what_rests_on_law_in_force(
    people: Cast, visit: Visit
) -> None:
    banner, ai = "依据征求意见稿，非现行有效规定", visit(people.ai)
    case = assessing.draft(people)
    for path in (
        f"/cases/{case.number}/",
        f"/cases/{case.number}/edit/situation/",
        f"/cases/{case.number}/actions/discard/",
        "/cases/new/security_assessment/",
        "/desk/",
    ):
        assert banner not in read(ai, path), path
    page = read(ai, f"/cases/{case.number}/")
    assert "《具有舆论属性或社会动员能力的互联网信息服务安全评估规定》</dd>" in page
    filing = make.draft(people)
    for path in (f"/cases/{filing.number}/", "/cases/new/filing/", "/desk/"):
        assert banner in read(ai, path), path
