"""The tally counts again what is stored, and tells every difference from the trail: tampering as the tables' owner."""

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ethics_review.models import Ballot, Interest, Review, ReviewRevision, Round
from ethics_review.states import RoundOutcome
from portal.audit import verification
from tests.ethics_review import building, people
from tests.ethics_review.people import EthicsCast

TABLES = ("ballot", "elector", "round", "interest", "reviewrevision")


@pytest.fixture
def cast(db: None) -> EthicsCast:
    return people.cast()


@pytest.fixture
def voted(cast: EthicsCast) -> Review:
    """Five voted: four approve, one rejects."""
    story = building.tale(cast)
    review = building.accepted(story)
    building.vote(story, review, "approve", "approve", "approve", "approve", "reject")
    return Review.objects.get(pk=review.pk)


def as_owner(change: Callable[[], object]) -> None:
    """Do what only the owner of the tables can: without the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE ethics_review_{table} DISABLE TRIGGER USER")
        change()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE ethics_review_{table} ENABLE TRIGGER USER")


def tally(case: Review) -> tuple[str, str, str]:
    """What the command prints, what it complains of, and how it ends."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("tally", case.number, stdout=out, stderr=err)
    except CommandError as ended:
        return out.getvalue(), err.getvalue(), str(ended)
    return out.getvalue(), err.getvalue(), ""


def test_an_untouched_vote_is_told_in_numbers_and_agrees(voted: Review) -> None:
    out, err, ended = tally(voted)
    assert (err, ended) == ("", "")
    assert "第 1 轮 会议表决" in out
    assert "参加人 5 名：人工智能技术 2，人工智能应用 1，伦理 1，法律 1" in out
    assert "选票 5 张，封印相符 5 张" in out
    assert (
        "批准 4，修改后批准 0，修改后再审 0，不予批准 1，弃权 0；计入 5 人，形成决定须 4 票" in out
    )
    assert "重新计票的结果：批准" in out
    assert "Qi" not in out
    assert list(verification.verify()) == []


def test_an_open_vote_is_not_counted(cast: EthicsCast) -> None:
    story = building.tale(cast)
    review = building.accepted(story)
    building.voting(story, review)
    story.act(review, "cast_ballot", "qi", choice="reject")
    out, _, ended = tally(review)
    assert ended == ""
    assert "选票 1 张，封印相符 1 张" in out
    assert "正在进行，结束前不计票" in out
    assert "不予批准" not in out


def test_a_round_that_was_set_aside_agrees(cast: EthicsCast) -> None:
    story = building.tale(cast)
    review = building.accepted(story)
    building.voting(story, review)
    story.act(review, "cast_ballot", "qi", choice="approve")
    story.act(review, "declare_interest", "m1", conflicted=True, statement="合作过。")
    assert Round.objects.get().outcome == RoundOutcome.SET_ASIDE
    assert tally(review)[2] == ""
    assert list(verification.verify()) == []


def test_a_simplified_review_and_its_conversion_agree(cast: EthicsCast) -> None:
    story = building.tale(cast)
    review = building.accepted(story, "simplified")
    story.act(review, "name_reviewers", "qi", reviewers=cast.named("wei", "m1"))
    building.declare(story, review, "wei", "m1")
    story.act(review, "cast_simplified", "wei", choice="agree")
    story.act(review, "cast_simplified", "m1", choice="doubt", reasons="数据来源不明。")
    out, _, ended = tally(review)
    assert ended == ""
    assert "登记的结果：表决作废" in out
    assert list(verification.verify()) == []


def test_a_recheck_agrees(cast: EthicsCast) -> None:
    story = building.tale(cast)
    recheck = building.issued(story, building.preliminary(story))
    out, _, ended = tally(recheck)
    assert ended == ""
    assert "同意 5，不同意 0；计入 5 人，形成决定须 4 票" in out
    assert list(verification.verify()) == []


def change_a_choice() -> None:
    Ballot.objects.filter(choice="reject").update(choice="approve")


def reseal_a_changed_ballot() -> None:
    ballot = Ballot.objects.get(choice="reject")
    ballot.choice = "approve"
    ballot.commitment = ballot.seal()
    ballot.save()


def delete_a_ballot() -> None:
    Ballot.objects.filter(choice="reject").delete()


