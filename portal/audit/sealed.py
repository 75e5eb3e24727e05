"""Checks the seals: their chain, their signatures, their roots, and each leaf against the row that it seals.

Who holds the database and the audit key can make every chain anew; the leaves say what stood there when it was sealed,
and without the signing key no other seal can be put in their place.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from portal.audit import heads, leaves, merkle
from portal.audit.breaks import Break
from portal.audit.leaves import EVENT, Source, Standing
from portal.audit.models import Seal
from portal.audit.walking import Row, rows

_LEAVES = """
SELECT l.seal_id, l.position, l.hash, l.source, l.key, e.hash, e.mac, e.case_id, e.seq, c.number
FROM audit_sealedleaf l
LEFT JOIN audit_auditevent e ON l.source = 'event' AND e.id = l.key
LEFT JOIN cases_case c ON c.id = e.case_id
ORDER BY l.position
"""
_LEFT_OUT = """
SELECT coalesce(c.number, '#' || e.case_id), e.seq FROM audit_auditevent e
LEFT JOIN cases_case c ON c.id = e.case_id
WHERE ((e.transaction_id, e.id) <= (%s, %s) OR e.transaction_id >= %s)
  AND NOT EXISTS (SELECT 1 FROM audit_sealedleaf l WHERE l.source = 'event' AND l.key = e.id)
ORDER BY e.case_id, e.seq
"""
_OF_SOURCE = """
SELECT key, position, seal_id, hash FROM audit_sealedleaf WHERE source = %s ORDER BY key
"""
CHANGED = "与封印时的内容不符"


def seals_match() -> Iterator[Break]:
    """Everything about the seals, and about the rows that they seal."""
    yield from _seals()
    reached = leaves.reached(EVENT, "audit_auditevent")
    for number, seq in rows(_LEFT_OUT, *reached.last, reached.unheard_of):
        yield Break(number, seq, "没有封印，而在它之后写入的记录已有封印")
    for source in leaves.sources():
        yield from _rows_of(source)


def _seals() -> Iterator[Break]:
    """Seals and leaves side by side, both in their order."""
    under = groupby(rows(_LEAVES), key=itemgetter(0))
    number, found = next(under, (None, iter(())))
    before: Seal | None = None
    for seal in Seal.objects.order_by("number").iterator(chunk_size=500):
        while number is not None and number < seal.number:
            yield Break.of_seal(number, "封印已不存在，它所封的内容还在")
            number, found = next(under, (None, iter(())))
        sealed: list[Row] = []
        if number == seal.number:
            sealed = list(found)
            number, found = next(under, (None, iter(())))
        yield from _seal(seal, before, sealed)
        before = seal
    while number is not None:
        yield Break.of_seal(number, "封印已不存在，它所封的内容还在")
        number, found = next(under, (None, iter(())))


def _seal(seal: Seal, before: Seal | None, sealed: list[Row]) -> Iterator[Break]:
    if fault := _fault(seal, before):
        yield Break.of_seal(seal.number, fault)
    places = [row[1] for row in sealed]
    if places != list(range(seal.first_position, seal.last_position + 1)):
        told = f"应封 {seal.size} 条，实有 {len(sealed)} 条，或者次序不符"
        yield Break.of_seal(seal.number, told, _first_gap(seal, places))
    elif merkle.root([bytes.fromhex(row[2]) for row in sealed]).hex() != seal.root:
        yield Break.of_seal(seal.number, "所封的内容与根值不符")
    for row in sealed:
        if row[3] == EVENT:
            yield from _event(seal.number, row)


def _fault(seal: Seal, before: Seal | None) -> str:
    expected = before.number + 1 if before else 1
    if seal.number != expected:
        return f"缺少第 {expected} 号封印"
    if seal.previous != (before.hash if before else ""):
        return "与上一封印不衔接"
    if seal.first_position != (before.last_position + 1 if before else 1):
        return "位置与上一封印不衔接"
    if before and seal.made_at < before.made_at:
        return "封印时间早于上一封印"
    if heads.hash_of(seal) != seal.hash:
        return "内容与封印值不符"
    return _signature_fault(seal)


def _signature_fault(seal: Seal) -> str:
    by = heads.signer(seal)
    if by is None:
        return "签名不符，不是由本门户的签名密钥作出的"
    if by.trusted_at(seal.made_at):
        return ""
    if by.distrusted_from is not None and by.distrusted_from <= seal.made_at:
        return "签名证书在封印时已经声明不可信"
    return "签名证书在封印时不在有效期内"


def _first_gap(seal: Seal, places: list[int]) -> int:
    expected = range(seal.first_position, seal.last_position + 1)
    pairs = zip(expected, places, strict=False)
    return next(
        (wanted for wanted, found in pairs if wanted != found), seal.first_position + len(places)
    )


def _event(number: int, row: Row) -> Iterator[Break]:
    _, position, leaf, _, key, event_hash, mac, case, seq, case_number = row
    if event_hash is None:
        yield Break.of_seal(number, f"所封的审计记录（编号 {key}）已不存在", position)
    elif merkle.leaf_hash(leaves.event_line(event_hash, mac).encode()).hex() != leaf:
        told = f"{CHANGED}（第 {number} 号封印第 {position} 位）"
        yield Break(case_number or f"#{case}", seq, told)


def _rows_of(source: Source) -> Iterator[Break]:
    """The leaves of one source and its rows side by side, both by key."""
    standing = source.standing()
    one = next(standing, None)
    for key, position, seal, leaf in rows(_OF_SOURCE, source.name):
        while one is not None and one.key < key:
            yield from _unsealed(source, one)
            one = next(standing, None)
        if one is None or one.key != key:
            yield Break.of_seal(seal, f"所封的{source.label}（编号 {key}）已不存在", position)
            continue
        if merkle.leaf_hash(one.line.encode()).hex() != leaf:
            told = f"{source.label}（编号 {key}）{CHANGED}（第 {seal} 号封印第 {position} 位）"
            yield Break(one.case_number, one.seq, told)
        one = next(standing, None)
    while one is not None:
        yield from _unsealed(source, one)
        one = next(standing, None)


def _unsealed(source: Source, one: Standing) -> Iterator[Break]:
    if one.due:
        told = f"{source.label}（编号 {one.key}）没有封印，而在它之后写入的已有封印"
        yield Break(one.case_number, one.seq, told)
