"""The words of ethics review: states, procedures, votes, disciplines, with their Chinese labels."""

from django.db import models


class ReviewState(models.TextChoices):
    """Where an activity's review stands; the procedure is the state (draft 2025, chapter four)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待受理"
    SUPPLEMENT_REQUESTED = "supplement_requested", "待补充材料"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    GENERAL_REVIEW = "general_review", "一般程序审查中"
    SIMPLIFIED_REVIEW = "simplified_review", "简易程序审查中"
    EMERGENCY_REVIEW = "emergency_review", "应急程序审查中"
    AWAITING_RECHECK = "awaiting_recheck", "待专家复核"
    RECHECK_RETURNED = "recheck_returned", "复核意见已反馈"
    AMENDMENT_DUE = "amendment_due", "修改后批准，待提交修改"
    AMENDMENT_SUBMITTED = "amendment_submitted", "修改待核对"
    APPROVED = "approved", "已批准"
    RECOGNISED = "recognised", "已互认"
    REVISION_REQUIRED = "revision_required", "修改后再审"
    REJECTED = "rejected", "不予批准"
    APPEALED = "appealed", "申诉处理中"
    UPHELD = "upheld", "申诉后维持原决定"
    SUSPENDED = "suspended", "已暂停"
    REREVIEW_DUE = "rereview_due", "待重新申请审查"
    TERMINATED = "terminated", "已终止"
    COMPLETED = "completed", "已结题"
    WITHDRAWN = "withdrawn", "已撤回"


_S = ReviewState
#: Work of chapter four is going on: the papers are with the committee.
IN_REVIEW = (_S.GENERAL_REVIEW, _S.SIMPLIFIED_REVIEW, _S.EMERGENCY_REVIEW)
#: A full meeting decides here.
BEFORE_A_MEETING = (_S.GENERAL_REVIEW, _S.EMERGENCY_REVIEW, _S.APPEALED)
#: Votes of a meeting are held here: before the decision, after an appeal, and where the experts disagree.
DELIBERATING = (*BEFORE_A_MEETING, _S.RECHECK_RETURNED)
#: The activity may go on, under tracking.
UNDER_WAY = (_S.APPROVED, _S.RECOGNISED)
#: Decided against, with the right to appeal (article 16, paragraph 2).
DECIDED_AGAINST = (_S.REVISION_REQUIRED, _S.REJECTED)
#: A decision that demands changes may be appealed against as well as a refusal.
APPEALABLE = (*DECIDED_AGAINST, _S.AMENDMENT_DUE)


class Procedure(models.TextChoices):
    """How a review is carried out (article 13)."""

    GENERAL = "general", "一般程序"
    SIMPLIFIED = "simplified", "简易程序"
    EMERGENCY = "emergency", "应急程序"


class Vote(models.TextChoices):
    """What a member of the committee votes for; each but the abstention is a decision."""

    APPROVE = "approve", "批准"
    APPROVE_AFTER_REVISION = "approve_after_revision", "修改后批准"
    REVISE = "revise", "修改后再审"
    REJECT = "reject", "不予批准"
    ABSTAIN = "abstain", "弃权"


class SimplifiedVote(models.TextChoices):
    """What a named member finds in the simplified procedure: anything but agreement converts (article 20)."""

    AGREE = "agree", "同意批准"
    NEGATIVE = "negative", "否定性意见"
    DOUBT = "doubt", "对审查内容有疑义"
    GENERAL = "member_request", "要求转入一般程序"


class Opinion(models.TextChoices):
    """What an expert, and then the group, holds of the preliminary review (2023 measures, article 30)."""

    AGREE = "agree", "同意"
    DISAGREE = "disagree", "不同意"


class RoundKind(models.TextChoices):
    """Which rule counts a round of ballots."""

    MEETING = "meeting", "会议表决"
    LETTER = "letter", "函审表决"
    SIMPLIFIED = "simplified", "简易程序审查"
    RECHECK = "recheck", "专家复核表决"


class RoundOutcome(models.TextChoices):
    """How a round ended, where no vote carried; otherwise the outcome is the vote itself."""

    NONE = "none", "未形成决定"
    NO_QUORUM = "no_quorum", "参加人数或者类别不足"
    SET_ASIDE = "set_aside", "表决作废"


#: What a ballot of a round may say.
CHOICES_OF: dict[str, type[models.TextChoices]] = {
    RoundKind.MEETING: Vote,
    RoundKind.LETTER: Vote,
    RoundKind.SIMPLIFIED: SimplifiedVote,
    RoundKind.RECHECK: Opinion,
}
#: How a round ended, in words.
OUTCOMES: dict[str, str] = {
    **dict(Vote.choices),
    **dict(Opinion.choices),
    **dict(RoundOutcome.choices),
}


class Finding(models.TextChoices):
    """What a member's review sheet says of one point of the review (article 15)."""

    MEETS = "meets", "符合要求"
    IMPROVE = "improve", "基本符合，需要改进"
    FAILS = "fails", "不符合要求"


