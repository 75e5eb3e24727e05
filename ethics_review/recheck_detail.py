"""What the page of a recheck shows, and to whom: the unit its application and the opinion, the experts what they need.

Nobody outside learns who the experts are; nobody at all sees a ballot before the vote is closed.
"""

from typing import Any, cast

from django.db import models

from ethics_review.filed import sections
from ethics_review.machines.recheck import WITH_THE_AUTHORITY
from ethics_review.models import Recheck, Round
from ethics_review.models.recheck import CONTENT_FIELDS
from ethics_review.states import Opinion, RoundOutcome
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import visible_to
from portal.deadlines.models import Deadline

#: Who carries the recheck out or looks over it: they know the experts by name.
_NAMING = frozenset({Role.RECHECK_OFFICER, Role.SECRETARY, Role.EXPERT, Role.AUDITOR})
#: Who sees where each expert stands: the organising side, and the auditor.
_ORGANISING = _NAMING - {Role.EXPERT}


def detail(recheck: Recheck, user: User) -> dict[str, Any]:
    """The content for the page, as ``user`` may see it."""
    roles = recheck.roles_of(user)
    opens = recheck.opens_papers_to(user)
    inside = bool(roles & _NAMING) and opens
    return {
        "recheck": recheck,
        "review": recheck.review,
        "review_is_seen": visible_to(user).filter(pk=recheck.review_id).exists(),
        "opens": opens,
        "hours": hours(recheck),
        "stated": stated(recheck, user) if opens else [],
        "application": sections(recheck.review.as_handed_in(), user) if inside else [],
        "panel": panel(recheck) if roles & _ORGANISING else [],
        "colleagues": recheck.group() if inside and Role.EXPERT in roles else [],
        "progress": progress(recheck) if inside else {},
        "rounds": [result(recheck, one) for one in closed_rounds(recheck)] if inside else [],
        "opinion": opinion(recheck),
        "supplements": recheck.supplements if opens else [],
    }


def to_json(recheck: Recheck, user: User) -> dict[str, Any]:
    """The application, its state and the opinion for the API, as the page shows them."""
    opens = recheck.opens_papers_to(user)
    inside = opens and bool(recheck.roles_of(user) & _NAMING)
    return {
        "review": recheck.review.number,
        **(_content(recheck, user) if opens else dict.fromkeys(CONTENT_FIELDS)),
        "preliminary_opinion": recheck.review.preliminary_opinion if opens else None,
        "supplements": recheck.supplements if opens else [],
        "received_at": recheck.received_at,
        "opinion": recheck.opinion,
        "summary": recheck.summary,
        "votes": opinion(recheck).get("votes"),
        "issued_at": recheck.issued_at,
        **(_to_json_inside(recheck, user) if inside else {}),
    }


def _to_json_inside(recheck: Recheck, user: User) -> dict[str, Any]:
    entrusted = recheck.entrusted_to
    return {
        "application": recheck.review.as_handed_in().content(),
        "entrusted_to": entrusted.name if entrusted else None,
        "panel": [
            {"id": seat.user_id, "name": str(seat.user), "discipline": seat.discipline}
            for seat in recheck.group()
        ],
        "progress": progress(recheck),
        "rounds": [result(recheck, one) for one in closed_rounds(recheck)],
    }


def hours(recheck: Recheck) -> list[Deadline]:
    """The hours of the review's emergency, while the recheck has to be done inside them (article 27; Q8)."""
    return recheck.watched_deadlines() if recheck.state in WITH_THE_AUTHORITY else []


# --- What was applied for ---------------------------------------------------------------------------------------------
def _content(recheck: Recheck, user: User) -> dict[str, Any]:
    """The unit sees what it writes, everybody else what was handed in."""
    frozen = recheck.revisions.order_by("-number").first()
    if frozen is None or recheck.roles_of(user) & recheck.own_roles:
        return {name: getattr(recheck, name) for name in CONTENT_FIELDS}
    return {name: frozen.content.get(name, "") for name in CONTENT_FIELDS}


def stated(recheck: Recheck, user: User) -> list[tuple[str, Any]]:
    """The unit's statement in words."""
    content = _content(recheck, user)
    return [(_label(Recheck, name), content[name]) for name in CONTENT_FIELDS]


