"""The letters of the filing procedure; ``filings.apps`` registers them."""

from portal.notices.catalogue import NoticeKind, letter

FILING_NOTICES: tuple[NoticeKind, ...] = (
    letter("filing_received", "备案材料接收回执", "证明备案机关已收到备案材料，不代表已经备案。"),
    letter("filing_correction", "补正通知书", "一次性告知备案材料需要补正的内容，不是备案决定。"),
    letter(
        "filing_recorded",
        "备案通知书",
        "证明算法已经备案并取得备案编号；备案不代表对其产品、服务或者技术的认可。",
        publishes=True,
    ),
    letter("filing_declined", "不予备案通知书", "告知备案申请未予备案的决定、理由和救济途径。"),
    letter(
        "filing_withdrawn",
        "撤回备案回执",
        "证明备案机关已收到撤回备案申请的表示，本次备案办理终止。",
    ),
)
