"""A complete application of Lin's to the unit's own committee, up to its acceptance, by the engine alone."""

from datetime import datetime
from typing import Any

from ethics_review.models import Review
from portal.cases.models import Case
from portal.workflow import engine
from tests import make
from tests.ethics_review import application
from tests.ethics_review.people import EthicsCast

NOW = make.NOW


def content(**changes: Any) -> dict[str, Any]:
    """Everything a complete and consistent application states, but for the committee it goes to."""
    whole = application.content(**changes)
    return {k: v for k, v in whole.items() if k not in {"committee", "committee_is_own"}}


def papers() -> tuple[str, ...]:
    """The places for papers that a complete application to the unit's own committee fills."""
    return tuple(sorted(application.PAPERS))


def opening(cast: EthicsCast, **changes: Any) -> dict[str, Any]:
    """What the form for a new application asks."""
    stated = {"activity_name": "出行行为预测模型研究", "committee": cast.committee}
    return stated | {"commission_ground": ""} | changes


def draft(cast: EthicsCast, *, now: datetime = NOW, **changes: Any) -> Review:
    """Lin's application, just begun."""
    created = engine.create(
        "ethics_review",
        actor=cast.lin,
        organization=cast.unit_a,
        data=opening(cast, **changes),
        now=now,
    )
    return fresh(created.case)


def complete_draft(cast: EthicsCast, *, now: datetime = NOW, **changes: Any) -> Review:
    """A draft with all content and papers, ready to be handed in."""
    case = make.edit(draft(cast, now=now), cast.lin, now=now, **content(**changes)).case
    for slot in papers():
        make.attach(case, cast.lin, slot, now=now)
    return fresh(case)


def submitted(cast: EthicsCast, *, now: datetime = NOW, **changes: Any) -> Review:
    """An application that waits for the secretary."""
    case = complete_draft(cast, now=now, **changes)
    return fresh(make.act(case, "submit", cast.lin, now=now).case)


def accepted(cast: EthicsCast, *, now: datetime = NOW, **changes: Any) -> Review:
    """An application accepted into the general procedure."""
    case = submitted(cast, now=now, **changes)
    reason = "涉及较高风险的审查内容。"
    return fresh(make.act(case, "accept_general", cast.su, now=now, reason=reason).case)


def fresh(case: Case) -> Review:
    """The review as it stands in the database."""
    return Review.objects.select_related("organization", "authority", "committee").get(pk=case.pk)
