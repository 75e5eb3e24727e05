"""What proves that a paper was served, for each way of service (penalty law, 61; civil procedure law, 87–95)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from enforcement.states import ServiceMethod
from portal.workflow.errors import Reason

#: What each way of service cannot do without: field → what it is called.
NEEDED: Mapping[str, Mapping[str, str]] = {
    ServiceMethod.IN_PERSON: {"place": "送达地点", "receiver": "签收人及其身份"},
    ServiceMethod.LEFT: {
        "place": "送达地点",
        "refusal": "拒收的事由",
        "witnesses": "见证人或者照片、录像",
    },
    ServiceMethod.PORTAL: {"proof": "打开文书的记录"},
    ServiceMethod.EMAIL: {"proof": "到达当事人系统的记录"},
    ServiceMethod.ELECTRONIC: {"proof": "到达当事人系统的记录"},
    ServiceMethod.POST: {"receiver": "签收人及其身份", "proof": "邮件号码和回执"},
    ServiceMethod.ENTRUSTED: {"receiver": "签收人及其身份", "proof": "受托机关的送达回证"},
    ServiceMethod.PUBLIC_NOTICE: {},
}
#: Not without the party's consent (61(2)).
BY_WIRE = frozenset({ServiceMethod.PORTAL, ServiceMethod.EMAIL, ServiceMethod.ELECTRONIC})


def is_before(told: datetime, recorded: datetime) -> bool:
    """Whether what people tell by the minute lies before what the portal recorded by the second."""
    return told < recorded.replace(second=0, microsecond=0)


def service_problems(
    told: Mapping[str, Any],
    *,
    decided_at: datetime | None,
    now: datetime,
    confirmed_at: datetime | None,
    notice_ends: datetime | None,
    before: str = "作出决定",
) -> Iterator[Reason]:
    """Why what is told of a service proves none; nothing while nothing is told.

    ``confirmed_at`` is when the party confirmed electronic service (61(2)), ``notice_ends`` the instant at which a
    public notice has run, None where there was none. ``decided_at`` is when the paper came to be, ``before`` how that
    act is called.
    """
    method = told.get("service_method")
    if method is None:
        return
    if method == ServiceMethod.PUBLIC_NOTICE:
        yield from _notice_problems(notice_ends, now)
        return
    for name, label in NEEDED[method].items():
        if not str(told.get(name, "")).strip():
            way = ServiceMethod(method).label
            yield Reason(f"{way}应写明“{label}”", name, code="proof_missing")
    served_at = told.get("served_at")
    yield from _moment_problems(served_at, decided_at, now, before)
    if method in BY_WIRE:
        yield from _confirmation_problems(served_at, confirmed_at)


def _moment_problems(
    served_at: datetime | None, decided_at: datetime | None, now: datetime, before: str
) -> Iterator[Reason]:
    if served_at is None:
        yield Reason("请填写送达时间", "served_at", code="no_moment")
    elif served_at > now:
        yield Reason("送达时间不应晚于现在", "served_at", code="in_the_future")
    elif decided_at is not None and is_before(served_at, decided_at):
        yield Reason(f"送达时间不应早于{before}的时间", "served_at", code="before_the_paper")


def _confirmation_problems(
    served_at: datetime | None, confirmed_at: datetime | None
) -> Iterator[Reason]:
    if confirmed_at is None:
        told = "当事人没有签订电子送达确认书，不能电子送达"
        yield Reason(told, "service_method", code="not_confirmed")
    elif served_at is not None and is_before(served_at, confirmed_at):
        told = "送达时间早于当事人确认电子送达的时间"
        yield Reason(told, "served_at", code="not_confirmed")


def _notice_problems(notice_ends: datetime | None, now: datetime) -> Iterator[Reason]:
    if notice_ends is None:
        yield Reason("尚未登记公告，请先登记公告送达", "service_method", code="no_notice")
    elif now < notice_ends:
        told = "公告期限尚未届满，届满后才视为送达"
        yield Reason(told, "service_method", code="notice_runs")
