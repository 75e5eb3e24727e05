"""People, organisations, and what a membership makes of a person."""

import hashlib
import secrets
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property

from portal.accounts.roles import SEPARATE_ROLES, Role
from portal.accounts.validators import validate_division_code, validate_uscc


class User(AbstractUser):
    """A person, or the one system actor. What a person may do follows from memberships."""

    display_name = models.CharField("姓名", max_length=60, blank=True)

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def active_memberships(self) -> list["Membership"]:
        """This person's memberships in force, with their organisations, read once per request."""
        if not self.is_active and self.username != SYSTEM_USERNAME:
            return []
        return list(self.memberships.filter(is_active=True).select_related("organization"))

    def organization_ids(self, roles: frozenset[Role]) -> list[int]:
        """The organisations in which this person holds one of ``roles``."""
        return [m.organization_id for m in self.active_memberships if m.role in roles]

    def jurisdictions(self, *roles: Role) -> list[str]:
        """The division-code prefixes over which this person holds one of ``roles``; "" is the nation."""
        return [
            m.organization.jurisdiction
            for m in self.active_memberships
            if m.role in roles and m.organization.jurisdiction is not None
        ]

    def has_role(self, *roles: Role) -> bool:
        """Whether any membership in force grants one of ``roles``."""
        return any(m.role in roles for m in self.active_memberships)


SYSTEM_USERNAME = "system"


