"""All figures of the dashboard, in the order of the page, and for whom each part of it is."""

from dataclasses import dataclass

from enforcement.models.base import OFFICE_ROLES
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.web.dashboard.figure import Figure
from portal.web.dashboard.limits import ON_TIME, RUNNING
from portal.web.dashboard.matters import ENFORCEMENT, FILINGS
from portal.web.dashboard.scope import ROLES


@dataclass(frozen=True)
class Section:
    """A part of the page. Whoever has none of ``roles`` sees no such matter: a nought would tell an untruth."""

    title: str
    figures: tuple[Figure, ...]
    roles: frozenset[Role] = ROLES


SECTIONS = (
    Section("按时率", ON_TIME),
    Section("在办和逾期", RUNNING),
    Section("备案", FILINGS),
    Section("监督执法", ENFORCEMENT, OFFICE_ROLES | {Role.AUDITOR}),
)
FIGURES = {figure.slug: figure for section in SECTIONS for figure in section.figures}


def sections_for(user: User) -> list[Section]:
    """The parts of the page that are for the person."""
    return [section for section in SECTIONS if user.has_role(*section.roles)]


def figure_for(user: User, slug: str) -> Figure | None:
    """The figure of that name, where it is for the person."""
    known = {figure.slug: figure for part in sections_for(user) for figure in part.figures}
    return known.get(slug)
