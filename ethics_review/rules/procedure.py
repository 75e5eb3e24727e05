"""Which procedure the answers point to; a person decides (articles 13, 19, 21 and 27)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ethics_review.rules.reading import BUILDING_ON_APPROVAL, Content, level, rows, short, text
from ethics_review.states import Procedure
from ethics_review.terms import Answer, ClaimedGround
from portal.law.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Proposal:
    """The procedure that the answers point to, why, and the grounds of article 19 (codes of the law's list)."""

    procedure: Procedure
    reasons: tuple[str, ...]
    grounds: tuple[str, ...] = ()


def proposed(
    content: Content, law: Rulebook, *, listed: bool, approved_before: bool = False
) -> Proposal:
    """Which procedure to propose. ``listed``: on the recheck list; ``approved_before``: the review it builds on
    (``amends_number``) has approved the activity and the approval stands.
    """
    if content.get("is_urgent") is True and text(content, "emergency_reason"):
        return Proposal(Procedure.EMERGENCY, ("申请人说明属于突发公共事件等紧急状态",))
    claimed = text(content, "claimed_ground")
    if claimed in BUILDING_ON_APPROVAL and approved_before:
        why = f"申请人主张“{ClaimedGround(claimed).label}”，原审查已经批准；是否属实由受理人员判断"
        return Proposal(Procedure.SIMPLIFIED, (why,), (claimed,))
    against = list(_above_ordinary(content, law, listed=listed))
    if not against:
        likelihood, severity = _ordinary(law)
        why = (
            f"各方面风险的可能性不高于 {likelihood} 级、程度不高于 {severity} 级，且未纳入复核清单"
        )
        return Proposal(Procedure.SIMPLIFIED, (why,), (ClaimedGround.ORDINARY_RISK.value,))
    if claimed in BUILDING_ON_APPROVAL:
        against.insert(0, f"申请人主张“{ClaimedGround(claimed).label}”，但没有批准该活动的原审查")
    return Proposal(Procedure.GENERAL, tuple(against))


def listed_items(answers: list[dict[str, Any]], law: Rulebook) -> list[str]:
    """The items of the recheck list that the answers meet: those of which every question is answered yes."""
    given = rows({"recheck_answers": answers}, "recheck_answers")
    met = {text(answer, "question") for answer in given if text(answer, "answer") == Answer.YES}
    asked: dict[str, list[str]] = {}
    for question in law.items("recheck_questions"):
        asked.setdefault(item_of(question.code), []).append(question.code)
    return [
        item.code
        for item in law.items("recheck")
        if item.code in asked and met.issuperset(asked[item.code])
    ]


def item_of(question: str) -> str:
    """The item of the recheck list that a question belongs to: its code without the number behind the last stop."""
    return question.rpartition(".")[0]


def _above_ordinary(content: Content, law: Rulebook, *, listed: bool) -> Iterator[str]:
    """What keeps the risk from counting as no higher than that of everyday life (article 19, item 1)."""
    if listed:
        yield "活动纳入专家复核清单"
    most = _ordinary(law)
    assessed: dict[str, list[Content]] = {}
    for row in rows(content, "risks"):
        assessed.setdefault(text(row, "point"), []).append(row)
    for point in law.items("review_points"):
        worst = _worst(assessed.get(point.code, []))
        if worst is None:
            yield f"“{short(point.summary)}”的风险没有评估"
        elif worst[0] > most[0] or worst[1] > most[1]:
            yield (
                f"“{short(point.summary)}”的风险为可能性 {worst[0]} 级、程度 {worst[1]} 级，"
                f"高于常规风险（可能性 {most[0]} 级、程度 {most[1]} 级）"
            )


def _ordinary(law: Rulebook) -> tuple[int, int]:
    """The likelihood and the severity up to which a risk counts as ordinary."""
    likelihood, severity = "ethics.ordinary_likelihood", "ethics.ordinary_severity"
    return law.threshold(likelihood).number, law.threshold(severity).number


def _worst(found: list[Content]) -> tuple[int, int] | None:
    """The highest likelihood and severity stated for a point, or None where it is not properly assessed."""
    levels = [(level(row, "likelihood"), level(row, "severity")) for row in found]
    sound = [(one, other) for one, other in levels if one is not None and other is not None]
    if not sound or len(sound) < len(levels):
        return None
    return max(one for one, _ in sound), max(other for _, other in sound)
