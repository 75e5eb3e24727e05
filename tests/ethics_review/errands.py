"""What each action of ethics review asks for, with what it presupposes: a round that is open, a declaration."""

from datetime import date
from typing import Any

from ethics_review.models import Meeting, Recheck, Review
from ethics_review.states import BEFORE_A_MEETING, IN_REVIEW, ReviewState
from tests import make
from tests.ethics_review import building
from tests.ethics_review.building import ITEMS, RECOGNITION, declare, tale
from tests.ethics_review.people import PANEL, QUORUM, EthicsCast, appointment

S = ReviewState
VOTED = ("approve", "approve_after_revision", "require_revision", "reject")
REASON = {"reason": "依据委员会意见。"}
#: What a fresh review in a state does not bring along.
REVIEW_NOT_YET: dict[str | tuple[str, str], str | None] = {
    **dict.fromkeys(VOTED, "carried_by_ballots"),
    ("submitted", "accept_emergency"): "is_urgent",
    ("submitted", "recognise"): "is_joint_activity",
    ("amendment_submitted", "require_new_review"): "amendment_listed_it",
    ("supplement_requested", "decline_acceptance"): "supplement_time_over",
    **dict.fromkeys(("conclude_preliminary", "exempt_recheck"), "must_be_rechecked"),
    **dict.fromkeys(("take_up_late_appeal", "decline_late_appeal"), "late_appeal_waits"),
    "appeal_late": "window_over",
    "uphold_amendment": "was_conditional",
    "resubmit_revised": "something_changed",
    "answer_risk_change": "risk_change_waits",
    "register_activity": "list_registration_waits",
    ("suspended", "resume_recognised"): "was_recognised",
    ("suspended", "record_tracking"): "refused",  # what is suspended does not simply go on
    "convert_by_ballot": "round_is_open",
    ("recheck_returned", "approve"): None,
}
#: action → sound input that depends on nothing.
PLAIN: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("withdraw", "accept_general", "accept_emergency", "suspend"), REASON),
    **dict.fromkeys(("resume", "resume_recognised", "terminate", "require_new_review"), REASON),
    **dict.fromkeys(("take_up_late_appeal", "decline_late_appeal"), REASON),
    **dict.fromkeys(("request_supplement", "decline_acceptance"), {"items": ITEMS}),
    "return_amendment": {"items": ITEMS},
    "determine_listing": {"listed": False, "items": [], **REASON},
    "accept_simplified": {"ground": "ordinary_risk", **REASON},
    "recognise": RECOGNITION,
    "declare_interest": {"conflicted": False},
    "give_advice": {"advice": "建议补充数据来源说明。"},
    "convert_to_general": {"ground": "member_request", **REASON},
    "extend": {"until": date(2026, 11, 1), **REASON},
    "conclude_preliminary": {"opinion": "同意提交专家复核。"},
    "exempt_recheck": {"ground": "recommendation", "number": "1", **REASON},
    "approve": {"tracking_months": 6},
    "confirm_amendment": {"tracking_months": 6},
    "approve_after_revision": {"advice": "补充知情同意书。"},
    "require_revision": {"advice": "补充风险防控计划。"},
    "reject": {"reasons": "风险受益比不合理。"},
    **dict.fromkeys(("uphold", "uphold_amendment"), {"reasons": "申诉理由不充分。"}),
    "record_service": {"served_at": make.NOW, "service_method": "in_person", "proof": "系统回执"},
    "appeal": {"grounds": "防控措施未被考虑。"},
    "appeal_late": {"grounds": "防控措施未被考虑。"},
    "report_progress": {"report": "按方案开展。"},
    "record_tracking": {
        "result": "continue",
        "findings": [{"point": "plan", "finding": "按批准的方案开展，没有调整。"}],
    },
    "report_risk_change": {"occurred_on": date(2026, 9, 21), "facts": "用户规模扩大。"},
    "answer_risk_change": {"answer": "continue", "reasons": "风险受益比未变差。"},
    "register_activity": {"note": "已登记。"},
    "conclude_activity": {"report": "活动已按方案完成。"},
}
BALLOT = {"choice": "approve", "sheet": [], "reasons": ""}
AGREE = {"choice": "agree", "sheet": [], "reasons": ""}
OF_A_ROUND = ("cast_ballot", "close_voting", "close_round")


