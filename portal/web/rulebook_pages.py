"""What the pages of the rulebook show beyond the rows: search, other texts, what a miss leads to."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from portal.clock import china_date
from portal.law.errors import PeriodError
from portal.law.periods import Due
from portal.law.rows import ListItem, Row, Sanction, Threshold, TimeLimit
from portal.law.rulebook import Rulebook, profiles, rulebook
from portal.law.terms import Unit
from portal.web import calculation

LIST_TITLES = {
    "algorithm_types": "算法推荐技术的类型",
    "filing_contents": "备案填报内容",
    "grading_factors": "分级分类的依据",
    "conduct": "行为要求",
    "attribute_test": "具有舆论属性或者社会动员能力的服务",
    "assessment_triggers": "应当开展安全评估的情形",
    "assessment_points": "安全评估的重点内容",
    "assessment_report_parts": "安全评估报告应当包括的内容",
    "synthesis_filing": "深度合成和生成式服务的备案",
    "cancellation_grounds": "依职权注销备案的情形",
    "revocation_grounds": "撤销备案的情形",
    "legal_review": "应当进行法制审核的情形",
    "hearing_grounds": "可以要求听证的情形",
    "decision_contents": "处罚决定书应载明的内容",
    "lighter_grounds": "从轻或者减轻处罚的情形",
    "no_penalty_grounds": "不予处罚的情形",
    "recusal_grounds": "执法人员应当回避的情形",
    "notice_contents": "处罚事先告知书的内容",
    "evidence_kinds": "证据的种类",
    "payment_relief": "延期和分期缴纳罚款",
    "withdrawal_grounds": "撤回已公开处罚决定的情形",
    "penalty_outcomes": "调查终结后的处理",
    "collective_grounds": "应当集体讨论的情形",
    "hearing_rules": "听证的规则",
    "remedy_effects": "复议和诉讼对执行的影响",
    "service_methods": "送达的方式",
    "departments": "协同治理的部门",
    "monitoring_points": "风险监测的内容",
    "monitoring_signals": "风险监测的信号",
    "warning_kinds": "预警的隐患",
    "evaluation_phases": "评估的应用环节",
    "evaluation_points": "评估的要点",
    "evaluation_risks": "评估应研判的风险",
    "lead_sources": "线索的来源",
    "campaign_tracks": "专项行动的工作",
    "self_inspection_parts": "自查自纠的内容",
    "campaign_focus": "现场检查的重点",
    "campaign_problem_kinds": "检查发现的问题种类",
    "campaign_disciplines": "专项行动的工作纪律",
    "record_contents": "现场笔录的内容",
    "log_retention_checks": "日志留存的检查问题",
    "complaint_categories": "投诉举报的类别",
    "user_appeal_matters": "用户申诉的事项",
    "recheck": "需要专家复核的科技活动清单",
    "recheck_questions": "判断活动是否在复核清单内的问题",
    "disciplines": "委员会应具备的专业背景",
    "committee_composition": "委员会的组成要求",
    "service_centre_duties": "服务中心的职责",
    "incompatible_roles": "不得兼任的工作",
    "review_points": "审查重点",
    "application_materials": "申请材料",
    "decisions": "审查决定的种类",
    "mutual_recognition": "审查结果的互认",
    "simplified_grounds": "可适用简易程序的情形",
    "conversion_grounds": "应当转为一般程序的情形",
    "recheck_materials": "申请专家复核的材料",
    "recheck_points": "专家复核的内容",
    "recheck_exemptions": "可以免予专家复核的情形",
    "tracking_points": "跟踪审查的内容",
    "registration_contents": "委员会登记的内容",
    "list_registration_contents": "清单活动登记的内容",
    "annual_report_contents": "年度报告的内容",
    "key_tasks": "重点任务",
    "bulletin_kinds": "通报的种类",
    "meeting_kinds": "会议的种类",
    "major_matters": "重大事项的种类",
}
_KIND_WORDS = {TimeLimit: "期限", Threshold: "数量", Sanction: "处罚", ListItem: "清单"}


@dataclass(frozen=True)
class Found:
    """One row that a word was found in."""

    row: Row
    kind: str


@dataclass(frozen=True)
class Compared:
    """The same limit in two texts, with the names of what differs."""

    ours: TimeLimit
    theirs: TimeLimit
    differs: tuple[str, ...]


def search(words: str) -> list[Found]:
    """Rows of any profile that hold all the words; each row once. Full and half width, upper and lower case alike."""
    wanted = _plain(words).split()
    seen: set[tuple[str, str, str]] = set()
    found = []
    for row in _all_rows():
        key = (row.profile, type(row).__name__ + getattr(row, "list_name", ""), row.code)
        if key not in seen and all(word in _text_of(row) for word in wanted):
            found.append(Found(row, _KIND_WORDS[type(row)]))
        seen.add(key)
    return found


def _all_rows() -> Iterator[Row]:
    for name in profiles():
        book = rulebook(name)
        yield from book.limits
        yield from book.thresholds
        yield from book.sanctions
        for items in book.lists.values():
            yield from items


def _text_of(row: Row) -> str:
    parts = [row.code, row.instrument, row.article, row.summary, row.note, row.ref]
    if isinstance(row, TimeLimit):
        parts += [row.act, row.trigger, row.party.label, row.term, row.missed]
    if isinstance(row, Sanction):
        parts += [row.measures_text, row.severe_text, row.severe_when]
    return _plain(" ".join(parts))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def elsewhere(limit: TimeLimit) -> list[Compared]:
    """The limit of the same code in other texts, where it says something else."""
    others = []
    for name in profiles():
        other = calculation.limit_of(name, limit.code)
        if other is not None and other.profile != limit.profile:
            others.append(Compared(limit, other, _differences(limit, other)))
    return others


def two_texts(first: Rulebook, second: Rulebook) -> list[Compared]:
    """The limits that two texts both have and state differently in substance, not only in the article's number."""
    pairs = []
    for ours in first.limits:
        theirs = calculation.limit_of(second.profile, ours.code)
        if theirs is None or theirs.profile == ours.profile:
            continue
        differs = _differences(ours, theirs)
        if set(differs) & {"期限", "起算", "效力"}:
            pairs.append(Compared(ours, theirs, differs))
    return pairs


def _differences(ours: TimeLimit, theirs: TimeLimit) -> tuple[str, ...]:
    aspects = {
        "条款": (ours.article, theirs.article),
        "期限": (ours.term, theirs.term),
        "起算": (ours.trigger, theirs.trigger),
        "效力": (ours.force, theirs.force),
        "逾期依据": (ours.missed, theirs.missed),
        "逾期后果": (ours.on_miss, theirs.on_miss),
    }
    return tuple(name for name, (one, other) in aspects.items() if one != other)


def sanctions_for(limit: TimeLimit, book: Rulebook) -> list[Sanction]:
    """The sanction rows of the articles that the limit names for a miss; ``第二十九条`` stands for its paragraphs."""
    named = [article for article in limit.missed.split("、") if article]
    return [
        row
        for row in book.sanctions
        if any(row.article.startswith(n) or n.startswith(row.article) for n in named)
    ]


def example(limit: TimeLimit, now: datetime) -> Due | None:
    """The limit counted from today; None where the text gives nothing to count."""
    start = now if limit.unit is Unit.HOUR else china_date(now)
    try:
        return calculation.count(limit, start)
    except PeriodError:
        return None
