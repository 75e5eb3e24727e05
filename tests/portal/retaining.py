"""What the tests of retention share: two administrators, a case whose papers are due, a destruction carried out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from filings.models import Filing
from filings.states import FilingState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Document
from portal.retention import proposing, working
from portal.retention.models import Destruction
from portal.retention.schedule import holding_named
from tests import make
from tests.make import Cast, at

#: Ended on 2026-09-22, ten years: the corresponding day is over when 2036-09-23 begins.
DUE = at("2036-09-23 00:00")
PAPERS = "ended_case_papers"


@dataclass(frozen=True)
class Administrators:
    """One of each kind."""

    system: User
    security: User


def administrators(cast: Cast) -> Administrators:
    return Administrators(
        make.person("sun", cast.capital, Role.SYSTEM_ADMIN),
        make.person("shen", cast.capital, Role.SECURITY_ADMIN),
    )


def ended(cast: Cast, **changes: Any) -> Filing:
    """A filing that was cancelled at ``make.NOW``, with all its papers."""
    return make.filing(cast, FilingState.CANCELLED, **changes)


def propose(by: User, code: str = PAPERS, now: datetime = DUE) -> Destruction:
    holding = holding_named(code)
    assert holding is not None
    return proposing.propose(holding, actor=by, now=now)


def signed(two: Administrators, code: str = PAPERS, now: datetime = DUE) -> Destruction:
    """A list that both have signed."""
    return proposing.approve(propose(two.system, code, now).pk, actor=two.security, now=now)


def carry_out(now: datetime = DUE) -> int:
    """All batches; answers how many."""
    batches = 0
    while working.step(now):
        batches += 1
    return batches


def destroyed(two: Administrators, code: str = PAPERS, now: datetime = DUE) -> Destruction:
    """Proposed, signed, carried out."""
    made = signed(two, code, now)
    carry_out(now)
    made.refresh_from_db()
    return made


def outcomes(made: Destruction) -> set[tuple[str, str]]:
    return set(made.items.values_list("status", "note"))


def papers_of(case: Filing) -> list[Document]:
    return list(Document.objects.filter(case=case).select_related("file").order_by("pk"))