def system_user() -> User:
    """The named actor of everything that the clock or a follow-up does. It cannot sign in."""
    user, created = User.objects.get_or_create(
        username=SYSTEM_USERNAME, defaults={"display_name": "系统", "is_active": False}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


#: What an operator types for the nation: an empty field alone must never grant everything.
NATIONWIDE = "00"


class Organization(models.Model):
    """A company, unit or authority. An authority has a jurisdiction: a division-code prefix, "" for the nation."""

    class Kind(models.TextChoices):
        COMPANY = "company", "企业"
        RESEARCH_UNIT = "research_unit", "高等学校、科研机构、医疗卫生机构"
        SERVICE_CENTRE = "service_centre", "科技伦理服务中心"
        AUTHORITY = "authority", "主管部门"

    name = models.CharField("名称", max_length=200)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices, default=Kind.COMPANY)
    uscc = models.CharField(
        "统一社会信用代码",
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_uscc],
    )
    division_code = models.CharField(
        "行政区划代码", max_length=6, validators=[validate_division_code]
    )
    jurisdiction = models.CharField(
        "管辖区划前缀",
        max_length=6,
        null=True,
        blank=True,
        help_text="仅主管部门填写，如 11；全国性部门填 00",
    )
    subject_code = models.CharField(
        "备案主体代码", max_length=7, unique=True, null=True, blank=True, editable=False
    )
    address = models.CharField("地址", max_length=200, blank=True)
    #: What stands before the year in the numbers of its letters, e.g. 京网信 in 京网信算备〔2026〕3号.
    document_code = models.CharField("机关代字", max_length=12, blank=True)
    wants_english = models.BooleanField("文书附英文对照", default=False)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = "机构"
        verbose_name_plural = "机构"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="authority", jurisdiction__isnull=False)
                | (~models.Q(kind="authority") & models.Q(jurisdiction__isnull=True)),
                name="only_authorities_have_a_jurisdiction",
            ),
            models.UniqueConstraint(
                fields=["document_code"],
                condition=~models.Q(document_code=""),
                name="no_two_places_number_letters_alike",
                violation_error_message="已有其他机构使用这一机关代字",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """An authority says over which division it stands; over the nation only by the explicit code ``00``."""
        self.uscc = self.uscc or None
        if self.kind != self.Kind.AUTHORITY:
            if self.jurisdiction:
                raise ValidationError({"jurisdiction": "只有主管部门填写管辖区划前缀"})
            self.jurisdiction = None
        elif not self.jurisdiction and not self._stands_over_the_nation():
            raise ValidationError({"jurisdiction": "主管部门须填写管辖区划前缀；全国性部门填 00"})
        elif self.jurisdiction == NATIONWIDE:
            self.jurisdiction = ""
        elif self.jurisdiction and not self._is_own_division(self.jurisdiction):
            raise ValidationError(
                {"jurisdiction": "应为 2、4 或 6 位数字，并与行政区划代码的开头一致"}
            )
        else:
            self.jurisdiction = self.jurisdiction or ""

    def _stands_over_the_nation(self) -> bool:
        """Whether it does so already: an emptied field is no way to become nationwide."""
        known = Organization.objects.filter(pk=self.pk, kind=self.Kind.AUTHORITY, jurisdiction="")
        return not self._state.adding and known.exists()

    def _is_own_division(self, prefix: str) -> bool:
        shape = prefix.isascii() and prefix.isdigit() and len(prefix) in (2, 4, 6)
        return shape and self.division_code.startswith(prefix)

    def covers(self, division_code: str) -> bool:
        """Whether this authority's jurisdiction holds the place; never true for others."""
        return self.jurisdiction is not None and division_code.startswith(self.jurisdiction)


def require_separate(held: set[str]) -> None:
    """Refuse roles that one person may not hold together (GB/T 22239, 8.1.5). Raises ValidationError."""
    if held & SEPARATE_ROLES and len(held) > 1:
        raise ValidationError("系统管理员、安全管理员、审计员不得兼任其他角色")


class Membership(models.Model):
    """One role of one person in one organisation."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="用户")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="memberships", verbose_name="机构"
    )
    role = models.CharField("角色", max_length=30, choices=Role.choices)
    is_active = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"], name="one_membership_per_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organization} · {self.get_role_display()}"

    def clean(self) -> None:
        """The three administrators' duties stay apart from each other and from all business (GB/T 22239, 8.1.5)."""
        if self.role == Role.SYSTEM:
            raise ValidationError({"role": "“系统”不是可以任命的角色"})
        others = Membership.objects.filter(user_id=self.user_id, is_active=True).exclude(pk=self.pk)
        if self.is_active:
            require_separate({self.role, *others.values_list("role", flat=True)})


class ApiToken(models.Model):
    """A bearer token. Only its SHA-256 is kept; the clear text is shown once when it is made."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name="用户")
    prefix = models.CharField("前缀", max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("失效时间", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @classmethod
    def issue(cls, user: User, *, now: datetime, expires_at: datetime | None = None) -> str:
        """Make a token for ``user`` and return its clear text, which is not stored."""
        clear = secrets.token_urlsafe(32)
        cls.objects.create(
            user=user,
            prefix=clear[:6],
            digest=cls.digest_of(clear),
            created_at=now,
            expires_at=expires_at,
        )
        return clear

    @staticmethod
    def digest_of(clear: str) -> str:
        """The stored form of a token."""
        return hashlib.sha256(clear.encode()).hexdigest()


class Absence(models.Model):
    """Days on which a person is away, the first and the last included, and who stands in meanwhile.

    Standing in gives no rights: the stand-in sees to what may be seen anyway. No two absences of one person overlap;
    ``portal.accounts.absence`` keeps that under the person's lock.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name="缺勤人")
    first_day = models.DateField("首日")
    last_day = models.DateField("末日")
    stand_in = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="代理人"
    )
    note = models.CharField("说明", max_length=100, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="登记人", editable=False
    )
    entered_at = models.DateTimeField("登记时间", editable=False)

    class Meta:
        verbose_name = "缺勤"
        verbose_name_plural = "缺勤"
        ordering: ClassVar = ["first_day", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="absences_end_after_they_begin",
            ),
            models.CheckConstraint(
                condition=models.Q(stand_in=None) | ~models.Q(stand_in=models.F("user")),
                name="nobody_stands_in_for_oneself",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["last_day"], name="absences_by_last_day")]

    def __str__(self) -> str:
        return f"{self.user} {self.first_day} — {self.last_day}"
