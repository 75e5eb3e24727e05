"""What was said in a case, as its page shows it: the newest notices, and how many letters are still being made."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from portal.accounts.models import User
from portal.cases.models import Case
from portal.notices.models import Notice
from portal.notices.selectors import notices_of

#: A special action says the same to hundreds: the rest is on the list of notices.
SHOWN = 20
_TONES = {Notice.Status.QUEUED: "info", Notice.Status.READY: "ok", Notice.Status.FAILED: "overdue"}
_LETTER, _READY = Q(form=Notice.Form.LETTER), Q(status=Notice.Status.READY)


def said(case: Case, user: User) -> dict[str, Any]:
    """``notices``, the newest of them; ``told``: how many in all, how many letters, how many of those are made."""
    rows = notices_of(case, user)
    told = rows.order_by().aggregate(
        all=Count("pk"),
        letters=Count("pk", filter=_LETTER),
        made=Count("pk", filter=_LETTER & _READY),
    )
    return {
        "notices": [_row(notice) for notice in rows[:SHOWN]],
        "told": told,
        "notices_url": f"{reverse('notices:list')}?case={case.number}",
    }


def _row(notice: Notice) -> dict[str, Any]:
    ready = notice.file_id is not None
    return {
        "notice": notice,
        "tone": _TONES.get(Notice.Status(notice.status), "neutral"),
        "pdf_url": reverse("notices:pdf", args=[notice.pk]) if ready else "",
        "page_url": reverse("notices:page", args=[notice.pk]),
        "verify_url": reverse("notices:verify_code", args=[notice.verification_code])
        if ready
        else "",
    }
