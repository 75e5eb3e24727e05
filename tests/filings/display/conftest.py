"""What tests of the display duty share: a site on this machine, and reading pages without a process for each."""

from collections.abc import Iterator

import pytest

from filings.display import isolation, verdict
from filings.models import Filing
from filings.states import FilingState
from tests import make
from tests.filings.display.rounds import website
from tests.filings.display.site import Site, site
from tests.make import Cast


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as server:
        yield server


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are read in the test's own process: the judgement is the same, the start of a process is saved."""
    monkeypatch.setattr(isolation, "needs", verdict.needs)
    monkeypatch.setattr(isolation, "judge", verdict.judge)


@pytest.fixture
def people() -> Cast:
    return make.cast()


@pytest.fixture
def filing(people: Cast) -> Filing:
    """A recorded filing with one website."""
    return make.filing(people, FilingState.RECORDED, products=[website()])
