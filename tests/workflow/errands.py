"""A machine made only for tests of the engine: an errand whose end ends its partner too, in one transaction.

Proxies of the case itself, so that no table is needed; two errands with one title are partners. An errand whose number
ends in 尾 is the tail of the one before it: it is closed when that one is closed along with its partner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models

from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.workflow import catalogue
from portal.workflow.catalogue import CaseKind
from portal.workflow.forms import CaseForm
from portal.workflow.machine import Context, Then, action, guard


class ErrandState(models.TextChoices):
    OPEN = "open", "进行中"
    DONE = "done", "已办结"
    CLOSED = "closed", "已随同办结"


@guard("该事项不能随同办结")
def not_nailed_down(errand: Any, ctx: Context) -> bool:
    return "钉死" not in errand.number


class Errand(Case):
    """An errand and what ends it."""

    class Meta:
        proxy = True
        app_label = "errands"

    @property
    def partner_id(self) -> int | None:
        others = Case.objects.filter(title=self.title).exclude(pk=self.pk)
        return others.values_list("pk", flat=True).first()

    @property
    def partner(self) -> Case:
        return Case.objects.get(pk=self.partner_id)

    @property
    def tail_id(self) -> int | None:
        return Case.objects.filter(number=f"{self.number}尾").values_list("pk", flat=True).first()

    @property
    def tail(self) -> Case:
        return Case.objects.get(pk=self.tail_id)

    @action(
        "办结",
        roles=[Role.PROVIDER],
        source=[ErrandState.OPEN],
        target=ErrandState.DONE,
        then=[Then("partner", "close_too", when=lambda case, ctx: case.partner_id is not None)],
    )
    def finish(self, ctx: Context) -> None:
        pass

    @action(
        "随同办结",
        roles=[Role.SYSTEM],
        source=[ErrandState.OPEN],
        target=ErrandState.CLOSED,
        guards=[not_nailed_down],
        then=[Then("tail", "close_too", when=lambda case, ctx: case.tail_id is not None)],
    )
    def close_too(self, ctx: Context) -> None:
        pass

    @action(
        "转述",
        roles=[Role.PROVIDER],
        source=[ErrandState.OPEN],
        then=[
            Then("partner", "hear", data=lambda case, ctx: {"words": f"据称{ctx.data['words']}"})
        ],
    )
    def tell(self, ctx: Context, words: str) -> None:
        pass

    @action("听取", roles=[Role.SYSTEM], source=[ErrandState.OPEN])
    def hear(self, ctx: Context, words: str) -> None:
        pass


KIND = CaseKind(
    code="errand",
    label="差事",
    prefix="CS",
    model=Errand,
    states=ErrandState,
    profile=lambda: "algorithm-2021-draft",
    creators=frozenset({Role.PROVIDER}),
    create_form=CaseForm,
    editable={},
)


@contextmanager
def registered() -> Iterator[CaseKind]:
    """The kind, known to the engine for the length of a test."""
    catalogue.register(KIND)
    try:
        yield KIND
    finally:
        del catalogue._KINDS[KIND.code]
