"""A state moves through an action or not at all, in Python already; the database is the second wall."""

import threading

import pytest

from filings.models import Filing
from filings.states import FilingState as S
from portal.cases.models import Case
from tests import make
from tests.together import together

REFUSED = "state 只能由动作改变"


@pytest.fixture
def filing(db: None) -> Filing:
    return make.filing(make.cast())


def test_a_new_case_may_be_given_its_first_state() -> None:
    assert Case(state=S.SUBMITTED).state == S.SUBMITTED


def test_a_state_cannot_be_assigned() -> None:
    case = Case()
    with pytest.raises(AttributeError, match=REFUSED):
        case.state = S.RECORDED
    assert case.state == S.DRAFT


def test_a_state_cannot_be_assigned_by_name() -> None:
    case = Filing()
    with pytest.raises(AttributeError, match=REFUSED):
        setattr(case, "state", S.RECORDED)  # noqa: B010 -- the point of the test
    with pytest.raises(AttributeError, match=REFUSED):
        case.apply({"state": S.RECORDED})


def test_a_reload_brings_the_state_of_the_row(filing: Filing) -> None:
    old = Filing.objects.get(pk=filing.pk)
    make.act(filing, "withdraw", filing.created_by, reason="x")
    assert old.state == S.SUBMITTED
    old.refresh_from_db()
    assert old.state == S.WITHDRAWN


def test_a_partial_reload_of_other_fields_leaves_the_guard(filing: Filing) -> None:
    filing.refresh_from_db(fields=["version"])
    with pytest.raises(AttributeError, match=REFUSED):
        filing.state = S.RECORDED


def test_the_guard_stands_again_after_a_reload(filing: Filing) -> None:
    filing.refresh_from_db()
    with pytest.raises(AttributeError, match=REFUSED):
        filing.state = S.RECORDED


def test_the_guard_stands_after_a_reload_of_a_row_that_is_gone(db: None) -> None:
    gone = Case(pk=10**9)
    with pytest.raises(Case.DoesNotExist):
        gone.refresh_from_db()
    for case in (gone, Case()):
        with pytest.raises(AttributeError, match=REFUSED):
            case.state = S.RECORDED


def test_the_guard_stands_while_other_threads_reload(transactional_db: None) -> None:
    """A protection kept on the shared field object would be down for everybody meanwhile."""
    filing = make.filing(make.cast())
    done = threading.Event()

    def reload() -> None:
        case = Filing.objects.get(pk=filing.pk)
        try:
            for _ in range(200):
                case.refresh_from_db()
        finally:
            done.set()

    def assign() -> int:
        case, slipped = Case(), 0
        while not done.is_set():
            try:
                case.state = S.RECORDED
            except AttributeError:
                continue
            slipped += 1
        return slipped

    assert together(reload, assign, assign) == [None, 0, 0]
