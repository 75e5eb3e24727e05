"""Dates, moments and parties as official letters write them: 2026年3月9日, Arabic numerals, no leading zero."""

from datetime import date, datetime

from django import template
from django.template.defaultfilters import stringfilter

from portal.clock import CHINA
from portal.law.terms import Party

register = template.Library()


@register.filter
def cn_date(value: object) -> str:
    """An ISO date (or moment) as 2026年3月9日; anything else as it stands."""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else str(value or "")


@register.filter
def cn_moment(value: object) -> str:
    """An ISO moment as 2026年3月9日16时05分 in Asia/Shanghai; a bare date as its day."""
    moment = _moment(value)
    return f"{cn_date(moment)}{moment.hour}时{moment:%M}分" if moment else cn_date(value)


@register.filter(is_safe=True)
@stringfilter
def sentence(value: str) -> str:
    """What somebody wrote, or several such joined with ；, as one sentence: the stop stands once, at the end."""
    return f"{value.strip().replace('。；', '；').rstrip('。；')}。" if value.strip() else ""


@register.filter
def cn_party(value: object) -> str:
    """Whose time is running, in words; empty for a code nobody knows."""
    try:
        return Party(str(value)).label
    except ValueError:
        return ""


def _moment(value: object) -> datetime | None:
    if isinstance(value, str) and "T" in value:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.astimezone(CHINA)
    return None


def _day(value: object) -> date | None:
    moment = _moment(value)
    if moment:
        return moment.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None
