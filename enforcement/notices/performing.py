"""The letters and messages after a penalty decision (penalty law, articles 61, 66, 67 and 72; compulsion law, 54)."""

from enforcement.notices.stated import PARTY, REASON
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import has, says, states
from portal.notices.effects import Effects
from portal.notices.stock import BASIS, CASE_NUMBER, CONTACT, ISSUER

_ALWAYS = (ISSUER, CASE_NUMBER, CONTACT)
_DECISION = Effects(amends=("penalty_decision",))
_FINE = states("fine", "罚款（元）", "Fine (yuan)")
_SHARE = states("late_fee", "逾期每日加处", "Extra fine for each day late", "share")
_HOW = states("performance", "缴款方式", "How to pay")
_ACCOUNT = (
    states("served_at", "决定的送达日期", "Decision served on"),
    _FINE,
    states("extra_fine", "加处罚款（元）", "Extra fine (yuan)", "extra"),
    states("outstanding", "尚欠（元）", "Outstanding (yuan)"),
    states("calculated_until", "计算至", "Calculated until", "until"),
)

NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "penalty_service_receipt",
        "送达回证",
        "主管部门内部的送达记录。",
        inside=True,
        mark="送",
        title_en="Proof of Service",
        meaning_en="The office's own record of when and how a letter was served.",
        must_state=(
            ISSUER,
            CASE_NUMBER,
            states("party", "受送达人", "Addressee", "party"),
            states("method", "送达方式", "Method of service"),
            states("served_at", "送达时间", "Served at"),
            states("server", "送达人", "Server"),
        ),
    ),
    letter(
        "penalty_postponed",
        "延期缴纳罚款决定书",
        "告知准予延期缴纳罚款的决定。",
        mark="罚延",
        title_en="Decision to Postpone Payment of a Fine",
        meaning_en="You may pay the fine until the day stated.",
        must_state=(
            *_ALWAYS,
            _FINE,
            states("pay_by", "缴款的最后一日", "Pay by", field="until"),
            REASON,
            _HOW,
            _SHARE,
        ),
        effects=_DECISION,
    ),
    letter(
        "penalty_instalments",
        "分期缴纳罚款决定书",
        "告知准予分期缴纳罚款的决定。",
        mark="罚分",
        title_en="Decision on Payment by Instalments",
        meaning_en="You may pay the fine in the instalments stated.",
        must_state=(
            *_ALWAYS,
            _FINE,
            states("due_days", "各期的最后一日", "Days due", "parts.due_on", field="rows"),
            states("amounts", "各期的金额（元）", "Amounts (yuan)", "parts.amount", field="rows"),
            REASON,
            _HOW,
            _SHARE,
        ),
        effects=_DECISION,
    ),
    letter(
        "penalty_extra_fine",
        "加处罚款通知书",
        "告知逾期未缴罚款而加处的罚款及其计算。",
        mark="罚加",
        title_en="Notice of an Extra Fine",
        meaning_en="The fine was not paid in time; the extra fine is calculated as shown.",
        must_state=(
            *_ALWAYS,
            *_ACCOUNT,
            states("calculation", "计算", "Calculation", "segments.amount", when=has("segments")),
            _HOW,
            _SHARE,
            BASIS,
        ),
    ),
    letter(
        "penalty_demand",
        "履行行政处罚决定催告书",
        "催告当事人履行行政处罚决定。",
        mark="罚催",
        title_en="Demand to Perform a Penalty Decision",
        meaning_en="Pay what is outstanding within the time stated, or the court will be asked to enforce it.",
        serves="record_demand_service",
        must_state=(
            *_ALWAYS,
            *_ACCOUNT,
            states("term", "履行的期限", "Time to perform", english="demand_terms"),
            _HOW,
            says(
                "right_to_be_heard",
                "陈述和申辩的权利",
                "Right to be heard",
                "有权进行陈述和申辩",
                "You may make a statement and defend yourself.",
            ),
            says(
                "consequence",
                "逾期的后果",
                "If you do not perform",
                "将依法申请人民法院强制执行",
                "The office will apply to the people's court for enforcement.",
            ),
            BASIS,
        ),
        effects=Effects(supersedes=("penalty_demand",)),
    ),
    letter(
        "penalty_closing",
        "结案审批表",
        "主管部门内部的结案审批记录。",
        inside=True,
        mark="罚结",
        title_en="Approval to Close a Case",
        meaning_en="The office's own record of the approval to close a penalty case.",
        must_state=(
            ISSUER,
            CASE_NUMBER,
            PARTY,
            states("report", "执行结果和结案意见", "Result and opinion", field="report"),
            states("approved_by", "批准人", "Approved by"),
        ),
    ),
    message("penalty_served", "行政处罚决定书已经登记送达"),
    message("penalty_electronic_confirmed", "当事人确认了电子送达", inside=True),
    message("penalty_payment_recorded", "缴款已经登记"),
    message("penalty_fine_settled", "罚款已经缴清"),
    message("penalty_postponement_asked", "当事人申请延期或者分期缴款", inside=True),
    message("penalty_suspension_lifted", "暂停信息更新已经解除"),
    message("penalty_correction_confirmed", "决定责令改正的事项已经确认改正"),
    message("penalty_demand_served", "催告书已经登记送达"),
    message("penalty_demand_answered", "当事人对催告陈述申辩", inside=True),
    message("penalty_court_applied", "已经申请法院强制执行"),
    message("penalty_remedy_began", "行政复议或者行政诉讼已经登记"),
    message("penalty_remedy_ended", "行政复议或者行政诉讼的结果已经登记"),
    message("penalty_published", "处罚决定已经公开"),
    message("penalty_publication_withdrawn", "公开的处罚决定已经撤回"),
    message("penalty_closed", "处罚案件已经结案"),
)
