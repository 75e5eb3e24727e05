"""Items that the letters of ethics review must state."""

from portal.notices.contents import Content, equals, has, says, states
from portal.notices.stock import BASIS, CASE_NUMBER, CONTACT, ISSUER, SUBJECT

_PROCEDURES = {
    "一般程序": "general procedure",
    "简易程序": "simplified procedure",
    "应急程序": "emergency procedure",
}
DECISIONS = {
    "批准": "approved",
    "修改后批准": "approved after revision",
    "修改后再审": "to be revised and reviewed again",
    "不予批准": "not approved",
}
OPINIONS = {"同意": "agrees", "不同意": "disagrees"}
ACTIVITY = states("activity", "活动名称", "Activity", "activity_name")
#: What every letter of a review names.
ALWAYS = (ACTIVITY, SUBJECT, CASE_NUMBER, ISSUER, BASIS, CONTACT)
PROCEDURE = (
    states("procedure", "适用的程序", "Procedure", words=_PROCEDURES),
    states("procedure_reason", "适用该程序的理由", "Why this procedure", field="reason"),
    states(
        "simplified_ground",
        "适用简易程序的情形",
        "Ground for the simplified procedure",
        "ground.text",
        when=equals("procedure_code", "simplified"),
        field="ground",
    ),
)
#: A vote in numbers, as every decision states it.
TALLY = (
    states("voted_on", "会议或者审查日期", "Date of the meeting or review", "tally.held_at"),
    states("present", "到会委员人数", "Members present", "tally.present"),
    states("present_by_field", "到会委员的专业类别", "By field", "tally.disciplines.label"),
    states("in_favour", "赞成票", "Votes in favour", "tally.in_favour", when=has("tally.carries")),
    states("against", "反对票", "Votes against", "tally.against", when=has("tally.carries")),
    states("abstained", "弃权票", "Abstentions", "tally.abstained"),
    states("recused", "回避人数", "Members recused", "tally.recused"),
)
TRACKING = states("tracking_months", "跟踪审查间隔（月）", "Tracking interval (months)")
APPEAL = (
    states(
        "appeal",
        "申诉的期限",
        "Time limit of an appeal",
        "appeal_term.text",
        english="appeal_terms",
    ),
    says(
        "appeal_where",
        "向何处申诉",
        "Where to appeal",
        "登录本门户在本事项页面向",
        "Sign in to the portal and appeal to the committee on the page of this case, with reasons.",
    ),
)
NOT_BEFORE_APPROVAL = says(
    "effect",
    "效力",
    "Effect",
    "活动不得开展",
    "The activity must not be carried out unless and until it is approved.",
)


def gaps(zh: str, en: str) -> tuple[Content, Content]:
    """Everything that is missing, at once: the item and what is wrong with it."""
    return (
        states("gaps", zh, en, "items.item", field="items"),
        states("demands", "问题和要求", "What is required", "items.reason", field="items"),
    )


#: Approvals, and all decisions of a committee on one review: a later one takes the place of the former.
APPROVALS = ("ethics_approved", "ethics_approved_after_revision")
DECISION_LETTERS = ("ethics_preliminary", *APPROVALS, "ethics_revision", "ethics_rejected")