class Discipline(models.TextChoices):
    """The backgrounds that a committee must bring together (article 10)."""

    TECHNOLOGY = "technology", "人工智能技术"
    APPLICATION = "application", "人工智能应用"
    ETHICS = "ethics", "伦理"
    LAW = "law", "法律"


class Position(models.TextChoices):
    """A seat in a committee."""

    CHAIR = "chair", "主任委员"
    VICE_CHAIR = "vice_chair", "副主任委员"
    MEMBER = "member", "委员"


class Sex(models.TextChoices):
    """As the roster states it (2023 measures, article 7: members of both sexes)."""

    FEMALE = "female", "女"
    MALE = "male", "男"


class CommitteeState(models.TextChoices):
    """Where a committee's registration stands."""

    DRAFT = "draft", "待登记"
    REGISTERED = "registered", "已登记"
    DISSOLVED = "dissolved", "已撤销"


class MeetingState(models.TextChoices):
    """From the plan to the minutes."""

    DRAFT = "draft", "筹备中"
    CONVENED = "convened", "已通知"
    IN_SESSION = "in_session", "进行中"
    HELD = "held", "已结束"
    CANCELLED = "cancelled", "已取消"


class MeetingForm(models.TextChoices):
    """How the members come together (article 13)."""

    ON_SITE = "on_site", "线下会议"
    ONLINE = "online", "线上会议"
    LETTER = "letter", "函审"


class RecheckState(models.TextChoices):
    """The authority's own case (articles 22–24)."""

    DRAFT = "draft", "草稿"
    APPLIED = "applied", "待接收"
    SUPPLEMENT_REQUESTED = "supplement_requested", "待补充材料"
    RECEIVED = "received", "待组成复核组"
    PANEL_FORMED = "panel_formed", "复核组复核中"
    OPINION_ISSUED = "opinion_issued", "已出具意见"
    WITHDRAWN = "withdrawn", "已撤回"


class Affiliation(models.TextChoices):
    """To whom a unit applies for the expert recheck (article 22)."""

    CENTRAL_ENTERPRISE = "central_enterprise", "中央企业"
    CENTRAL_INSTITUTION = (
        "central_institution",
        "中央和国家机关直属高等学校、科研机构、医疗卫生机构",
    )
    OTHER = "other", "其他单位"


class TrackingResult(models.TextChoices):
    """What a tracking review concludes (article 17)."""

    CONTINUE = "continue", "继续开展"
    SUSPEND = "suspend", "暂停"
    TERMINATE = "terminate", "终止"


class RiskAnswer(models.TextChoices):
    """What the committee makes of a reported change (2023 measures, article 20)."""

    CONTINUE = "continue", "风险受益比未变差，继续开展"
    SUSPEND = "suspend", "暂停"
    NEW_REVIEW = "new_review", "重新审查"


class ServiceMethod(models.TextChoices):
    """How a decision reached the applicant."""

    PORTAL = "portal", "通过本门户送达"
    IN_PERSON = "in_person", "直接送达"
    POST = "post", "邮寄送达"
    EMAIL = "email", "电子邮件送达"
