"""The words of the security assessment (2018 rules): why, how it ended, where the report stands."""

from django.db import models


class AssessmentState(models.TextChoices):
    """Where an assessment stands (article 8: examined in writing, supplemented, assessed anew)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "审查中"
    SUPPLEMENT_REQUESTED = "supplement_requested", "待补充说明"
    REASSESSMENT_REQUIRED = "reassessment_required", "待重新评估"
    ACCEPTED = "accepted", "书面审查完成"
    WITHDRAWN = "withdrawn", "已放弃"


class Trigger(models.TextChoices):
    """The five situations of article 3; the values are the codes of the rulebook's list."""

    NEW_SERVICE = "new_service", "新服务上线或者增设功能（第一项）"
    NEW_TECHNOLOGY = "new_technology", "使用新技术带来重大变化（第二项）"
    USER_GROWTH = "user_growth", "用户规模显著增加（第三项）"
    ILLEGAL_SPREAD = "illegal_spread", "违法有害信息传播扩散（第四项）"
    WRITTEN_NOTICE = "written_notice", "收到主管部门书面通知（第五项）"

    @property
    def is_launch(self) -> bool:
        """Whether the report is due before a launch (article 7) and not after an event."""
        return self in (Trigger.NEW_SERVICE, Trigger.NEW_TECHNOLOGY)


class Conclusion(models.TextChoices):
    """What was found on one of the eight points of article 5."""

    MET = "met", "已落实，未发现隐患"
    MENDED = "mended", "发现隐患，已经整改消除"
    OPEN = "open", "发现隐患，尚未消除"
    ABSENT = "absent", "不适用"


class Method(models.TextChoices):
    """Who carried the assessment out (article 4)."""

    OWN = "own", "自行评估"
    ENTRUSTED = "entrusted", "委托第三方安全评估机构"


class Result(models.TextChoices):
    """The conclusion of the report: only what conforms becomes a report (article 6)."""

    CONFORMS = "conforms", "符合法律、行政法规、部门规章和标准"
    CONFORMS_MENDED = "conforms_mended", "隐患整改消除后，符合法律、行政法规、部门规章和标准"
