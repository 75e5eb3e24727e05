"""A case: everything that runs. Filings, reviews, orders are its children; clocks, events and notices point at it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from portal.accounts.models import SYSTEM_USERNAME, Membership, Organization, User
from portal.accounts.roles import AUTHORITY_ROLES, ORGANISATION_ROLES, Role
from portal.cases.fields import GuardedFSMField, GuardedStateModel
from portal.cases.letter_standing import LetterStanding
from portal.cases.paper_sides import PaperSide
from portal.law.terms import Unit


class Case(GuardedStateModel):
    """The one lockable row of a matter, with what every list needs to show.

    ``received_at`` is empty until the matter was handed in: before that no authority may see it. ``chain_head``,
    ``chain_length`` and ``chain_mac`` are the tip of the case's audit chain, written by ``portal.audit.chain`` only.
    """

    #: The fields that name whom the case is about; children that an office keeps about another add that one.
    CONCERNS: ClassVar[tuple[str, ...]] = ("organization",)

    number = models.CharField("事项编号", max_length=20, unique=True, editable=False)
    kind = models.CharField("事项类型", max_length=30, editable=False)
    title = models.CharField("名称", max_length=200, blank=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="所属单位"
    )
    region = models.CharField("行政区划代码", max_length=6, db_index=True)
    authority = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="受理机关",
    )
    law_profile = models.CharField("适用规则", max_length=40, editable=False)
    state = GuardedFSMField("状态", max_length=30, default="draft", editable=False)
    in_force = models.BooleanField("有效", default=False, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    received_at = models.DateTimeField("收到时间", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("创建时间", editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="创建人",
    )
    #: Who sees to it on the authority's side; ``portal.workflow.assignment`` alone sets it.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name="承办人",
    )
    chain_head = models.CharField(max_length=64, blank=True, editable=False)
    chain_length = models.PositiveIntegerField(default=0, editable=False)
    chain_mac = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "事项"
        verbose_name_plural = "事项"
        indexes: ClassVar = [
            models.Index(fields=["organization", "kind"]),
            models.Index(fields=["kind", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def roles_of(self, user: User) -> frozenset[Role]:
        """The roles that ``user`` holds towards this case; children narrow it by assignment or recusal."""
        if user.username == SYSTEM_USERNAME:
            return frozenset({Role.SYSTEM})
        return frozenset(Role(m.role) for m in user.active_memberships if self._grants(m))

    #: Set by the engine while it performs an action; transitions refuse to run without it.
    ctx: Any = None
    #: The moment for which a door shows the case; see ``shown_at``.
    seen_at: datetime | None = None

    @property
    def handed_in_at(self) -> datetime | None:
        """When the content was last handed in; what changed since is still the company's own. None before."""
        return self.received_at

    def shown_at(self) -> datetime:
        """The moment for which pages and API show it: sums that grow by the day, what is late. Doors set ``seen_at``.

        Raises ValueError where no door did.
        """
        if self.seen_at is None:
            raise ValueError("没有说明按哪一时刻显示")
        return self.seen_at

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields from validated input and name those that changed. Children with richer content override it."""
        # A relation that must be set has no value at all before it is.
        changed = {name for name, value in data.items() if getattr(self, name, None) != value}
        for name in changed:
            setattr(self, name, data[name])
        return changed

    def shows_paper(self, document: Any) -> bool:
        """Whether others than the company may see a paper once in the case; children with versions narrow it."""
        return True

    @property
    def own_roles(self) -> frozenset[Role]:
        """Whose the content is until it is handed in; children whose content others write add their roles."""
        return ORGANISATION_ROLES

    def paper_sides(self) -> tuple[PaperSide, ...]:
        """Whose the papers are. Children in which two sides write name each side's places, the general side last."""
        return (PaperSide(self.own_roles, self.handed_in_at, self.received_at),)

    def admits_editor(self, user: User) -> bool:
        """Whether this person may change the content, of those whose role may now; children with a team narrow it."""
        return True

    def admits_assigner(self, user: User) -> bool:
        """Whether this person may say who sees to the case, of those who work on it; children narrow it."""
        return True

    @property
    def inside_roles(self) -> frozenset[Role]:
        """Who reads what the deciding side says and does in confidence, beside the auditor; children name their own."""
        return AUTHORITY_ROLES

    @property
    def told_from(self) -> datetime | None:
        """When the other side first learned of a case that an office keeps; what came before stays with the office."""
        return None

    def opens_papers_to(self, user: User) -> bool:
        """Whether ``user``, who sees the case, may see its papers; children ask first for a statement of interests.

        What is shown of the content meanwhile is the kind's ``detail`` and ``to_json`` to say.
        """
        return True

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """To whom a notice goes that is said to ``word``: a place, and the one person there that it is for, or None.

        Raises LookupError for a word that the case does not know.
        """
        raise LookupError(f"{type(self).__name__} 没有称为“{word}”的收件人")

    def accountable(self) -> Organization:
        """Whose limits run on the other side than the deciding one; children in which another one answers name it."""
        return self.organization

    def watched_deadlines(self) -> Iterable[Any]:
        """The running limits that every page of the case shows: those in hours; children add a related case's."""
        return self.deadlines.filter(closed_at=None, unit=Unit.HOUR)

    def duty_done_at(self, code: str, ctx: Any) -> datetime:
        """When the duty of a limit was done that the act closes: now, unless the act records what was done before."""
        moment: datetime = ctx.now
        return moment

    def recorded(self, step: Any, ctx: Any) -> dict[str, Any]:
        """What the audit event of an action says beyond its input."""
        return {}

    def changed_letters(self) -> dict[str, LetterStanding]:
        """What acts made of letters where no notice tells it, by the letters' codes: the result of a lawsuit."""
        return {}

    def letter_context(self, code: str, ctx: Any) -> dict[str, Any]:
        """What a notice says beyond what every notice says."""
        return {}

    def _grants(self, membership: Membership) -> bool:
        if membership.role in ORGANISATION_ROLES:
            return membership.organization_id == self.organization_id
        return membership.role in AUTHORITY_ROLES and membership.organization.covers(self.region)


class StoredFile(models.Model):
    """Bytes under their own hash. Written in the transaction of the act that brings them, shared by equal files.

    Once destroyed under the schedule of retention the bytes are empty; size and hash stay.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    data = models.BinaryField()
    size = models.PositiveIntegerField()
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "文件内容"
        verbose_name_plural = "文件内容"

    def __str__(self) -> str:
        return self.sha256[:12]


class Destroyable(models.Model):
    """Something with stored bytes that may be destroyed under the schedule of retention, and then says so."""

    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True, editable=False)
    destruction = models.CharField("销毁记录编号", max_length=20, blank=True, editable=False)

    class Meta:
        abstract = True


class Document(Destroyable):
    """A paper in a case. Replacing a paper keeps the old one, marked with when it was set aside."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents", verbose_name="事项")
    slot = models.CharField("材料", max_length=40)
    name = models.CharField("文件名", max_length=150)
    content_type = models.CharField("类型", max_length=100)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    size = models.PositiveIntegerField("大小（字节）")
    text = models.TextField("文字内容", blank=True, editable=False)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    removed_at = models.DateTimeField("撤下时间", null=True, blank=True)

    class Meta:
        verbose_name = "材料"
        verbose_name_plural = "材料"
        ordering: ClassVar = ["slot", "uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name


class NumberCounter(models.Model):
    """The last number given out in one series. The row is locked until the number's transaction ends: no gaps."""

    series = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号计数"
        verbose_name_plural = "编号计数"

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
