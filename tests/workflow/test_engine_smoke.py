import pytest
from tests import make
from filings.states import FilingState
@pytest.mark.parametrize("state", list(FilingState))
def test_x(db, state):
    c = make.cast()
    f = make.filing(c, state)
    assert f.state == state
