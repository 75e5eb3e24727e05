"""What a ballot binds itself to."""

import hashlib

import pytest

from ethics_review.rules.voting import commitment

BALLOT = {
    "round_id": 7,
    "elector_id": 31,
    "choice": "approve",
    "sheet": {"fairness": 4, "control": 3},
    "reasons": "风险可控",
    "salt": "00ff",
}


def test_a_commitment_is_the_digest_of_the_canonical_ballot() -> None:
    canonical = (
        '{"choice":"approve","elector":31,"reasons":"\\u98ce\\u9669\\u53ef\\u63a7","round":7,'
        '"salt":"00ff","sheet":{"control":3,"fairness":4}}'
    )
    assert commitment(**BALLOT) == hashlib.sha256(canonical.encode()).hexdigest()
    turned = {**BALLOT, "sheet": {"control": 3, "fairness": 4}}
    assert commitment(**turned) == commitment(**BALLOT)


@pytest.mark.parametrize(
    "change",
    [
        {"round_id": 8},
        {"elector_id": 32},
        {"choice": "reject"},
        {"sheet": {"fairness": 4}},
        {"reasons": ""},
        {"salt": "00fe"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_commitment_changes_with_every_part_of_the_ballot(change: dict[str, object]) -> None:
    assert commitment(**{**BALLOT, **change}) != commitment(**BALLOT)
