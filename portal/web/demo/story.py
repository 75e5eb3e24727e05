"""Filings in every state, some due today, tomorrow and overdue, all driven through the engine at past instants."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from portal.accounts.models import User
from portal.clock import CHINA, china_date
from portal.deadlines import sweep
from portal.deadlines.calendar import work_calendar
from portal.law.rulebook import rulebook
from portal.web.demo.content import content, papers
from portal.workflow import catalogue, engine

_REASONS = [
    {
        "item": "算法安全自评估报告",
        "code": "self_assessment",
        "reason": "第三章“风险研判”缺少被恶意利用的分析，请补充。",
    },
    {
        "item": "产品及功能信息",
        "code": "products",
        "reason": "访问路径缺少从首页到该功能的中间步骤，请逐步写明。",
    },
]


@dataclass
class Script:
    """One filing in the making: each step happens some working days before the last one it is told."""

    people: dict[str, User]
    company: str
    now: datetime
    case: Any = None

    @property
    def owner(self) -> User:
        """The company's person."""
        return self.people[self.company]

    def at(self, working_days_ago: int, hour: int = 10) -> datetime:
        """An instant in office hours that many working days before the demonstration's day."""
        day = back(china_date(self.now), working_days_ago)
        return min(datetime.combine(day, time(hour), CHINA).astimezone(UTC), self.now)

    def draft(
        self,
        name: str,
        ago: int,
        *,
        started: date | None,
        kind: str = "ranking",
        role: str = "provider",
        full: bool = True,
    ) -> "Script":
        """Create the filing, complete unless told otherwise."""
        organization = self.owner.active_memberships[0].organization
        first = {
            "algorithm_name": name,
            "algorithm_type": kind,
            "role": role,
            "service_started_on": started,
        }
        self.case = engine.create(
            "filing", actor=self.owner, organization=organization, data=first, now=self.at(ago, 9)
        ).case
        if full:
            self._edit(content(name, organization, kind=kind, role=role), self.at(ago, 9))
            for slot, upload in papers(name).items():
                self.case = engine.attach(
                    self.case.pk,
                    slot=slot,
                    upload=upload,
                    actor=self.owner,
                    version=self.case.version,
                    now=self.at(ago, 9),
                ).case
        return self

    def _edit(self, data: dict[str, Any], moment: datetime) -> None:
        self.case = engine.edit(
            self.case.pk, actor=self.owner, data=data, version=self.case.version, now=moment
        ).case

    def act(self, name: str, who: str, ago: int, hour: int = 10, **data: Any) -> "Script":
        """Do an action."""
        self.case = engine.perform(
            self.case.pk,
            name,
            actor=self.people[who],
            data=data,
            version=self.case.version,
            now=self.at(ago, hour),
        ).case
        return self


def back(day: date, working_days: int) -> date:
    """The working day that lies so many working days before ``day``, or before the next one when it is a day off.

    Counted so, a limit of that many working days falls due today, or on the first day on which it can.
    """
    calendar = work_calendar()
    base = calendar.first_worked_from(day)
    return min(base, day) if working_days == 0 else calendar.working_day_before(base, working_days)


def tell(people: dict[str, User], now: datetime) -> int:
    """Play all filings, then let the sweep witness what has fallen due. Returns how many filings there are."""
    decision = rulebook(catalogue.kind("filing").profile()).limit("algorithm.decision").amount or 0
    initial = rulebook(catalogue.kind("filing").profile()).limit("algorithm.initial").amount or 0
    stories = [*_company(decision, initial), *_company2(decision)]
    for owner, play in stories:
        play(Script(people, owner, now))
    sweep.sweep(now)
    return len(stories)


Play = Callable[[Script], Any]


def _company(decision: int, initial: int) -> list[tuple[str, Play]]:
    def submitted(name: str, ago: int) -> Play:
        """Handed in so long ago that the decision is due ``decision - ago`` working days from now."""
        return lambda s: s.draft(name, ago + 1, started=_started(s, ago + 3)).act(
            "submit", "company", ago
        )

    plays: list[Play] = [
        lambda s: s.draft("青云热点聚合排序算法", 1, started=None, full=False),
        lambda s: s.draft("青云本地资讯排序算法", 4, started=_started(s, initial - 2)),
        lambda s: s.draft(
            "青云视频封面优选算法", initial + 2, started=_started(s, initial + 5), full=False
        ),
        submitted("青云首页排序精选算法", 2),
        submitted("青云问答排序算法", decision),
        submitted("青云专题排序算法", decision - 1),
        submitted("青云评论排序算法", decision + 4),
        lambda s: s.draft("青云逾期补报排序算法", 6, started=_started(s, initial + 9)).act(
            "submit", "company", 5
        ),
        lambda s: submitted("青云榜单排序算法", 12)(s).act(
            "request_correction", "officer", 3, items=_REASONS
        ),
        lambda s: submitted("青云音频排序算法", 9)(s).act(
            "propose_record", "officer", 1, opinion="材料齐全，建议予以备案。"
        ),
        lambda s: _recorded(submitted("青云资讯排序精选算法", 25)(s), 8),
        lambda s: _recorded(
            s.draft(
                "青云文本生成算法", 24, started=_started(s, 26), kind="generation", role="supporter"
            ).act("submit", "company", 23),
            6,
        ),
        lambda s: submitted("青云搜索排序算法", 20)(s).act("decline", "officer", 4, items=_REASONS),
        lambda s: submitted("青云推送排序算法", 7)(s).act(
            "withdraw", "company", 5, reason="产品调整，暂不上线。"
        ),
    ]
    return [("company", play) for play in plays]


def _company2(decision: int) -> list[tuple[str, Play]]:
    def submitted(name: str, ago: int) -> Play:
        return lambda s: s.draft(name, ago + 1, started=_started(s, ago + 3)).act(
            "submit", "company2", ago
        )

    plays: list[Play] = [
        lambda s: s.draft("星河数据检索算法", 2, started=_started(s, 4), kind="retrieval"),
        submitted("星河派单调度算法", decision - 3),
        lambda s: _recorded(submitted("星河地图排序算法", 18)(s), 3),
    ]
    return [("company2", play) for play in plays]


def _recorded(script: Script, ago: int) -> Script:
    return script.act("propose_record", "officer", ago + 1, opinion="材料齐全。").act(
        "record", "supervisor", ago, 15
    )


def _started(script: Script, working_days_ago: int) -> date:
    return back(china_date(script.now), working_days_ago)
