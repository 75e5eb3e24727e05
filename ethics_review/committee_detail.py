"""What the page of a committee shows: its registration, its seats, the rules of composition, the yearly reports."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from ethics_review.models import Committee
from ethics_review.models.committee import CONTENT_FIELDS
from ethics_review.rules import composition
from ethics_review.rules.composition import SeatFacts
from ethics_review.states import CommitteeState, Discipline, Position, Sex
from portal.accounts.models import User
from portal.law.rulebook import Rulebook, rulebook

#: Rules of composition that people judge by what the committee needs, not the portal by counting.
_FOR_PEOPLE = frozenset({"vice_chairs", "local"})
#: The yearly figures in the order in which they are told.
FIGURES = {
    "accepted": "受理审查",
    "simplified": "其中：简易程序",
    "emergency": "其中：应急程序",
    "listed": "其中：清单活动",
    "approved": "批准",
    "approved_after_revision": "修改后批准",
    "revision": "修改后再审",
    "rejected": "不予批准",
    "meetings": "召开会议",
}


@dataclass(frozen=True)
class Rule:
    """One rule of composition as the page shows it; ``met`` is None where people judge."""

    summary: str
    article: str
    met: bool | None
    told: tuple[str, ...]


def detail(committee: Committee, user: User) -> dict[str, Any]:
    """The content for the page: its keepers and members see it as it is, all others as it was handed in last."""
    law = rulebook(committee.law_profile)
    stated = seen_by(committee, user)
    facts = [_facts(seat) for seat in stated["seats"] if not seat["stand_in_for"]]
    over = committee.state == CommitteeState.DISSOLVED
    keeps = bool(committee.roles_of(user) & committee.own_roles)
    return {
        "committee": committee,
        "facts_of_it": [
            (str(Committee._meta.get_field(name).verbose_name), stated.get(name))  # type: ignore[union-attr]
            for name in CONTENT_FIELDS
        ],
        "seats": [_readable(seat) for seat in stated["seats"]],
        "is_frozen": not _from_inside(committee, user),
        "rules": [] if over else rules_of(facts, law, is_centre=committee.is_centre),
        # The page itself tells whose term has run out, by the portal's clock.
        "hints": [] if over else composition.hints(facts, today=date.min, region=committee.region),
        "duties": law.items("service_centre_duties") if committee.is_centre else [],
        "changed": keeps and changed_since_registration(committee),
        "year": year_ahead(committee) if keeps else None,
        "reports": [_report(report) for report in reversed(committee.reports)],
        "revisions": list(committee.revisions.order_by("-number").values("number", "frozen_at")),
    }


def to_json(committee: Committee, user: User) -> dict[str, Any]:
    """The registration, its seats and reports for the API; an authority sees what was handed in."""
    law = rulebook(committee.law_profile)
    return {
        **seen_by(committee, user),
        "is_centre": committee.is_centre,
        "registered_at": committee.registered_at,
        "dissolved_at": committee.dissolved_at,
        "dissolution_reason": committee.dissolution_reason,
        "reports": committee.reports,
        "shortfalls": [reason.message for reason in committee.shortfalls(law)],
    }


def seen_by(committee: Committee, user: User) -> dict[str, Any]:
    """The content as ``user`` may see it: what its own people change is theirs until they hand it in."""
    frozen = committee.revisions.order_by("-number").first()
    if frozen is None or _from_inside(committee, user):
        return committee.content()
    return dict(frozen.content)


def _from_inside(committee: Committee, user: User) -> bool:
    return bool(committee.roles_of(user) & committee.people_inside)


def changed_since_registration(committee: Committee) -> bool:
    """Whether the registration no longer says what the committee is (2023 measures, article 43)."""
    frozen = committee.revisions.order_by("-number").first()
    if frozen is None or committee.state != CommitteeState.REGISTERED:
        return False
    now = json.loads(json.dumps(committee.content(), cls=DjangoJSONEncoder))
    return bool(now != frozen.content)


def rules_of(seats: list[SeatFacts], law: Rulebook, *, is_centre: bool) -> list[Rule]:
    """Each rule of composition with what stands against it."""
    broken: dict[str, list[str]] = {}
    for reason in composition.shortfalls(seats, law, is_centre=is_centre):
        broken.setdefault(reason.code, []).append(reason.message)
    return [
        Rule(
            summary=item.summary,
            article=item.citation,
            met=None if item.code in _FOR_PEOPLE else item.code not in broken,
            told=tuple(broken.get(item.code, ())),
        )
        for item in law.items("committee_composition")
    ]


def year_ahead(committee: Committee) -> dict[str, Any] | None:
    """The year whose report is due next with its figures, counted now; None while none is due."""
    year = committee.year_due()
    if year is None or committee.state != CommitteeState.REGISTERED:
        return None
    return {"year": year, "figures": figures(committee.figures_of(year))}


def figures(counted: dict[str, int]) -> list[tuple[str, int]]:
    """The figures of a year in words."""
    return [(label, counted.get(code, 0)) for code, label in FIGURES.items()]


def _report(report: dict[str, Any]) -> dict[str, Any]:
    return {**report, "figures": figures(report["figures"])}


def _facts(seat: dict[str, Any]) -> SeatFacts:
    """A seat of the roster, as it stands or as it was frozen, as the rules ask for it."""
    return SeatFacts(
        position=seat["position"],
        discipline=seat["discipline"],
        sex=seat["sex"],
        outside=seat["outside"],
        term_starts=date.fromisoformat(str(seat["appointed_on"])),
        term_ends=date.fromisoformat(str(seat["term_ends_on"])),
        sits=True,
        name=seat["name"],
    )


def _readable(seat: dict[str, Any]) -> dict[str, Any]:
    """A seat of the roster, as it stands or as it was frozen, in words."""
    return {
        **seat,
        "position": Position(seat["position"]).label,
        "discipline": Discipline(seat["discipline"]).label,
        "sex": Sex(seat["sex"]).label,
        "appointed_on": str(seat["appointed_on"]),
        "term_ends_on": str(seat["term_ends_on"]),
    }
