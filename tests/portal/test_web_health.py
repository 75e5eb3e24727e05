"""The health pages: the process answers always, readiness names what is missing in plain words."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import DatabaseError, connection
from django.test import Client

from portal.audit.models import AuditEvent
from portal.deadlines import heartbeat
from portal.deadlines.models import Milestone
from portal.deadlines.tasks import sweep
from portal.notices.models import Notice
from portal.signing import certificates
from portal.web import readiness
from tests import make
from tests.make import NOW, Cast
from tests.portal.web_cast import people, set_clock

__all__ = ["people", "set_clock"]


@pytest.fixture(autouse=True)
def fonts_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's fonts are another test's matter."""
    monkeypatch.setattr(readiness, "renderer_problem", lambda: None)


def ready(client: Client, status: int) -> Any:
    response = client.get("/readyz")
    assert response.status_code == status
    return response.json()


def test_the_process_answers_without_the_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_all_is_well_after_a_sweep(people: Cast, client: Client) -> None:
    sweep()
    answer = ready(client, 200)
    assert answer["status"] == "ok"
    assert {name: check["ok"] for name, check in answer["checks"].items()} == {
        "database": True,
        "broker": True,
        "renderer": True,
        "migrations": True,
        "sweep": True,
        "milestones": True,
        "notices": True,
        "mail": True,
        "signing": True,
        "seals": True,
        "calendar": True,
        "search": True,
    }


def test_a_sweep_that_never_ran_is_not_ready(people: Cast, client: Client) -> None:
    answer = ready(client, 503)
    assert answer["status"] == "fail"
    assert answer["checks"]["sweep"]["detail"] == "期限巡检尚未运行过，请检查后台进程"


@pytest.mark.parametrize(
    ("age", "status"),
    [(timedelta(seconds=119), 200), (timedelta(minutes=3), 503), (-timedelta(days=1), 503)],
)
def test_the_last_sweep_may_be_two_minutes_old(
    people: Cast, client: Client, age: timedelta, status: int
) -> None:
    heartbeat.beat(heartbeat.SWEEP, NOW - age)
    assert ready(client, status)["checks"]["sweep"]["ok"] is (status == 200)


def test_a_missing_database_is_said_and_the_rest_left_out(
    people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        answer = ready(client, 503)
    assert answer["checks"]["database"] == {"ok": False, "detail": "数据库不可用（DatabaseError）"}
    assert "sweep" not in answer["checks"]


def test_a_dead_broker_is_said(
    people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app, "connection_for_write", gone)
    sweep()
    detail = ready(client, 503)["checks"]["broker"]["detail"]
    assert detail == "消息队列不可用（ConnectionRefusedError），文书与提醒会延后发出"


def test_missing_fonts_are_said(
    people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "renderer_problem", lambda: "缺少字体")
    sweep()
    assert ready(client, 503)["checks"]["renderer"] == {"ok": False, "detail": "缺少字体"}


def test_a_limit_beyond_the_announced_years_warns_but_does_not_fail(
    people: Cast, client: Client
) -> None:
    make.filing(people)
    from_december = make.at("2026-11-30 10:00")
    make.filing(people, now=from_december)
    sweep()
    answer = ready(client, 200)
    assert answer["status"] == "warning"
    detail = answer["checks"]["calendar"]["detail"]
    assert detail.startswith(
        "放假安排已知至 2026-12-31，在办期限最远至 2027-01-11，其中 1 项为暂算"
    )


def test_milestones_ten_minutes_late_warn(people: Cast, client: Client) -> None:
    make.draft(people)
    stuck = Milestone.objects.order_by("at").first()
    assert stuck is not None
    for minutes, ok in ((9, True), (11, False)):
        Milestone.objects.filter(pk=stuck.pk).update(at=NOW - timedelta(minutes=minutes))
        heartbeat.beat(heartbeat.SWEEP, NOW)
        assert ready(client, 200)["checks"]["milestones"]["ok"] is ok


def test_failed_notices_warn(people: Cast, client: Client) -> None:
    draft = make.draft(people)
    event = AuditEvent.objects.get(case=draft.case)
    Notice.objects.create(
        case=draft.case,
        event=event,
        code="filing_received",
        form=Notice.Form.LETTER,
        title="回执",
        addressee=people.company_a,
        status=Notice.Status.FAILED,
        created_at=NOW,
    )
    sweep()
    answer = ready(client, 200)
    assert answer["checks"]["notices"]["detail"] == "有 1 份文书生成失败，需要人工处理"


def test_a_missing_key_is_a_warning_and_says_how_many_letters_wait(
    people: Cast, client: Client, settings: Any, tmp_path: Path
) -> None:
    sweep()
    settings.SIGNING_DIR = tmp_path
    answer = ready(client, 200)
    assert answer["status"] == "warning"
    assert answer["checks"]["signing"]["detail"] == (
        "没有可用的签名密钥，请执行 manage.py signing_keys；有 0 份文书等待出具"
    )


def test_a_certificate_near_its_end_is_a_warning(people: Cast, client: Client) -> None:
    [certificate] = certificates.published()
    assert readiness.checks(certificate.not_after - timedelta(days=31))["signing"].ok
    soon = readiness.checks(certificate.not_after - timedelta(days=29))["signing"]
    assert not soon.ok
    assert soon.detail.startswith(f"签名证书 {certificate.not_after.year}-")
