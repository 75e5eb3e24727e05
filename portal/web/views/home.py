"""The first page: what the register holds, how a limit is counted, and in the demo who is who."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filings.models.registry import RegistryEntry
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.clock import china_date, now
from portal.web.calculation import count, limit_of

#: What to look at first, by the role that a demo account holds; the wording is the guide's, the accounts are the data's.
_TOUR = {
    Role.PROVIDER: "新建或续填一项备案，查看期限与通知",
    Role.FILING_OFFICER: "按到期日审核备案，补正、提出备案或不予备案",
    Role.FILING_SUPERVISOR: "辖区内逾期督办、按时率、复核签发",
    Role.ENFORCEMENT_OFFICER: "义务逾期形成的执法线索",
    Role.LEGAL_REVIEWER: "法制审核",
    Role.AUDITOR: "全部操作的审计记录",
    Role.SYSTEM_ADMIN: "账户与机构管理、系统状态",
    Role.SECURITY_ADMIN: "账户权限与系统状态",
}
_EXAMPLE = "algorithm.change"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Open to anybody."""
    moment = now()
    context = {"stats": _stats(moment), "example": _example(moment)}
    if settings.DEMO:
        context["demo_cast"] = _cast()
    return render(request, "web/home.html", context)


def _stats(moment: datetime) -> dict[str, int]:
    return RegistryEntry.objects.aggregate(
        entries_total=Count("pk"),
        subjects=Count("subject_name", distinct=True),
        this_year=Count("pk", filter=Q(year=china_date(moment).year)),
    )


def _example(moment: datetime) -> dict[str, Any] | None:
    """The change limit of the profile in use, counted from today."""
    limit = limit_of(settings.ALGORITHM_PROFILE, _EXAMPLE)
    if limit is None:
        return None
    today = china_date(moment)
    answer = count(limit, today)
    return {
        "question": f"备案信息今天（{today.month}月{today.day}日）变更，最迟哪天办理变更手续？",
        "last_day": answer.last_day,
        "article": limit.citation,
        "steps": answer.steps,
        "provisional": answer.provisional,
        "url": f"{reverse('web:calculator')}?rule={limit.profile}/{limit.code}&start={today.isoformat()}",
    }


def _cast() -> list[tuple[str, str, str, str]]:
    """The demo accounts: (username, who, where to go, what to see)."""
    people = User.objects.filter(memberships__organization__is_demo=True, is_active=True).distinct()
    rows = []
    for person in people.prefetch_related("memberships__organization").order_by("pk"):
        member = person.memberships.all()[0]
        who = f"{member.organization.name} · {member.get_role_display()}"
        rows.append(
            (person.username, who, reverse("web:desk"), _TOUR.get(Role(member.role), "工作台"))
        )
    return rows
