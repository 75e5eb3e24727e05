"""What the demo institute applies for: complete applications, and the papers that go with them."""

from datetime import date
from typing import Any

from portal.cases.uploads import CheckedUpload
from portal.law.rulebook import Rulebook
from portal.web.demo.content import letter

#: A question of the recheck list stands before its number: ``public_opinion.1`` belongs to ``public_opinion``.
_NO = "活动方案中没有这样的内容。"
_YES = "活动方案第三部分写明了这一用途。"


def application(
    name: str, law: Rulebook, *, starts: date, ends: date, level: int = 3, listed: str = ""
) -> dict[str, Any]:
    """A complete application whose risks all lie at ``level``; ``listed`` is the item of the recheck list it meets."""
    return {
        "activity_name": name,
        "leader_name": "蒋申请",
        "leader_title": "研究员",
        "leader_phone": "010-00000000",
        "leader_email": "demo@example.org",
        "affiliation": "other",
        "starts_on": starts,
        "ends_on": ends,
        "background": f"围绕{name}，已有研究多在小规模数据上验证，缺少真实场景的评估。",
        "purpose": f"完成{name}的方法研究和小范围试用，评估其效果与风险。",
        "plan": "一年内完成，分为数据准备、模型研究、受控试用三个阶段。",
        "steps": "第一至三个月准备数据；第四至八个月训练和评测；第九至十二个月受控试用并总结。",
        "institutions": "演示人工智能研究院承担全部工作，具有独立法人资格。",
        "staff": [
            {"name": "蒋申请", "role": "活动负责人", "qualification": "研究员，从业十二年"},
            {"name": "演示丙", "role": "数据与算法", "qualification": "博士，从业五年"},
        ],
        "funding": "本单位科研经费。",
        "interests_statement": "活动人员与数据提供方、试用单位没有利益关系。",
        "mechanism": "预训练模型上的监督微调，输出经规则和人工复核后使用。",
        "data_types": "文本和结构化记录，不含生物识别信息。",
        "data_sources": "合作单位依法提供的历史记录和公开数据集。",
        "data_acquisition": "按数据使用协议在合作单位的环境内取得，不复制出境。",
        "data_cleaning": "去除直接标识符，抽样核对标注质量。",
        "test_methods": "留出集评测、分人群误差分析、红队测试。",
        "products": "研究原型软件一套，不对外提供服务。",
        "application_fields": "公共服务与科研。",
        "user_groups": "参加试用的工作人员，不面向未成年人。",
        "risk_application": "判断有误时可能影响个别服务的先后次序。",
        "risk_misuse": "使用者可能不经复核直接采用输出。",
        "risk_abuse": "可能被用于对个人作出不利的区别对待。",
        "risks": [
            {
                "point": point.code,
                "likelihood": level,
                "severity": level,
                "description": "在试用范围内可能出现，影响有限。",
                "measure": "人工复核，按月核对误差，超出阈值即停用。",
            }
            for point in law.items("review_points")
        ],
        "control_plan": "设专人负责，按月核对各人群误差，向委员会报告。",
        "emergency_plan": "误差超过阈值或者收到投诉时立即停用，二十四小时内报告委员会。",
        "recheck_answers": [
            {
                "question": question.code,
                "answer": "yes" if listed and question.code.startswith(f"{listed}.") else "no",
                "reason": _YES if listed and question.code.startswith(f"{listed}.") else _NO,
            }
            for question in law.items("recheck_questions")
        ],
        "commitment_accepted": True,
    }


def application_papers(name: str) -> dict[str, CheckedUpload]:
    """The required papers by place."""
    return {
        "qualification": letter("事业单位法人证书（演示）", "机构资质.docx"),
        "commitment": letter(
            f"承诺书（演示）\n承诺在{name}中遵守科技伦理和科研诚信要求。", "承诺书.docx"
        ),
    }


def charter(name: str, established: date) -> dict[str, Any]:
    """What the registration of a committee or a centre states."""
    return {
        "name": name,
        "established_on": established,
        "address": "演示市示范路 1 号",
        "contact_name": "演示丁",
        "contact_phone": "010-00000001",
        "working_rules": "每月召开例会；紧急事项随时召开线上会议。到会委员不少于五人且包括各专业类别。",
        "interest_rules": "逐案声明利益关系；有直接利益关系的回避，不计入到会人数和表决基数。",
        "simplified_rules": "由主任委员指定两名或者两名以上委员审查，意见不一致即转入一般程序。",
        "emergency_rules": "接到申请后立即通知全体委员，按小时计算时限，节假日照常办理。",
        "full_time_staff": 2,
    }
