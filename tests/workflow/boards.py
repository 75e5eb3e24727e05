"""A machine made only for tests of confidence: a board that votes in secret on what a unit hands in.

Proxies of the case itself, so that no table is needed. The board sits in ``HOST``; its members open the papers once
they have declared their interests.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q

from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.cases import selectors
from portal.cases.models import Case
from portal.notices import catalogue as notices
from portal.workflow import catalogue, engine
from portal.workflow.catalogue import CaseKind, Slot
from portal.workflow.forms import CaseForm
from portal.workflow.machine import Context, Opens, Says, action
from portal.workflow.timeline import _actions
from tests import make

HOST = "演示大学"
LIMIT = "ethics.emergency_total"
BOARD = frozenset({Role.MEMBER, Role.CHAIR})
CALLED, TOLD = "board_called", "board_told"


class BoardState(models.TextChoices):
    DRAFT = "draft", "草稿"
    OPEN = "open", "进行中"
    DONE = "done", "已办结"


class Board(Case):
    """What is voted on."""

    class Meta:
        proxy = True
        app_label = "boards"

    @property
    def inside_roles(self) -> frozenset[Role]:
        return BOARD | {Role.AUDITOR}

    def roles_of(self, user: User) -> frozenset[Role]:
        sits = {
            Role(m.role)
            for m in user.active_memberships
            if m.role in BOARD and m.organization_id == self.authority_id
        }
        return super().roles_of(user) | sits

    def opens_papers_to(self, user: User) -> bool:
        if not self.roles_of(user) & BOARD:
            return True
        return self.events.filter(action="declare", actor=user).exists()

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        if word != "members" or self.authority is None:
            return super().addressees(word)
        sitting = Membership.objects.filter(organization=self.authority, role=Role.MEMBER)
        return [(self.authority, m.user) for m in sitting.order_by("pk")]

    def recorded(self, step: Any, ctx: Context) -> dict[str, Any]:
        said = str(sorted(ctx.data.items()))
        digest = hashlib.sha256(said.encode()).hexdigest()
        return {"commitment": digest} if step.name == "vote" else {}

    @action("提交", roles=[Role.APPLICANT], source=[BoardState.DRAFT], target=BoardState.OPEN)
    def submit(self, ctx: Context) -> None:
        self.received_at = ctx.now
        self.authority = Organization.objects.get(name=HOST)

    @action("声明", roles=[Role.MEMBER, Role.CHAIR], source=[BoardState.OPEN], confidential=True)
    def declare(self, ctx: Context) -> None:
        pass

    @action("召集", roles=[Role.CHAIR], source=[BoardState.OPEN], says=[Says(CALLED, to="members")])
    def call(self, ctx: Context) -> None:
        pass

    @action(
        "催促",
        roles=[Role.CHAIR],
        source=[BoardState.OPEN],
        confidential=True,
        opens=[Opens(LIMIT)],
        says=[Says(TOLD, to="authority")],
    )
    def hurry(self, ctx: Context) -> None:
        pass

    @action(
        "表决",
        roles=[Role.MEMBER],
        source=[BoardState.OPEN],
        confidential=True,
        sealed=["choice", "reasons"],
    )
    def vote(self, ctx: Context, choice: str, reasons: str, round: int) -> None:
        pass

    @action("评议", roles=[Role.MEMBER], source=[BoardState.OPEN], internal=True)
    def remark(self, ctx: Context, reasons: str) -> None:
        pass

    @action("办结", roles=[Role.CHAIR], source=[BoardState.OPEN], target=BoardState.DONE)
    def finish(self, ctx: Context) -> None:
        pass


class Ballot(CaseForm):
    choice = forms.ChoiceField(label="表决意见", choices=[("yes", "同意"), ("no", "不同意")])
    reasons = forms.CharField(label="理由", widget=forms.Textarea)
    round = forms.IntegerField(label="轮次")


class Remark(CaseForm):
    reasons = forms.CharField(label="理由")


KIND = CaseKind(
    code="board",
    label="评议",
    prefix="PY",
    model=Board,
    states=BoardState,
    profile=lambda: "ethics-2025-draft",
    creators=frozenset({Role.APPLICANT}),
    create_form=CaseForm,
    editable={BoardState.DRAFT: (Role.APPLICANT,), BoardState.OPEN: (Role.APPLICANT,)},
    slots=(Slot("plan", "方案", ("png",)),),
    action_forms={"vote": Ballot, "remark": Remark},
)


def visible(user: User) -> Q:
    """The unit's people, the board's, and the auditor of the region."""
    sits = user.organization_ids(BOARD)
    audits = selectors.within(user.jurisdictions(Role.AUDITOR))
    own = Q(organization__in=user.organization_ids(frozenset({Role.APPLICANT, Role.UNIT})))
    return own | Q(authority__in=sits) | (Q(received_at__isnull=False) & audits)


@contextmanager
def registered() -> Iterator[CaseKind]:
    """The kind and what it says, known for the length of a test."""
    for code in (CALLED, TOLD):
        kind = notices.message(code, "评议通知")
        template = "notices/messages/change_withdrawn.txt"
        notices._KINDS[code] = notices.NoticeKind(**(vars(kind) | {"template": template}))
    catalogue.register(KIND)
    selectors.register_visibility(KIND.code, visible)
    try:
        yield KIND
    finally:
        del catalogue._KINDS[KIND.code], selectors._VISIBLE[KIND.code]
        del notices._KINDS[CALLED], notices._KINDS[TOLD]
        _actions.cache_clear()


@dataclass(frozen=True)
class Sitting:
    """The people around one case: Li leads the activity, Hu sits beside Li; the rest sit in the host."""

    li: User
    hu: User
    chair: User
    first: User
    second: User
    clerk: User
    auditor: User
    outsider: User
    unit: Organization
    host: Organization


def sitting() -> Sitting:
    """Everybody, saved."""
    unit = make.organization("演示研究所", "990101", uscc=make.uscc("91990101MA0000001"))
    host = make.organization(HOST, "990102", uscc=make.uscc("91990102MA0000002"))
    office = make.organization("演示省审计处", "990000", jurisdiction="99")
    other = make.organization("白鹿研究所", "990103", uscc=make.uscc("91990103MA0000003"))
    return Sitting(
        li=make.person("li", unit, Role.APPLICANT),
        hu=make.person("hu", unit, Role.UNIT),
        chair=make.person("chair", host, Role.CHAIR),
        first=make.person("first", host, Role.MEMBER),
        second=make.person("second", host, Role.MEMBER),
        clerk=make.person("clerk", host, Role.PROVIDER),
        auditor=make.person("auditor", office, Role.AUDITOR),
        outsider=make.person("outsider", other, Role.APPLICANT),
        unit=unit,
        host=host,
    )


def board(people: Sitting, *, now: datetime = make.NOW) -> Case:
    """Li's case with its paper, handed in."""
    opened = engine.create("board", actor=people.li, organization=people.unit, data={}, now=now)
    make.attach(opened.case, people.li, "plan", now=now)
    return make.act(opened.case, "submit", people.li, now=now).case
