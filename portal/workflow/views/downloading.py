"""A paper of a case going out, at the page and at the API: the only place where its bytes leave the portal."""

from typing import Any, Protocol

from django.http import HttpResponse

from portal.accounts.models import User
from portal.cases.downloads import document_response
from portal.clock import now
from portal.workflow import reads
from portal.workflow.catalogue import CaseKind
from portal.workflow.reading import paper_for


class Asked(Protocol):
    """A request of either door."""

    @property
    def method(self) -> str | None:
        """GET, or HEAD, which is answered without the bytes."""


def paper_download(request: Asked, user: User, kind: CaseKind, case: Any, pk: int) -> HttpResponse:
    """One paper of a case that the user sees, recorded first. Raises Http404, Destroyed, Unrecorded."""
    paper = paper_for(user, case, pk)
    if request.method == "GET":
        reads.note_paper(kind, case, paper, reader=user, now=now())
    return document_response(paper)
