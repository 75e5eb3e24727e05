"""From the application to the procedure (articles 12–13)."""

from ethics_review.notices.stated import ALWAYS, NOT_BEFORE_APPROVAL, PROCEDURE, gaps
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import has, says, states
from portal.notices.effects import Effects
from portal.notices.stock import DUE

_RECEIVED = states("received_at", "收到时间", "Received")

INTAKE_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "ethics_received",
        "伦理审查申请接收回执",
        "证明委员会已收到审查申请，不代表已经受理。",
        mark="伦收",
        title_en="Receipt for an Application for Ethics Review",
        meaning_en="The committee has received your application. It has not accepted it yet.",
        must_state=(
            *ALWAYS,
            states("materials", "收到的材料", "Materials received"),
            _RECEIVED,
            DUE,
            NOT_BEFORE_APPROVAL,
        ),
    ),
    letter(
        "ethics_supplement",
        "补正告知书",
        "一次性告知申请需要补充的材料，不是审查决定。",
        mark="伦补",
        title_en="Notice to Supplement an Application",
        meaning_en="Your application lacks the materials listed, told all at once. Please hand them in.",
        must_state=(
            *ALWAYS,
            *gaps("需要补充的全部材料", "All materials to supplement"),
            says(
                "how",
                "补充方式",
                "How to supplement",
                "修改申请或者上传材料，并选择“提交补充材料”",
                "Sign in, change the application or upload papers on the page of this case, and submit the supplement.",
            ),
            DUE,
            says(
                "silence",
                "未补充的后果",
                "If you do not supplement",
                "委员会可以不予受理并书面说明理由",
                "The committee may refuse the application, with written reasons.",
            ),
        ),
    ),
    letter(
        "ethics_not_accepted",
        "不予受理通知书",
        "告知伦理审查申请不予受理的理由。",
        mark="伦不受",
        title_en="Notice of Non-acceptance",
        meaning_en="The committee does not take up your application, for the reasons given. You may apply again.",
        must_state=(
            *ALWAYS,
            *gaps("不予受理的事项", "Points of non-acceptance"),
            says(
                "again",
                "重新申请",
                "Applying again",
                "修改后重新申请",
                "After changing the application you may apply again on the page of this case.",
            ),
            NOT_BEFORE_APPROVAL,
        ),
    ),
    letter(
        "ethics_accepted",
        "伦理审查受理通知书",
        "告知申请已经受理、适用的程序及理由。",
        mark="伦受",
        title_en="Notice of Acceptance for Ethics Review",
        meaning_en="The committee has taken up your application and chosen the procedure stated. This is no approval.",
        must_state=(
            *ALWAYS,
            states("accepted_at", "受理时间", "Accepted"),
            *PROCEDURE,
            DUE,
            NOT_BEFORE_APPROVAL,
        ),
    ),
    letter(
        "ethics_converted",
        "转入一般程序告知书",
        "告知审查由简易程序转入一般程序。",
        effects=Effects(amends=("ethics_accepted",)),
        mark="伦转",
        title_en="Notice of Conversion to the General Procedure",
        meaning_en="The review goes on in the general procedure. The time limit continues and does not start anew.",
        must_state=(
            *ALWAYS,
            states("converted_at", "转入时间", "Converted"),
            states("ground", "转入一般程序的情形", "Ground", "ground.text"),
            states("reason", "理由", "Reasons", when=has("reason"), field="reason"),
            DUE,
        ),
    ),
    letter(
        "ethics_extended",
        "延长审查期限告知书",
        "告知审查期限延长的理由和新的时限。",
        effects=Effects(amends=("ethics_accepted",)),
        mark="伦延",
        title_en="Notice of Extension of the Review",
        meaning_en="The committee needs more time and decides by the new day stated.",
        must_state=(
            *ALWAYS,
            states("reason", "延长的理由", "Reasons", field="reason"),
            states("new_last_day", "新的时限", "New last day", field="until"),
            says(
                "effect",
                "效力",
                "Effect",
                "活动仍未获批准，不得开展",
                "The activity is still not approved and must not be carried out.",
            ),
        ),
    ),
    message("review_arrived", "收到伦理审查申请"),
    message("listing_found", "委员会认定了是否纳入复核清单"),
    message("review_withdrawn", "申请人撤回了伦理审查申请"),
)
