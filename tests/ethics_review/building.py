"""Reviews, rechecks, meetings and committees in any state, reached by the engine alone.

Each is built in the hours before ``now`` (a second an act), so that tests may go on from ``now``.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ethics_review.models import Committee, Meeting, Recheck, Review
from ethics_review.states import CommitteeState, MeetingState, RecheckState, ReviewState
from portal.workflow import engine
from tests import make
from tests.ethics_review import applying
from tests.ethics_review.people import PANEL, QUORUM, SEATS, EthicsCast, Tale, draft_committee

S, R, M, C = ReviewState, RecheckState, MeetingState, CommitteeState
ITEMS = [{"item": "活动方案", "reason": "没有写明数据来源。", "code": "plan"}]
LISTED = ("opinion_mobilisation.1", "opinion_mobilisation.2", "opinion_mobilisation.3")
EMERGENCY = {"is_urgent": True, "emergency_reason": "台风期间需要立即上线避险信息系统。"}
#: Votes end here at the latest.
ENDS_AT = datetime(2026, 12, 31, tzinfo=UTC)
Built = Callable[[Tale, dict[str, Any]], Any]


def tale(cast: EthicsCast, now: datetime = make.NOW) -> Tale:
    """A story that ends before ``now``."""
    return Tale(cast, now - timedelta(hours=1))


# --- Steps of a review ------------------------------------------------------------------------------------------------
def draft(story: Tale, *, complete: bool = True, **changes: Any) -> Review:
    """Lin's application, with every field and paper unless ``complete`` is False."""
    make_it = applying.complete_draft if complete else applying.draft
    return make_it(story.cast, now=story.tick(), **changes)


def submitted(story: Tale, **changes: Any) -> Review:
    """Handed in to the committee."""
    case = draft(story, **changes)
    story.act(case, "submit", "lin")
    return case


def accepted(story: Tale, procedure: str = "general", **changes: Any) -> Review:
    """In a procedure."""
    case = submitted(story, **changes, **(EMERGENCY if procedure == "emergency" else {}))
    ground = {"ground": "ordinary_risk"} if procedure == "simplified" else {}
    story.act(case, f"accept_{procedure}", "su", reason="依申请材料认定。", **ground)
    return case


def session(story: Tale, *reviews: Review, present: tuple[str, ...] = QUORUM) -> Meeting:
    """A meeting in session that has the reviews on its agenda."""
    case = planned(story, *reviews)
    story.act(case, "convene", "su")
    story.act(case, "open_session", "su", present=story.cast.named(*present))
    return case


def planned(story: Tale, *reviews: Review) -> Meeting:
    """A meeting being prepared."""
    starts_at = story.tick()
    case = engine.create(
        "committee_meeting",
        actor=story.cast.su,
        organization=story.cast.unit_a,
        data={
            "committee": story.cast.committee,
            "form": "online",
            "starts_at": starts_at,
            "place": "第一会议室",
        },
        now=starts_at,
    ).case
    if reviews:
        story.act(
            case, "set_agenda", "su", reviews=[Review.objects.get(pk=one.pk) for one in reviews]
        )
    return Meeting.objects.get(pk=case.pk)


def declare(story: Tale, case: Any, *names: str) -> None:
    """They state that they have no interest in it, unless they did before."""
    for name in names:
        if not case.has_declared(story.cast.people[name]):
            story.act(case, "declare_interest", name, conflicted=False)


def voting(
    story: Tale, case: Review, *, present: tuple[str, ...] = QUORUM, ends_at: datetime = ENDS_AT
) -> Meeting:
    """A vote that has been opened among those present."""
    declare(story, case, *present)
    meeting = session(story, case, present=present)
    story.act(case, "open_voting", "qi", meeting=meeting, ends_at=ends_at)
    return meeting


def vote(story: Tale, case: Review, *choices: str, present: tuple[str, ...] = QUORUM) -> None:
    """A whole vote, in the order of those present; a single choice is everybody's."""
    meeting = voting(story, case, present=present)
    said = choices if len(choices) > 1 else choices * len(present)
    for name, choice in zip(present, said, strict=True):
        story.act(case, "cast_ballot", name, choice=choice)
    story.act(meeting, "close_session", "su")


def voted(story: Tale, choice: str, procedure: str = "general", **changes: Any) -> Review:
    """A review in which everybody voted alike."""
    case = accepted(story, procedure, **changes)
    vote(story, case, choice)
    return case


def preliminary(story: Tale, procedure: str = "general", **changes: Any) -> Review:
    """A review that waits for the experts."""
    listed = {"recheck_answers": applying.application.answers(*LISTED)}
    case = voted(story, "approve", procedure, **listed, **changes)
    story.act(case, "conclude_preliminary", "qi", opinion="同意提交专家复核。")
    return case


