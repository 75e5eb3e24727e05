"""What notices add to the check of the trail: letters not written or not signed here, gaps, causes of other cases."""

from collections.abc import Iterator

from django.db.models import F

from portal.audit.breaks import Break
from portal.audit.models import SealedLeaf
from portal.audit.walking import rows
from portal.notices.lines import letter_mac
from portal.notices.models import Notice
from portal.notices.soundness import LETTER, fault

#: Each with its document, so not many at a time.
_AT_ONCE = 20
_ROWS_AT_ONCE = 2000
_GAPS = """
SELECT coalesce(c.series, n.series), coalesce(c.last, 0), coalesce(n.given, 0)
FROM (SELECT series, last FROM cases_numbercounter WHERE starts_with(series, 'letter:')) c
FULL JOIN (
    SELECT series, count(*) AS given, max(serial) AS newest FROM notices_notice
    WHERE serial IS NOT NULL GROUP BY series
) n ON n.series = c.series
WHERE (c.last, c.last) IS DISTINCT FROM (n.given, n.newest) ORDER BY 1
"""
_MISNUMBERED = """
SELECT c.number, e.seq, n.id FROM notices_notice n
JOIN cases_case c ON c.id = n.case_id JOIN audit_auditevent e ON e.id = n.event_id,
LATERAL (SELECT extract(year FROM n.created_at AT TIME ZONE 'Asia/Shanghai')::text AS year) y
WHERE n.form = 'letter' AND n.status = 'ready' AND CASE WHEN n.issuer_id IS NULL
    THEN n.number <> '' OR n.serial IS NOT NULL
    ELSE n.serial IS NULL
        OR n.series <> format('letter:%%s:%%s:%%s', n.issuer_id, n.code, y.year)
        OR right(n.number, length(n.serial::text) + 7) <> format('〔%%s〕%%s号', y.year, n.serial)
    END
ORDER BY n.id
"""


def letters_match() -> Iterator[Break]:
    """Every letter is signed and numbered by the portal, every notice stands at the case of its cause.

    The signature of a letter under a seal was looked at before it was sealed, and its leaf binds it: only the others
    are looked into here, so that the check takes no longer the more letters there are.
    """
    yield from _unsigned()
    yield from _brought_in()
    astray = Notice.objects.exclude(event__case_id=F("case_id")).order_by("pk")
    for key, case in astray.values_list("pk", "case__number"):
        yield Break(case, 0, f"通知（编号 {key}）的起因是另一事项的记录")
    for case, seq, key in rows(_MISNUMBERED):
        yield Break(case, seq, f"文书（编号 {key}）的发文字号不是由本门户编的")
    for series, last, given in rows(_GAPS):
        yield Break(series, 0, f"发文字号已编 {last} 个，实有 {given} 个，或者有缺号")


def _brought_in() -> Iterator[Break]:
    letters = Notice.objects.filter(form=Notice.Form.LETTER).select_related("event", "case")
    for letter in letters.order_by("pk").iterator(_ROWS_AT_ONCE):
        if letter.mac != letter_mac(letter):
            told = f"文书（编号 {letter.pk}）不是由本门户写入的，或者内容被改动"
            yield Break(letter.case.number, letter.event.seq, told)


def _unsigned() -> Iterator[Break]:
    letters = Notice.objects.filter(form=Notice.Form.LETTER, status=Notice.Status.READY)
    fresh = letters.exclude(pk__in=SealedLeaf.objects.filter(source=LETTER).values("key"))
    for letter in fresh.select_related("event", "case", "file").order_by("pk").iterator(_AT_ONCE):
        if wrong := fault(letter):
            yield Break(letter.case.number, letter.event.seq, f"文书（编号 {letter.pk}）{wrong}")