def move_a_ballot_behind_the_closing() -> None:
    Ballot.objects.filter(choice="reject").update(cast_at="2026-12-01T00:00:00Z")


def give_a_ballot_to_another() -> None:
    ballot = Ballot.objects.select_related("elector").get(choice="reject")
    gu = type(ballot.elector.user).objects.get(username="gu")
    ballot.elector.user = gu
    ballot.elector.save()


def rename_an_elector() -> None:
    Ballot.objects.get(choice="reject").elector.__class__.objects.filter(name="M2").update(name="X")


def add_an_elector() -> None:
    elector = Ballot.objects.select_related("elector").get(choice="reject").elector
    gu = type(elector.user).objects.get(username="gu")
    elector.pk, elector.user, elector.name = None, gu, "Gu"
    elector.save(force_insert=True)


def change_the_outcome() -> None:
    Round.objects.update(outcome="reject")


def change_the_counts() -> None:
    one = Round.objects.get()
    one.counts = {**one.counts, "votes": {"approve": 5}}
    one.save()


def set_the_round_aside() -> None:
    Round.objects.update(outcome=RoundOutcome.SET_ASIDE, counts={})


def make_it_a_letter() -> None:
    Round.objects.update(kind="letter")


def open_it_earlier() -> None:
    Round.objects.update(opened_at="2026-01-01T00:00:00Z")


#: what is done → what the tally says of it.
TAMPERING = {
    change_a_choice: "封印不符",
    reseal_a_changed_ballot: "封印不符",
    delete_a_ballot: "记录中的选票已不存在",
    move_a_ballot_behind_the_closing: "表决结束后投出",
    give_a_ballot_to_another: "不是参加人投出的",
    rename_an_elector: "参加人与表决开始时的记录不符",
    add_an_elector: "参加人与表决开始时的记录不符",
    change_the_outcome: "结果或者票数与记录不符",
    change_the_counts: "结果或者票数与记录不符",
    set_the_round_aside: "结果或者票数与记录不符",
    make_it_a_letter: "表决的方式或者截止时间与记录不符",
    open_it_earlier: "开始的时间",
}


@pytest.mark.parametrize("change", TAMPERING, ids=lambda change: change.__name__)
def test_whoever_owns_the_tables_cannot_bend_a_vote_unseen(
    voted: Review, change: Callable[[], None]
) -> None:
    as_owner(change)
    _, err, ended = tally(voted)
    assert TAMPERING[change] in err
    assert "处不符" in ended
    told = [str(found) for found in verification.verify()]
    assert any(TAMPERING[change] in one for one in told)
    assert all(one.startswith(f"事项 {voted.number}") for one in told)


def test_a_whole_vote_that_is_taken_out_is_missed(voted: Review) -> None:
    def erase() -> None:
        Review.objects.update(decided_round=None)
        Ballot.objects.all().delete()
        one = Round.objects.get()
        one.electors.all().delete()
        one.delete()

    as_owner(erase)
    _, err, _ = tally(voted)
    assert "记录中的表决已不存在" in err
    assert "记录中的表决结果已不存在" in err
    assert err.count("记录中的选票已不存在") == 5


def test_a_recusal_that_is_turned_into_its_opposite_is_seen(cast: EthicsCast) -> None:
    story = building.tale(cast)
    review = building.accepted(story)
    story.act(review, "declare_interest", "m1", conflicted=True, statement="合作过。")
    as_owner(lambda: Interest.objects.update(conflicted=False))
    assert ["利益声明与记录不符"] == [found.reason for found in verification.verify()]
    as_owner(lambda: Interest.objects.all().delete())
    assert ["记录中的利益声明已不存在"] == [found.reason for found in verification.verify()]


def test_an_edited_version_of_an_application_is_seen(voted: Review) -> None:
    def edit() -> None:
        revision = ReviewRevision.objects.get()
        revision.content = {**revision.content, "purpose": "别的目的"}
        revision.save()

    as_owner(edit)
    found = [one.reason for one in verification.verify()]
    assert found == ["固化的内容与记录的校验值不符"]


def test_a_number_that_is_no_vote_is_refused(cast: EthicsCast) -> None:
    with pytest.raises(CommandError, match="没有编号为 EC2026000001 的伦理审查或者专家复核"):
        call_command("tally", cast.committee.number)