def review_with_adviser(cast: EthicsCast, state: S) -> Review:
    """A review in ``state``; where the committee deliberates, an adviser has been asked."""
    case = building.review(cast, state)
    if state in (*IN_REVIEW, S.APPEALED):
        make.act(case, "invite_adviser", cast.su, adviser=cast.gu, field="算法")
    return Review.objects.get(pk=case.pk)


def told_to_a_review(cast: EthicsCast, case: Review, name: str) -> dict[str, Any]:
    """Sound input of an action of a review."""
    if name in OF_A_ROUND or name == "open_voting":
        return round_of(cast, case, name)
    if name == "cast_simplified":
        named(cast, case)
        declare(tale(cast), case, "qi")
        return AGREE
    if name == "give_advice" and case.invitations.exists():
        declare(tale(cast), case, "gu")
    people = {
        "name_presider": {"presider": cast.wei},
        "invite_adviser": {"adviser": cast.gu, "field": "数据安全"},
        "name_reviewers": {"reviewers": cast.named("m1", "m2")},
    }
    return people.get(name) or PLAIN.get(name, {})


def round_of(cast: EthicsCast, case: Review, name: str) -> dict[str, Any]:
    """Open the round that the action is about, or, for the opening itself, the meeting."""
    story = tale(cast)
    if case.state == S.SIMPLIFIED_REVIEW:
        named(cast, case)
    elif case.state not in (*BEFORE_A_MEETING, S.RECHECK_RETURNED):
        pass  # nobody votes here
    elif name == "open_voting":
        declare(story, case, *QUORUM)
        meeting = building.session(story, case)
        return {"meeting": meeting, "ends_at": building.ENDS_AT}
    else:
        over = name == "close_voting"
        building.voting(story, case, ends_at=make.NOW if over else building.ENDS_AT)
    return BALLOT if name == "cast_ballot" else {}


def named(cast: EthicsCast, case: Review) -> None:
    """The chair and a member are named to review."""
    reviewers = cast.named("qi", "m1")
    tale(cast).act(case, "name_reviewers", "qi", reviewers=reviewers)


def told_to_a_recheck(cast: EthicsCast, case: Recheck, name: str) -> dict[str, Any]:
    """Sound input of an action of a recheck."""
    if name in ("open_voting", "cast_opinion", "close_voting", "close_round"):
        if case.state != "panel_formed":
            return {}
        story = tale(cast)
        declare(story, case, *PANEL)
        if name == "open_voting":
            return {"ends_at": building.ENDS_AT}
        over = name == "close_voting"
        story.act(case, "open_voting", "ou", ends_at=make.NOW if over else building.ENDS_AT)
        opinion = {"choice": "agree", "compliance": "合规", "reasonableness": "合理"}
        return opinion if name == "cast_opinion" else {}
    given: dict[str, dict[str, Any]] = {
        "withdraw": REASON,
        "request_supplement": {"items": ITEMS},
        "entrust": {"centre": cast.centre, **REASON},
        "form_panel": {"experts": building.experts(cast)},
        "declare_interest": {"conflicted": False},
        "replace_expert": {
            "leaving": cast.e5,
            "expert": cast.e6,
            "discipline": "technology",
            **REASON,
        },
        "issue_opinion": {"summary": "同意。"},
    }
    return given.get(name, {})


def told_to_a_meeting(cast: EthicsCast, case: Meeting, name: str) -> dict[str, Any]:
    """Sound input of an action of a meeting."""
    present = {"present": cast.named(*QUORUM)}
    given: dict[str, dict[str, Any]] = {
        "name_presider": {"presider": cast.wei},
        "set_agenda": {"reviews": [item.review for item in case.agenda.all()]},
        "open_session": present,
        "update_attendance": present,
        "cancel": REASON,
    }
    return given.get(name, {})


def told_to_a_committee(cast: EthicsCast, case: Any, name: str) -> dict[str, Any]:
    """Sound input of an action of a committee."""
    given: dict[str, dict[str, Any]] = {
        "appoint": appointment(cast, "m6"),
        "end_seat": {"seat": case.sitting().last(), "reason": "任期内辞任。"},
        "update_registration": {"note": "章程修订。"},
        "report_year": {"year": 2025, "work": "开展审查三项。", "listed_activities": "无。"},
        "dissolve": REASON,
    }
    return given.get(name, {})
