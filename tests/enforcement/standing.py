"""One cast for all tests of a file, in a transaction that is rolled back: import ``story`` where it is wanted."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.enforcement.people import EnforcementCast, cast


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any) -> Iterator[EnforcementCast]:
    """Everybody, saved once; each test works in a savepoint of its own."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # the engine insists on its own transaction, except in tests
        with outer:
            yield cast()
            transaction.set_rollback(True)
