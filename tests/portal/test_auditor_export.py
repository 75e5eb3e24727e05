"""Taking the trail out: everything that the hashes need, computed again outside by the code of the documentation."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit import verification
from portal.audit.models import AuditEvent, AuditExport, Seal, SealedLeaf
from portal.cases.cells import restored
from portal.workflow import throttling
from portal.workflow.auditing import exporting
from portal.workflow.auditing.places import OnlyOne
from tests import make
from tests.workflow.door_cast import clock

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
EXPORT = "/audit/trail/export/"
DOCUMENTATION = Path(__file__).parents[2] / "docs" / "verification.md"


class World:
    """A filing whose company writes like a spreadsheet, sealed up to its hand-in; an auditor."""

    def __init__(self) -> None:
        self.cast = make.cast()
        self.cast.ai.display_name = "=cmd|' /C calc'!A0"
        self.cast.ai.save(update_fields=["display_name"])
        self.auditor = make.person("auditor", self.cast.capital, Role.AUDITOR)
        self.filing = make.filing(self.cast)
        self.draft = make.draft(self.cast)
        self.seal = Seal.objects.create(
            number=1,
            made_at=make.NOW,
            first_position=1,
            last_position=1,
            root="0" * 64,
            hash="1" * 64,
            algorithm="ECDSA-P256-SHA256",
            key_id="2" * 64,
            signature=b"signed",
        )
        first = AuditEvent.objects.order_by("pk").first()
        assert first is not None
        SealedLeaf.objects.create(
            position=1, seal=self.seal, source="event", key=first.pk, hash="3" * 64
        )


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # the engine insists on its own transaction, except in tests
        with outer:
            yield World()
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def no_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting of requests is another test's matter."""
    monkeypatch.setattr(throttling.Pace, "allow_request", lambda self, request, view: True)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def taken(world: World, form: str, **narrowed: str) -> bytes:
    answer = browser(world.auditor).post(EXPORT, {"form": form, **narrowed})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def checked_outside(path: Path) -> "subprocess.CompletedProcess[str]":
    """Run the code of the documentation, which imports nothing of the portal, over an export."""
    section = DOCUMENTATION.read_text(encoding="utf-8").split("## 审计导出")[1]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return subprocess.run(
        [sys.executable, "-I", "-c", code, str(path)], capture_output=True, text=True, check=False
    )


def test_the_file_holds_all_events_their_seals_and_an_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PIECE", 4)
    lines = [json.loads(line) for line in taken(world, "jsonl").splitlines()]
    events = list(AuditEvent.objects.order_by("pk"))
    assert [line["type"] for line in lines] == [
        "export",
        *["event"] * len(events),
        "seal",
        "end",
    ]
    assert [line["hash"] for line in lines[1:-2]] == [event.hash for event in events]
    assert (lines[1]["seal"], lines[1]["position"], lines[2]["seal"]) == (1, 1, None)
    assert (lines[-2]["number"], lines[-2]["signature"]) == (1, "c2lnbmVk")
    assert lines[-1] == {"type": "end", "events": len(events), "seals": 1}
    assert (lines[0]["actor"], lines[0]["events"]) == ("auditor", len(events))


def test_an_outsider_computes_the_hashes_again_with_the_documented_lines(
    world: World, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.jsonl"
    whole.write_bytes(taken(world, "jsonl"))
    sound = checked_outside(whole)
    assert (sound.returncode, sound.stderr) == (0, "")
    assert f"{AuditEvent.objects.count()} 条" in sound.stdout
    changed = tmp_path / "changed.jsonl"
    lines = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    changed.write_text(
        "".join(lines).replace('\\"role\\":\\"provider\\"', '\\"role\\":\\"member\\"', 1)
    )
    assert "校验值不符" in checked_outside(changed).stderr
    del lines[2]
    changed.write_text("".join(lines), encoding="utf-8")
    assert checked_outside(changed).returncode == 1
    cut = whole.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]
    changed.write_text("".join(cut), encoding="utf-8")
    assert "不完整" in checked_outside(changed).stderr


def test_the_table_opens_as_text_and_says_the_same(world: World) -> None:
    data = taken(world, "csv", number=world.filing.number)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    events = list(world.filing.events.order_by("pk"))
    assert [restored(row["hash"]) for row in rows] == [event.hash for event in events]
    assert rows[0]["actor_name"] == "'=cmd|' /C calc'!A0"
    assert json.loads(rows[0]["canonical"])["case"] == world.filing.number
    assert tuple(rows[0]) == exporting.EVENT_COLUMNS


def test_the_seals_are_a_table_of_their_own(world: World) -> None:
    rows = list(csv.DictReader(io.StringIO(taken(world, "seals").decode("utf-8-sig"))))
    assert [(row["number"], restored(row["hash"])) for row in rows] == [("1", "1" * 64)]


def test_each_export_is_written_down_and_chained(world: World) -> None:
    before = AuditExport.objects.count()
    taken(world, "jsonl", only="reads")
    taken(world, "csv")
    first, second = AuditExport.objects.order_by("number")[before:]
    assert (first.actor, first.form, first.narrowed) == (world.auditor, "jsonl", {"only": "reads"})
    assert (first.events, second.events) == (0, AuditEvent.objects.count())
    assert (second.number, second.previous_hash) == (first.number + 1, first.hash)
    assert [str(found) for found in verification.verify() if "审计导出" in str(found)] == []
    page = browser(world.auditor).get(EXPORT).content.decode()
    assert second.hash[:12] in page
    elsewhere = make.person(
        "elsewhere", world.cast.eve.active_memberships[0].organization, Role.AUDITOR
    )
    assert second.hash[:12] not in browser(elsewhere).get(EXPORT).content.decode()


@pytest.mark.parametrize("how", ["changed", "made up", "taken out", "tail cut"])
def test_an_export_that_was_tampered_with_is_found(world: World, how: str) -> None:
    for _ in range(3):
        taken(world, "seals")
    last = AuditExport.objects.count()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        one = AuditExport.objects.filter(number=last - 1)
        if how == "changed":
            one.update(events=7)
        elif how == "made up":
            AuditExport.objects.filter(number=last).update(mac="0" * 64)
        else:
            (one if how == "taken out" else AuditExport.objects.filter(number=last)).delete()
        found = [str(one) for one in verification.verify() if "审计导出" in str(one)]
        transaction.set_rollback(True)
    place = {"changed": last - 1, "taken out": last - 1}.get(how, last)
    assert len(found) == 1
    assert f"第 {place} 条" in found[0]


def test_the_database_refuses_to_change_an_export(world: World) -> None:
    taken(world, "seals")
    for change in (
        lambda: AuditExport.objects.update(events=0),
        lambda: AuditExport.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_what_cannot_be_exported_is_told_and_leaves_nothing(world: World) -> None:
    client, before = browser(world.auditor), AuditExport.objects.count()
    assert "请选择导出的格式" in client.post(EXPORT, {"form": "exe"}).content.decode()
    assert client.post(EXPORT, {"form": "csv", "actor": "nobody"}).status_code == 422
    for user in (world.cast.bo, world.cast.ai):
        assert browser(user).post(EXPORT, {"form": "csv"}).status_code == 404
    under_way = client.post(EXPORT, {"form": "csv"})
    assert client.post(EXPORT, {"form": "csv"}).status_code == 503
    assert b"".join(under_way.streaming_content).startswith(b"\xef\xbb\xbf")
    OnlyOne().close()  # the reader goes away before the first byte
    assert AuditExport.objects.count() == before + 1
    assert taken(world, "csv") != b""
