"""Who may vote, against the events that made them so: declarations, panels, advisers, those present, seats."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.dateparse import parse_date

from ethics_review.models import Attendance, Interest, Invitation, PanelMember, Seat
from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.clock import china_date

_FORMED, _REPLACED = "form_panel", "replace_expert"
_CAME = ("open_session", "update_attendance")


def interests_match() -> Iterator[Break]:
    """A declaration other than the last that its person made; a recusal that was taken out or taken back."""
    declared = AuditEvent.objects.filter(action="declare_interest").order_by("case", "seq")
    last = declared.filter(case=OuterRef("case"), actor=OuterRef("user")).order_by("-seq")
    rows = Interest.objects.select_related("case", "event").annotate(
        last=Subquery(last.values("pk")[:1])
    )
    for one in rows.iterator(chunk_size=500):
        event, given = one.event, one.event.data.get("input") or {}
        told = (event.pk, event.actor_id, event.occurred_at, given.get("conflicted"))
        if told != (one.last, one.user_id, one.declared_at, one.conflicted):
            yield Break(one.case.number, event.seq, "利益声明与记录不符")
    known = set(Interest.objects.values_list("case", "user"))
    for number, seq, case, actor in declared.values_list("case__number", "seq", "case", "actor"):
        if (case, actor) not in known:
            yield Break(number, seq, "记录中的利益声明已不存在")


def panels_match() -> Iterator[Break]:
    """Experts of a recheck other than those who were named, or replaced at another time."""
    kept: dict[str, list[_Expert]] = {}
    rows = PanelMember.objects.order_by("pk")
    for number, user, field, until in rows.values_list(
        "recheck__number", "user", "discipline", "replaced_at"
    ).iterator(chunk_size=2000):
        kept.setdefault(number, []).append((user, field, until))
    told: dict[str, list[_Expert]] = {}
    for event in _events(_FORMED, _REPLACED):
        told[event.case.number] = _panel_after(told.get(event.case.number, []), event)
    for number in sorted({*kept, *told}):
        if sorted(kept.get(number, []), key=str) != sorted(told.get(number, []), key=str):
            yield Break(number, 0, "复核组的专家与记录不符")


#: Expert, discipline, when replaced.
_Expert = tuple[int, str, datetime | None]


def _panel_after(panel: list[_Expert], event: AuditEvent) -> list[_Expert]:
    given = event.data["input"]
    if event.action == _FORMED:
        return [*panel, *((row["expert"], row["discipline"], None) for row in given["experts"])]
    leaving = given["leaving"]
    stays = [
        (user, field, event.occurred_at if until is None and user == leaving else until)
        for user, field, until in panel
    ]
    return [*stays, (given["expert"], given["discipline"], None)]


def invitations_match() -> Iterator[Break]:
    """An adviser other than the one who was asked, or asked about another field."""
    kept = {
        (one.review_id, one.user_id): (one.event_id, one.field) for one in Invitation.objects.all()
    }
    told = {}
    for event in _events("invite_adviser"):
        given = event.data["input"]
        told[event.case_id, given["adviser"]] = (event.pk, given["field"])
    numbers = Invitation.objects.values_list("review", "review__number")
    yield from _differences(kept, told, "顾问邀请与记录不符", dict(numbers))


def attendance_matches() -> Iterator[Break]:
    """Somebody at a meeting, or not at it, against the last list of those who came."""
    told = {event.case_id: set(event.data["input"]["present"]) for event in _events(*_CAME)}
    kept: dict[int, set[int]] = {case: set() for case in told}
    for meeting, user in Attendance.objects.values_list("meeting", "user"):
        kept.setdefault(meeting, set()).add(user)
    numbers = Attendance.objects.values_list("meeting", "meeting__number")
    yield from _differences(kept, told, "到会名单与记录不符", dict(numbers))


def seats_match() -> Iterator[Break]:
    """An appointment that was never made, was changed, was taken out, or ended otherwise than the record says."""
    ended = {event.data["input"]["seat"]: event for event in _events("end_seat")}
    rows = Seat.objects.select_related("committee", "event").order_by("pk")
    for seat in rows.iterator(chunk_size=500):
        event, end = seat.event, ended.pop(seat.pk, None)
        made = (event.action, event.case_id) == ("appoint", seat.committee_id)
        if not made or not _appointed(seat, event):
            yield Break(seat.committee.number, event.seq, "委员的任命与记录不符")
        ends = (china_date(end.occurred_at), end.data["input"]["reason"]) if end else (None, "")
        if (seat.ended_on, seat.end_reason) != ends:
            yield Break(seat.committee.number, end.seq if end else 0, "委员任职的结束与记录不符")
    appointed = AuditEvent.objects.filter(action="appoint", case__kind="ethics_committee")
    lost = appointed.exclude(pk__in=Seat.objects.values("event")).order_by("case", "seq")
    for number, seq in lost.values_list("case__number", "seq"):
        yield Break(number, seq, "记录中的委员任命已不存在")


def _appointed(seat: Seat, event: AuditEvent) -> bool:
    """Whether the seat is as the appointment says; the day of the act where it names none."""
    given = event.data["input"]
    first = _day(given.get("appointed_on")) or china_date(event.occurred_at)
    told = (given["user"], given["position"], given["discipline"], given["sex"])
    kept = (seat.user_id, seat.position, seat.discipline, seat.sex)
    days = (first, _day(given["term_ends_on"]))
    place = (bool(given.get("outside")), given.get("stand_in_for"))
    return (told, days, place) == (
        kept,
        (seat.appointed_on, seat.term_ends_on),
        (seat.outside, seat.stand_in_for_id),
    )


def _day(text: Any) -> date | None:
    return parse_date(text) if isinstance(text, str) else None


def _events(*actions: str) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.filter(
        action__in=actions,
        case__kind__in=("ethics_review", "recheck", "committee_meeting", "ethics_committee"),
    )
    return found.select_related("case").order_by("case", "seq")


def _differences(
    kept: dict[Any, Any], told: dict[Any, Any], what: str, numbers: dict[int, str]
) -> Iterator[Break]:
    """Keys under which the tables hold something else than the trail. A key is a case, or begins with one."""
    for key in _differing(kept, told):
        case = key[0] if isinstance(key, tuple) else key
        event = AuditEvent.objects.filter(case=case).select_related("case").first()
        yield Break(numbers.get(case) or (event.case.number if event else ""), 0, what)


def _differing(kept: dict[Any, Any], told: dict[Any, Any]) -> Iterable[Any]:
    return sorted(key for key in {*kept, *told} if kept.get(key) != told.get(key))
