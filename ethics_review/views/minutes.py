"""The minutes of a meeting as a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ethics_review.kinds.meeting import MEETING
from ethics_review.meeting_detail import ON_RECORD, minutes
from portal.workflow.reading import case_for
from portal.workflow.views.framing import person, signed_in


@signed_in
@require_safe
def meeting_minutes(request: HttpRequest, number: str) -> HttpResponse:
    """What the meeting dealt with, as far as the reader may know; nothing before it began."""
    user = person(request)
    kind, meeting = case_for(user, number)
    if kind is not MEETING or meeting.state not in ON_RECORD:
        raise Http404
    return render(request, "ethics_review/minutes.html", minutes(meeting, user))
