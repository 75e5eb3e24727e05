"""A kind made only for tests of cases that an office writes about somebody: told first, then answered.

A proxy of the case itself, so that no table is needed. The office's papers are open to the company once it was told,
its internal opinion never, the company's answer to the office once it was handed over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q

from portal.accounts.models import Organization, User
from portal.accounts.roles import ORGANISATION_ROLES, Role
from portal.cases import selectors
from portal.cases.models import Case
from portal.cases.paper_sides import PaperSide
from portal.workflow import catalogue, engine
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.engine import Outcome
from portal.workflow.forms import CaseForm
from portal.workflow.machine import Context, action
from portal.workflow.timeline import _actions
from tests import make
from tests.make import Cast

OFFICE = frozenset({Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD})
LATER = make.at("2026-09-23 10:00")
LAST = make.at("2026-09-24 10:00")


class ProbeState(models.TextChoices):
    DRAFT = "draft", "草稿"
    TOLD = "told", "已告知"
    ANSWERED = "answered", "已答复"


class Probe(Case):
    """What an office asks a company about."""

    class Meta:
        proxy = True
        app_label = "probes"

    @property
    def own_roles(self) -> frozenset[Role]:
        return OFFICE

    @property
    def inside_roles(self) -> frozenset[Role]:
        return OFFICE | {Role.AUDITOR}

    def roles_of(self, user: User) -> frozenset[Role]:
        held = super().roles_of(user)
        return held if self.received_at else held - ORGANISATION_ROLES

    def paper_sides(self) -> tuple[PaperSide, ...]:
        answer = self.events.filter(action="answer").order_by("seq").last()
        answered: datetime | None = answer.occurred_at if answer else None
        company, opinion = frozenset({"answer"}), frozenset({"opinion"})
        return (
            PaperSide(frozenset({Role.PROVIDER}), answered, answered, company),
            PaperSide(OFFICE, None, None, opinion),
            PaperSide(OFFICE, self.handed_in_at, self.received_at),
        )

    @action("告知", roles=[*OFFICE], source=[ProbeState.DRAFT], target=ProbeState.TOLD)
    def tell(self, ctx: Context) -> None:
        self.received_at = ctx.now

    @action("研究", roles=[*OFFICE], source=[ProbeState.TOLD], confidential=True)
    def confer(self, ctx: Context) -> None:
        pass

    @action("答复", roles=[Role.PROVIDER], source=[ProbeState.TOLD], target=ProbeState.ANSWERED)
    def answer(self, ctx: Context) -> None:
        pass


class ProbeForm(CaseForm):
    title = forms.CharField(label="事由", max_length=100)


def is_draft(case: Any) -> bool:
    return bool(case.state == ProbeState.DRAFT)


KIND = CaseKind(
    code="probe",
    label="询问",
    prefix="XW",
    model=Probe,
    states=ProbeState,
    profile=lambda: "algorithm-2021-draft",
    creators=frozenset({Role.ENFORCEMENT_OFFICER, Role.PROVIDER, Role.SYSTEM}),
    concerns_others=True,
    create_form=ProbeForm,
    editable={ProbeState.DRAFT: tuple(OFFICE), ProbeState.TOLD: (Role.PROVIDER,)},
    sections=(
        Section("facts", "事实", ProbeForm, applies=is_draft),
        Section("answer", "答复", applies=lambda case: not is_draft(case)),
    ),
    slots=(
        Slot("evidence", "证据", ("png",), several=True, section="facts"),
        Slot("opinion", "内部意见", ("png",), section="facts"),
        Slot("answer", "答复材料", ("png",), section="answer"),
    ),
)


def visible(user: User) -> Q:
    """The office's people by place, the company's once it was told."""
    own = Q(organization__in=user.organization_ids(frozenset({Role.PROVIDER})))
    office = selectors.within(user.jurisdictions(*OFFICE, Role.AUDITOR))
    return office | (own & Q(received_at__isnull=False))


@contextmanager
def registered() -> Iterator[CaseKind]:
    """The kind, known for the length of a test."""
    catalogue.register(KIND)
    selectors.register_visibility(KIND.code, visible)
    try:
        yield KIND
    finally:
        del catalogue._KINDS[KIND.code], selectors._VISIBLE[KIND.code]
        _actions.cache_clear()


def opened(cast: Cast, about: Organization | None = None, **more: Any) -> Outcome:
    """Fang's probe of a company, just begun."""
    return engine.create(
        "probe",
        actor=more.pop("actor", cast.fang),
        organization=about or cast.company_a,
        data={"title": "编号标明"},
        now=make.NOW,
        **more,
    )


def told(cast: Cast) -> Case:
    """A probe with evidence and an internal opinion, of which the company was told."""
    case = opened(cast, papers=[("evidence", make.upload("first"))]).case
    make.attach(case, cast.fang, "evidence", body=b"second")
    make.attach(case, cast.fang, "opinion")
    return make.act(case, "tell", cast.fang, now=LATER).case
