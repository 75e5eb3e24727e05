"""Grades in words (draft article 19, provisions article 23): the factors, what their sum suggests, the history."""

from collections.abc import Mapping
from dataclasses import dataclass

from filings.machines.upkeep import GRADING
from filings.models import Filing, Grading
from portal.law.rulebook import Rulebook, rulebook

Level = Grading.Level
#: The rulebook's thresholds, the highest level first; below all of them it is the lowest.
_FROM = (
    (Level.HIGH, "algorithm.grade_high_from"),
    (Level.MIDDLE, "algorithm.grade_middle_from"),
)


@dataclass(frozen=True)
class Told:
    """One grading as officers read it: each factor's name with its score, the sum, and what the sum suggests."""

    grading: Grading
    scores: list[tuple[str, int]]
    total: int
    suggested: str

    @property
    def follows_the_sum(self) -> bool:
        """Whether the officer's level is the suggested one."""
        return self.suggested == self.grading.level

    @property
    def suggested_label(self) -> str:
        """The suggested level in words."""
        return str(Level(self.suggested).label)


def factors(law: Rulebook) -> dict[str, str]:
    """The five factors of the article: code → name."""
    return {factor.code: factor.summary for factor in law.items(GRADING)}


def suggested(law: Rulebook, total: int) -> Level:
    """The level that a sum of scores suggests; house policy, the officer decides."""
    return next((level for level, code in _FROM if total >= starts(law, code)), Level.LOW)


def starts(law: Rulebook, code: str) -> int:
    """The sum from which a level is suggested."""
    return int(law.threshold(code).number)


def rule_in_words(law: Rulebook) -> str:
    """From which sum which level is suggested."""
    parts = [f"{starts(law, code)} 分以上建议“{level.label}”" for level, code in _FROM]
    return f"五项合计{'，'.join(parts)}，其余建议“{Level.LOW.label}”"


def suggestion_in_words(law: Rulebook, scores: Mapping[str, int]) -> str:
    """What these scores come to; empty until every factor has one."""
    if set(scores) != set(factors(law)):
        return ""
    total = sum(scores.values())
    return f"所选五项合计 {total} 分，建议“{suggested(law, total).label}”"


def told(filing: Filing) -> list[Told]:
    """All gradings of a filing, the present one first."""
    law = rulebook(filing.law_profile)
    names = factors(law)
    return [
        Told(
            grading=one,
            scores=[(name, int(one.scores[code])) for code, name in names.items()],
            total=one.total,
            suggested=suggested(law, one.total),
        )
        for one in filing.gradings.select_related("graded_by")
    ]
