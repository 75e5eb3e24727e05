"""Who has the database and the audit key can make every chain anew; the seals say what stood there before."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from filings.models import Filing
from portal.audit import canon, heads, leaves, merkle, sealing
from portal.audit.models import AuditEvent, Seal, SealedLeaf
from portal.audit.tasks import seal as seal_task
from portal.cases import transactions
from portal.signing import SigningProblem, detached
from tests import make
from tests.make import NOW
from tests.portal.intruding import everything_is_put_back, found, intruder, sql
from tests.portal.sealing_cast import made_anew, own_rows_count, seal
from tests.signing.rings import demo_ring

__all__ = ["everything_is_put_back", "own_rows_count"]
pytestmark = pytest.mark.usefixtures("own_rows_count")
CHANGED = "与封印时的内容不符"


@pytest.fixture
def filing(db: None) -> Filing:
    """Eight events that speak of nothing but themselves."""
    cast = make.cast()
    case = make.draft(cast)
    for n in range(7):
        make.edit(case, cast.ai, introduction=f"第 {n} 稿")
    return make.fresh(case)


@pytest.fixture
def sealed(filing: Filing) -> Filing:
    """The same under the first seal."""
    seal()
    return filing


# --- The sealer -------------------------------------------------------------------------------------------------------
def test_a_seal_gives_every_event_its_place_and_is_signed(filing: Filing) -> None:
    made = seal()
    events = list(AuditEvent.objects.order_by("transaction_id", "pk"))
    kept = list(SealedLeaf.objects.order_by("position"))
    assert [(leaf.position, leaf.source, leaf.key) for leaf in kept] == [
        (place, "event", event.pk) for place, event in enumerate(events, 1)
    ]
    hashes = [merkle.leaf_hash(leaves.event_line(e.hash, e.mac).encode()) for e in events]
    assert [leaf.hash for leaf in kept] == [one.hex() for one in hashes]
    assert (made.number, made.first_position, made.last_position) == (1, 1, len(events))
    assert (made.root, made.previous) == (merkle.root(hashes).hex(), "")
    assert heads.signature_holds(made)
    assert found() == []


def test_an_events_leaf_is_plain_json_with_the_mac_that_nobody_can_guess() -> None:
    assert leaves.event_line("a1", "b2") == canon.compact({"event": "a1", "mac": "b2"})


def test_seals_follow_each_other_and_nothing_is_sealed_twice(sealed: Filing) -> None:
    assert sealing.seal_next(NOW) is None
    make.edit(sealed, sealed.created_by, introduction="又一稿")
    first, second = Seal.objects.get(), seal()
    assert (second.number, second.previous) == (2, first.hash)
    assert (second.first_position, second.size) == (first.last_position + 1, 1)
    assert found() == []


def test_a_backlog_is_worked_off_in_bites(filing: Filing) -> None:
    assert sealing.seal_all(NOW, batch=3) == 8
    assert [one.size for one in Seal.objects.order_by("number")] == [3, 3, 2]
    assert found() == []


def test_what_may_still_get_something_before_it_waits(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    oldest = AuditEvent.objects.earliest("transaction_id").transaction_id
    monkeypatch.setattr(transactions, "horizon", lambda: oldest)
    assert sealing.seal_next(NOW) is None


def test_without_a_key_the_trail_goes_on_unsealed_and_is_whole(
    filing: Filing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuses(payload: bytes, signed_at: datetime) -> detached.Detached:
        raise SigningProblem("没有签名密钥")

    monkeypatch.setattr(detached, "sign", refuses)
    seal_task()
    assert "没有签名密钥" in caplog.text
    assert not Seal.objects.exists()
    assert sealing.backlog().newest is None
    assert found() == []


@pytest.mark.parametrize("table", ["audit_seal", "audit_sealedleaf"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"])
def test_seals_and_leaves_can_neither_be_changed_nor_deleted(
    sealed: Filing, table: str, change: str
) -> None:
    column = "root" if table == "audit_seal" else "hash"
    with pytest.raises(DatabaseError, match="审计记录只能追加"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(change.format(table, column))


# --- Chains made anew with the audit key ------------------------------------------------------------------------------
def edit(case: Filing) -> None:
    with intruder():
        AuditEvent.objects.filter(case_id=case.pk, seq=3).update(role="auditor")


def delete(case: Filing) -> None:
    sql("DELETE FROM audit_auditevent WHERE case_id = %s AND seq = 3", case.pk)


def insert(case: Filing) -> None:
    with intruder():
        event = AuditEvent.objects.get(case_id=case.pk, seq=3)
        AuditEvent.objects.filter(case_id=case.pk, seq__gt=3).update(seq=500 + event.seq)
        event.pk, event.seq = None, 4
        event.save()


def swap(case: Filing) -> None:
    for old, new in ((3, 1003), (4, 3), (1003, 4)):
        sql(
            "UPDATE audit_auditevent SET seq = %s WHERE case_id = %s AND seq = %s",
            new,
            case.pk,
            old,
        )


def cut(case: Filing) -> None:
    sql("DELETE FROM audit_auditevent WHERE case_id = %s AND seq > 6", case.pk)


def fork(case: Filing) -> None:
    """Another beginning, and everything after it."""
    with intruder():
        AuditEvent.objects.filter(case_id=case.pk, seq=1).update(
            recorded_at=make.at("2026-01-01 00:00")
        )


def at(seq: int) -> str:
    return f"第 {seq} 条：{CHANGED}（第 1 号封印第 {seq} 位）"


def gone(place: int) -> str:
    return f"第 1 号封印第 {place} 位：所封的审计记录（编号 "


@pytest.mark.parametrize(
    ("damage", "places"),
    [
        (edit, [at(n) for n in range(3, 9)]),
        (
            delete,
            [gone(3), *(f"第 {n - 1} 条：{CHANGED}（第 1 号封印第 {n} 位）" for n in range(4, 9))],
        ),
        (swap, [*(f"第 {n} 条：{CHANGED}" for n in (4, 3, 5, 6, 7, 8))]),
        (cut, [gone(7), gone(8)]),
        (fork, [at(n) for n in range(1, 9)]),
    ],
    ids=["edited", "deleted", "reordered", "cut tail", "forked start"],
)
def test_a_chain_made_anew_with_the_audit_key_is_found_and_the_place_named(
    sealed: Filing, damage: Callable[[Filing], None], places: list[str]
) -> None:
    damage(sealed)
    made_anew(sealed)
    said = found()
    assert len(said) == len(places)
    for place, line in zip(places, said, strict=True):
        assert place in line


def test_leaves_and_roots_made_to_fit_lack_the_signature(sealed: Filing) -> None:
    edit(sealed)
    made_anew(sealed)
    with intruder():
        hashes = []
        for leaf in SealedLeaf.objects.order_by("position"):
            event = AuditEvent.objects.get(pk=leaf.key)
            hashes.append(merkle.leaf_hash(leaves.event_line(event.hash, event.mac).encode()))
            SealedLeaf.objects.filter(pk=leaf.pk).update(hash=hashes[-1].hex())
        made = Seal.objects.get()
        made.root = merkle.root(hashes).hex()
        Seal.objects.update(root=made.root, hash=heads.hash_of(made))
    assert found() == ["第 1 号封印：签名不符，不是由本门户的签名密钥作出的"]


# --- Seals and leaves themselves --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE audit_seal SET root = repeat('0', 64)",
            ["第 1 号封印：内容与封印值不符", "第 1 号封印：所封的内容与根值不符"],
        ),
        (
            "UPDATE audit_seal SET signature = '\\x00'",
            ["第 1 号封印：签名不符，不是由本门户的签名密钥作出的"],
        ),
        (
            "UPDATE audit_sealedleaf SET hash = repeat('0', 64) WHERE position = 8",
            ["第 1 号封印：所封的内容与根值不符", "事项 {} " + at(8)],
        ),
        (
            "DELETE FROM audit_sealedleaf WHERE position = 5",
            [
                "第 1 号封印第 5 位：应封 8 条，实有 7 条，或者次序不符",
                "事项 {} 第 5 条：没有封印，而在它之后写入的记录已有封印",
            ],
        ),
        ("DELETE FROM audit_seal", ["第 1 号封印：封印已不存在，它所封的内容还在"]),
    ],
    ids=["root", "signature", "leaf", "a leaf gone", "a seal gone"],
)
def test_damage_to_the_seals_is_found(sealed: Filing, statement: str, said: list[str]) -> None:
    sql(statement)
    assert found() == [line.format(sealed.number) for line in said]


def test_a_seal_by_a_key_is_good_until_that_key_is_distrusted(
    filing: Filing, tmp_path: Path
) -> None:
    with demo_ring(tmp_path / "signing", make.at("2026-09-01 00:00")) as ring:
        made = seal()
        ring.distrust(made.key_id, NOW + timedelta(hours=1))
        assert heads.signature_holds(made)
        assert found() == []
        ring.distrust(made.key_id, NOW)
        assert not heads.signature_holds(made)
        assert found() == ["第 1 号封印：签名证书在封印时已经声明不可信"]


def test_a_key_that_is_not_in_force_yet_seals_nothing(filing: Filing, tmp_path: Path) -> None:
    with demo_ring(tmp_path / "signing", NOW + timedelta(days=36_000)):
        with pytest.raises(SigningProblem, match="签名证书在此时刻无效"):
            sealing.seal_next(NOW)
    assert not Seal.objects.exists()


def test_seals_go_on_in_time_though_the_clock_goes_back(sealed: Filing) -> None:
    make.edit(sealed, sealed.created_by, introduction="又一稿")
    second = sealing.seal_next(NOW - timedelta(hours=1))
    assert second is not None
    assert second.made_at == NOW
    with intruder():
        Seal.objects.filter(number=2).update(made_at=NOW - timedelta(days=1))
    assert found() == ["第 2 号封印：封印时间早于上一封印"]


# --- What was published -----------------------------------------------------------------------------------------------
@pytest.fixture
def kept(sealed: Filing, tmp_path: Path) -> Path:
    """A file with the newest seal as a reader downloaded it."""
    file = tmp_path / "heads.json"
    file.write_text(json.dumps(heads.as_json(Seal.objects.get())), encoding="utf-8")
    return file


def told(file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(CommandError, match="断裂"):
        call_command("verify_audit", heads=file)
    return capsys.readouterr().err


def test_published_seals_agree_with_the_portal(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_audit", heads=kept)
    assert "与所附的 1 个已公布封印一致" in capsys.readouterr().out


def test_a_database_put_back_to_an_older_copy_is_found_by_what_was_published(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sql("DELETE FROM audit_sealedleaf")
    sql("DELETE FROM audit_seal")
    assert found() == []
    assert told(kept, capsys).startswith("第 1 号封印：公布过，现在不存在")


def test_a_past_sealed_anew_by_the_portal_itself_is_found_by_what_was_published(
    sealed: Filing, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(sealed)
    made_anew(sealed)
    sql("DELETE FROM audit_sealedleaf")
    sql("DELETE FROM audit_seal")
    seal()
    assert found() == []
    assert told(kept, capsys).startswith("第 1 号封印：与公布时的不同")


def test_a_file_that_somebody_made_up_proves_nothing(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made_up = json.loads(kept.read_text(encoding="utf-8")) | {"root": "0" * 64}
    kept.write_text(json.dumps([made_up]), encoding="utf-8")
    assert "没有本门户的有效签名" in told(kept, capsys)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "[1]", '{"results": 5}', '[{"seal": "x"}]', "\ud7ff"]
)
def test_a_file_that_is_no_list_of_seals_is_refused(tmp_path: Path, db: None, content: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"x\.json"):
        call_command("verify_audit", heads=file)
