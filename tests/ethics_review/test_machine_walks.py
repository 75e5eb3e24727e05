"""Random people doing random things to a review, in memory, tens of thousands of times: what must always hold holds."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from ethics_review.machines.limits import DECISION_CLOCKS, EMERGENCY_TOTAL
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import GuardFailed
from portal.workflow.machine import Action
from tests import make
from tests.ethics_review.application import answers
from tests.ethics_review.ballots import came_to
from tests.ethics_review.building import LISTED
from tests.ethics_review.errands import PLAIN
from tests.ethics_review.people import SEATS
from tests.ethics_review.unsaved import (
    ACTIONS,
    NAMES,
    PEOPLE,
    Memory,
    UnsavedReview,
    perform,
    refusal,
    review,
)

#: Acts that were done, in walks of so many attempts each.
ACTS, WALKS, STEPS = 20_000, 500, 400
PHASES = [Phase.generate]  # a walk is long already; a shorter one would take minutes to find
VOTES = ("approve", "approve_after_revision", "revise", "reject", "abstain")
MOODS = ("approve", *VOTES[:-1])
#: The committee owes a decision in these.
DECIDING = {
    *(S.GENERAL_REVIEW, S.SIMPLIFIED_REVIEW, S.EMERGENCY_REVIEW),
    *(S.RECHECK_RETURNED, S.APPEALED, S.AMENDMENT_SUBMITTED),
}
ENDS = {S.TERMINATED, S.COMPLETED, S.WITHDRAWN}
ENDINGS = {"withdraw", "terminate", "conclude_activity", "decline_acceptance", "require_new_review"}
#: Acts that hand in what may have been changed.
HAND_INS = {"resubmit_supplement", "resubmit_revised", "submit_amendment"}
#: What the committee finds of the recheck list.
FINDINGS = [
    {"listed": True, "items": ["opinion_mobilisation"], "reason": "具有舆论动员能力"},
    {"listed": False, "items": [], "reason": "不具有舆论动员能力"},
    {"listed": True, "items": [], "reason": "没有写明事项"},
]
#: decision → the vote that carries it.
CARRIES = {
    "approve": "approve",
    "approve_after_revision": "approve_after_revision",
    "require_revision": "revise",
    "reject": "reject",
}


class Walk:
    """One review and its people, and what was seen of it so far."""

    def __init__(self, seed: int) -> None:
        self.walk_id, self.chance = 100 * seed, Random(seed)
        emergency, joint = self.chance.random() < 0.3, self.chance.random() < 0.2
        self.case: UnsavedReview = review(
            Memory(joint_decision=joint),
            recheck_answers=self.self_test(),
            is_joint=joint,
            is_urgent=emergency,
            emergency_reason="台风" if emergency else "",
        )
        self.now: datetime = make.NOW
        self.closed: dict[int, str] = {}
        self.version = self.case.version

    def self_test(self) -> list[dict[str, str]]:
        """Answers that put the activity on the list, or not."""
        return answers(*LISTED) if self.chance.random() < 0.4 else answers()

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.now += timedelta(minutes=self.chance.choice([0, 1, 1, 30, 600, 6000]))
            who, step = self.chosen()
            self.step(who, step, self.told(step))
            if self.case.state in ENDS:
                return

    def chosen(self) -> tuple[str, Action]:
        """Mostly what the state declares by somebody with the role; sometimes anything by anybody."""
        if self.chance.random() < 0.15:
            return self.chance.choice(NAMES), self.chance.choice(list(ACTIONS.values()))
        vote = self.case.open_round()
        if vote is not None and self.chance.random() < 0.8:
            simplified = vote.kind == "simplified"
            electors = list(self.case.memory.electors[vote.pk])
            casting = ACTIONS["cast_simplified" if simplified else "cast_ballot"]
            waited_for = [n for n in electors if n not in self.case.memory.ballots[vote.pk]]
            return self.chance.choice(waited_for or electors), casting
        here = [
            step
            for step in ACTIONS.values()
            if self.case.state in step.source
            and (step.roles != {Role.SYSTEM} or step.name == "receive_opinion")
        ]
        step = self.chance.choice([s for s in here if s.name not in ENDINGS] or here)
        if self.chance.random() < 0.03:
            step = self.chance.choice(here)
        able = [name for name in NAMES if self.case.roles_of(PEOPLE[name]) & step.roles]
        return self.chance.choice(able or NAMES), step

    def inclined(self) -> str:
        """A vote as most of this committee would have it in this round."""
        mood = Random(self.walk_id + len(self.case.memory.rounds)).choice(MOODS)
        return mood if self.chance.random() < 0.85 else self.chance.choice(VOTES)

    def told(self, step: Action) -> dict[str, Any]:
        """Some input that the action's form would let through."""
        chance, names = self.chance, list(SEATS)
        given: dict[str, dict[str, Any]] = {
            "declare_interest": {"conflicted": chance.random() < 0.04},
            "determine_listing": chance.choice(FINDINGS),
            "name_presider": {"presider": None},
            "invite_adviser": {"adviser": None, "field": "算法"},
            "name_reviewers": {"reviewers": chance.sample(names, chance.choice([1, 2, 3]))},
            "open_voting": {"meeting": None, "ends_at": self.now + timedelta(hours=20)},
            "cast_ballot": {"choice": self.inclined()},
            "cast_simplified": {"choice": chance.choice(["agree"] * 4 + ["doubt", "negative"])},
            "extend": {"until": (self.now + timedelta(days=50)).date(), "reason": "情况复杂"},
            "exempt_recheck": {
                "ground": "recommendation",
                "number": chance.choice(["公示编号", "没有的编号"]),
                "reason": "已备案",
            },
            "record_service": {
                "served_at": self.now,
                "service_method": "in_person",
                "proof": "回执",
            },
            "record_tracking": {
                "result": chance.choice(["continue", "suspend", "terminate"]),
                "findings": [{"point": "plan", "finding": "没有调整。"}],
                "advice": "见附件",
            },
            "answer_risk_change": {
                "answer": chance.choice(["continue", "suspend", "new_review"]),
                "reasons": "见附件",
            },
        }
        months = {"tracking_months": chance.choice([1, 3, 6, 12, 13])}
        plain = PLAIN.get(step.name, {})
        return given.get(step.name) or (plain | months if "tracking_months" in plain else plain)

    def step(self, who: str, step: Action, data: dict[str, Any]) -> None:
        """Before a vote everybody who is at hand declares, so that walks get far."""
        case, memory = self.case, self.case.memory
        memory.present = tuple(self.chance.sample(list(SEATS), self.chance.choice([4, 5, 6, 8, 9])))
        memory.coming_opinion = self.chance.choice(["agree", "agree", "disagree"])
        if step.name in HAND_INS and self.chance.random() < 0.5:
            case.recheck_answers = self.self_test()
        if step.name in ("open_voting", "cast_simplified", "recognise"):
            for name in {*memory.present, who} & set(SEATS):
                if name not in memory.interests:
                    perform(case, "declare_interest", name, self.now, {"conflicted": False})
            self.version = case.version
        voted = who in self.ballots_of_the_open_round()
        open_before, listed_before = case.open_round(), case.on_recheck_list
        before = (case.state, case.version, len(memory.log))
        refused = perform(case, step.name, who, self.now, data)
        if refused is not None:
            assert (case.state, case.version, len(memory.log)) == before
        else:
            assert case.version > self.version
            self.version = case.version
            if step.name in ("cast_ballot", "cast_simplified"):
                assert open_before is not None
                assert not voted
            if step.name != "determine_listing":
                assert case.on_recheck_list or not listed_before
            if step.name in ("resume", "resume_recognised"):
                assert not case.has_unreviewed_major_change()
            if step.name in CARRIES:
                self.rests_on_ballots(CARRIES[step.name])
        self.holds()

    def ballots_of_the_open_round(self) -> dict[str, str]:
        vote = self.case.open_round()
        return self.case.memory.ballots[vote.pk] if vote else {}

    def rests_on_ballots(self, decision: str) -> None:
        """No decision without a round that came to it, by a second count; none past the experts."""
        case = self.case
        assert case.decision == decision
        vote = case.decided_round
        assert vote.closed_at is not None
        assert self.count(vote) == decision
        if decision.startswith("approve") and case.on_recheck_list and case.exempt_at is None:
            assert case.recheck_opinion == "agree"

    def count(self, vote: Any) -> str:
        memory = self.case.memory
        ballots = memory.ballots[vote.pk]
        return came_to(
            vote.kind, [(e.discipline, ballots.get(n)) for n, e in memory.electors[vote.pk].items()]
        )

    def holds(self) -> None:
        case, memory = self.case, self.case.memory
        clocks = set(memory.limits) & set(DECISION_CLOCKS)
        hours = case.state == S.AWAITING_RECHECK and clocks == {EMERGENCY_TOTAL}
        assert len(clocks) == int(case.state in DECIDING) or hours
        assert len([vote for vote in memory.rounds if vote.closed_at is None]) <= 1
        vote = case.open_round()
        if vote is not None:
            electors = set(memory.electors[vote.pk])
            assert electors <= set(SEATS)  # the applicant, the secretary, the adviser: never
            assert not [name for name in electors if memory.interests.get(name)]
            assert set(memory.ballots[vote.pk]) <= electors
        for ended in memory.rounds:
            if ended.closed_at is not None:
                known = self.closed.setdefault(ended.pk, ended.outcome)
                assert known == ended.outcome
                assert known in ("set_aside", self.count(ended))
        approved = case.state in (S.APPROVED, S.AMENDMENT_DUE, S.AMENDMENT_SUBMITTED)
        assert not approved or case.recognised_decision or case.decided_round is not None
        if case.state in (S.APPROVED, S.RECOGNISED, S.SUSPENDED):
            exempt_or_agreed = case.exempt_at is not None or case.recheck_opinion == "agree"
            assert not case.on_recheck_list or exempt_or_agreed
            assert case.recognised_decision or set(case.listed_under) <= set(case.decided_under)
        assert case.on_recheck_list == bool(case.listed_under)
        assert case.in_force == (case.state in (S.APPROVED, S.RECOGNISED))
        if self.chance.random() < 0.01:
            self.somebody_can_go_on()

    def somebody_can_go_on(self) -> None:
        """Until its end a review is on somebody's desk, and some act leads on."""
        case = self.case
        refused_for_good = case.state == S.REJECTED and case.late_appeal_at is not None
        if case.state in ENDS or refused_for_good:
            return
        open_acts = [
            (name, step.name)
            for step in ACTIONS.values()
            if case.state in step.source
            for name in NAMES
            if case.roles_of(PEOPLE[name]) & step.roles
            and refusal(case, step.name, name, self.now, {}) is None
        ]
        assert open_acts


