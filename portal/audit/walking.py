"""Walks all chains at the pace at which PostgreSQL sends them: plain rows in, text put together, hashed, compared.

What is hashed is what ``chain.hash_of`` hashes, put together without a model and a dict for each of millions of events.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from portal.audit.breaks import Break
from portal.audit.canon import compact, data_text, event_text, hash_of
from portal.audit.keys import event_sealer, tip_mac

_PAGE = 2000
_EVENTS = """
SELECT e.case_id, e.seq, e.previous_hash, e.hash, e.mac, e.data::text,
       e.action, e.actor_id, e.after, e.before,
       CASE WHEN e.cause_id IS NULL THEN '' ELSE
           coalesce((SELECT c.hash FROM audit_auditevent c WHERE c.id = e.cause_id), '') END,
       e.occurred_at::text, e.recorded_at::text, e.role
FROM audit_auditevent e WHERE e.case_id BETWEEN %s AND %s ORDER BY e.case_id, e.seq
"""
_CASES = """
SELECT id, number, state, chain_head, chain_length, chain_mac FROM cases_case
WHERE id BETWEEN %s AND %s ORDER BY id
"""
#: Above every id.
END = 2**63 - 1
Row = tuple[Any, ...]


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is read as of one moment, whatever is written meanwhile; nothing is locked.

    Inside an open transaction it is that one's business.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def rows(statement: str, *values: Any) -> Iterator[Row]:
    """The rows of a statement by a cursor of the server, page by page."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while page := cursor.fetchmany(_PAGE):
            yield from page


def chains(first: int = 0, last: int = END) -> Iterator[Break]:
    """The first break of each chain of the cases from ``first`` to ``last``, and events that have no case."""
    cases, seal = rows(_CASES, first, last), event_sealer()
    case = next(cases, None)
    for key, events in groupby(rows(_EVENTS, first, last), key=itemgetter(0)):
        while case is not None and case[0] < key:
            yield _bare(case)
            case = next(cases, None)
        if case is None or case[0] != key:
            yield Break(f"#{key}", next(events)[1], "记录所属的事项已不存在")
            continue
        yield from _chain(case, list(events), seal)
        case = next(cases, None)
    while case is not None:
        yield _bare(case)
        case = next(cases, None)


def _bare(case: Row) -> Break:
    return Break(case[1], 1, "事项没有任何审计记录")


def _chain(case: Row, events: Sequence[Row], seal: Callable[[str], str]) -> Iterator[Break]:
    number, state, head, length, mac = case[1:]
    previous, expected = "", 1
    for event in events:
        if fault := _fault(event, number, expected, previous, seal):
            yield Break(number, expected, fault)
            return
        previous, expected = event[3], expected + 1
    found = len(events)
    if (length, head) != (found, previous):
        told = f"链尾与事项登记的不符：应有 {length} 条，实有 {found} 条"
        yield Break(number, found + 1, told)
    elif mac != tip_mac(number, found, previous):
        yield Break(number, found + 1, "链尾的封印不符，末尾的记录可能被截去")
    elif events[-1][8] != state:
        told = f"事项状态（{state}）与最后一条记录（{events[-1][8]}）不符"
        yield Break(number, found, told)


def _fault(event: Row, case: str, expected: int, head: str, seal: Callable[[str], str]) -> str:
    _, seq, previous, claimed, mac, data, *rest = event
    if seq != expected:
        return f"缺少第 {expected} 条，链上下一条为第 {seq} 条"
    if previous != head:
        return "与上一条的校验值不衔接"
    if _hash(previous, case, seq, data, *rest) != claimed and not _says_otherwise(case, event):
        return "内容与校验值不符，记录被改动或伪造"
    if seal(claimed) != mac:
        return "封印不符，记录不是由本门户写入的"
    return ""


def _hash(previous: str, case: str, seq: int, *rest: Any) -> str:
    *parts, occurred_at, recorded_at, role = rest
    at = _instant(occurred_at)
    parts += [at, at if recorded_at == occurred_at else _instant(recorded_at), role]
    return hash_of(previous, event_text(case, seq, *parts))


def _says_otherwise(case: str, event: Row) -> bool:
    """Whether the same content was hashed in another form than the database shows it in: odd numbers, older events."""
    _, seq, previous, claimed, _, data, *rest = event
    forms = (form(json.loads(data)) for form in (data_text, compact))
    return any(_hash(previous, case, seq, form, *rest) == claimed for form in forms)


def _instant(moment: str) -> str:
    """PostgreSQL's moment as ``datetime.isoformat`` writes it: ``2026-09-24 01:02:03.4+00``, in UTC as Django asks."""
    whole, _, fraction = moment[:-3].partition(".")
    day_and_time = f"{whole[:10]}T{whole[11:]}"
    return f"{day_and_time}.{fraction:0<6}+00:00" if fraction else f"{day_and_time}+00:00"
