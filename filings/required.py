"""What the filing form asks for: the fields that must be filled, by section, and the papers that must be there."""

from dataclasses import dataclass

#: Fields that must be filled, by section: name → label. Conditional ones are in the checks below.
REQUIRED: dict[str, dict[str, str]] = {
    "subject": {
        "subject_name": "主体名称",
        "subject_uscc": "统一社会信用代码",
        "subject_nature": "主体类型",
        "subject_address": "详细地址",
        "licence_type": "证件类型",
        "licence_address": "证件住所",
        "legal_representative": "法定代表人姓名",
        "legal_representative_document": "法定代表人证件类型",
        "legal_representative_number": "法定代表人证件号码",
    },
    "safety_officer": {
        "safety_officer_name": "算法安全责任人姓名",
        "safety_officer_document": "算法安全责任人证件类型",
        "safety_officer_number": "算法安全责任人证件号码",
        "safety_officer_mobile": "算法安全责任人手机号码",
        "safety_officer_email": "算法安全责任人电子邮箱",
    },
    "algorithm": {
        "algorithm_name": "算法名称",
        "algorithm_type": "算法类型",
        "role": "角色",
        "service_started_on": "上线时间",
        "application_fields": "应用领域",
    },
    "detail": {
        "introduction": "算法简介",
        "usage_scenario": "使用场景",
        "input_modalities": "输入数据模态",
        "output_modalities": "输出数据模态",
        "data_formats": "数据文件格式",
        "data_source": "数据来源",
        "training_data": "训练数据集",
        "model_source": "模型来源",
        "optimisation_goal": "优化目标",
        "intervention": "干预策略",
        "risk_prevention": "算法风险与防范机制",
    },
    "publication": {
        "public_name": "拟公示算法名称",
        "principle": "算法基本原理",
        "mechanism": "算法运行机制",
        "scenario": "算法应用场景",
        "intent": "算法目的意图",
    },
}
PRODUCT_REQUIRED = {
    "name": "产品名称",
    "service_form": "服务形式",
    "url": "访问地址",
    "status": "服务状态",
    "function_name": "功能名称",
    "function_introduction": "功能介绍",
    "navigation": "访问路径",
}
#: Whoever names a permit names all of it.
PERMIT_REQUIRED = {
    "permit_type": "前置许可",
    "permit_number": "许可编号",
    "permit_holder": "许可持有人",
}


@dataclass(frozen=True)
class PaperRule:
    """A paper that the form asks for."""

    slot: str
    label: str
    names_algorithm: bool = False


REQUIRED_PAPERS = (
    PaperRule("self_assessment", "算法安全自评估报告", names_algorithm=True),
    PaperRule("commitment", "算法备案承诺书"),
    PaperRule("responsibility", "落实算法安全主体责任基本情况"),
    PaperRule("safety_officer_proof", "算法安全责任人工作证明"),
    PaperRule("licence", "主体证件"),
)
OTHER_PAPERS = PaperRule("other", "其他材料")
