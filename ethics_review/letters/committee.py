"""What the letters of a committee or service centre, and the calls to its meetings, say (article 30)."""

from collections import Counter
from typing import Any

from ethics_review.letters.basis import Contents, cited, iso, label
from ethics_review.states import Discipline, Position
from portal.workflow.machine import Context

#: Who issues a receipt where no department is named for the region.
_PORTAL = "算法备案与科技伦理审查合规门户"
#: The figures of a yearly report in words, in the order of the letter.
_FIGURES = {
    "accepted": "受理的审查",
    "simplified": "其中适用简易程序",
    "emergency": "其中适用应急程序",
    "listed": "其中纳入复核清单",
    "approved": "决定批准",
    "approved_after_revision": "决定修改后批准",
    "revision": "决定修改后再审",
    "rejected": "决定不予批准",
    "meetings": "召开会议",
}


def letter_context(case: Any, code: str, ctx: Context) -> dict[str, Any]:
    """The committee's part of a notice, with the roster that it was registered with."""
    contents = _CONTENTS.get(code)
    told = {
        "committee_name": case.name,
        "is_centre": case.is_centre,
        "established_on": iso(case.established_on),
    }
    if case.authority is None:
        told["issuer"] = _PORTAL
    return {**told, **(contents(case, ctx) if contents else {})}


def meeting_context(meeting: Any, code: str, ctx: Context) -> dict[str, Any]:
    """When, how and where the members meet; never about what, which not every member may know."""
    return {
        "committee_name": meeting.committee.name,
        "meeting_form": str(meeting.get_form_display()),
        "starts_at": iso(meeting.starts_at),
        "place": meeting.place,
        "presider": str(meeting.presider) if meeting.presider else "",
        "reason": meeting.cancelled_reason,
    }


def _registered(committee: Any, ctx: Context) -> dict[str, Any]:
    seats = list(committee.sitting())
    fields = Counter(seat.discipline for seat in seats)
    duty = "ethics.centre_registration" if committee.is_centre else "sti.registration"
    return {
        "registered_at": iso(committee.registered_at),
        "members": [_member(seat) for seat in seats],
        "fields": [
            {"label": str(field.label), "number": fields[field.value]}
            for field in Discipline
            if fields[field.value]
        ],
        "outside": sum(seat.outside for seat in seats),
        "contents": [item.summary for item in ctx.law.items("registration_contents")],
        "articles": cited(ctx, duty, "registration_contents"),
    }


def _member(seat: Any) -> dict[str, str]:
    return {
        "name": str(seat.user),
        "position": label(Position, seat.position),
        "discipline": label(Discipline, seat.discipline),
        "term_ends_on": iso(seat.term_ends_on),
    }


def _reported(committee: Any, ctx: Context) -> dict[str, Any]:
    report = committee.reports[-1]
    duty = "ethics.centre_annual_report" if committee.is_centre else "sti.annual_report"
    figures = report["figures"]
    return {
        "year": report["year"],
        "reported_at": report["reported_at"],
        "figures": [
            {"label": told, "number": figures[code]}
            for code, told in _FIGURES.items()
            if code in figures
        ],
        "work": report["work"],
        "listed_activities": report["listed_activities"],
        "training": report["training"],
        "articles": cited(ctx, duty, "annual_report_contents"),
    }


def _year_told(committee: Any, ctx: Context) -> dict[str, Any]:
    return {"year": ctx.data.get("year", "")}


def _updated(committee: Any, ctx: Context) -> dict[str, Any]:
    return {"note": str(ctx.data.get("note", ""))}


_CONTENTS: dict[str, Contents] = {
    "committee_registered": _registered,
    "committee_year_reported": _reported,
    "committee_year_arrived": _year_told,
    "committee_updated": _updated,
}
