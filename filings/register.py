"""The public register: the only tables that public pages, the API and the search read.

They hold published fields and nothing else, so that a page, an export or a careless query cannot show more.
"""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from filings.states import AlgorithmType, EntryStatus, ProviderRole
from portal.cases.transactions import TransactionId

#: 已注销（2026年12月）, and no longer remark.
_LONGEST_MARK = 14


class RegistryEntry(models.Model):
    """One filing number as the public sees it now. Real lists print a number twice: one entry, several versions."""

    class Source(models.TextChoices):
        PORTAL = "portal", "本门户"
        IMPORT = "import", "公开清单"

    record_number = models.CharField("备案编号", max_length=40, unique=True)
    digits = models.CharField("编号数字", max_length=32, unique=True)
    #: The number's seven subject digits, so that no new subject is given the code of a published one.
    subject_code = models.CharField(max_length=7, blank=True, db_index=True, editable=False)
    algorithm_name = models.CharField("算法名称", max_length=200)
    algorithm_type = models.CharField("算法类型", max_length=20, choices=AlgorithmType.choices)
    published_class = models.CharField("公示类别", max_length=40, blank=True)
    role = models.CharField("角色", max_length=20, choices=ProviderRole.choices, blank=True)
    subject_name = models.CharField("主体名称", max_length=200)
    region = models.CharField("省级区划", max_length=2, blank=True)
    product = models.TextField("应用产品", blank=True)
    purpose = models.TextField("主要用途", blank=True)
    note = models.TextField("备注", blank=True)
    principle = models.TextField("算法基本原理", blank=True)
    mechanism = models.TextField("算法运行机制", blank=True)
    scenario = models.TextField("算法应用场景", blank=True)
    intent = models.TextField("算法目的意图", blank=True)
    public_info = models.TextField("算法公示情况", blank=True)
    list_name = models.CharField("所在清单", max_length=100, blank=True)
    published_on = models.DateField("公示日期")
    published_text = models.CharField("公示时间", max_length=20)
    year = models.PositiveSmallIntegerField("公示年份")
    confirmed_on = models.DateField("最近确认日期", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=20, choices=EntryStatus.choices, default=EntryStatus.IN_FORCE
    )
    suspension = models.TextField("责令暂停信息更新", blank=True, default="")
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    is_demo = models.BooleanField("演示数据", default=False)
    #: Ties a portal entry to its case for those who may see the case. Never shown, never indexed.
    case_number = models.CharField(
        max_length=20, null=True, blank=True, unique=True, editable=False
    )
    #: The normal forms that the search compares (filings.search.tokens); written with the fields they come from.
    name_key = models.TextField(editable=False, default="")
    subject_key = models.TextField(editable=False, default="")
    text_key = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = "公示条目"
        verbose_name_plural = "公示条目"
        ordering: ClassVar = ["-published_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["-published_on", "id"])]

    def __str__(self) -> str:
        return f"{self.record_number} {self.algorithm_name}"

    def get_absolute_url(self) -> str:
        """The entry's permanent address: the bare digits, which need no escaping."""
        return reverse("registry:entry", args=[self.digits])

    @property
    def class_label(self) -> str:
        """The class as its list prints it; the legal kind where the list prints none."""
        return self.published_class or self.get_algorithm_type_display()

    @property
    def ended_label(self) -> str:
        """How lists mark an entry that has ended, with the month where its remark says it; empty while in force."""
        if self.status == EntryStatus.IN_FORCE:
            return ""
        label = str(EntryStatus(self.status).label)
        marked = self.note.startswith(f"{label}（") and len(self.note) <= _LONGEST_MARK
        return self.note if marked else label


class RegistryChange(models.Model):
    """One public version of an entry, and one step of the change feed. Append-only: the database refuses the rest.

    Sequences commit out of order: row 7 may become visible before row 6. A reader of "everything after 7" would lose
    row 6 for good. Each row therefore carries its transaction's id, and a reader remembers not the last row but the
    snapshot under which it read: what is visible now and was not then is new (filings.search.feed).
    """

    class Action(models.TextChoices):
        PUBLISHED = "published", "公示"
        LISTED = "listed", "列入清单"
        CHANGED = "changed", "变更"
        CANCELLED = "cancelled", "注销"
        REVOKED = "revoked", "撤销备案"
        RESTORED = "restored", "恢复"
        CONFIRMED = "confirmed", "确认现状"
        SUSPENDED = "suspended", "责令暂停信息更新"
        RESUMED = "resumed", "恢复信息更新"

    entry = models.ForeignKey(RegistryEntry, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField("版本")
    action = models.CharField("事由", max_length=20, choices=Action.choices)
    content = models.JSONField("公示内容", encoder=DjangoJSONEncoder)
    at = models.DateTimeField("时间")
    transaction_id = models.BigIntegerField(db_default=TransactionId(), editable=False)

    class Meta:
        verbose_name = "公示版本"
        verbose_name_plural = "公示版本"
        ordering: ClassVar = ["entry", "version"]
        indexes: ClassVar = [models.Index(fields=["transaction_id", "id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "version"], name="one_change_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version} {self.action}"
