"""What the page of a review and the API show of it, by who asks.

Whoever has yet to declare interests reads only what the matter is, whose it is and what to do next.
"""

from datetime import datetime
from itertools import zip_longest
from typing import Any

from ethics_review import deliberation_detail, filed
from ethics_review.models import Review, ReviewRevision
from ethics_review.models.content import CONTENT_FIELDS
from ethics_review.models.insiders import BEFORE_ACCEPTANCE
from ethics_review.states import (
    Opinion,
    Procedure,
    ReviewState,
    RiskAnswer,
    ServiceMethod,
    TrackingResult,
    Vote,
)
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.clock import CHINA
from portal.law.rulebook import rulebook
from portal.workflow.versions import papers_digest

#: Who decides on acceptance and reads the portal's proposal.
_INTAKE = frozenset({Role.SECRETARY, Role.CHAIR})
_FILERS = frozenset({Role.APPLICANT, Role.UNIT})
#: What the acts left on the review, for programs; both sides read it.
_LATER = (
    *("submitted_at", "received_at", "accepted_at", "procedure", "procedure_reason"),
    *("simplified_ground", "on_recheck_list", "listed_under", "listing_findings"),
    *("supplements", "refusal_reasons", "refused_at"),
    *("withdrawn_at", "withdrawal_reason", "extended_until", "extension_reason"),
    *("converted_at", "conversion_reason", "preliminary_opinion", "preliminary_at"),
    *("exempt_ground", "exempt_number", "exempt_reason", "recheck_opinion", "recheck_text"),
    *("decision", "decision_text", "decided_at", "amendment_returned", "approved_at"),
    *("tracking_months", "served_at", "service_method", "service_proof"),
    *("appeal_grounds", "appealed_at", "appeal_is_late", "late_appeal_at", "appeal_answer"),
    *("trackings", "risk_changes", "progress_reports", "suspended_at", "suspension_reason"),
    *("resumption_reason", "terminated_at", "termination_reason", "rereview_reason"),
    *("completed_at", "completion_report", "registered_at", "registration_note"),
    *("recognised_unit", "recognised_decision", "recognised_scope", "recognised_reason"),
)


def to_json(review: Review, user: User) -> dict[str, Any]:
    """The content and the results for the API, as the person may see them."""
    told = {
        "activity_name": filed.shown_to(review, user).activity_name,
        "committee": review.committee.number,
        "opened": review.opens_papers_to(user),
    }
    if not told["opened"]:
        return told | {"procedure": review.procedure}
    shown = filed.shown_to(review, user)
    told |= {name: getattr(shown, name) for name in CONTENT_FIELDS}
    told |= {name: getattr(review, name) for name in _LATER}
    if _weighs_acceptance(review, user):
        proposal = review.proposal(rulebook(review.law_profile))
        told["proposal"] = {
            "procedure": str(proposal.procedure),
            "reasons": list(proposal.reasons),
            "grounds": list(proposal.grounds),
        }
    return told


def page(review: Review, user: User) -> dict[str, Any]:
    """The context of ``ethics_review/_review.html``."""
    opened = review.opens_papers_to(user)
    found: dict[str, Any] = {
        "review": review,
        "opened": opened,
        "overview": _overview(review, user),
        "must_declare": not opened and bool(review.roles_of(user) & _DECLARING),
        **deliberation_detail.detail(review, user),
    }
    return found | _opened(review, user) if opened else found


_DECLARING = frozenset({Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR, Role.CONSULTANT, Role.EXPERT})


def _revisions(review: Review) -> list[dict[str, Any]]:
    """What was handed in, the newest first, each with the labels of what it changed in the one before."""
    frozen = list(review.revisions.order_by("-number"))
    told = []
    for one, before in zip_longest(frozen, frozen[1:]):
        changed = _changed(one, before) if before is not None else []
        row = {"number": one.number, "frozen_at": one.frozen_at, "papers": one.papers}
        told.append({**row, "changed": changed, "is_first": before is None})
    return told


