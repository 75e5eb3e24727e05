"""Many clicks at once: the database decides which of them made the complaint."""

from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from enforcement.complaining import Lodged, hand_in
from enforcement.models import Complaint
from tests.enforcement.complaining import words
from tests.enforcement.people import NOW, cast
from tests.together import of_kind, together


@pytest.mark.django_db(transaction=True)
def test_of_many_clicks_at_once_one_complaint_comes_and_all_see_its_receipt() -> None:
    with transaction.atomic():
        everybody = cast()
    told = words(everybody)
    click = partial(hand_in, told, matter="report", user=AnonymousUser(), now=NOW)
    lodged = of_kind(together(*[click] * 4), Lodged)
    assert (len(lodged), len({one.receipt for one in lodged})) == (4, 1)
    assert sum(one.is_new for one in lodged) == Complaint.objects.count() == 1
