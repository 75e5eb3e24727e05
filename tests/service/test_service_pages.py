"""The pages of service as people meet them: officers, the party, strangers; hostile input; consent; mail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import ApiToken
from portal.audit import verification
from portal.mail import deciding
from portal.mail.models import Delivery
from portal.notices.models import Notice
from portal.service import consents, mailing
from portal.service.models import ElectronicServiceConsent, ServiceAttempt, ServiceRecord
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement.decided import Decision
from tests.portal.upload_samples import picture
from tests.portal.web_cast import SetClock, Visit, read, set_clock, visit
from tests.service.letters import AGREED, CONFIRMATION, agreed, letter, penalty

__all__ = ["set_clock", "visit"]
PNG = picture()
pytestmark = pytest.mark.django_db
NOW = make.at("2026-03-04 10:00")
POSTED = {
    "outcome": "underway",
    "started_at": "2026-03-02T16:00",
    "address": "演示区一号",
    "tracking": "EA123456789CN",
}


@pytest.fixture
def case(set_clock: SetClock) -> Decision:
    set_clock(NOW)
    return penalty()


@pytest.fixture
def decision(case: Decision) -> Notice:
    return letter(case.case)


def by(notice: Notice, method: str) -> str:
    return f"/notices/{notice.pk}/service/by/{method}/"


def send(client: Client, path: str, status: int = 302, **data: Any) -> str:
    response = client.post(path, data)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def test_an_officer_tells_of_a_posted_letter_its_return_and_the_next_try(
    case: Decision, decision: Notice, visit: Visit
) -> None:
    bo = visit(case.cast.bo)
    page = read(bo, f"/notices/{decision.pk}/service/")
    assert "还没有登记过送达" in page
    assert "当事人没有签订有效的电子送达确认书" in page
    send(bo, by(decision, "post"), **POSTED)
    assert "“邮寄送达”正在进行" in read(bo, f"/notices/{decision.pk}/service/")
    back = {"outcome": "failed", "ended_at": "2026-03-04T09:00", "reason": "查无此人"}
    send(bo, by(decision, "post"), **back)
    told = ServiceAttempt.objects.get()
    assert (told.outcome, told.tracking, told.reason) == ("failed", "EA123456789CN", "查无此人")
    assert "未能送达" in read(bo, f"/cases/{case.case.number}/")
    assert f"/notices/{decision.pk}/" in read(bo, "/desk/service/")
    proof = SimpleUploadedFile("回执.png", PNG, "image/png")
    handed = {
        "outcome": "served",
        "ended_at": "2026-03-04T09:30",
        "place": "演示区一号",
        "receiver": "王五",
        "capacity": "法定代表人",
        "file": proof,
    }
    send(bo, by(decision, "in_person"), **handed)
    page = read(bo, f"/notices/{decision.pk}/service/")
    assert "自送达起算" in page
    assert "2026-03-19" in page
    served = ServiceAttempt.objects.get(outcome="served")
    answer = bo.get(f"/notices/{decision.pk}/service/{served.pk}/proof/")
    assert answer.content == PNG
    assert f"/notices/{decision.pk}/" not in read(bo, "/desk/service/")
    assert "已于" in read(visit(case.cast.ai), f"/notices/{decision.pk}/")


def test_the_receipt_is_a_document(case: Decision, decision: Notice, visit: Visit) -> None:
    case.serve(served_at=make.at("2026-03-02 15:20"), now=NOW)
    answer = visit(case.cast.bo).get(f"/notices/{decision.pk}/service/receipt.pdf")
    assert answer.content.startswith(b"%PDF-1.7")
    assert visit(case.cast.ai).get(answer.wsgi_request.path).status_code == 404


@pytest.mark.parametrize("who", ["ai", "dai", "gu", "chen"])
def test_the_offices_pages_are_not_there_for_others(
    case: Decision, decision: Notice, visit: Visit, who: str
) -> None:
    client, path = visit(getattr(case.cast, who)), f"/notices/{decision.pk}/service/"
    for one in (path, by(decision, "post"), f"{path}receipt.pdf", f"{path}1/proof/"):
        assert client.get(one).status_code == 404
    for one in (by(decision, "post"), f"{path}mail/", f"{path}1/prove/"):
        assert client.post(one, POSTED).status_code == 404
    assert not ServiceRecord.objects.exists()


def test_the_auditor_reads_and_records_nothing(
    case: Decision, decision: Notice, visit: Visit
) -> None:
    ren = visit(case.cast.ren)
    assert "再次送达" not in read(ren, f"/notices/{decision.pk}/service/")
    assert ren.post(by(decision, "post"), POSTED).status_code == 404


@pytest.mark.parametrize(
    ("method", "changes", "told"),
    [
        ("post", {"tracking": ""}, "请填写“邮件号码”"),
        ("post", {"outcome": "dropped"}, "没有这一选项"),
        ("post", {"started_at": "昨天"}, "应为 2026-09-14 18:30 这样的时间"),
        ("post", {"started_at": "0001-01-01T00:00"}, "年份应在"),
        ("post", {"started_at": "2026-03-04T10:30"}, "不应晚于现在"),
        ("post", {"tracking": "1" * 101}, "至多 100 字"),
        ("left", {"outcome": "served", "ended_at": "2026-03-03T09:00"}, "请填写“拒收的事由”"),
        ("public_notice", {"announced_on": "2026-03-03"}, "请填写“公告载体”"),
        ("electronic", {"outcome": "failed"}, "请填写“送达凭证”"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    case: Decision, decision: Notice, visit: Visit, method: str, changes: Any, told: str
) -> None:
    page = send(visit(case.cast.bo), by(decision, method), 422, **{**POSTED, **changes})
    assert told in page
    assert not ServiceRecord.objects.exists()


@pytest.mark.parametrize("method", ["portal", "email", "nothing", "POST"])
def test_ways_that_nobody_records_by_hand_are_not_there(
    case: Decision, decision: Notice, visit: Visit, method: str
) -> None:
    assert visit(case.cast.bo).get(by(decision, method)).status_code == 404


def test_a_program_reads_how_the_service_stands(
    case: Decision, decision: Notice, visit: Visit
) -> None:
    path = f"/api/v1/notices/{decision.pk}/"

    def asked(who: Any) -> Any:
        token = ApiToken.issue(who, now=NOW)
        return Client().get(path, headers={"authorization": f"Bearer {token}"})

    assert asked(case.cast.ai).json()["service"] == {
        "status": "pending",
        "method": None,
        "served_at": None,
        "runs": [],
    }
    case.serve(served_at=make.at("2026-03-02 15:20"), now=NOW)
    told = asked(case.cast.ai).json()["service"]
    assert (told["status"], told["method"]) == ("served", "in_person")
    assert told["served_at"] == "2026-03-02T15:20:00+08:00"
    assert "2026-03-17" in [one["last_day"] for one in told["runs"]]
    assert asked(case.cast.dai).status_code == 404


# --- Consent ----------------------------------------------------------------------------------------------------------
def test_a_company_agrees_reads_its_confirmation_and_withdraws(
    case: Decision, visit: Visit
) -> None:
    ai = visit(case.cast.ai)
    data = {k: v for k, v in CONFIRMATION.items() if k != "scope"}
    data |= {"organization": str(case.cast.company_a.pk)}
    assert "请勾选" in send(ai, "/service/consents/", 422, **data)
    send(ai, "/service/consents/", **data, agreed="on")
    given = ElectronicServiceConsent.objects.get()
    page = f"/service/consents/{given.pk}/"
    assert "王五（法定代表人）" in read(ai, page)
    assert ai.get(f"{page}confirmation.pdf").content.startswith(b"%PDF-1.7")
    dai = visit(case.cast.dai)
    for path in (page, f"{page}confirmation.pdf"):
        assert dai.get(path).status_code == 404
    assert dai.post(f"{page}withdraw/").status_code == 404
    foreign = {**data, "organization": str(case.cast.company_a.pk), "agreed": "on"}
    assert "没有这一选项" in send(dai, "/service/consents/", 422, **foreign)
    assert visit(case.cast.bo).get("/service/consents/").status_code == 404
    send(ai, f"{page}withdraw/")
    assert ai.post(f"{page}withdraw/").status_code == 409
    given.refresh_from_db()
    assert given.withdrawn_by == case.cast.ai


# --- Mail -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def mail_on(settings: Any) -> None:
    settings.MAIL_URL, settings.MAIL_FROM = "smtp://mail.example:25", "portal@example.com"


@pytest.mark.parametrize(
    ("state", "status", "case_state"),
    [
        ("accepted", "served", "served"),
        ("refused", "failed", "decided"),
        ("uncertain", "pending", "decided"),
    ],
)
def test_a_mail_serves_when_its_server_took_it(
    case: Decision,
    decision: Notice,
    visit: Visit,
    mail_on: None,
    state: str,
    status: str,
    case_state: str,
) -> None:
    agreed(case)
    bo = visit(case.cast.bo)
    send(bo, f"/notices/{decision.pk}/service/mail/")
    taken = NOW + timedelta(minutes=7)
    sent = Delivery.objects.get(kind="service")
    assert sent.address == CONFIRMATION["email"]
    Delivery.objects.update(state=state, settled_at=taken)
    mailing.settle(NOW + timedelta(minutes=9))
    mailing.settle(NOW + timedelta(minutes=10))
    record = ServiceRecord.objects.get()
    assert (record.status, record.attempts.count()) == (status, 1)
    assert record.served_at == (taken if state == "accepted" else None)
    case.case.refresh_from_db()
    assert case.case.state == case_state


def test_no_mail_goes_out_without_a_confirmed_address(
    case: Decision, decision: Notice, visit: Visit, mail_on: None
) -> None:
    page = send(visit(case.cast.bo), f"/notices/{decision.pk}/service/mail/", 422)
    assert re.search("没有在电子送达确认书中确认电子邮箱", page)
    assert AGREED < NOW
    assert not Delivery.objects.exists()


def test_a_mail_after_a_withdrawn_consent_ends_as_failed_and_another_way_is_free(
    case: Decision, decision: Notice, visit: Visit, mail_on: None
) -> None:
    given = agreed(case)
    bo = visit(case.cast.bo)
    send(bo, f"/notices/{decision.pk}/service/mail/")
    consents.withdraw(given.pk, actor=case.cast.ai, now=NOW + timedelta(minutes=3))
    Delivery.objects.update(state="accepted", settled_at=NOW + timedelta(minutes=7))
    assert mailing.settle(NOW + timedelta(minutes=9)) == 1
    assert mailing.settle(NOW + timedelta(minutes=10)) == 0
    told = ServiceAttempt.objects.get()
    assert (told.outcome, told.record.status) == ("failed", "failed")
    assert "邮件不能作为送达：当事人没有签订电子送达确认书" in told.reason
    assert case.limit("penalty.payment") is None
    assert "邮件不能作为送达" in read(bo, f"/notices/{decision.pk}/service/")
    send(bo, by(decision, "post"), **POSTED)
    assert [one for one in verification.verify() if "送达" in one.reason] == []


def test_a_mail_still_waiting_is_called_back_when_the_letter_is_served_otherwise(
    case: Decision, decision: Notice, visit: Visit, mail_on: None
) -> None:
    agreed(case)
    send(visit(case.cast.bo), f"/notices/{decision.pk}/service/mail/")
    case.serve(served_at=make.at("2026-03-02 15:20"), now=NOW)
    assert Delivery.objects.get().state == "cancelled"
    assert ServiceAttempt.objects.get(method="email").outcome == "dropped"
    assert [one for one in verification.verify() if "送达" in one.reason] == []


def test_a_refused_service_mail_is_begun_anew_by_its_officer_alone(
    case: Decision, decision: Notice, visit: Visit, mail_on: None
) -> None:
    agreed(case)
    send(visit(case.cast.bo), f"/notices/{decision.pk}/service/mail/")
    Delivery.objects.update(state="refused", settled_at=NOW)
    with pytest.raises(deciding.NotOpen, match="在文书的送达页面重新送达"):
        deciding.send_again(Delivery.objects.get().pk, case.cast.bo, NOW)
    assert Delivery.objects.get().state == "refused"


def test_a_name_that_no_letter_can_print_is_refused_with_its_character(
    case: Decision, decision: Notice, visit: Visit
) -> None:
    handed = {"outcome": "served", "ended_at": "2026-03-04T09:30", "place": "一号"}
    handed |= {"receiver": "张\U0002fffd", "capacity": "法定代表人"}
    page = send(visit(case.cast.bo), by(decision, "in_person"), 422, **handed)
    assert "“签收人”含有文书字库中没有的字符“\U0002fffd”（U+2FFFD）" in page
    data = {k: v for k, v in CONFIRMATION.items() if k != "scope"}
    data |= {"organization": str(case.cast.company_a.pk), "agreed": "on", "signatory": "😀"}
    assert "U+1F600" in send(visit(case.cast.ai), "/service/consents/", 422, **data)
    assert not ElectronicServiceConsent.objects.exists()


def test_a_letter_without_its_document_is_not_served(
    case: Decision, decision: Notice, visit: Visit
) -> None:
    Notice.objects.filter(pk=decision.pk).update(file=None, status="failed")
    told = visit(case.cast.bo).post(
        by(decision, "in_person"),
        {
            "outcome": "served",
            "ended_at": "2026-03-04T09:30",
            "place": "一号",
            "receiver": "王五",
            "capacity": "法定代表人",
        },
    )
    assert (told.status_code, "文书尚未生成" in told.content.decode()) == (422, True)
    with pytest.raises(GuardFailed, match="文书未能生成"):
        case.serve(served_at=make.at("2026-03-02 15:20"), now=NOW)
