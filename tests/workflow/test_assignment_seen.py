"""Two who assign one case: the second is told what the first did, and replaces nobody unseen."""

import pytest

from portal.workflow.assignment import assign
from portal.workflow.errors import Overtaken
from tests import make
from tests.make import NOW, Cast
from tests.together import of_kind, together
from tests.workflow.door_cast import Visit, clock, people, visit
from tests.workflow.officers import colleague

__all__ = ["clock", "people", "visit"]


def test_a_page_that_is_older_than_an_assignment_replaces_nobody_unseen(
    people: Cast, visit: Visit
) -> None:
    case, gao = make.filing(people), colleague(people, "gao")
    client, address = visit(people.bo), f"/cases/{case.number}/assign/"
    assert '<input type="hidden" name="seen" value="">' in client.get(address).content.decode()
    assign(case.pk, assignee=people.bo, actor=people.chen, now=NOW)
    refused = client.post(address, {"assignee": "gao", "seen": ""})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "承办人刚刚由他人改为“Bo（bo）”，本次分派没有生效" in page
    assert '<option value="gao" selected>' in page
    assert make.fresh(case).assignee == people.bo
    assert '<input type="hidden" name="seen" value="bo">' in page
    assert client.post(address, {"assignee": "gao", "seen": "bo"}).status_code == 302
    assert make.fresh(case).assignee == gao


def test_taking_back_needs_to_have_seen_who_is_named(cast: Cast) -> None:
    case = make.filing(cast)
    assign(case.pk, assignee=cast.bo, actor=cast.bo, now=NOW, seen="")
    with pytest.raises(Overtaken, match="Bo（bo）"):
        assign(case.pk, assignee=None, actor=cast.chen, now=NOW, seen="gao")
    assert make.fresh(case).assignee == cast.bo
    assert assign(case.pk, assignee=cast.bo, actor=cast.chen, now=NOW, seen="gao") is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_assign_from_the_same_page_the_second_is_told() -> None:
    cast = make.cast()
    case, gao = make.filing(cast), colleague(cast, "gao")
    done = together(
        lambda: assign(case.pk, assignee=gao, actor=cast.bo, now=NOW, seen=""),
        lambda: assign(case.pk, assignee=cast.bo, actor=cast.chen, now=NOW, seen=""),
    )
    assert len(of_kind(done, Overtaken)) == 1
    assert case.events.filter(action="assigned").count() == 1
