"""The cast of the enforcement stories.

Ai answers for company A. In the office of its province (99) Bo, Bei and Hu are enforcement officers, Cao is the head,
Yan and Lu are in charge beside him, Fa reviews the law, Chen reviews filings, Ren audits. Gu is an enforcement officer
of another province. Dai answers for company B: the outsider.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.workflow import catalogue, engine
from portal.workflow.engine import Outcome
from tests import make

NOW = make.NOW
#: name → role in the office of the province.
OFFICE = {
    "bo": Role.ENFORCEMENT_OFFICER,
    "bei": Role.ENFORCEMENT_OFFICER,
    "hu": Role.ENFORCEMENT_OFFICER,
    "cao": Role.ENFORCEMENT_HEAD,
    "yan": Role.ENFORCEMENT_HEAD,
    "lu": Role.ENFORCEMENT_HEAD,
    "fa": Role.LEGAL_REVIEWER,
    "chen": Role.FILING_OFFICER,
    "ren": Role.AUDITOR,
}


@dataclass(frozen=True)
class EnforcementCast:
    """The people of every story by name, and where they sit."""

    people: dict[str, User]
    company_a: Organization
    company_b: Organization
    office: Organization
    other_office: Organization

    def __getattr__(self, name: str) -> User:
        people: dict[str, User] = self.__dict__.get("people", {})
        if name not in people:
            raise AttributeError(name)
        return people[name]


def cast() -> EnforcementCast:
    """Everybody, saved."""
    company_a = make.organization(
        "青云智能科技有限公司", "990101", uscc=make.uscc("91990101MA0000E01")
    )
    company_b = make.organization(
        "白鹿网络技术有限公司", "990102", uscc=make.uscc("91990102MA0000E02")
    )
    office = make.organization("演示省互联网信息办公室", "990000", jurisdiction="99")
    other = make.organization("演示乙省互联网信息办公室", "980000", jurisdiction="98")
    people = {name: _person(name, office, role) for name, role in OFFICE.items()}
    people |= {
        "ai": _person("ai", company_a, Role.PROVIDER),
        "dai": _person("dai", company_b, Role.PROVIDER),
        "gu": _person("gu", other, Role.ENFORCEMENT_OFFICER),
    }
    return EnforcementCast(people, company_a, company_b, office, other)


def _person(name: str, place: Organization, role: Role) -> User:
    """The casts of the other stories have an Ai and a Bo of their own: the accounts differ, the names do not."""
    user = make.person(f"{name}.e", place, role)
    user.display_name = name.capitalize()
    user.save(update_fields=["display_name"])
    return user


def opened(
    kind: str, actor: User, organization: Organization, *, now: datetime = NOW, **data: Any
) -> Any:
    """A fresh case of a kind about an organisation."""
    outcome = engine.create(kind, actor=actor, organization=organization, data=data, now=now)
    return outcome.case


def edited(case: Case, actor: User, *, now: datetime = NOW, **data: Any) -> Any:
    """The case with some of its content filled in."""
    version = make.version_of(case)
    return engine.edit(case.pk, actor=actor, data=data, version=version, now=now).case


def act(case: Case, name: str, actor: User, *, now: datetime = NOW, **data: Any) -> Outcome:
    """Do an action as the case stands now."""
    version = make.version_of(case)
    return engine.perform(case.pk, name, actor=actor, data=data, version=version, now=now)


def fresh(case: Case) -> Any:
    """The case as it is stored now, as its own class."""
    return catalogue.kind(case.kind).load(Case.objects.get(pk=case.pk))
