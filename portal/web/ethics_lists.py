"""The lists of ethics review behind the desk's figures: whose turn it is, and for what.

Every list begins with ``visible_to``: whoever is recused finds neither the case nor a count of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from ethics_review.models import (
    Meeting,
)
from ethics_review.states import (
    MeetingState,
)
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.deadlines import selectors
from portal.deadlines.models import Deadline
from portal.law.terms import Party, Unit
from portal.web import ethics_waits
from portal.web.ethics_waits import COMING
from portal.web.listing import Worklist, by_next_deadline

APPLICANTS = frozenset({Role.APPLICANT, Role.UNIT})
DECIDERS = frozenset({Role.CHAIR, Role.VICE_CHAIR})
SEATED = DECIDERS | {Role.MEMBER}
KEEPERS = DECIDERS | {Role.SECRETARY}
COMMITTEE = KEEPERS | {Role.MEMBER, Role.CONSULTANT}
OFFICERS = frozenset({Role.RECHECK_OFFICER})
EXPERTS = frozenset({Role.EXPERT})
EVERYBODY = COMMITTEE | OFFICERS | EXPERTS


@dataclass(frozen=True)
class Turn(Worklist):
    """A list of cases that wait for one act of the user: ``asks`` says for which, ``kept`` finds them.

    ``kept`` is narrow and cheap, and does not ask yet what the user may see: ``rows`` does.
    """

    asks: str = ""
    kept: Callable[[User, datetime], QuerySet[Any]] = lambda user, now: Case.objects.none()


def _hours(user: User, now: datetime) -> QuerySet[Deadline]:
    """Limits in hours of the committees whose reviews the user sees, the soonest first."""
    rows = selectors.running(user, now)
    return rows.filter(unit=Unit.HOUR, party__in=[Party.COMMITTEE, Party.AUTHORITY])


def _meetings(user: User, now: datetime) -> QuerySet[Meeting]:
    """Meetings that are called or in session; those in preparation for whoever prepares them."""
    states = (MeetingState.DRAFT, *COMING) if user.has_role(*KEEPERS) else COMING
    rows = Meeting.objects.filter(pk__in=visible_to(user).values("pk"), state__in=states)
    return rows.select_related("committee", "presider").order_by("starts_at", "pk")


def _listed(kept: Any) -> Any:
    """The rows of a turn as every page shows cases: visible, by limit."""

    def rows(user: User, now: datetime) -> QuerySet[Case]:
        waiting = visible_to(user).filter(pk__in=kept(user, now).values("pk"))
        return by_next_deadline(user, waiting, Q(party__in=selectors.sides_of(user)))

    return rows


def _turn(slug: str, title: str, roles: frozenset[Role], kept: Any, asks: str, empty: str) -> Turn:
    return Turn(slug, title, roles, _listed(kept), "cases", empty, asks, kept)


TURNS = (
    _turn(
        "to-vote", "待表决", SEATED | EXPERTS, ethics_waits.to_vote, "请投票", "没有等您投票的事项"
    ),
    _turn(
        "to-declare",
        "待声明利益关系",
        SEATED | EXPERTS | {Role.CONSULTANT},
        ethics_waits.to_declare,
        "请先声明利益关系",
        "没有等您声明利益关系的事项",
    ),
    _turn(
        "to-decide",
        "待决定",
        DECIDERS,
        ethics_waits.to_decide,
        "请作出决定或者答复",
        "没有等您作出决定的事项",
    ),
    _turn(
        "to-accept", "待受理", KEEPERS, ethics_waits.to_accept, "请决定是否受理", "没有待受理的申请"
    ),
    _turn(
        "to-arrange",
        "待安排审议",
        KEEPERS,
        ethics_waits.to_arrange,
        "请安排会议或者指定委员",
        "没有待安排审议的事项",
    ),
    _turn(
        "to-serve",
        "待登记送达",
        frozenset({Role.SECRETARY}),
        ethics_waits.to_serve,
        "请送达并登记",
        "没有待送达的决定",
    ),
    _turn("appealed", "申诉", KEEPERS, ethics_waits.appealed, "请处理申诉", "没有申诉"),
    _turn(
        "to-track",
        "跟踪审查",
        KEEPERS,
        ethics_waits.to_track,
        "请开展跟踪审查",
        "近期没有到期的跟踪审查",
    ),
    _turn(
        "to-register",
        "委员会登记与年度报告",
        frozenset({Role.SECRETARY, Role.UNIT}),
        ethics_waits.to_register,
        "请登记或者提交年度报告",
        "委员会没有待办的登记和报告",
    ),
    _turn(
        "to-receive",
        "待接收复核",
        OFFICERS,
        ethics_waits.to_receive,
        "请接收",
        "没有待接收的复核申请",
    ),
    _turn(
        "to-call",
        "待组成复核组",
        OFFICERS | {Role.SECRETARY},
        ethics_waits.to_call,
        "请组成复核组",
        "没有待组成复核组的事项",
    ),
    _turn(
        "to-open",
        "复核组待表决",
        OFFICERS | {Role.SECRETARY},
        ethics_waits.to_open,
        "专家声明完毕后请开始表决",
        "没有等待开始表决的复核",
    ),
    _turn(
        "to-issue",
        "待出具复核意见",
        OFFICERS,
        ethics_waits.to_issue,
        "请出具意见",
        "没有待出具意见的复核",
    ),
)


def turns_of(user: User) -> Iterator[Turn]:
    """The turns that the user's roles may have."""
    return (turn for turn in TURNS if turn.open_to(user))


