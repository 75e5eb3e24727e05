"""A keyring of its own for every test that names it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.signing.keyring import Keyring
from tests.signing.rings import demo_ring


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Keyring]:
    with demo_ring(tmp_path / "signing") as made:
        yield made