def test_whatever_people_do_what_must_always_hold_holds() -> None:
    states: set[str] = set()
    done: list[int] = []

    @settings(max_examples=WALKS, deadline=None, derandomize=True, database=None, phases=PHASES)
    @given(some.integers(0, 2**32 - 1))
    def walks(seed: int) -> None:
        walk = Walk(seed)
        walk.run(STEPS)
        done.append(len(walk.case.memory.log))
        states.update(after for *_, after in walk.case.memory.log)

    walks()
    assert sum(done) >= ACTS
    assert states == {*S.values} - {S.DRAFT}


def test_every_state_that_is_not_an_end_has_a_way_out() -> None:
    """Declared, to another state, by a role that a person can hold or by what a person's act causes."""
    for state in S.values:
        ways = {s.target for s in ACTIONS.values() if state in s.source and s.target != state}
        assert (ways - {None} == set()) == (state in ENDS)


@pytest.mark.parametrize("name", ["lin", "su", "gu"])
def test_nobody_but_members_ever_casts_a_ballot(name: str) -> None:
    memory = Memory(present=tuple(SEATS))
    case = review(memory)
    now = make.NOW
    assert perform(case, "submit", "lin", now, {}) is None
    assert perform(case, "accept_general", "su", now, {"reason": "一般风险"}) is None
    adviser = {"adviser": PEOPLE["gu"], "field": "算法"}
    assert perform(case, "invite_adviser", "su", now, adviser) is None
    for member in SEATS:
        assert perform(case, "declare_interest", member, now, {"conflicted": False}) is None
    opening = {"meeting": None, "ends_at": now}
    assert perform(case, "open_voting", "qi", now, opening) is None
    refused = perform(case, "cast_ballot", name, now, {"choice": "approve"})
    assert refused is not None
    assert not isinstance(refused, GuardFailed)
    assert memory.ballots[1] == {}
