"""Which text governs an act: the law in force when it was done, unless a later one is lighter (penalty law, 37)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from enforcement.rules.sanctions import for_item
from portal.law.rows import Sanction
from portal.law.rulebook import Rulebook, profiles, rulebook
from portal.law.terms import Measure, Status, Term
from portal.workflow.errors import Reason

#: Finds the sanction of the same breach in any text; None where a text does not sanction it.
SanctionIn = Callable[[Rulebook], Sanction | None]

#: From light to heavy, in the order in which the penalty law lists the kinds of penalty (article 9); what is missing
#: here (an order to correct, a cancellation of office) is no penalty and weighs nothing.
_WEIGHT = {
    word: weight
    for weight, word in enumerate(
        (
            Measure.WARNING,
            Measure.PUBLIC_CRITICISM,
            Measure.FINE,
            Measure.REVOKE_FILING,
            Measure.SUSPEND_UPDATES,
        ),
        start=1,
    )
}


class Compared(Term):
    """How the newer of two sanctions stands to the older one."""

    LIGHTER = "lighter", "较轻"
    SAME = "same", "相同"
    HEAVIER = "heavier", "较重"
    UNCLEAR = "unclear", "须另作比较"


@dataclass(frozen=True, slots=True)
class Choice:
    """The text in force that governs an act, and why. ``profile`` is None where no law in force sanctioned it.

    ``without_force`` says that the case is conducted under a draft, which has no legal force.
    """

    profile: str | None
    compared: Compared | None
    without_force: bool
    sentences: tuple[str, ...]


def choose(
    rulebooks: Iterable[Rulebook],
    *,
    act_day: date,
    decision_day: date,
    sanction_in: SanctionIn,
    conducted_under: Rulebook,
) -> Choice:
    """The law for an act of ``act_day`` (a lasting act: the day on which it ended) decided on ``decision_day``.

    ``conducted_under`` is the text that the portal is set to; where it is another than the one that governs, or a
    draft, a sentence says so. Drafts never govern.
    """
    laws = [law for law in rulebooks if law.status is Status.IN_FORCE and law.effective]
    old, new = _in_force(laws, act_day), _in_force(laws, decision_day)
    governs, compared, said = _governs(old, new, act_day, sanction_in)
    said.extend(_said_of(conducted_under, governs))
    return Choice(
        governs.profile if governs else None, compared, conducted_under.is_draft, tuple(said)
    )


def texts_with(sanction: str) -> list[Rulebook]:
    """Every text that has the sanction, in the order of their issue."""
    laws = [rulebook(profile) for profile in profiles()]
    found = [law for law in laws if any(row.code == sanction for row in law.sanctions)]
    return sorted(found, key=lambda law: law.issued or date.min)


def choice_for(sanction: str, ref: str, *, act_day: date, on: date, law: Rulebook) -> Choice:
    """The text that governs an act against the entry ``ref`` of ``conduct``, charged under ``sanction`` of ``law``."""
    return choose(
        texts_with(sanction),
        act_day=act_day,
        decision_day=on,
        sanction_in=lambda text: for_item(text, "conduct", ref),
        conducted_under=law,
    )


def text_problems(choice: Choice, law: Rulebook, reasons: str) -> Iterator[Reason]:
    """Why ``law`` cannot be the basis of a penalty (article 37); nothing for a case under a draft, which shows only.

    ``reasons`` are those for which the officers hold to their text where the portal cannot tell the lighter one.
    """
    if choice.without_force:
        return
    if choice.profile is None:
        yield Reason(choice.sentences[0], "act_on", code="no_law_then")
    elif choice.compared is Compared.UNCLEAR:
        if not reasons.strip():
            told = "前后两个规定轻重不明，请写明选择适用本案规定的理由"
            yield Reason(told, "choice_reasons", code="unclear_choice")
    elif choice.profile != law.profile:
        yield Reason("；".join(choice.sentences), "sanction", code="other_text")


def compare(old: Sanction | None, new: Sanction | None) -> Compared:
    """How ``new`` stands to ``old``: by the heaviest measure, the highest fine, the lowest fine, all measures, and
    last by how many conditions open the severe step. Unclear where only one of them sends to other laws.
    """
    if _elsewhere(old) or _elsewhere(new):
        return Compared.SAME if _elsewhere(old) and _elsewhere(new) else Compared.UNCLEAR
    before, after = _severity(old), _severity(new)
    if before == after:
        return Compared.SAME
    return Compared.LIGHTER if after < before else Compared.HEAVIER


def _governs(
    old: Rulebook | None, new: Rulebook | None, act_day: date, sanction_in: SanctionIn
) -> tuple[Rulebook | None, Compared | None, list[str]]:
    then = f"{act_day.year}年{act_day.month}月{act_day.day}日"
    if old is None:
        said = f"{then}行为时没有生效的规定，不得依照后来施行的规定处罚"
        return None, None, [said]
    if new is None or new.profile == old.profile:
        return old, None, [f"{then}行为时施行的是《{old.title}》，适用该规定"]
    compared = compare(sanction_in(old), sanction_in(new))
    said = f"行为时施行《{old.title}》，作出决定时施行《{new.title}》"
    if compared is Compared.LIGHTER:
        return new, compared, [said, "新规定处罚较轻，适用新规定"]
    if compared is Compared.UNCLEAR:
        so = "其中一方依照其他法律处理，轻重须由办案人员另作比较；比较之前适用行为时的规定"
        return old, compared, [said, so]
    return old, compared, [said, f"新规定处罚{compared.label}，适用行为时的规定"]


def _said_of(conducted_under: Rulebook, governs: Rulebook | None) -> list[str]:
    said = []
    if conducted_under.is_draft:
        said.append(
            f"本案按《{conducted_under.title}》办理；征求意见稿没有法律效力，不能作为处罚依据"
        )
    elif governs is not None and governs.profile != conducted_under.profile:
        said.append(f"本案按《{conducted_under.title}》办理，与应当适用的规定不同，请核对")
    return said


def _in_force(laws: Iterable[Rulebook], day: date) -> Rulebook | None:
    """The law that took effect last, on ``day`` or before it."""
    begun = [(law.effective, law) for law in laws if law.effective and law.effective <= day]
    return max(begun, key=lambda pair: pair[0])[1] if begun else None


def _elsewhere(row: Sanction | None) -> bool:
    return row is not None and Measure.OTHER_LAW in row.measures


def _severity(row: Sanction | None) -> tuple[int, int, int, tuple[int, ...], int]:
    if row is None:
        return (0, 0, 0, (), 0)
    weights = sorted((_WEIGHT.get(word, 0) for word in (*row.measures, *row.severe)), reverse=True)
    return (
        max(weights, default=0),
        row.fine_max or 0,
        row.fine_min or 0,
        tuple(weight for weight in weights if weight),
        len(row.opens_by),
    )
