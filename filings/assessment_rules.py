"""What a security assessment must state before it can be handed in (2018 rules, articles 3, 5, 6). Plain data in."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from filings.assessment_terms import Conclusion, Method, Trigger
from portal.clock import china_date
from portal.law.rows import ListItem
from portal.law.rulebook import rulebook
from portal.workflow.errors import Reason

Content = Mapping[str, Any]
RULES = "security-assessment-2018"
REPORT, OTHER_PAPERS = "report", "other"

#: Must be stated, by the section in which it is asked.
REQUIRED = {
    "situation": {"service_name": "服务名称", "facts": "情况说明"},
    "report": {
        "method": "评估方式",
        "assessed_on": "评估完成日期",
        "report_basics": "基本情况和证照取得情况",
        "report_measures": "制度和措施的落实情况及防控效果",
        "result": "评估结果",
        "report_conclusion": "安全评估结论",
    },
}

_DAYS = {"occurred_on": "发生日期", "assessed_on": "评估完成日期"}


def points() -> tuple[ListItem, ...]:
    """The eight points of article 5."""
    return rulebook(RULES).items("assessment_points")


def problems(content: Content, papers: frozenset[str], now: datetime) -> list[Reason]:
    """Everything that stands against handing in; ``papers`` are the slots that hold a paper."""
    return [
        *_missing(content),
        *_day(content, now),
        *_points(content),
        *_report(content, now),
        *_papers(papers),
    ]


def days_until(day: date, now: datetime) -> int:
    """The days from today to a stated last day; 0 for one that is not ahead."""
    return max((day - china_date(now)).days, 0)


def not_come(content: Content, name: str, now: datetime) -> str:
    """The sentence against a day of something done that is still ahead; empty where there is nothing against it."""
    day = content.get(name)
    if day is None or day <= china_date(now):
        return ""
    return f"“{_DAYS[name]}”（{day:%Y-%m-%d}）尚未到来"


def section_of(field: str) -> str:
    """The section in which a problem's field is mended."""
    return "situation" if field in ("launched_on", "occurred_on", "trigger") else "report"


def _missing(content: Content) -> Iterator[Reason]:
    for fields in REQUIRED.values():
        for name, label in fields.items():
            if content.get(name) in (None, ""):
                yield Reason(f"“{label}”未填写", field=name, code="missing")


def _day(content: Content, now: datetime) -> Iterator[Reason]:
    """The day from which the law counts: of the launch, or of the event, which has happened."""
    if Trigger(content["trigger"]).is_launch:
        if content.get("launched_on") is None:
            yield Reason("“上线日期”未填写", field="launched_on", code="missing")
        return
    occurred = content.get("occurred_on")
    if occurred is None:
        yield Reason("“发生日期”未填写", field="occurred_on", code="missing")
    elif sentence := not_come(content, "occurred_on", now):
        yield Reason(sentence, field="occurred_on", code="in_future")


def _points(content: Content) -> Iterator[Reason]:
    stated = {entry["point"]: entry for entry in content.get("points") or []}
    for point in points():
        entry = stated.get(point.code, {})
        if not entry.get("conclusion") or not entry.get("text"):
            yield Reason(
                f"{point.article}“{point.summary}”没有写明结论和评估情况",
                field="points",
                article=point.article,
                code="missing",
            )
        elif entry["conclusion"] == Conclusion.OPEN:
            yield Reason(
                f"{point.article}“{point.summary}”的隐患尚未消除：应当整改至消除后再形成报告",
                field="points",
                article=_article_of_the_report(),
                code="hazard_open",
            )


def _report(content: Content, now: datetime) -> Iterator[Reason]:
    if content.get("method") == Method.ENTRUSTED and not content.get("assessor"):
        yield Reason("委托第三方评估的，“评估机构”应当填写", field="assessor", code="missing")
    if sentence := not_come(content, "assessed_on", now):
        yield Reason(sentence, field="assessed_on", code="in_future")


def _papers(papers: frozenset[str]) -> Iterator[Reason]:
    if REPORT not in papers:
        yield Reason("缺少材料“安全评估报告”", field=REPORT, code="paper_missing")


def _article_of_the_report() -> str:
    """Article 6 as a whole: hazards are mended before there is a report."""
    first = rulebook(RULES).items("assessment_report_parts")[0]
    return first.article.partition("条")[0] + "条"
