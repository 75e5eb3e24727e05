"""The grammar of a time limit: closed vocabularies, each word with its Chinese label."""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of the rulebook; its value is what stands in the profile files."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        return term


class Unit(Term):
    """What is counted. ``PROMPTLY`` carries no number and never starts a timer."""

    WORKING_DAY = "working_day", "工作日"
    NATURAL_DAY = "natural_day", "自然日"
    MONTH = "month", "月"
    YEAR = "year", "年"
    HOUR = "hour", "小时"
    YEAR_DATE = "year_date", "每年固定日期"
    PROMPTLY = "promptly", "及时"


class Direction(Term):
    """Which way the count goes from the trigger."""

    AFTER = "after", "之后"
    BEFORE = "before", "之前"


class Force(Term):
    """How binding the text is; only ``SHALL`` counts as a breach when missed."""

    SHALL = "shall", "应当"
    GENERALLY = "generally", "一般"
    POLICY = "policy", "内部规则"


class Kind(Term):
    """Duty: someone must act. Window: a right exists until. Interval: again and again at most
    this far apart. Retention: keep at least this long."""

    DUTY = "duty", "义务期限"
    WINDOW = "window", "权利期限"
    INTERVAL = "interval", "最长间隔"
    RETENTION = "retention", "最短留存"


class Party(Term):
    """Whose time is running."""

    PROVIDER = "provider", "算法推荐服务提供者"
    AUTHORITY = "authority", "主管部门"
    COMMITTEE = "committee", "伦理委员会或服务中心"
    APPLICANT = "applicant", "申请人"
    UNIT = "unit", "责任单位"
    PLATFORM = "platform", "网站平台"
    ENFORCEMENT = "enforcement", "监督执法机关"
    RESPONDENT = "respondent", "当事人"
    RECONSIDERATION = "reconsideration", "行政复议机关"


class OnMiss(Term):
    """What the portal does at expiry. It never decides a case."""

    ESCALATE = "escalate", "报告上级并计入按时率"
    LEAD = "lead", "生成执法线索"
    LAPSE = "lapse", "权利期限届满"
    NONE = "none", "仅作记录"


class Status(Term):
    """Whether the instrument is law today."""

    IN_FORCE = "in_force", "现行有效"
    DRAFT = "draft", "征求意见稿"


class SetBy(Term):
    """Who fixes the number: the text itself, an authority's order, this portal, or nobody."""

    LAW = "law", "条文规定"
    AUTHORITY = "authority", "由主管部门在文书中确定"
    CONFIGURATION = "configuration", "由本平台设定"
    NONE = "none", "条文未定数量"


class Measure(Term):
    """What an authority may do about a breach. The words are those of the sanction articles."""

    WARNING = "warning", "警告"
    PUBLIC_CRITICISM = "public_criticism", "通报批评"
    ORDER_CORRECTION = "order_correction", "责令限期改正"
    SUSPEND_UPDATES = "suspend_updates", "责令暂停信息更新"
    FINE = "fine", "罚款"
    REVOKE_FILING = "revoke_filing", "撤销备案"
    CANCEL_FILING = "cancel_filing", "依职权注销备案"
    OTHER_LAW = "other_law", "依照其他有关法律法规处理"


class Aggravation(Term):
    """What opens the severe step of a sanction; one of those that the article names is enough."""

    REFUSAL = "refusal", "拒不改正"
    SERIOUS = "serious", "情节严重"
