"""Whether a committee is made up as the measures ask (article 10; 2023 measures, article 7)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ethics_review.rules.citing import cited_item
from ethics_review.rules.voting import missing_disciplines
from ethics_review.states import Discipline, Position, Sex
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason

#: Regions and prefectures under ethnic autonomy, by the head of their division codes (GB/T 2260).
_AUTONOMOUS = (
    *("15", "45", "54", "64", "65", "2224", "4228", "4331", "5132", "5133", "5134", "5223"),
    *("5226", "5227", "5323", "5325", "5326", "5328", "5329", "5331", "5333", "5334", "6229"),
    *("6230", "6322", "6323", "6325", "6326", "6327", "6328"),
)


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What the rules ask of one seat. Both days belong to the term; ``sits`` is false once the seat was given up.

    Stand-ins are not members and are left out. ``name`` serves the sentences alone.
    """

    position: str
    discipline: str
    sex: str
    outside: bool
    term_starts: date
    term_ends: date
    sits: bool
    name: str = ""


def shortfalls(seats: Iterable[SeatFacts], law: Rulebook, *, is_centre: bool) -> list[Reason]:
    """Everything that the composition lacks, a sentence each with its figures; empty means it is as it must be.

    The codes of the reasons are those of the law's list ``committee_composition``.
    The expert group of a service centre follows the rules of a committee (article 14, paragraph 1).
    """
    sitting = [seat for seat in seats if seat.sits]
    body = "专家组" if is_centre else "委员会"
    found = {
        "size": _size(sitting, law, body),
        "chair": _chair(sitting, law, body),
        "disciplines": _disciplines(sitting, law, body),
        "sexes": _sexes(sitting, body),
        "outside": _outside(sitting, law, body),
        "term": _term(sitting, law),
    }
    return [
        Reason(text, "seats", cited_item(law, "committee_composition", rule), rule)
        for rule, texts in found.items()
        for text in texts
    ]


def hints(seats: Iterable[SeatFacts], *, today: date, region: str) -> list[str]:
    """What is advisable or worth knowing without being a shortfall; ``region`` is the host's division code.

    That a committee under ethnic autonomy has somebody who knows the local conditions is for people to judge.
    """
    sitting = [seat for seat in seats if seat.sits]
    found = []
    if sitting and len(sitting) % 2 == 0:
        found.append(f"委员现有 {len(sitting)} 人，为偶数；建议为单数")
    expired = [seat for seat in sitting if seat.term_ends < today]
    if expired:
        found.append(f"{_people(expired)}的任期已经届满，请办理连任或者更换")
    if region.startswith(_AUTONOMOUS):
        found.append("单位在民族自治地方，委员中应有熟悉当地情况的人员")
    return found


def last_day_of_term(starts: date, years: int) -> date:
    """The last day that a term of so many years can have: the same date, or the month's last day without it."""
    try:
        return starts.replace(year=starts.year + years)
    except ValueError:  # 29 February
        return date(starts.year + years, 2, 28)


def _size(sitting: Sequence[SeatFacts], law: Rulebook, body: str) -> Iterator[str]:
    least = law.threshold("ethics.committee_members").number
    if len(sitting) < least:
        lacking = least - len(sitting)
        yield f"{body}有委员 {len(sitting)} 人，应不少于 {least} 人，还差 {lacking} 人"


def _chair(sitting: Sequence[SeatFacts], law: Rulebook, body: str) -> Iterator[str]:
    needed = law.threshold("ethics.chairs").number
    chairs = sum(seat.position == Position.CHAIR for seat in sitting)
    if chairs < needed:
        yield f"{body}有主任委员 {chairs} 人，应有 {needed} 人，还差 {needed - chairs} 人"
    elif chairs > needed:
        yield f"{body}有主任委员 {chairs} 人，应有 {needed} 人，多出 {chairs - needed} 人"


def _disciplines(sitting: Sequence[SeatFacts], law: Rulebook, body: str) -> Iterator[str]:
    required = [row.code for row in law.items("disciplines")]
    for code in missing_disciplines((seat.discipline for seat in sitting), required):
        yield f"{body}没有“{Discipline(code).label}”专业背景的委员，至少应有 1 人"


def _sexes(sitting: Sequence[SeatFacts], body: str) -> Iterator[str]:
    found = {seat.sex for seat in sitting}
    for sex in Sex:
        if sex not in found:
            yield f"{body}没有{sex.label}性委员，至少应有 1 人"


def _outside(sitting: Sequence[SeatFacts], law: Rulebook, body: str) -> Iterator[str]:
    least = law.threshold("ethics.outside_members").number
    outside = sum(seat.outside for seat in sitting)
    if outside < least:
        lacking = least - outside
        yield f"{body}有本单位以外的委员 {outside} 人，应不少于 {least} 人，还差 {lacking} 人"


def _term(sitting: Sequence[SeatFacts], law: Rulebook) -> Iterator[str]:
    years = law.threshold("ethics.term_years").number
    wrong = [seat for seat in sitting if seat.term_ends < seat.term_starts]
    if wrong:
        yield f"{_people(wrong)}的任期届满日早于开始日"
    long = [s for s in sitting if s.term_ends > last_day_of_term(s.term_starts, years)]
    if long:
        yield f"{_people(long)}的任期超过 {years} 年；任期不超过 {years} 年，可以连任"


def _people(seats: Sequence[SeatFacts]) -> str:
    names = "、".join(seat.name for seat in seats if seat.name)
    return f"{len(seats)} 名委员（{names}）" if names else f"{len(seats)} 名委员"
