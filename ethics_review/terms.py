"""The application form in words: its sections, fields, lists and papers (article 12; 2023 measures, article 9)."""

from dataclasses import dataclass

from django.db import models

#: The sections of the form, in its order: address → title.
SECTIONS = {
    "basics": "活动概况",
    "claims": "程序与紧急情况",
    "plan": "活动方案",
    "risks": "科技伦理风险评估与防控",
    "recheck": "专家复核清单自测",
    "commitment": "承诺",
    "papers": "附件材料",
}

#: The scale of likelihood and of severity on which every review point is assessed.
RISK_LEVELS = {1: "很低", 2: "较低", 3: "中等", 4: "较高", 5: "很高"}


class CommissionGround(models.TextChoices):
    """Why another committee or a service centre is asked and not the unit's own committee (article 12)."""

    NO_COMMITTEE = "no_committee", "本单位未设立委员会"
    NOT_ABLE = "not_able", "本单位委员会无法胜任审查要求"
    NO_UNIT = "no_unit", "申请人没有所属单位"


class ClaimedGround(models.TextChoices):
    """The ground of article 19 that the applicant claims; the codes are those of the law's list."""

    ORDINARY_RISK = "ordinary_risk", "风险不高于日常生活中的常规风险"
    MINOR_CHANGE = "minor_change", "对已批准方案作较小修改且不增大风险受益比"
    TRACKING = "tracking", "前期无重大调整的活动的跟踪审查"


class Answer(models.TextChoices):
    """The answer to a question of the recheck list."""

    YES = "yes", "是"
    NO = "no", "否"


@dataclass(frozen=True, slots=True)
class Term:
    """A field of the form. ``max_length`` is None where the value is no text; ``required`` holds in every case."""

    label: str
    section: str
    max_length: int | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One value of each row of a list field; ``max_length`` is None where it is no text. All are asked for."""

    label: str
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for papers. ``required`` holds in every case, ``several`` allows more than one file."""

    label: str
    required: bool = False
    several: bool = False


def _long(label: str, section: str, max_length: int = 4000) -> Term:
    return Term(label, section, max_length, required=True)


_BASICS = {
    "activity_name": Term("活动名称", "basics", 100, required=True),
    "leader_name": Term("活动负责人", "basics", 60, required=True),
    "leader_title": Term("负责人职务职称", "basics", 60, required=True),
    "leader_phone": Term("联系电话", "basics", 30, required=True),
    "leader_email": Term("电子邮箱", "basics", 100, required=True),
    "affiliation": Term("单位隶属", "basics", 30, required=True),
    "committee": Term("受理的委员会或者服务中心", "basics", required=True),
    "commission_ground": Term("委托服务中心的原因", "basics", 20),
    "is_joint": Term("多个单位合作开展", "basics"),
    "is_lead": Term("本单位为牵头单位", "basics"),
    "partner_units": Term("合作单位", "basics"),
    "starts_on": Term("计划开始日期", "basics", required=True),
    "ends_on": Term("计划结束日期", "basics", required=True),
    "earlier_reviews": Term("既往伦理审查情况", "basics", 2000),
}
_CLAIMS = {
    "claimed_ground": Term("申请适用简易程序的情形", "claims", 20),
    "amends_number": Term("原审查事项编号", "claims", 20),
    "is_urgent": Term("突发公共事件等紧急状态", "claims"),
    "emergency_reason": Term("紧急情况", "claims", 2000),
}
_PLAN = {
    "background": _long("研究背景", "plan"),
    "purpose": _long("目的", "plan"),
    "plan": _long("计划", "plan"),
    "steps": _long("实施步骤", "plan"),
    "institutions": _long("相关机构及其合法资质", "plan"),
    "staff": Term("人员情况", "plan", required=True),
    "funding": _long("经费来源", "plan", 2000),
    "interests_statement": _long("利益冲突声明", "plan", 2000),
    "mechanism": _long("拟采用的算法机制机理", "plan"),
    "data_types": _long("数据使用类型", "plan"),
    "data_sources": _long("数据来源", "plan"),
    "data_acquisition": _long("数据获取方式", "plan"),
    "data_cleaning": _long("数据清洗方式", "plan"),
    "test_methods": _long("测试评估方法", "plan"),
    "products": _long("拟形成的软硬件产品", "plan"),
    "application_fields": _long("预期应用领域", "plan", 2000),
    "user_groups": _long("适用人群", "plan", 2000),
}
_RISKS = {
    "risk_application": _long("预期应用的风险", "risks"),
    "risk_misuse": _long("误用的风险", "risks"),
    "risk_abuse": _long("滥用的风险", "risks"),
    "risks": Term("逐项风险评估", "risks", required=True),
    "control_plan": _long("风险防控计划", "risks"),
    "emergency_plan": _long("应急预案", "risks"),
}
_RECHECK = {
    "recheck_answers": Term("复核清单判断", "recheck", required=True),
    "exemption_ground": Term("免于专家复核的依据", "recheck", 30),
    "exemption_number": Term("备案编号", "recheck", 40),
}
_COMMITMENT = {
    "commitment_accepted": Term("承诺遵守科技伦理和科研诚信等要求", "commitment", required=True)
}

#: Every field of the content, in the order of the form.
FIELDS: dict[str, Term] = _BASICS | _CLAIMS | _PLAN | _RISKS | _RECHECK | _COMMITMENT

#: What each row of a list field states: field → name → column.
ROWS: dict[str, dict[str, Column]] = {
    "partner_units": {"name": Column("单位名称", 100), "part": Column("承担的工作", 500)},
    "staff": {
        "name": Column("姓名", 60),
        "role": Column("分工", 100),
        "qualification": Column("资质与经验", 500),
    },
    "risks": {
        "point": Column("审查方面", 40),
        "likelihood": Column("可能性"),
        "severity": Column("程度"),
        "description": Column("风险描述", 2000),
        "measure": Column("防控措施", 2000),
    },
    "recheck_answers": {
        "question": Column("问题", 60),
        "answer": Column("回答", 3),
        "reason": Column("理由", 1000),
    },
}

#: The papers: slot → what it holds. The commission is asked for where the committee is not the unit's own.
PAPERS: dict[str, Slot] = {
    "qualification": Slot("机构资质材料", required=True, several=True),
    "commitment": Slot("承诺书", required=True),
    "commission": Slot("委托书"),
    "consent": Slot("知情同意书等材料", several=True),
    "other": Slot("其他材料", several=True),
}
#: Every place for papers and its name; another committee's decision (article 18) is no field of the completeness rules.
SLOTS: dict[str, str] = {
    **{code: slot.label for code, slot in PAPERS.items()},
    "recognised_decision": "合作单位的审查决定",
}


def fields_of(section: str) -> dict[str, Term]:
    """The fields of one section, in the order of the form; empty for the papers or an unknown section."""
    return {name: term for name, term in FIELDS.items() if term.section == section}
