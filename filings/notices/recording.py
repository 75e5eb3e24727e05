"""From the first submission to the number: receipt, correction, record, refusal, withdrawal (draft 2021 article 21)."""

from filings.notices.stated import ALWAYS, NO_ENDORSEMENT, NUMBER, RECEIVED, TYPE, gaps
from portal.notices.catalogue import NoticeKind, letter
from portal.notices.contents import has, says, states
from portal.notices.stock import DUE, REMEDIES

_RECEIVED = letter(
    "filing_received",
    "备案材料接收回执",
    "证明备案机关已收到备案材料，不代表已经备案。",
    mark="算收",
    title_en="Receipt for Filing Materials",
    meaning_en="The authority has received your filing materials. This is not a filing; the decision follows by the"
    " day stated.",
    must_state=(
        *ALWAYS,
        TYPE,
        states("materials", "收到的材料", "Materials received"),
        RECEIVED,
        DUE,
    ),
)
_CORRECTION = letter(
    "filing_correction",
    "补正通知书",
    "一次性告知备案材料需要补正的内容，不是备案决定。",
    mark="算补",
    title_en="Notice to Correct Filing Materials",
    meaning_en="Your materials have the gaps listed, told all at once. Please correct them; this is not a decision.",
    must_state=(
        *ALWAYS,
        *gaps(),
        says(
            "how",
            "补正方式",
            "How to correct",
            "登录本门户，在本事项页面修改填报内容或者重新上传材料，并再次提交",
            "Sign in to the portal, change the entries or upload the papers anew on the page of this case, and submit.",
        ),
        says("promptly", "补正时间", "When", "请尽快完成", "Please do so without delay."),
        states(
            "decision_due",
            "办理期限",
            "The authority decides by",
            when=has("decision_due"),
        ),
        says(
            "silence",
            "未补正的后果",
            "If you do not correct",
            "材料仍不齐全的，将作出不予备案的决定并说明理由",
            "The authority decides on the materials it has; if they are still incomplete the filing is refused.",
        ),
    ),
)
_RECORDED = letter(
    "filing_recorded",
    "备案通知书",
    "证明算法已经备案并取得备案编号；备案不代表对其产品、服务或者技术的认可。",
    publishes=True,
    mark="算备",
    title_en="Notice of Algorithm Filing",
    meaning_en="Your algorithm is filed under the number stated. Display the number and the link, and file changes and"
    " the end of the service in time.",
    must_state=(
        NUMBER,
        *ALWAYS,
        TYPE,
        states("recorded_on", "备案日期", "Date of filing"),
        says(
            "display_duty",
            "标明备案编号和公示链接",
            "Duty to display",
            "显著位置标明备案编号，并提供公示信息的链接",
            "Display the filing number prominently on the website or application, with a link to the published entry.",
        ),
        states("change_limit", "变更备案的义务", "Duty to file changes", english="change_terms"),
        states(
            "deregistration_limit",
            "注销备案的义务",
            "Duty to deregister",
            english="deregistration_terms",
        ),
        NO_ENDORSEMENT,
    ),
)
_DECLINED = letter(
    "filing_declined",
    "不予备案通知书",
    "告知备案申请未予备案的决定、理由和救济途径。",
    mark="算不备",
    title_en="Notice of Refusal to File",
    meaning_en="Your algorithm is not filed because the materials are incomplete. You may complete them and submit"
    " again, and you may challenge the decision.",
    must_state=(
        *ALWAYS,
        states("missing", "缺少的材料", "What is missing", "reasons.item", field="items"),
        states("reasons", "理由", "Reasons", "reasons.reason", field="items"),
        says(
            "refile",
            "重新备案的权利",
            "Right to file again",
            "可以在本门户重新提交备案",
            "You may complete the materials and submit the filing again on the portal.",
        ),
        REMEDIES,
    ),
)
_WITHDRAWN = letter(
    "filing_withdrawn",
    "撤回备案回执",
    "证明备案机关已收到撤回备案申请的表示，本次备案办理终止。",
    mark="算撤回",
    title_en="Receipt for Withdrawal of a Filing",
    meaning_en="The filing procedure ends with your withdrawal. The duty to file remains while the service runs.",
    must_state=(
        *ALWAYS,
        states("withdrawn_at", "收到时间", "Received", "withdrawn_at", "issued_at"),
        says(
            "effect",
            "效力",
            "Effect",
            "本次备案办理自撤回时终止",
            "The procedure ends with the withdrawal; no decision is made on the materials.",
        ),
    ),
)
FILING_NOTICES: tuple[NoticeKind, ...] = (
    _RECEIVED,
    _CORRECTION,
    _RECORDED,
    _DECLINED,
    _WITHDRAWN,
)
