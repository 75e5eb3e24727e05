"""Asking for checks: by a person with a button, or by the timetable. A check that waits already is not asked twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from filings.display.declared import Declared, declared_by
from filings.display.entry import Entry
from filings.display.results import INSPECTED, UNKNOWN, Result
from filings.models import DisplayCheck, Filing
from filings.record_number import digits_of
from filings.states import IN_FORCE_STATES
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.workflow.errors import NotPermitted, Reason, Refused, WrongState

#: Whoever may ask; others who see the filing only read.
ASKING = frozenset({Role.PROVIDER, Role.FILING_OFFICER, Role.FILING_SUPERVISOR})
#: Between two requests for one filing, and how many of them a day.
PAUSE, MOST_A_DAY = timedelta(minutes=1), 30


#: The address of what the company states by hand.
BY_WORD = ""


class TooSoon(Refused):
    """Asked again before the pause is over."""

    code = "too_many_requests"
    status = 429


def addresses_of(filing: Filing) -> Declared:
    """The web addresses that the version in force declares."""
    return declared_by(filing)


def entry_of(filing: Filing) -> Entry:
    """The public entry that pages have to link to. Raises ValueError before the filing has its number."""
    digits = digits_of(filing.record_number or "")
    if digits is None:
        raise ValueError("尚未备案，没有公示条目")
    return Entry(settings.PUBLIC_URL, digits)


def ask(filing: Filing, actor: User, now: datetime) -> int:
    """Ask for a check of every declared address; answers how many were not waiting already.

    Raises NotPermitted, WrongState, TooSoon, or Refused where there is no address to check.
    """
    _may_ask(filing, actor)
    addresses = addresses_of(filing).addresses
    if not addresses:
        raise Refused(Reason("备案内容中没有网址，无法自动检查；请用文字说明编号标明在何处"))
    _paced(filing, now)
    return insert(filing, addresses, now, actor)


def state_by_hand(filing: Filing, actor: User, where: str, now: datetime) -> DisplayCheck:
    """Take the company's own word where pages cannot tell.

    Raises NotPermitted, WrongState, TooSoon, or Refused where a website can be checked instead.
    """
    if Role.PROVIDER not in filing.roles_of(actor):
        raise NotPermitted(Reason("只有备案主体可以说明编号标明在何处"))
    _may_ask(filing, actor)
    if not takes_word(addresses_of(filing), latest(filing)):
        raise Refused(Reason("备案内容中有网址，请由系统检查网页，不以文字说明代替"))
    _paced(filing, now)
    return DisplayCheck.objects.create(
        filing=filing,
        requested_by=actor,
        requested_at=now,
        started_at=now,
        finished_at=now,
        result=Result.DECLARED,
        reason=where,
    )


def takes_word(wanted: Declared, checks: Iterable[DisplayCheck]) -> bool:
    """Whether the company's word is taken: no website is declared, or none of them can be read now.

    ``checks`` are the latest of each address. An app shows its number inside, where no check comes.
    """
    found = {check.address: check.result for check in checks}
    return not wanted.each or all(found.get(one) in UNKNOWN for one in wanted.addresses)


def latest(filing: Filing) -> list[DisplayCheck]:
    """The last finished check of each address that the filing declares now, then the company's word.

    Without the stored pages, and without what officers saw.
    """
    addresses = (*addresses_of(filing).addresses, BY_WORD)
    finished = filing.display_checks.filter(finished_at__isnull=False, address__in=addresses)
    rows = finished.exclude(result__in=INSPECTED).order_by("address", "-requested_at", "-pk")
    return sorted(rows.distinct("address"), key=lambda check: addresses.index(check.address))


def insert(
    filing: Filing, addresses: tuple[str, ...], now: datetime, actor: User | None = None
) -> int:
    """Write the rows that do not wait already; answers how many there were."""
    waiting = set(filing.display_checks.filter(finished_at=None).values_list("address", flat=True))
    rows = [
        DisplayCheck(filing=filing, address=address, requested_by=actor, requested_at=now)
        for address in addresses
        if address not in waiting
    ]
    DisplayCheck.objects.bulk_create(rows, ignore_conflicts=True)  # another may ask in this moment
    return len(rows)


def _may_ask(filing: Filing, actor: User) -> None:
    if not filing.roles_of(actor) & ASKING:
        raise NotPermitted(Reason("您的角色不能请求检查"))
    if filing.state not in IN_FORCE_STATES:
        raise WrongState(Reason("备案已经终止，不再检查编号的标明"))


def _paced(filing: Filing, now: datetime) -> None:
    """People's requests count by the row's own time, so the pace needs no other counter."""
    asked = filing.display_checks.filter(
        requested_by__isnull=False, requested_at__gt=now - timedelta(days=1)
    )
    moments = set(asked.values_list("requested_at", flat=True))
    if any(moment > now - PAUSE for moment in moments):
        raise TooSoon(Reason("刚刚请求过检查，请一分钟后再试"))
    if len(moments) >= MOST_A_DAY:
        raise TooSoon(Reason(f"一天内至多请求 {MOST_A_DAY} 次检查，请明天再试"))
