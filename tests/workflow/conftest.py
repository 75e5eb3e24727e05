"""The cast, on a rolled-back database."""

import pytest

from tests import make


@pytest.fixture
def cast(db: None) -> make.Cast:
    return make.cast()
