"""One case of every kind in every state, and what each action of it asks for: for tests that try them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.workflow.machine import Action
from tests import inputs, make
from tests.enforcement import campaigning, complaining, inspecting
from tests.enforcement import monitoring_building as monitoring
from tests.enforcement import people as enforcers
from tests.enforcement import performing_building as performing
from tests.enforcement import platform_building as platforms
from tests.ethics_review import building, errands, people
from tests.filings import assessing


@dataclass(frozen=True, kw_only=True)
class Built:
    """How the tests come by the cases of a kind."""

    #: Who is in its stories.
    cast: Callable[[], Any]
    #: How a case of it is driven into a state.
    build: Callable[[Any, Any], Case]
    #: Sound input of an action; it may first do what the action presupposes.
    told: Callable[[Any, Any, str], dict[str, Any]]
    #: Who is asked, in this order, whether one of their roles permits an action.
    people: tuple[str, ...]
    #: Who tries at a door what only the portal may do.
    officer: str
    #: What a fresh case does not bring along, by the guard that says so: action, or state and action → guard.
    not_yet: Mapping[str | tuple[str, str], str | None] = field(default_factory=dict)

    def somebody_for(self, cast: Any, case: Any, step: Action) -> str | None:
        """The first whose role on this case permits the action; "system" where only the portal's does; or None."""
        if step.roles == {Role.SYSTEM}:
            return "system"
        able = (name for name in self.people if case.roles_of(getattr(cast, name)) & step.roles)
        return next(able, None)

    def anybody_with_the_role(self, cast: Any, step: Action) -> str:
        """Somebody who has the role in general, though not on this case."""
        return next((n for n in self.people if has_role(getattr(cast, n), step)), self.people[0])


def has_role(user: User, step: Action) -> bool:
    """Whether the person holds one of the action's roles anywhere."""
    return user.has_role(*step.roles)


ASSESSING = {name: data for path in assessing.PATHS.values() for name, _, data in path if data}
BUILT: dict[str, Built] = {
    "filing": Built(
        cast=make.cast,
        build=make.filing,
        told=lambda cast, case, name: inputs.INPUT.get(name, {}),
        people=("ai", "bo", "chen"),
        officer="bo",
        # A notice to speak to, a second officer, a change.
        not_yet={
            "state_against_revocation": "notified",
            "drop_revocation": "notified",
            "revoke": "notified",
            "record": "second_officer",
            "submit_change": "something_changed",
            "resume_updates": "suspended_by_it",
            "restore_after_revocation": "ended_by_it",
        },
    ),
    "security_assessment": Built(
        cast=make.cast,
        build=assessing.assessment,
        told=lambda cast, case, name: ASSESSING.get(name, {}),
        people=("ai", "bo", "chen"),
        officer="bo",
    ),
    "ethics_review": Built(
        cast=people.cast,
        build=errands.review_with_adviser,
        told=errands.told_to_a_review,
        people=("lin", "gao", "su", "qi", "m1", "gu", "ou", "e1"),
        officer="su",
        not_yet=errands.REVIEW_NOT_YET,
    ),
    "recheck": Built(
        cast=people.cast,
        build=building.recheck,
        told=errands.told_to_a_recheck,
        people=("gao", "ou", "e1", "fu"),
        officer="ou",
        not_yet={"issue_opinion": "opinion_formed"},
    ),
    "committee_meeting": Built(
        cast=people.cast,
        build=building.meeting,
        told=errands.told_to_a_meeting,
        people=("su", "qi"),
        officer="su",
    ),
    "ethics_committee": Built(
        cast=people.cast,
        build=building.committee,
        told=errands.told_to_a_committee,
        people=("su", "gao"),
        officer="su",
        not_yet={"report_year": "refused"},  # set up this year: no year of its own has ended
    ),
    "lead": Built(
        cast=enforcers.cast,
        build=monitoring.lead,
        told=lambda cast, case, name: monitoring.LEAD_TOLD[name],
        people=("bo", "cao", "fa", "ai"),
        officer="bo",
    ),
    "complaint": Built(
        cast=enforcers.cast,
        build=complaining.complaint,
        told=complaining.told,
        people=("bo", "ai"),
        officer="bo",
        # Before anybody has accepted it nobody handles it.
        not_yet={("received", "read_identity"): "needs_to_know"},
    ),
    "observation": Built(
        cast=enforcers.cast,
        build=monitoring.observation,
        told=lambda cast, case, name: monitoring.OBSERVATION_TOLD.get(name, {}),
        people=("bo", "ai", "cao"),
        officer="bo",
    ),
    "evaluation": Built(
        cast=enforcers.cast,
        build=monitoring.evaluation,
        told=lambda cast, case, name: monitoring.evaluation_told(cast, name),
        people=("bo", "cao", "ai"),
        officer="bo",
        not_yet={"complete": "refused"},  # no finding was recorded yet
    ),
    "inspection": Built(
        cast=enforcers.cast,
        build=inspecting.inspection,
        told=inspecting.inspection_told,
        people=("bo", "cao", "ai"),
        officer="bo",
        not_yet=inspecting.INSPECTION_NOT_YET,
    ),
    "rectification": Built(
        cast=enforcers.cast,
        build=inspecting.order,
        told=inspecting.order_told,
        people=("bo", "ai", "cao"),
        officer="bo",
        not_yet=inspecting.ORDER_NOT_YET,
    ),
    "campaign": Built(
        cast=enforcers.cast,
        build=campaigning.campaign,
        told=campaigning.campaign_told,
        people=("bo", "cao", "ai"),
        officer="bo",
    ),
    "self_inspection": Built(
        cast=enforcers.cast,
        build=campaigning.report,
        told=campaigning.report_told,
        people=("bo", "ai", "cao"),
        officer="bo",
    ),
    "penalty": Built(
        cast=enforcers.cast,
        build=performing.penalty,
        told=performing.told,
        people=("ai", "bo", "cao", "fa", "hu"),
        officer="bo",
        not_yet=performing.NOT_YET,
    ),
    "responsibility_report": Built(
        cast=enforcers.cast,
        build=platforms.report,
        told=lambda cast, case, name: platforms.REPORT_TOLD.get(name, {}),
        people=("ai", "bo", "cao"),
        officer="bo",
    ),
    "major_matter": Built(
        cast=enforcers.cast,
        build=platforms.major_matter,
        told=lambda cast, case, name: platforms.MATTER_TOLD.get(name, {}),
        people=("ai", "bo", "cao"),
        officer="bo",
    ),
    "bulletin": Built(
        cast=enforcers.cast,
        build=platforms.bulletin,
        told=lambda cast, case, name: platforms.BULLETIN_TOLD.get(name, {}),
        people=("cao", "bo", "ai"),
        officer="bo",
    ),
    "supervision_meeting": Built(
        cast=enforcers.cast,
        build=platforms.meeting,
        told=lambda cast, case, name: platforms.meeting_told(case, name),
        people=("bo", "cao", "ai"),
        officer="bo",
        not_yet={"hold": "meeting_has_begun"},
    ),
}