def waiting(user: User, now: datetime) -> dict[str, set[int]]:
    """Slug of each of the user's turns → the cases in it, before asking what the user may see; one query."""
    turns = list(turns_of(user))
    parts = [
        turn.kept(user, now).order_by().values_list("pk", Value(turn.slug, CharField()))
        for turn in turns
    ]
    found: dict[str, set[int]] = {turn.slug: set() for turn in turns}
    for pk, slug in parts[0].union(*parts[1:], all=True) if parts else ():
        found[slug].add(pk)
    return found


def seen_of(user: User, found: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """The same without what the user may not see."""
    every = set().union(*found.values())
    seen = (
        set(visible_to(user).filter(pk__in=every).values_list("pk", flat=True)) if every else set()
    )
    return {slug: cases & seen for slug, cases in found.items()}


def in_turn(user: User, found: Mapping[str, Iterable[int]]) -> QuerySet[Any]:
    """All of it, limits in hours first, each with what it waits for (``asks``)."""
    phrases = _phrases(found)
    if not phrases:
        return Case.objects.none()
    waits = [When(pk__in=pks, then=Value(phrase)) for phrase, pks in phrases.items()]
    hours = Deadline.objects.filter(closed_at=None, unit=Unit.HOUR, case=OuterRef("pk"))
    rows = Case.objects.filter(pk__in=set().union(*found.values())).annotate(
        asks=Choice(*waits, output_field=CharField()),
        hours=Subquery(hours.order_by("moment").values("moment")[:1]),
    )
    by_the_hour = F("hours").asc(nulls_last=True)
    return by_next_deadline(user, rows, Q(party__in=selectors.sides_of(user)), by_the_hour)


def _phrases(found: Mapping[str, Iterable[int]]) -> dict[str, list[int]]:
    """What a case waits for, in the order of the turns → the cases that wait for just that."""
    asked: dict[int, list[str]] = {}
    for turn in TURNS:
        for pk in found.get(turn.slug, ()):
            asked.setdefault(pk, []).append(turn.asks)
    phrases: dict[str, list[int]] = {}
    for pk, asks in asked.items():
        phrases.setdefault("；".join(asks), []).append(pk)
    return phrases


def my_turn(user: User, now: datetime) -> QuerySet[Any]:
    """Everything that waits for the user."""
    return in_turn(user, seen_of(user, waiting(user, now)))


HOURS = Worklist(
    "hours",
    "按小时计算的时限",
    EVERYBODY - EXPERTS,
    _hours,
    "deadlines",
    "没有按小时计算的时限",
)
MEETINGS = Worklist(
    "meetings", "委员会会议", KEEPERS | SEATED, _meetings, "meetings", "没有要召开的会议"
)
MY_TURN = Worklist("my-turn", "轮到您办理", EVERYBODY, my_turn, "cases", "没有等您办理的事项")
LISTS: tuple[Worklist, ...] = (MY_TURN, HOURS, MEETINGS, *TURNS)
