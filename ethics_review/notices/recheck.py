"""Expert recheck (articles 22–24)."""

from ethics_review.notices.stated import ALWAYS, OPINIONS, gaps
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import says, states
from portal.notices.stock import DUE

RECHECK_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "recheck_received",
        "专家复核申请接收回执",
        "证明组织复核的部门已收到复核申请。",
        mark="复核收",
        title_en="Receipt for a Recheck Application",
        meaning_en="The department has received your application; its opinion follows by the day stated.",
        must_state=(
            *ALWAYS,
            states("materials", "收到的材料", "Materials received"),
            states("received_at", "收到时间", "Received"),
            DUE,
        ),
    ),
    letter(
        "recheck_supplement",
        "专家复核补正告知书",
        "一次性告知复核申请需要补充的材料。",
        mark="复核补",
        title_en="Notice to Supplement a Recheck Application",
        meaning_en="Your application lacks the materials listed, told all at once. Please hand them in.",
        must_state=(
            *ALWAYS,
            *gaps("需要补充的全部材料", "All materials to supplement"),
            says(
                "how",
                "补充方式",
                "How to supplement",
                "修改或者上传材料，并选择“提交补充材料”",
                "Sign in, change or upload papers on the page of this case, and submit the supplement.",
            ),
            DUE,
            says(
                "silence",
                "未补充的后果",
                "If you do not supplement",
                "委员会不能批准该活动",
                "Without the experts' opinion the committee cannot approve the activity.",
            ),
        ),
    ),
    letter(
        "recheck_opinion",
        "专家复核意见书",
        "告知专家复核组的意见，不是伦理审查决定。",
        mark="复核意",
        title_en="Opinion of the Expert Recheck",
        meaning_en="The experts' opinion on the preliminary review. The committee decides in its light.",
        must_state=(
            *ALWAYS,
            states("group", "复核组人数", "Experts in the group"),
            states("fields", "专家的专业类别", "Fields", "fields.label"),
            states("declared", "声明没有利益冲突的人数", "Declared no conflict of interest"),
            states("recused", "声明冲突而回避的人数", "Recused for a conflict"),
            states("points", "合规性和合理性", "Compliance and reasonableness", "points.summary"),
            states("found", "专家意见", "What the experts found", "points.told"),
            states("opinion", "复核意见", "Opinion", words=OPINIONS),
            states("votes", "各项票数", "Votes", "tally.votes.number"),
            states("uncast", "未表决人数", "Did not vote", "tally.uncast"),
            states("voted_on", "表决日期", "Voted on", "tally.closed_at"),
            says(
                "no_decision",
                "性质",
                "Nature",
                "本意见不是伦理审查决定",
                "This opinion is not the decision of the ethics review.",
            ),
        ),
    ),
    message("recheck_arrived", "收到专家复核申请"),
    message("recheck_withdrawn", "专家复核申请已经撤回"),
    message("panel_called", "您被列入专家复核组"),
    message("panel_voting", "复核表决已经开始"),
)