def returned(story: Tale, choice: str = "agree", **changes: Any) -> Review:
    """The experts have answered."""
    case = preliminary(story, **changes)
    recheck = paneled(story, case)
    experts_vote(story, recheck, choice)
    story.act(recheck, "issue_opinion", "ou", summary="合规性、合理性均符合要求。")
    return case


def approved(story: Tale) -> Review:
    case = voted(story, "approve")
    story.act(case, "approve", "qi", tracking_months=12)
    return case


def conditional(story: Tale) -> Review:
    case = voted(story, "approve_after_revision")
    story.act(case, "approve_after_revision", "qi", advice="补充知情同意书。")
    return case


def amended(story: Tale) -> Review:
    case = conditional(story)
    story.act(case, "submit_amendment", "lin")
    return case


def revision(story: Tale) -> Review:
    case = voted(story, "revise")
    story.act(case, "require_revision", "qi", advice="补充风险防控计划。")
    return case


def reworked(story: Tale) -> Review:
    """To be revised, and changed accordingly."""
    case = revision(story)
    make.edit(case, story.cast.lin, now=story.tick(), control_plan="按照建议补充的防控计划。")
    return case


def rejected(story: Tale) -> Review:
    case = voted(story, "reject")
    story.act(case, "reject", "qi", reasons="风险受益比不合理。")
    return case


def appealed(story: Tale) -> Review:
    case = rejected(story)
    story.act(case, "appeal", "lin", grounds="防控措施未被考虑。")
    return case


def recognised(story: Tale) -> Review:
    case = draft(story, **JOINT)
    make.attach(case, story.cast.lin, "recognised_decision", now=story.tick())
    story.act(case, "submit", "lin")
    declare(story, case, "qi")
    story.act(case, "recognise", "qi", **RECOGNITION)
    return case


def after(build: Callable[[Tale], Review], name: str, who: str, **data: Any) -> Built:
    """The state that one more act leads to."""

    def built(story: Tale) -> Review:
        case = build(story)
        story.act(case, name, who, **data)
        return case

    return built


JOINT = {
    "is_joint": True,
    "is_lead": True,
    "partner_units": [{"name": "白鹿大学", "part": "提供数据"}],
}
RECOGNITION = {
    "unit": "白鹿大学",
    "decision": "白大伦审〔2026〕8号",
    "scope": "数据处理部分",
    "reason": "审查范围相同。",
    "tracking_months": 12,
}
REASON = {"reason": "依据跟踪审查情况。"}
REVIEWS: dict[S, Callable[[Tale], Review]] = {
    S.DRAFT: draft,
    S.SUBMITTED: submitted,
    S.SUPPLEMENT_REQUESTED: after(submitted, "request_supplement", "su", items=ITEMS),
    S.NOT_ACCEPTED: after(submitted, "decline_acceptance", "su", items=ITEMS),
    S.GENERAL_REVIEW: accepted,
    S.SIMPLIFIED_REVIEW: lambda story: accepted(story, "simplified"),
    S.EMERGENCY_REVIEW: lambda story: accepted(story, "emergency"),
    S.AWAITING_RECHECK: preliminary,
    S.RECHECK_RETURNED: returned,
    S.AMENDMENT_DUE: conditional,
    S.AMENDMENT_SUBMITTED: amended,
    S.APPROVED: approved,
    S.RECOGNISED: recognised,
    S.REVISION_REQUIRED: revision,
    S.REJECTED: rejected,
    S.APPEALED: appealed,
    S.UPHELD: after(appealed, "uphold", "qi", reasons="申诉理由不充分。"),
    S.SUSPENDED: after(approved, "suspend", "qi", **REASON),
    S.REREVIEW_DUE: after(approved, "require_new_review", "qi", **REASON),
    S.TERMINATED: after(approved, "terminate", "qi", **REASON),
    S.COMPLETED: after(approved, "conclude_activity", "lin", report="活动已按方案完成。"),
    S.WITHDRAWN: after(submitted, "withdraw", "lin", reason="暂缓开展。"),
}


def review(cast: EthicsCast, state: S, *, now: datetime = make.NOW) -> Review:
    """Lin's review in ``state``."""
    return Review.objects.get(pk=REVIEWS[state](tale(cast, now)).pk)


