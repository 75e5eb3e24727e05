"""What the database itself keeps of a vote, against SQL past the portal."""

import pytest
from django.db import DatabaseError, connection, transaction

from ethics_review.models import Ballot, Elector, Interest, Review, Round
from tests import make
from tests.ethics_review import building
from tests.ethics_review.ballots import Urn
from tests.ethics_review.building import tale
from tests.ethics_review.people import QUORUM, Tale, cast

pytestmark = pytest.mark.django_db

COLUMNS = "(elector_id, choice, sheet, reasons, salt, commitment, cast_at, event_id)"
COPY = f"""
INSERT INTO ethics_review_ballot {COLUMNS}
SELECT %s, 'approve', '[]', '', 'aa', 'bb', cast_at, event_id FROM ethics_review_ballot LIMIT 1
"""


@pytest.fixture
def story() -> Tale:
    return tale(cast())


@pytest.fixture
def urn(story: Tale) -> Urn:
    """A vote with one ballot in it."""
    urn = Urn(story)
    urn.open()
    urn.cast("qi", "reject")
    return urn


@pytest.fixture
def closed(urn: Urn) -> Round:
    """The same, with everybody's ballot."""
    for name in QUORUM[1:]:
        urn.cast(name, "approve")
    return Round.objects.get()


def refused(told: str, sql: str, *values: object) -> None:
    """The database refuses the statement with that word, and nothing has changed."""
    before = standing()
    with pytest.raises(DatabaseError, match=told), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
    assert standing() == before


def standing() -> list[object]:
    """Everything that a vote leaves."""
    return [list(m.objects.order_by("pk").values()) for m in (Round, Elector, Ballot, Interest)]


def test_nobody_has_two_ballots(urn: Urn) -> None:
    voter = Elector.objects.get(user=urn.story.cast.qi)
    refused("elector_id", COPY, voter.pk)


def test_no_ballot_falls_into_a_closed_round(story: Tale) -> None:
    urn = Urn(story)
    vote = urn.open(ends_at=building.ENDS_AT)
    for name in QUORUM[:-1]:
        urn.cast(name, "approve")
    story.act(urn.case, "declare_interest", "m1", conflicted=True, statement="亲属参与。")
    late = Elector.objects.get(round=vote, user=story.cast.m2)
    refused("表决已经结束", COPY, late.pk)


def test_no_elector_joins_once_a_ballot_is_in(urn: Urn) -> None:
    refused(
        "参加人不能变动",
        """INSERT INTO ethics_review_elector (round_id, user_id, name, position, discipline)
        SELECT round_id, %s, 'M3', 'member', 'ethics' FROM ethics_review_elector LIMIT 1""",
        urn.story.cast.m3.pk,
    )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ethics_review_ballot SET choice = 'approve'",
        "DELETE FROM ethics_review_ballot",
        "UPDATE ethics_review_elector SET discipline = 'law'",
        "DELETE FROM ethics_review_elector WHERE id NOT IN "
        "(SELECT elector_id FROM ethics_review_ballot)",
    ],
)
def test_ballots_and_electors_are_only_added(urn: Urn, sql: str) -> None:
    refused("只能追加", sql)


@pytest.mark.parametrize(
    ("told", "sql"),
    [
        ("结果不能更改", "UPDATE ethics_review_round SET outcome = 'reject'"),
        ("结果不能更改", "UPDATE ethics_review_round SET closed_at = NULL, outcome = ''"),
        ("结果不能更改", "UPDATE ethics_review_round SET counts = '{}'"),
        ("不能删除", "DELETE FROM ethics_review_round"),
    ],
)
def test_a_closed_round_stays_as_it_ended(closed: Round, told: str, sql: str) -> None:
    refused(told, sql)


@pytest.mark.parametrize(
    ("told", "sql"),
    [
        ("开始后只能结束", "UPDATE ethics_review_round SET kind = 'letter'"),
        ("开始后只能结束", "UPDATE ethics_review_round SET ends_at = opened_at"),
        ("不能删除", "DELETE FROM ethics_review_round"),
        ("a_closed_round_has_an_outcome", "UPDATE ethics_review_round SET outcome = 'approve'"),
    ],
)
def test_an_open_round_can_only_be_closed(urn: Urn, told: str, sql: str) -> None:
    refused(told, sql)


def test_a_case_has_one_open_round(urn: Urn) -> None:
    refused(
        "one_open_round_per_case",
        """INSERT INTO ethics_review_round
        (case_id, number, kind, opened_at, opened_by_id, outcome, counts)
        SELECT case_id, 99, kind, opened_at, opened_by_id, '', '{}' FROM ethics_review_round""",
    )


@pytest.mark.parametrize("decision", ["approve", "approve_after_revision"])
def test_no_approval_stands_without_a_round(urn: Urn, decision: str) -> None:
    sql = "UPDATE ethics_review_review SET decision = %s, decided_round_id = NULL"
    refused("no_approval_without_a_vote", sql, decision)
    assert Review.objects.get(pk=urn.case.pk).decision == ""


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ethics_review_interest SET conflicted = false WHERE conflicted",
        "DELETE FROM ethics_review_interest WHERE conflicted",
    ],
)
def test_whoever_was_recused_stays_recused(urn: Urn, sql: str) -> None:
    urn.story.act(urn.case, "declare_interest", "m3", conflicted=True, statement="亲属参与。")
    refused("不能撤销", sql)


def test_the_seal_of_a_ballot_stands_in_the_trail_and_its_choice_does_not(urn: Urn) -> None:
    ballot = Ballot.objects.get()
    event = urn.case.events.get(action="cast_ballot")
    assert event.data["ballot_sha256"] == ballot.commitment == ballot.seal()
    assert "reject" not in str(event.data)
    assert make.version_of(urn.case) == event.data["version"]