def _label(model: type[models.Model], name: str) -> str:
    return str(cast("models.Field[Any, Any]", model._meta.get_field(name)).verbose_name)


# --- The group at work ------------------------------------------------------------------------------------------------
def panel(recheck: Recheck) -> list[dict[str, Any]]:
    """Everybody of the group, the replaced ones too, with where each stands; never how somebody voted."""
    recused = set(recheck.recused())
    running = recheck.open_round()
    cast_by = (
        set(running.electors.filter(ballot__isnull=False).values_list("user_id", flat=True))
        if running
        else set()
    )
    return [
        {
            "name": str(seat.user),
            "discipline": seat.get_discipline_display(),
            "replaced_at": seat.replaced_at,
            "recused": seat.user_id in recused,
            "declared": recheck.has_declared(seat.user),
            "votes": running is not None,
            "voted": seat.user_id in cast_by,
        }
        for seat in recheck.panel.select_related("user")
    ]


def progress(recheck: Recheck) -> dict[str, Any]:
    """How far the open vote is, the same whatever was voted; nothing while none is open."""
    running = recheck.open_round()
    if running is None:
        return {}
    whole = running.electors.count()
    missing = running.electors.filter(ballot=None).count()
    return {"of": whole, "missing": missing, "ends_at": running.ends_at}


def waiting_for(recheck: Recheck) -> str:
    """For the organising side: who has to do something before it goes on; empty where nobody has."""
    group = list(recheck.group())
    recused = set(recheck.recused())
    away = [str(seat.user) for seat in group if seat.user_id in recused]
    if away:
        return f"{'、'.join(away)}应当回避，请更换专家。"
    undeclared = [str(seat.user) for seat in group if not recheck.has_declared(seat.user)]
    if undeclared:
        return f"等待{'、'.join(undeclared)}声明利益关系。"
    running = recheck.open_round()
    if running is None:
        return ""
    names = running.electors.filter(ballot=None).values_list("name", flat=True)
    return f"等待{'、'.join(names)}提交复核意见。"


def closed_rounds(recheck: Recheck) -> list[Round]:
    """The votes that are over, the newest first."""
    return list(recheck.rounds.filter(closed_at__isnull=False).order_by("-number"))


def result(recheck: Recheck, one: Round) -> dict[str, Any]:
    """A closed vote: its numbers, and what each expert held. Of one set aside the ballots count for nothing."""
    aside = one.outcome == RoundOutcome.SET_ASIDE
    electors = [] if aside else one.electors.select_related("ballot")
    return {
        "number": one.number,
        "closed_at": one.closed_at,
        "outcome": {**dict(Opinion.choices), **dict(RoundOutcome.choices)}[one.outcome],
        "agree": one.counts.get("votes", {}).get(Opinion.AGREE, 0),
        "disagree": one.counts.get("votes", {}).get(Opinion.DISAGREE, 0),
        "whole": one.counts.get("present", 0),
        "needed": one.counts.get("needed", 0),
        "opinions": [_opinion_of(elector) for elector in electors],
    }


def _opinion_of(elector: Any) -> dict[str, str]:
    ballot = getattr(elector, "ballot", None)
    texts = {row["point"]: row["text"] for row in ballot.sheet} if ballot else {}
    return {
        "name": elector.name,
        "discipline": elector.get_discipline_display(),
        "choice": Opinion(ballot.choice).label if ballot else "没有表决",
        "compliance": texts.get("compliance", ""),
        "reasonableness": texts.get("reasonableness", ""),
    }


def opinion(recheck: Recheck) -> dict[str, Any]:
    """The issued opinion with its numbers, for everybody who sees the recheck; nothing before it is issued."""
    standing = recheck.standing_round() if recheck.issued_at else None
    if standing is None:
        return {}
    votes = standing.counts.get("votes", {})
    return {
        "label": recheck.get_opinion_display(),
        "summary": recheck.summary,
        "issued_at": recheck.issued_at,
        "votes": {
            "whole": standing.counts.get("present", 0),
            "needed": standing.counts.get("needed", 0),
            **{value: votes.get(value, 0) for value in Opinion.values},
        },
    }
