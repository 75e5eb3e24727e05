"""Who may investigate, decide and deliberate (penalty law, articles 42, 43 and 57)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the office in one case. ``user`` tells people apart; ``name`` serves the sentences alone."""

    user: int
    name: str
    department: str = ""
    recused: bool = False


def team_problems(
    rulebook: Rulebook,
    team: Sequence[Person],
    *,
    complainants: Collection[int] = (),
    departments: Collection[str] = (),
    least_code: str = "penalty.officers",
) -> list[Reason]:
    """Why these people cannot investigate, a sentence each.

    ``complainants`` are the users who lodged a complaint in the matter; each of ``departments`` must be among the
    team, which a joint inspection asks for. Whoever was recused does not count. ``least_code`` names the threshold for
    the least number.
    """
    least = rulebook.threshold(least_code)
    able = {one.user: one for one in team if not one.recused and one.user not in complainants}
    found = _unfit(team, complainants, "不得办理本案")
    if len(able) < least.number:
        text = f"执法人员 {len(able)} 人，应不少于 {least.number} 人，而且不是同一人"
        found.append(Reason(text, "officers", least.citation, "too_few_officers"))
    missing = sorted(set(departments).difference(one.department for one in able.values()))
    if missing:
        text = f"检查组缺少来自{'、'.join(missing)}的人员"
        found.append(Reason(text, "officers", code="department_missing"))
    return found


def decider_problems(
    decider: Person,
    *,
    officers: Collection[int],
    complainants: Collection[int] = (),
    reviewers: Collection[int] = (),
) -> list[Reason]:
    """Why this person cannot decide the case, a sentence each.

    ``officers`` are all who ever investigated it or what it comes from, those who left it among them; ``reviewers``
    all who gave an opinion in its legal review.
    """
    found = _outsider_problems(decider, officers, complainants, "不得决定本案", "decider")
    if decider.user in reviewers:
        text = f"{decider.name}是本案的法制审核人员，不得决定本案"
        found.append(Reason(text, "decider", code="reviewed"))
    return found


def reviewer_problems(
    reviewer: Person,
    *,
    officers: Collection[int],
    complainants: Collection[int] = (),
    opened_by: int | None = None,
    chair: int | None = None,
) -> list[Reason]:
    """Why this person cannot review the case (article 58), a sentence each; ``officers`` as for the decider.

    Nobody reviews what they opened, nor the record of a hearing at which they preside (house rule P29).
    """
    found = _outsider_problems(reviewer, officers, complainants, "不得审核本案", "reviewer")
    for user, did, code in (
        (opened_by, "批准本案立案", "opened"),
        (chair, "主持本案听证", "chaired"),
    ):
        if user == reviewer.user:
            text = f"{reviewer.name}{did}，不得审核本案"
            found.append(Reason(text, "reviewer", code=code))
    return found


def chair_problems(
    rulebook: Rulebook,
    chair: Person,
    *,
    officers: Collection[int],
    complainants: Collection[int] = (),
) -> list[Reason]:
    """Why this person cannot chair the hearing (article 64), a sentence each; ``officers`` as for the decider."""
    article = next(row.citation for row in rulebook.items("hearing_rules") if row.code == "chair")
    found = _outsider_problems(chair, officers, complainants, "不得主持听证", "chair")
    return [replace(reason, article=article) for reason in found]


def collective_problems(
    rulebook: Rulebook,
    present: Sequence[Person],
    presider: int,
    *,
    heads: Collection[int],
    officers: Collection[int] = (),
    reviewers: Collection[int] = (),
    complainants: Collection[int] = (),
) -> list[Reason]:
    """Why this was no collective discussion (article 57, paragraph 2), a sentence each.

    Those in charge discuss (``heads``); whoever investigated or reviewed the case may attend, and does not count.
    """
    least = rulebook.threshold("penalty.collective_members")
    found = _unfit(present, complainants, "不得参加讨论", "members")
    different = set()
    for one in present:
        reason = _only_attends(one, heads, officers, reviewers)
        if reason is None:
            different.add(one.user)
        else:
            found.append(reason)
    if len(different) < least.number:
        text = f"参加集体讨论 {len(different)} 人，应不少于 {least.number} 人，而且不是同一人"
        found.append(Reason(text, "members", least.citation, "too_few_members"))
    if presider not in different:
        found.append(Reason("主持人应在参加讨论的人员之中", "presider", least.citation))
    return found


def _only_attends(
    one: Person, heads: Collection[int], officers: Collection[int], reviewers: Collection[int]
) -> Reason | None:
    so = "只能列席，不计入讨论的人数"
    if one.user in officers:
        return Reason(f"{one.name}是本案的执法人员，{so}", "members", code="investigated")
    if one.user in reviewers:
        return Reason(f"{one.name}是本案的法制审核人员，{so}", "members", code="reviewed")
    if one.user not in heads:
        return Reason(f"{one.name}不是执法机关负责人，{so}", "members", code="not_in_charge")
    return None


def _outsider_problems(
    person: Person, officers: Collection[int], complainants: Collection[int], so: str, field: str
) -> list[Reason]:
    found = _unfit([person], complainants, so, field)
    if person.user in officers:
        text = f"{person.name}是本案的执法人员，{so}"
        found.append(Reason(text, field, code="investigated"))
    return found


def _unfit(
    people: Iterable[Person], complainants: Collection[int], so: str, field: str = "officers"
) -> list[Reason]:
    found = []
    for one in people:
        if one.recused:
            found.append(Reason(f"{one.name}已经回避，{so}", field, code="recused"))
        if one.user in complainants:
            found.append(Reason(f"{one.name}就本案提出过投诉举报，{so}", field, code="complainant"))
    return found
