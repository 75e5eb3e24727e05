"""The letters of a change (draft 2021 article 20(2), provisions 2022 article 24(2))."""

from filings.notices.stated import (
    ATTESTED,
    FILING_STANDS,
    NO_ENDORSEMENT,
    NUMBERED,
    RECEIVED,
    gaps,
)
from portal.notices.catalogue import NoticeKind, letter
from portal.notices.contents import has, says, states
from portal.notices.effects import Effects
from portal.notices.stock import DUE

_CHANGED_ON = states("changed_on", "变更发生之日", "Date of the change", when=has("changed_on"))
_DIFFERENCES = states("changed_items", "变更事项", "Items changed", "differences.label")

CHANGE_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "filing_change_received",
        "变更备案材料接收回执",
        "证明备案机关已收到变更备案材料，不代表变更已经备案。",
        mark="算变收",
        title_en="Receipt for Change of Filing",
        meaning_en="The authority has received your change. Until it is accepted, the former content stays valid.",
        must_state=(
            *NUMBERED,
            RECEIVED,
            _CHANGED_ON,
            _DIFFERENCES,
            states("time_limits", "办理期限", "Time limits", "deadlines", when=has("deadlines")),
            FILING_STANDS,
        ),
    ),
    letter(
        "filing_change_accepted",
        "变更备案通知书",
        "证明变更已经备案，备案编号不变；不代表对其产品、服务或者技术的认可。",
        publishes=True,
        effects=Effects(supersedes=ATTESTED),
        mark="算变",
        title_en="Notice of Change of Filing",
        meaning_en="The change is filed. The filing number stays the same; the new content is published.",
        must_state=(
            *NUMBERED,
            _DIFFERENCES,
            states("accepted_on", "变更备案之日", "Date of the changed filing"),
            says(
                "effect",
                "效力",
                "Effect",
                "备案编号不变",
                "The filing number stays the same; the changed content is published in place of the former.",
            ),
            states(
                "change_limit",
                "再次变更的义务",
                "Duty to file further changes",
                english="change_terms",
            ),
            NO_ENDORSEMENT,
        ),
    ),
    letter(
        "filing_change_returned",
        "变更备案材料退回通知书",
        "一次性告知变更备案材料需要补正的内容，已备案的内容继续有效。",
        mark="算变退",
        title_en="Notice Returning a Change of Filing",
        meaning_en="Your change cannot be accepted yet. Correct the items listed and submit it again.",
        must_state=(
            *NUMBERED,
            *gaps(),
            says(
                "how",
                "补正方式",
                "How to correct",
                "修改填报内容或者重新上传材料，并再次提交变更",
                "Sign in, change the entries or upload papers on the page of this case, and submit the change.",
            ),
            DUE,
            states(
                "consequence", "未办理的后果", "If the change is not filed", when=has("consequence")
            ),
            FILING_STANDS,
        ),
    ),
    letter(
        "filing_change_withdrawn",
        "撤回变更备案回执",
        "证明备案机关已收到撤回变更备案的表示，已备案的内容继续有效。",
        mark="算变撤",
        title_en="Receipt for Withdrawal of a Change",
        meaning_en="The procedure for your change ends. The content filed before stays valid.",
        must_state=(
            *NUMBERED,
            states("withdrawn_at", "收到时间", "Received"),
            states("reason", "撤回理由", "Reason", field="reason"),
            states(
                "change_limit", "变更备案的义务", "Duty to file changes", english="change_terms"
            ),
            FILING_STANDS,
        ),
    ),
)