# --- Rechecks ---------------------------------------------------------------------------------------------------------
def recheck_draft(story: Tale, case: Review) -> Recheck:
    """The unit's application for a recheck of the review, complete."""
    now = story.tick()
    made = engine.create(
        "recheck",
        actor=story.cast.gao,
        organization=story.cast.unit_a,
        data={"review": case, "statement": "初步审查已经通过，申请专家复核。"},
        now=now,
    ).case
    make.edit(made, story.cast.gao, now=now, contact_name="魏然", contact_phone="010-60000002")
    make.attach(made, story.cast.gao, "application", now=now)
    return Recheck.objects.get(pk=made.pk)


def recheck_steps(story: Tale, case: Review, *steps: str) -> Recheck:
    """A recheck taken through the steps by whoever does them."""
    made = recheck_draft(story, case)
    for name in steps:
        who, data = RECHECK_STEPS[name]
        story.act(made, name, who, **data(story.cast))
    return made


def experts(cast: EthicsCast) -> list[dict[str, Any]]:
    """The panel as the form names it."""
    return [{"expert": cast.people[name], "discipline": PANEL[name]} for name in PANEL]


RECHECK_STEPS: dict[str, tuple[str, Callable[[EthicsCast], dict[str, Any]]]] = {
    "submit": ("gao", lambda cast: {}),
    "request_supplement": ("ou", lambda cast: {"items": ITEMS}),
    "receive": ("ou", lambda cast: {}),
    "form_panel": ("ou", lambda cast: {"experts": experts(cast)}),
    "withdraw": ("gao", lambda cast: {"reason": "活动取消。"}),
}


def paneled(story: Tale, case: Review) -> Recheck:
    """A recheck with its panel."""
    return recheck_steps(story, case, "submit", "receive", "form_panel")


def experts_vote(story: Tale, case: Recheck, choice: str) -> None:
    """All experts declare and vote alike."""
    declare(story, case, *PANEL)
    story.act(case, "open_voting", "ou", ends_at=ENDS_AT)
    for name in PANEL:
        story.act(
            case, "cast_opinion", name, choice=choice, compliance="合规", reasonableness="合理"
        )


def issued(story: Tale, case: Review) -> Recheck:
    """The opinion is out."""
    made = paneled(story, case)
    experts_vote(story, made, "agree")
    story.act(made, "issue_opinion", "ou", summary="同意。")
    return made


RECHECKS: dict[R, Callable[[Tale, Review], Recheck]] = {
    R.DRAFT: recheck_draft,
    R.APPLIED: lambda story, case: recheck_steps(story, case, "submit"),
    R.SUPPLEMENT_REQUESTED: lambda s, c: recheck_steps(s, c, "submit", "request_supplement"),
    R.RECEIVED: lambda story, case: recheck_steps(story, case, "submit", "receive"),
    R.PANEL_FORMED: paneled,
    R.OPINION_ISSUED: issued,
    R.WITHDRAWN: lambda story, case: recheck_steps(story, case, "submit", "withdraw"),
}


def recheck(cast: EthicsCast, state: R, *, now: datetime = make.NOW) -> Recheck:
    """The unit's recheck in ``state``, of a review of its own."""
    story = tale(cast, now)
    return Recheck.objects.get(pk=RECHECKS[state](story, preliminary(story)).pk)


# --- Meetings and committees ------------------------------------------------------------------------------------------
def meeting(cast: EthicsCast, state: M, *, now: datetime = make.NOW) -> Meeting:
    """A meeting in ``state`` over one review that waits for a vote."""
    story = tale(cast, now)
    case = planned(story, accepted(story))
    for name, data in MEETING_STEPS[state]:
        story.act(case, name, "su", **data(cast))
    return Meeting.objects.get(pk=case.pk)


def nothing(cast: EthicsCast) -> dict[str, Any]:
    """No input."""
    return {}


CONVENE = ("convene", nothing)
OPEN = ("open_session", lambda cast: {"present": cast.named(*QUORUM)})
MEETING_STEPS: dict[M, tuple[tuple[str, Callable[[EthicsCast], dict[str, Any]]], ...]] = {
    M.DRAFT: (),
    M.CONVENED: (CONVENE,),
    M.IN_SESSION: (CONVENE, OPEN),
    M.HELD: (CONVENE, OPEN, ("close_session", nothing)),
    M.CANCELLED: (CONVENE, ("cancel", lambda cast: {"reason": "人数不足。"})),
}


def committee(cast: EthicsCast, state: C, *, now: datetime = make.NOW) -> Committee:
    """Another committee of the unit, in ``state``, of all who sit in the first but M6."""
    story = tale(cast, now)
    made = draft_committee(cast, now=story.tick(), seats=tuple(SEATS)[:-1])
    if state == C.REGISTERED:
        story.act(made, "register", "su")
    elif state == C.DISSOLVED:
        story.act(made, "dissolve", "su", reason="并入另一委员会。")
    return Committee.objects.get(pk=made.pk)
