"""For each letter of ethics review the acts that say it, with a vote that is not unanimous and a member recused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from ethics_review.models import Committee, Review
from portal.accounts.models import User
from portal.cases.models import Case
from portal.notices.models import Notice
from tests.ethics_review import building, people
from tests.ethics_review.building import ITEMS, Tale
from tests.ethics_review.people import PANEL, QUORUM, SEATS

#: Seven of nine come; M4 is recused, M6 does not come.
PRESENT = (*QUORUM, "m3", "m5")
FINDINGS = [
    {"point": "plan", "finding": "按批准的方案开展，没有调整。"},
    {"point": "risk_measures", "finding": "各项防控措施均已执行。"},
]
GROUNDS = "防控措施和应急预案未被考虑。"


def tale() -> Tale:
    """A story whose members have names that stand nowhere else."""
    cast = people.cast()
    for name in (*SEATS, *PANEL, "su", "gu"):
        User.objects.filter(pk=cast.people[name].pk).update(display_name=f"{name}先生")
        cast.people[name].refresh_from_db()
    return building.tale(cast)


def voted(story: Tale, choice: str, case: Review | None = None) -> Review:
    """Five for ``choice``, one for another decision, one abstention; M4 recused, an adviser heard."""
    case = case or building.accepted(story)
    story.act(case, "invite_adviser", "su", adviser=story.cast.gu, field="数据安全")
    story.act(case, "declare_interest", "gu", conflicted=False)
    story.act(case, "give_advice", "gu", advice="建议补充脱敏规则。")
    story.act(case, "declare_interest", "m4", conflicted=True, statement="与申请单位有合作。")
    other = "reject" if choice != "reject" else "revise"
    building.vote(story, case, *[choice] * 5, other, "abstain", present=PRESENT)
    return case


def approved(story: Tale) -> Review:
    case = voted(story, "approve")
    story.act(case, "approve", "qi", tracking_months=9, advice="建议公开误差报告。")
    return case


def rejected(story: Tale) -> Review:
    case = voted(story, "reject")
    story.act(case, "reject", "qi", reasons="风险受益比不合理。")
    return case


def conditional(story: Tale) -> Review:
    case = voted(story, "approve_after_revision")
    story.act(case, "approve_after_revision", "qi", advice="补充知情同意书。")
    return case


def simplified(story: Tale) -> Review:
    case = building.accepted(story, "simplified")
    story.act(case, "name_reviewers", "qi", reviewers=story.cast.named("m1", "m3"))
    building.declare(story, case, "m1", "m3")
    return case


def approved_simplified(story: Tale) -> Review:
    case = simplified(story)
    for name in ("m1", "m3"):
        story.act(case, "cast_simplified", name, choice="agree")
    story.act(case, "approve", "qi", tracking_months=12)
    return case


def converted(story: Tale) -> Review:
    case = simplified(story)
    story.act(case, "cast_simplified", "m1", choice="agree")
    story.act(case, "cast_simplified", "m3", choice="doubt", reasons="样本来源不明。")
    return case


def approved_listed(story: Tale, *, registered: bool = False) -> Review:
    """After the experts agreed."""
    case = building.returned(story)
    story.act(case, "approve", "qi", tracking_months=6)
    if registered:
        story.act(case, "register_activity", "lin", note="方案、审查和复核情况已经登记。")
    return case


def confirmed(story: Tale) -> Review:
    case = conditional(story)
    story.act(case, "submit_amendment", "lin")
    story.act(case, "confirm_amendment", "qi", tracking_months=12)
    return case


def appealed(story: Tale) -> Review:
    case = rejected(story)
    story.act(case, "appeal", "lin", grounds=GROUNDS)
    return case


def approved_on_appeal(story: Tale) -> Review:
    case = appealed(story)
    building.vote(story, case, "approve", present=PRESENT)
    story.act(case, "approve", "qi", tracking_months=12)
    return case


def late(story: Tale) -> Review:
    """An appeal after the window has run out."""
    case = rejected(story)
    story.act(
        case,
        "record_service",
        "su",
        served_at=story.now,
        service_method="in_person",
        proof="系统送达回执",
    )
    story.now += timedelta(days=30)
    story.act(case, "appeal_late", "lin", grounds=GROUNDS)
    return case


def risk_reported(story: Tale) -> Review:
    case = building.approved(story)
    told = {"occurred_on": date(2026, 9, 21), "facts": "用户规模扩大十倍。", "is_major": True}
    story.act(case, "report_risk_change", "lin", **told)
    return case


def year_reported(story: Tale) -> Committee:
    case = approved(story)
    story.now += timedelta(days=130)
    report = {"work": "全年开会一次。", "listed_activities": "没有清单活动。", "training": "两次。"}
    story.act(case.committee, "report_year", "su", year=2026, **report)
    return case.committee


def recheck_of(*steps: str) -> Callable[[Tale], Case]:
    """The recheck after these steps."""
    return lambda story: building.recheck_steps(story, building.preliminary(story), *steps)


def opinion(story: Tale) -> Case:
    """Five of five would be too simple: one expert disagrees, and one was replaced for a conflict."""
    case = building.paneled(story, building.preliminary(story))
    story.act(case, "declare_interest", "e5", conflicted=True, statement="与申请人合作过。")
    replacing = {"leaving": story.cast.e5, "expert": story.cast.e6, "discipline": "technology"}
    story.act(case, "replace_expert", "ou", **replacing, reason="回避")
    group = ("e1", "e2", "e3", "e4", "e6")
    building.declare(story, case, *group)
    story.act(case, "open_voting", "ou", ends_at=building.ENDS_AT)
    said = {"compliance": "程序合规。", "reasonableness": "判断合理。"}
    for name in group:
        choice = "disagree" if name == "e2" else "agree"
        story.act(case, "cast_opinion", name, choice=choice, **said)
    story.act(case, "issue_opinion", "ou", summary="程序合规，风险受益判断合理。")
    return case


after = building.after
#: story → the letter it is told for, the acts.
STORIES: dict[str, tuple[str, Callable[[Tale], Any]]] = {
    "received": ("ethics_received", building.submitted),
    "supplement": (
        "ethics_supplement",
        after(building.submitted, "request_supplement", "su", items=ITEMS),
    ),
    "not accepted": (
        "ethics_not_accepted",
        after(building.submitted, "decline_acceptance", "su", items=ITEMS),
    ),
    "accepted": ("ethics_accepted", building.accepted),
    "accepted simplified": ("ethics_accepted", lambda s: building.accepted(s, "simplified")),
    "accepted emergency": (
        "ethics_accepted",
        lambda s: building.accepted(
            s,
            "emergency",
            recheck_answers=building.applying.application.answers(*building.LISTED),
        ),
    ),
    "converted": ("ethics_converted", converted),
    "extended": (
        "ethics_extended",
        after(building.accepted, "extend", "qi", until=date(2026, 11, 6), reason="需要补充检测。"),
    ),
    "minutes": ("ethics_minutes", lambda s: voted(s, "approve")),
    "minutes simplified": ("ethics_minutes", approved_simplified),
    "preliminary": ("ethics_preliminary", building.preliminary),
    "approved": ("ethics_approved", approved),
    "approved simplified": ("ethics_approved", approved_simplified),
    "approved listed": ("ethics_approved", approved_listed),
    "approved amended": ("ethics_approved", confirmed),
    "approved on appeal": ("ethics_approved", approved_on_appeal),
    "conditional": ("ethics_approved_after_revision", conditional),
    "amendment returned": (
        "ethics_amendment_returned",
        after(
            after(conditional, "submit_amendment", "lin"),
            "return_amendment",
            "su",
            items=ITEMS,
        ),
    ),
    "revision": (
        "ethics_revision",
        after(lambda s: voted(s, "revise"), "require_revision", "qi", advice="补充防控计划。"),
    ),
    "rejected": ("ethics_rejected", rejected),
    "appeal received": ("ethics_appeal_received", appealed),
    "late appeal taken up": (
        "ethics_appeal_received",
        after(late, "take_up_late_appeal", "qi", reason="送达地址曾有误。"),
    ),
    "upheld": (
        "ethics_appeal_upheld",
        after(appealed, "uphold", "qi", reasons="所述措施已经审议。"),
    ),
    "late appeal declined": (
        "ethics_late_appeal_declined",
        after(late, "decline_late_appeal", "qi", reason="没有正当理由。"),
    ),
    "recognised": ("ethics_recognised", building.recognised),
    "tracking": (
        "ethics_tracking",
        after(
            building.approved,
            "record_tracking",
            "su",
            result="continue",
            findings=FINDINGS,
            advice="继续按方案开展。",
        ),
    ),
    "tracking terminates": (
        "ethics_tracking",
        after(
            building.approved,
            "record_tracking",
            "qi",
            result="terminate",
            findings=FINDINGS,
            advice="风险失控。",
        ),
    ),
    "risk answer": (
        "ethics_risk_answer",
        after(risk_reported, "answer_risk_change", "qi", answer="suspend", reasons="先行评估。"),
    ),
    "suspended": (
        "ethics_suspended",
        after(risk_reported, "answer_risk_change", "qi", answer="suspend", reasons="先行评估。"),
    ),
    "resumed": (
        "ethics_resumed",
        after(
            after(building.approved, "suspend", "qi", reason="误差超限。"),
            "resume",
            "qi",
            reason="误差已经消除。",
        ),
    ),
    "new review": (
        "ethics_new_review",
        after(risk_reported, "answer_risk_change", "qi", answer="new_review", reasons="重大变化。"),
    ),
    "terminated": (
        "ethics_terminated",
        after(building.approved, "terminate", "qi", reason="风险不可控。"),
    ),
    "activity registered": (
        "ethics_activity_registered",
        lambda s: approved_listed(s, registered=True),
    ),
    "recheck received": ("recheck_received", recheck_of("submit")),
    "recheck supplement": ("recheck_supplement", recheck_of("submit", "request_supplement")),
    "recheck opinion": ("recheck_opinion", opinion),
    "committee registered": ("committee_registered", lambda s: s.cast.committee),
    "committee year": ("committee_year_reported", year_reported),
}


def said(name: str) -> Notice:
    """The last letter of the story's kind, after the acts that lead to it."""
    code, told = STORIES[name]
    case = told(tale())
    letters = Notice.objects.select_related("case", "event", "addressee", "issuer")
    found = letters.filter(case_id=case.pk, code=code).order_by("-pk").first()
    assert found is not None, f"{code} was not said"
    return found
