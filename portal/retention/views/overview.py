"""The schedule: what is kept how long and on what ground, what is due, what is on hold, what was destroyed."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.clock import now
from portal.retention.holds import HOLDERS, holds_for, may_lift
from portal.retention.models import Destruction, LegalHold
from portal.retention.proposing import ADMINISTRATORS, administrator_role, cut_off, due_rows, over
from portal.retention.schedule import BOOK, Holding, holdings
from portal.retention.views.access import reader
from portal.workflow.views.framing import signed_in
from portal.workflow.views.paging import page_of

ROWS = 20
#: What is let go without a proposal, being only a copy or a means; each by its own daily task.
FLEETING = (
    ("接口调用的重复应答", "30 天", "防止同一次调用重复办理"),
    ("批量办理的导出内容", "7 天", "事项的办理过程另有记录"),
    ("批量办理的批次", "180 天", "事项的办理过程另有记录"),
)
#: What is in no class, whatever anybody proposes.
FOR_EVER = (
    "办理过程（审计链）",
    "文书与通知",
    "公示登记册及其版本",
    "固化的申报内容",
    "决定",
    "销毁记录",
)


@signed_in
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """One page for all who have to do with it; each part is there for whom it is."""
    user, moment = reader(request), now()
    reads_lists = user.has_role(*ADMINISTRATORS, Role.AUDITOR)
    page = page_of(Paginator(_destructions(), ROWS), request.GET.get("page", ""))
    context = {
        "schedule": [_line(holding, moment, user) for holding in holdings()],
        "fleeting": FLEETING,
        "for_ever": FOR_EVER,
        "page": page,
        "reads_lists": reads_lists,
        "holds": _holds(user),
        "hold_count": LegalHold.objects.filter(lifted_at=None).count(),
        "may_hold": user.has_role(*HOLDERS),
        "reads_holds": user.has_role(*HOLDERS, Role.AUDITOR),
    }
    return render(request, "retention/overview.html", context)


def _destructions() -> Any:
    return Destruction.objects.select_related("proposed_by", "decided_by", "record")


def _line(holding: Holding, moment: datetime, user: User) -> dict[str, Any]:
    """A class with its rule, and how much of it is due."""
    day = cut_off(holding, moment)
    due, ended = due_rows(holding, day).count(), over(holding, day).count()
    rows = Destruction.objects.filter(holding=holding.code)
    is_open = rows.filter(state__in=["proposed", "approved"]).exists()
    may_propose = administrator_role(user) is not None and due and not is_open
    return {
        "holding": holding,
        "rule": holding.rule,
        "rule_url": reverse("web:limit", args=[BOOK, holding.limit]),
        "cut_off": day,
        "due": due,
        "on_hold": ended - due,
        "is_open": is_open,
        "propose_url": reverse("retention:propose", args=[holding.code]) if may_propose else "",
    }


def _holds(user: User) -> list[dict[str, Any]]:
    """The standing holds that the person may read, each with whether they may lift it."""
    standing = holds_for(user).filter(lifted_at=None)
    return [{"hold": hold, "may_lift": may_lift(hold, user)} for hold in standing]
