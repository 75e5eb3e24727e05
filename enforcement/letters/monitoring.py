"""What the letters of monitoring and assessment say beyond what every letter says."""

from typing import Any

from portal.law.rulebook import Rulebook


def observation_context(observation: Any, code: str, ctx: Any) -> dict[str, Any]:
    """The risk, the warning, the answer."""
    return {
        "observed_on": observation.observed_on.isoformat() if observation.observed_on else "",
        "level": observation.get_level_display(),
        "facts": observation.facts,
        "articles": _articles(observation.articles, ctx.law),
        "warning": observation.warning,
        "answer_until": observation.answer_until.isoformat() if observation.answer_until else "",
        "reason": ctx.data.get("reason", ""),
        "conclusion": observation.conclusion,
    }


def evaluation_context(evaluation: Any, code: str, ctx: Any) -> dict[str, Any]:
    """What the team found in each phase, what it proposes, what it concludes."""
    return {
        "scope": evaluation.scope,
        "team": [
            {"name": str(officer.user), "department": officer.department}
            for officer in evaluation.team()
        ],
        "phases": phases(evaluation, ctx.law),
        "counter_measures": evaluation.counter_measures,
        "conclusion": evaluation.conclusion,
    }


def phases(evaluation: Any, law: Rulebook) -> list[dict[str, Any]]:
    """The findings under the phase that they belong to, in the order of the text; points without one are left out."""
    found = {row["point"]: row for row in evaluation.findings}
    risks = {"": "", **{item.code: item.summary for item in law.items("evaluation_risks")}}
    return [
        {
            "title": phase.summary,
            "rows": [
                {
                    "point": item.summary,
                    "finding": found[item.code]["finding"],
                    "risk": risks[found[item.code].get("risk") or ""],
                }
                for item in law.items("evaluation_points")
                if item.code.startswith(f"{phase.code}.") and item.code in found
            ],
        }
        for phase in law.items("evaluation_phases")
    ]


def _articles(refs: list[str], law: Rulebook) -> list[str]:
    return [item.citation for item in law.items("conduct") if item.code in refs]
