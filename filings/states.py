"""The words of the filing register: what kinds of algorithms there are, who files them, where an entry stands."""

from django.db import models


class AlgorithmType(models.TextChoices):
    """The five kinds of algorithm recommendation technology of art. 2 (2021 draft and 2022 provisions alike)."""

    GENERATION = "generation", "生成合成类"
    PUSH = "push", "个性化推送类"
    RANKING = "ranking", "排序精选类"
    RETRIEVAL = "retrieval", "检索过滤类"
    DISPATCH = "dispatch", "调度决策类"

    @property
    def first_class(self) -> "AlgorithmClass":
        """The class of a filing that names no narrower one."""
        return next(c for c in AlgorithmClass if c.algorithm_type is self)


class AlgorithmClass(models.TextChoices):
    """The two class digits of a filing number. Lists since 2024-04 split 检索过滤类 in two."""

    GENERATION = "01", "生成合成类"
    PUSH = "02", "个性化推送类"
    RANKING = "03", "排序精选类"
    RETRIEVAL = "04", "信息检索类"
    CONTENT_FILTER = "05", "内容过滤类"
    DISPATCH = "06", "调度决策类"

    @property
    def algorithm_type(self) -> AlgorithmType:
        """The legal kind that this class belongs to."""
        if self is AlgorithmClass.CONTENT_FILTER:
            return AlgorithmType.RETRIEVAL
        return AlgorithmType[self.name]


class ProviderRole(models.TextChoices):
    """On whose side a synthesis algorithm is filed (deep-synthesis provisions, art. 19)."""

    PROVIDER = "provider", "服务提供者"
    SUPPORTER = "supporter", "服务技术支持者"


class EntryStatus(models.TextChoices):
    """Where a published entry stands. Ended entries stay in the register."""

    IN_FORCE = "in_force", "有效"
    CANCELLED = "cancelled", "已注销"
    REVOKED = "revoked", "已撤销"


class FilingState(models.TextChoices):
    """Where a filing stands. Declined, withdrawn, deregistered, cancelled and revoked are five different ends."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "审核中"
    CORRECTION_REQUESTED = "correction_requested", "待补正"
    RECORD_PROPOSED = "record_proposed", "待复核签发"
    RECORDED = "recorded", "已备案"
    CHANGE_DUE = "change_due", "变更待提交"
    CHANGE_SUBMITTED = "change_submitted", "变更审核中"
    TERMINATION_DUE = "termination_due", "待申请注销"
    DEREGISTRATION_SUBMITTED = "deregistration_submitted", "注销审核中"
    DEREGISTERED = "deregistered", "已注销"
    CANCELLED = "cancelled", "已依职权注销"
    REVOKED = "revoked", "已撤销备案"
    DECLINED = "declined", "不予备案"
    WITHDRAWN = "withdrawn", "已撤回"


#: The number holds, whatever is being worked on.
IN_FORCE_STATES = (
    FilingState.RECORDED,
    FilingState.CHANGE_DUE,
    FilingState.CHANGE_SUBMITTED,
    FilingState.TERMINATION_DUE,
    FilingState.DEREGISTRATION_SUBMITTED,
)