def _changed(one: ReviewRevision, before: ReviewRevision) -> list[str]:
    names = [name for name in CONTENT_FIELDS if one.content.get(name) != before.content.get(name)]
    labels = [str(Review._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
    if papers_digest(one.papers) != papers_digest(before.papers):
        labels.append("附件材料")
    return labels


def _opened(review: Review, user: User) -> dict[str, Any]:
    law, shown = rulebook(review.law_profile), filed.shown_to(review, user)
    weighs = _weighs_acceptance(review, user)
    return {
        "sections": _sections(review, user, checked=weighs),
        "listing": filed.listing(shown, law) if shown.recheck_answers else [],
        "listing_findings": _listing_findings(review),
        "register_says": filed.register_says(shown) if shown.exemption_number else "",
        "revisions": _revisions(review),
        "unfold": review.state in BEFORE_ACCEPTANCE and not _is_filer(review, user),
        "proposal": _proposal(review) if weighs else None,
        "intake": _intake(review),
        "decision": _decision(review),
        "returned": review.amendment_returned if review.state == ReviewState.AMENDMENT_DUE else [],
        "may_apply_for_recheck": _may_apply_for_recheck(review, user),
        "following": _following(review),
    }


def _listing_findings(review: Review) -> list[dict[str, Any]]:
    """What the committee found of the recheck list, the latest first."""
    summaries = {row.code: row.summary for row in rulebook(review.law_profile).items("recheck")}
    return [
        {
            **one,
            "at": _instant(one["found_at"]),
            "items": [summaries.get(code, code) for code in one["items"]],
        }
        for one in reversed(review.listing_findings)
    ]


def _sections(review: Review, user: User, *, checked: bool) -> list[dict[str, Any]]:
    """The sections, less the table of answers that the page shows by item of the recheck list."""
    told = filed.sections(review, user, checked=checked)
    return [{**one, "tables": []} if one["code"] == "recheck" else one for one in told]


def _is_filer(review: Review, user: User) -> bool:
    return bool(review.roles_of(user) & _FILERS)


def _may_apply_for_recheck(review: Review, user: User) -> bool:
    waits = review.state == ReviewState.AWAITING_RECHECK and review.running_recheck() is None
    return waits and _is_filer(review, user)


def _weighs_acceptance(review: Review, user: User) -> bool:
    waits = review.state == ReviewState.SUBMITTED
    return waits and bool(review.roles_of(user) & _INTAKE) and review.opens_papers_to(user)


def _overview(review: Review, user: User) -> list[tuple[str, str]]:
    """What the matter is and whose: shown to everybody who sees the case."""
    shown = filed.shown_to(review, user)
    procedure = Procedure(review.procedure).label if review.procedure else "尚未受理"
    told = [
        ("活动名称", shown.activity_name),
        ("申请单位", review.organization.name),
        ("活动负责人", shown.leader_name),
        ("审查的委员会", review.committee.name),
        ("审查程序", procedure),
    ]
    if review.received_at and review.opens_papers_to(user):
        exempt = review.exempt_at is not None
        listed = "属于（免于专家复核）" if exempt else "属于（须经专家复核）"
        told.append(("专家复核清单", listed if review.on_recheck_list else "不属于"))
    return told


def _proposal(review: Review) -> dict[str, Any]:
    proposal = review.proposal(rulebook(review.law_profile))
    return {"label": Procedure(proposal.procedure).label, "reasons": proposal.reasons}


def _intake(review: Review) -> dict[str, Any]:
    """What acceptance asked for, refused or decided."""
    state = review.state
    return {
        "supplements": review.supplements if state == ReviewState.SUPPLEMENT_REQUESTED else [],
        "refusals": review.refusal_reasons if state == ReviewState.NOT_ACCEPTED else [],
        "procedure": _facts(
            ("适用程序", Procedure(review.procedure).label if review.procedure else ""),
            ("受理时间", _when(review.accepted_at)),
            ("简易程序情形", _ground(review, "simplified_grounds", review.simplified_ground)),
            ("适用理由", review.procedure_reason),
            ("转入一般程序", _when(review.converted_at)),
            ("转入的理由", review.conversion_reason),
            ("延长至", str(review.extended_until or "")),
            ("延长的理由", review.extension_reason),
        ),
    }


def _decision(review: Review) -> list[tuple[str, str]]:
    """The preliminary opinion, the recheck, the decision, the service and the appeal, as far as there are any."""
    return _facts(
        ("初步审查意见", review.preliminary_opinion),
        ("作出初步意见的时间", _when(review.preliminary_at)),
        ("免于专家复核", _ground(review, "recheck_exemptions", review.exempt_ground)),
        ("免于复核的凭据", review.exempt_number),
        ("免于复核的理由", review.exempt_reason),
        ("专家复核意见", Opinion(review.recheck_opinion).label if review.recheck_opinion else ""),
        ("复核意见说明", review.recheck_text),
        ("决定", Vote(review.decision).label if review.decision else ""),
        ("决定时间", _when(review.decided_at)),
        ("建议或者理由", review.decision_text),
        ("批准生效", _when(review.approved_at)),
        ("送达时间", _when(review.served_at)),
        ("送达方式", dict(ServiceMethod.choices).get(review.service_method, "")),
        ("送达凭证", review.service_proof),
        ("申诉理由", review.appeal_grounds),
        ("申诉时间", _when(review.late_appeal_at or review.appealed_at)),
        ("逾期申诉", "是" if review.late_appeal_at else ""),
        ("对申诉的答复", review.appeal_answer),
        ("承认的审查决定", _recognised(review)),
        ("互认范围", review.recognised_scope),
        ("承认的理由", review.recognised_reason),
    )


def _recognised(review: Review) -> str:
    named = filter(None, [review.recognised_unit, review.recognised_decision])
    return "：".join(str(text) for text in named)


def _following(review: Review) -> dict[str, Any]:
    """What became of the activity, the latest first."""
    results, answers = dict(TrackingResult.choices), dict(RiskAnswer.choices)
    return {
        "standing": _facts(
            (
                "跟踪审查间隔",
                f"至多 {review.tracking_months} 个月" if review.tracking_months else "",
            ),
            ("清单活动登记", _when(review.registered_at)),
            ("登记内容", review.registration_note),
            ("暂停时间", _when(review.suspended_at)),
            ("暂停的理由", review.suspension_reason),
            ("恢复的理由", review.resumption_reason),
            ("要求重新审查的理由", review.rereview_reason),
            ("终止时间", _when(review.terminated_at)),
            ("终止的理由", review.termination_reason),
            ("结题时间", _when(review.completed_at)),
            ("结题报告", review.completion_report),
            ("撤回时间", _when(review.withdrawn_at)),
            ("撤回的理由", review.withdrawal_reason),
        ),
        "trackings": [
            {**one, "at": _instant(one["tracked_at"]), "result": results.get(one["result"], "")}
            for one in reversed(review.trackings)
        ],
        "risk_changes": [
            {
                **one,
                "at": _instant(one["reported_at"]),
                "answer": answers.get(one["answer"], ""),
                "answered": _instant(one.get("answered_at", "")),
            }
            for one in reversed(review.risk_changes)
        ],
        "progress": [
            {**one, "at": _instant(one["reported_at"])} for one in reversed(review.progress_reports)
        ],
    }


def _facts(*told: tuple[str, str]) -> list[tuple[str, str]]:
    """The pairs that say something."""
    return [(label, value) for label, value in told if value]


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}" if moment else ""


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _ground(review: Review, name: str, code: str) -> str:
    rows = rulebook(review.law_profile).items(name) if code else ()
    return next((f"{row.summary}（{row.article}）" for row in rows if row.code == code), code)
