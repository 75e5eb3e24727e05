"""The words of enforcement: states, sources, outcomes, with their Chinese labels."""

from django.db import models


class LeadState(models.TextChoices):
    """Where a lead stands; what was found is never forgotten (guiding opinions, item 11)."""

    OPEN = "open", "待研判"
    TAKEN_UP = "taken_up", "已采取措施"
    TRANSFERRED = "transferred", "已移送"
    SET_ASIDE = "set_aside", "不予处理"


class LeadSource(models.TextChoices):
    """Where a lead came from; the sanction rests on a verified finding of one of these."""

    MISSED_DEADLINE = "missed_deadline", "义务逾期"
    DISPLAY_CHECK = "display_check", "编号标明核验"
    MONITORING = "monitoring", "日常监测"
    ASSESSMENT = "assessment", "算法安全评估"
    FILING_REVIEW = "filing_review", "备案审核"
    COMPLAINT = "complaint", "投诉举报"
    INSPECTION = "inspection", "监督检查"
    CAMPAIGN = "campaign", "专项行动"
    OTHER_DEPARTMENT = "other_department", "其他部门移送"


class ComplaintState(models.TextChoices):
    """Where a complaint stands."""

    RECEIVED = "received", "已收到"
    ACCEPTED = "accepted", "已受理"
    ROUTED = "routed", "平台答复中"
    ANSWERED = "answered", "平台已答复"
    CLOSED = "closed", "已办结"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    TRANSFERRED = "transferred", "已转送"
    WITHDRAWN = "withdrawn", "已撤回"


class ComplaintMatter(models.TextChoices):
    """What a person comes with."""

    REPORT = "report", "投诉举报违法违规"
    USER_APPEAL = "user_appeal", "不服平台处理的用户申诉"


class ComplaintOutcome(models.TextChoices):
    """What came of a complaint."""

    SUBSTANTIATED = "substantiated", "反映属实"
    PARTLY = "partly", "部分属实"
    UNFOUNDED = "unfounded", "未查证属实"
    SETTLED = "settled", "平台已妥善处理"


class ReportState(models.TextChoices):
    """Where a platform's yearly report stands (platform opinions, item 13)."""

    DRAFT = "draft", "待报告"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回补充"
    ACCEPTED = "accepted", "已接收"


class MatterState(models.TextChoices):
    """Where a report of a major matter stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已报告"
    SUPPLEMENT_REQUESTED = "supplement_requested", "待补充情况"
    NOTED = "noted", "已登记"


class ObservationState(models.TextChoices):
    """Where a risk that monitoring saw stands (guiding opinions, item 7)."""

    DRAFT = "draft", "草稿"
    OBSERVED = "observed", "已登记"
    WARNED = "warned", "已预警"
    ANSWERED = "answered", "企业已答复"
    CLOSED = "closed", "已办结"


class RiskLevel(models.TextChoices):
    """How grave an observed risk is."""

    HIGH = "high", "高"
    MIDDLE = "middle", "中"
    LOW = "low", "低"


class EvaluationState(models.TextChoices):
    """Where an assessment by a team stands (guiding opinions, item 8)."""

    DRAFT = "draft", "草稿"
    IN_PROGRESS = "in_progress", "评估中"
    COMPLETED = "completed", "已完成"


class InspectionState(models.TextChoices):
    """Where an inspection stands (article 24 of the draft, 28 of the provisions)."""

    DRAFT = "draft", "草稿"
    NOTIFIED = "notified", "已通知"
    ON_SITE = "on_site", "现场检查中"
    RECORDED = "recorded", "笔录待确认"
    SIGNED = "signed", "笔录已确认"
    CONCLUDED = "concluded", "已办结"
    CANCELLED = "cancelled", "已取消"


class RectificationState(models.TextChoices):
    """Where an order to correct stands."""

    DRAFT = "draft", "草稿"
    ISSUED = "issued", "整改中"
    REPORTED = "reported", "待复查"
    VERIFIED = "verified", "复查合格"
    UNRECTIFIED = "unrectified", "拒不改正"
    WITHDRAWN = "withdrawn", "已撤回"


class ItemResult(models.TextChoices):
    """What the re-inspection found of one item of an order."""

    PENDING = "pending", "待复查"
    COMPLIED = "complied", "已改正"
    FAILED = "failed", "未改正"


class PenaltyState(models.TextChoices):
    """Where a penalty case stands (administrative penalty law, chapter five)."""

    DRAFT = "draft", "草稿"
    PROPOSED = "proposed", "待批准立案"
    NOT_OPENED = "not_opened", "不予立案"
    OPENED = "opened", "调查取证"
    IN_LEGAL_REVIEW = "in_legal_review", "法制审核中"
    REVIEWED = "reviewed", "审核通过，待告知"
    NOTIFIED = "notified", "已事先告知"
    HEARING_REQUESTED = "hearing_requested", "已要求听证"
    HEARING_SCHEDULED = "hearing_scheduled", "待听证"
    HEARD = "heard", "已听证"
    DELIBERATED = "deliberated", "已集体讨论"
    DECIDED = "decided", "已决定，待送达"
    SERVED = "served", "已送达，待履行"
    PERFORMED = "performed", "已履行"
    NOT_PENALISED = "not_penalised", "不予处罚"
    TRANSFERRED = "transferred", "已移送"
    WITHDRAWN = "withdrawn", "已撤销案件"
    CLOSED = "closed", "已结案"


class RemedyResult(models.TextChoices):
    """How a reconsideration or a lawsuit ended; the last four withdraw a publication (penalty law, article 48)."""

    UPHELD = "upheld", "维持决定或者驳回请求"
    DROPPED = "dropped", "申请人或者原告撤回"
    ALTERED = "altered", "变更决定"
    REVOKED = "revoked", "撤销决定"
    UNLAWFUL = "unlawful", "确认违法"
    VOID = "void", "确认无效"


class CampaignState(models.TextChoices):
    """Where a special action stands; its tracks run side by side while it is running."""

    DRAFT = "draft", "筹备"
    RUNNING = "running", "进行中"
    SUMMARISING = "summarising", "总结中"
    CLOSED = "closed", "已结束"


class SelfInspectionState(models.TextChoices):
    """Where a chosen company's self-inspection stands."""

    DRAFT = "draft", "待自查"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回补充"
    REVIEWED = "reviewed", "已审阅"


class BulletinState(models.TextChoices):
    """Where a bulletin of typical cases stands."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"


class SupervisionMeetingState(models.TextChoices):
    """Where a meeting with platforms stands."""

    DRAFT = "draft", "草稿"
    CALLED = "called", "已通知"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


class ServiceMethod(models.TextChoices):
    """How a paper reached its addressee (civil procedure law, articles 87 to 95)."""

    IN_PERSON = "in_person", "直接送达"
    LEFT = "left", "留置送达"
    PORTAL = "portal", "通过本门户送达"
    EMAIL = "email", "电子邮件送达"
    ELECTRONIC = "electronic", "其他电子送达"
    POST = "post", "邮寄送达"
    ENTRUSTED = "entrusted", "委托送达"
    PUBLIC_NOTICE = "public_notice", "公告送达"
