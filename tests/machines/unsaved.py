"""A filing without a database: the few questions that its machine asks of one are answered from memory."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from filings import rules
from filings.difference import Difference, differences
from filings.machines.limits import DEREGISTRATION
from filings.models import Filing
from filings.required import REQUIRED_PAPERS
from filings.states import FilingState as S
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.law.calendar import WorkCalendar
from portal.law.periods import Due, due
from portal.workflow.availability import context_for, refusals
from portal.workflow.errors import Refused
from portal.workflow.machine import Context, actions_of
from tests import make

NUMBER = "网信算备990101123456703260011号"
COMPANY = Organization(pk=1, name="青云科技有限公司", division_code="990101")
OFFICE = Organization(
    pk=2, name="演示省网信办", kind="authority", division_code="990000", jurisdiction="99"
)
ABROAD = Organization(
    pk=3, name="北京市网信办", kind="authority", division_code="110000", jurisdiction="11"
)
ACTIONS = actions_of(Filing)


def person(pk: int, place: Organization, role: Role) -> User:
    user = User(pk=pk, username=f"user{pk}")
    user.active_memberships = [Membership(user=user, organization=place, role=role)]
    return user


AI = person(1, COMPANY, Role.PROVIDER)
BO = person(2, OFFICE, Role.FILING_OFFICER)
CHEN = person(3, OFFICE, Role.FILING_SUPERVISOR)
DAI = person(4, Organization(pk=4, name="白鹿", division_code="990102"), Role.PROVIDER)
EVE = person(5, ABROAD, Role.FILING_OFFICER)
PORTAL = User(pk=6, username="system")


class UnsavedFiling(Filing):
    """What it hands in becomes a version at once; a window runs for as long as ``runs_until`` says."""

    class Meta:
        proxy = True
        app_label = "unsaved"

    given: list[rules.Paper]
    authority_found: Organization | None = OFFICE
    versions: list[dict[str, Any]]
    runs_until: datetime | None = None
    licence = licence_in_force = "the first licence"

    def papers(self) -> list[rules.Paper]:
        return self.given

    def responsible_authority(self) -> Organization | None:
        return self.authority_found

    def assign_record_number(self, now: datetime) -> None:
        self.record_number = NUMBER

    def take_version_into_force(self) -> None:
        self.replaced_version, self.recorded_version = self.recorded_version, len(self.versions)

    def recorded_revision(self) -> Any:
        if self.recorded_version is None:
            return None
        return SimpleNamespace(
            content=self.versions[self.recorded_version - 1],
            papers=[{"slot": "licence", "sha256": self.licence_in_force}],
            frozen_at=self.submitted_at,
        )

    def papers_in(self, slot: str) -> list[Any]:
        return [SimpleNamespace(file_id=self.licence)] if slot == "licence" else []

    def change_differences(self) -> list[Difference]:
        return differences(self.recorded_revision().content, self.content())

    def still_runs(self, code: str, now: datetime) -> bool:
        return self.runs_until is not None and now < self.runs_until

    def deregistration_due(self, ended_on: date, ctx: Context) -> Due:
        return due(ctx.law.limit(DEREGISTRATION), ended_on, WorkCalendar())


def filing(state: S, *, profile: str = "algorithm-2021-draft", **fields: Any) -> UnsavedFiling:
    """Company A's filing, complete; one that has its number stands for its first version."""
    stated = make.opening() | make.content(COMPANY) | fields
    case = UnsavedFiling(
        kind="filing",
        state=state,
        organization=COMPANY,
        region="990101",
        authority=OFFICE,
        law_profile=profile,
        **stated,
    )
    case.given = [rules.Paper(rule.slot, f"{rule.slot}.png", "") for rule in REQUIRED_PAPERS]
    case.versions = [case.content()]
    return case


def recorded(state: S = S.RECORDED, **fields: Any) -> UnsavedFiling:
    """The same with its number."""
    given = {"record_number": NUMBER, "in_force": True, "recorded_version": 1} | fields
    then = {"received_at": make.NOW, "submitted_at": make.NOW, "recorded_at": make.NOW}
    return filing(state, **(then | given))


def refusal(
    case: Filing, name: str, actor: User, *, now: datetime = make.NOW, **data: Any
) -> Refused | None:
    """Why the actor may not do it now, or None."""
    step = ACTIONS[name]
    return refusals(case, step, context_for(case, step, actor=actor, now=now, data=data))


def told(refused: Refused | None) -> list[tuple[str, str]]:
    """Field and sentence of each reason."""
    return [(reason.field, reason.message) for reason in refused.reasons] if refused else []


def perform(
    case: UnsavedFiling, name: str, actor: User, *, now: datetime = make.NOW, **data: Any
) -> UnsavedFiling:
    """What the engine does to the case itself, without anything around it."""
    assert refusal(case, name, actor, now=now, **data) is None
    ctx = context_for(case, ACTIONS[name], actor=actor, now=now, data=data)
    case.ctx = ctx
    getattr(case, name)(ctx, **data)
    case.ctx = None
    if "freeze_revision" in ACTIONS[name].effects:
        case.versions.append(case.content())
    return case
