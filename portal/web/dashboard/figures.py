"""All figures of the dashboard, in the order of the page."""

from portal.web.dashboard.figure import Figure
from portal.web.dashboard.limits import ON_TIME, RUNNING
from portal.web.dashboard.matters import ENFORCEMENT, FILINGS

SECTIONS: tuple[tuple[str, tuple[Figure, ...]], ...] = (
    ("按时率", ON_TIME),
    ("在办和逾期", RUNNING),
    ("备案", FILINGS),
    ("监督执法", ENFORCEMENT),
)
FIGURES = {figure.slug: figure for _, figures in SECTIONS for figure in figures}
