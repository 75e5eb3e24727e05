"""What the dashboard looks at: whose eyes, which stretch of time, which region. Figures and lists both ask here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, TextChoices
from django.db.models.functions import Left

from portal.accounts.codes import PROVINCES, province_of
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import visible_to, within
from portal.clock import CHINA, china_date
from portal.plain_forms import PlainForm

#: Who supervises, decides or audits; the dashboard exists for nobody else.
ROLES = frozenset(
    {
        Role.FILING_OFFICER,
        Role.FILING_SUPERVISOR,
        Role.ENFORCEMENT_OFFICER,
        Role.ENFORCEMENT_HEAD,
        Role.LEGAL_REVIEWER,
        Role.AUDITOR,
    }
)
_FIRST_MONTH = date(2000, 1, 1)
#: How many digits a province has, and a county: a step down in between is two digits.
_PROVINCE, _COUNTY = 2, 6


class Period(TextChoices):
    """The stretches of time that can be chosen; days are those of Asia/Shanghai."""

    YEAR = "year", "今年"
    TWELVE_MONTHS = "12-months", "近十二个月"
    MONTH = "month", "某一个月"
    ALL = "all", "全部时间"


@dataclass(frozen=True)
class Scope:
    """What is looked at. ``first`` is the first month and ``until`` the month after the last; None is without bound."""

    user: User
    now: datetime
    first: date | None
    until: date | None
    region: str = ""
    #: What was chosen, as it stands in the address.
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def cases(self) -> QuerySet[Case]:
        """The cases that the user sees as an authority's person, in the region looked at."""
        seen = visible_to(self.user).filter(within(self.user.jurisdictions(*ROLES)))
        return seen.filter(region__startswith=self.region) if self.region else seen

    def during(self, field: str) -> Q:
        """Rows whose moment in ``field`` falls into the period; all rows that have one where it is unbounded."""
        rows = Q((f"{field}__isnull", False))
        if self.first:
            rows &= Q((f"{field}__gte", _begins(self.first)))
        if self.until:
            rows &= Q((f"{field}__lt", _begins(self.until)))
        return rows

    @property
    def depth(self) -> int:
        """To how many digits places are told apart: one step below what is looked at."""
        if self.region:
            return min(len(self.region) + 2, _COUNTY)
        return _step_below(self.user)

    @property
    def place(self) -> str:
        """The region looked at in words."""
        return place_name(self.region) if self.region else "全部辖区"

    @property
    def words(self) -> str:
        """The period in words."""
        if self.first is None or self.until is None:
            return "全部时间"
        last = months_later(self.until, -1)
        if self.first == last:
            return f"{self.first.year}年{self.first.month}月"
        if (self.first.month, last.month) == (1, 12):
            return f"{self.first.year}年"
        return f"{self.first.year}年{self.first.month}月至{last.year}年{last.month}月"


class ScopeForm(PlainForm):
    """Period and region as the address gives them. An empty address looks at this year in all of one's jurisdiction."""

    period = forms.ChoiceField(label="时段", required=False, choices=Period.choices)
    month = forms.DateField(
        label="月份",
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
        help_text="时段选“某一个月”时填写，如 2026-09",
        error_messages={"invalid": "“月份”应为 2026-09 这样的月份"},
    )
    region = forms.ChoiceField(label="地区", required=False)

    def __init__(self, data: Any, *, user: User, now: datetime) -> None:
        super().__init__(data, initial={"period": Period.YEAR})
        self.user, self.now = user, now
        region = cast(forms.ChoiceField, self.fields["region"])
        region.choices = [("", "全部辖区"), *_regions(user)]

    @property
    def narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.data.get(name) for name in self.fields)

    def clean_month(self) -> date | None:
        """A month between the century's first and the present one."""
        month: date | None = self.cleaned_data["month"]
        if month and not _FIRST_MONTH <= month <= china_date(self.now):
            raise ValidationError("“月份”应在 2000-01 至本月之间")
        return month

    def clean(self) -> dict[str, Any]:
        """Who asks for one month names it."""
        given = cast(dict[str, Any], super().clean())
        named = given.get("month") or "month" in self.errors
        if given.get("period") == Period.MONTH and not named:
            self.add_error("month", "时段为“某一个月”时，请填写“月份”")
        return given

    def scope(self) -> Scope:
        """What to look at; only for a valid form."""
        first, until = self._months()
        chosen = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return Scope(self.user, self.now, first, until, self.cleaned_data["region"], chosen)

    def _months(self) -> tuple[date | None, date | None]:
        this = china_date(self.now).replace(day=1)
        match self.cleaned_data["period"] or Period.YEAR:
            case Period.ALL:
                return None, None
            case Period.MONTH:
                month = self.cleaned_data["month"]
                return month, months_later(month, 1)
            case Period.TWELVE_MONTHS:
                return months_later(this, -11), months_later(this, 1)
        return date(this.year, 1, 1), date(this.year + 1, 1, 1)


def _begins(month: date) -> datetime:
    return datetime.combine(month, time(), CHINA)


def months_later(month: date, number: int) -> date:
    """The first day of the month so many months on; back for a negative number."""
    years, place = divmod(month.month - 1 + number, 12)
    return date(month.year + years, place + 1, 1)


def _step_below(user: User) -> int:
    prefixes = user.jurisdictions(*ROLES)
    if "" in prefixes or len({prefix[:_PROVINCE] for prefix in prefixes}) > 1:
        return _PROVINCE
    return min(max(map(len, prefixes)) + 2, _COUNTY)


def _regions(user: User) -> list[tuple[str, str]]:
    """Provinces for who has several; within one, the places below in which there are organisations."""
    prefixes, depth = user.jurisdictions(*ROLES), _step_below(user)
    if depth == _PROVINCE:
        inside = [code for code in PROVINCES if any(code.startswith(p[:2]) for p in prefixes)]
        return [(code, place_name(code)) for code in inside]
    rows = Q(pk__in=[])
    for prefix in prefixes:
        rows |= Q(division_code__startswith=prefix)
    places = Organization.objects.filter(rows).annotate(place=Left("division_code", depth))
    codes = places.values_list("place", flat=True).distinct().order_by("place")
    return [(code, place_name(code)) for code in codes]


def place_name(code: str) -> str:
    """A province by its name; a place below by that and its code, which has no table of names here."""
    province = province_of(code)
    return province if len(code) <= _PROVINCE else f"{province} {code}"
