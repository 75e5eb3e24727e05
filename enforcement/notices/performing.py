"""The letters and messages after a penalty decision."""

from portal.notices.catalogue import NoticeKind, letter, message

NOTICES: tuple[NoticeKind, ...] = (
    letter("penalty_service_receipt", "送达回证", "主管部门内部的送达记录。", inside=True),
    letter("penalty_postponed", "延期缴纳罚款决定书", "告知准予延期缴纳罚款的决定。"),
    letter("penalty_instalments", "分期缴纳罚款决定书", "告知准予分期缴纳罚款的决定。"),
    letter("penalty_extra_fine", "加处罚款通知书", "告知逾期未缴罚款而加处的罚款及其计算。"),
    letter("penalty_demand", "履行行政处罚决定催告书", "催告当事人履行行政处罚决定。"),
    letter("penalty_closing", "结案审批表", "主管部门内部的结案审批记录。", inside=True),
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
