"""The letters of a revocation (draft 2021 article 29(1), provisions 2022 article 33(1))."""

from filings.notices.stated import ATTESTED, FILING_STANDS, NUMBER_ENDS, NUMBERED
from portal.notices.catalogue import NoticeKind, letter
from portal.notices.contents import has, says, states
from portal.notices.effects import Effects
from portal.notices.stock import DUE, REMEDIES

_CHARGE = (
    states("facts", "事实", "Facts", field="facts"),
    states("evidence", "证据", "Evidence", field="evidence"),
    states("ground", "情形", "Ground", field="ground"),
)
_STATEMENT_HEARD = states(
    "stated_at", "陈述申辩的时间", "Statement received", when=has("stated_at")
)

REVOCATION_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "filing_revocation_notice",
        "撤销备案事先告知书",
        "告知拟撤销备案的事实、证据、依据和陈述申辩的权利，不是决定。",
        mark="算撤告",
        title_en="Prior Notice of Revocation",
        meaning_en="The authority intends to revoke the filing. You may state your case before it decides.",
        must_state=(
            *NUMBERED,
            *_CHARGE,
            says(
                "intended",
                "拟作出的决定",
                "Intended decision",
                "撤销上述备案",
                "Revocation of the filing: the number becomes invalid and the public entry is marked as revoked.",
            ),
            says(
                "right_to_state",
                "陈述和申辩的权利",
                "Right to be heard",
                "你单位有权陈述和申辩",
                "You have the right to make a statement and defend yourself on the page of this case; doing so does not"
                " worsen your position.",
            ),
            DUE,
        ),
    ),
    letter(
        "filing_revocation_dropped",
        "终止撤销备案程序通知书",
        "告知撤销备案的程序已经终止，备案继续有效。",
        effects=Effects(revokes=("filing_revocation_notice",)),
        mark="算撤止",
        title_en="Notice Ending Revocation Proceedings",
        meaning_en="The authority does not revoke the filing. It stays valid.",
        must_state=(
            *NUMBERED,
            states("reason", "理由", "Reasons", field="reason"),
            _STATEMENT_HEARD,
            FILING_STANDS,
        ),
    ),
    letter(
        "filing_revoked",
        "撤销备案决定书",
        "告知备案已被撤销及其事实、证据、依据和救济途径。",
        publishes=True,
        effects=Effects(revokes=ATTESTED, supersedes=("filing_revocation_notice",)),
        mark="算撤",
        title_en="Decision on Revocation of a Filing",
        meaning_en="The filing is revoked. Stop displaying the number at once; you may challenge the decision.",
        must_state=(
            *NUMBERED,
            *_CHARGE,
            _STATEMENT_HEARD,
            states("reason", "决定理由", "Reasons", field="reason"),
            states("ended_on", "生效日期", "Takes effect on"),
            NUMBER_ENDS,
            REMEDIES,
        ),
    ),
)
