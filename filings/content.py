"""What a filing states: the columns of the form, in the order of its sections."""

from django.db import models

from filings.states import AlgorithmClass, AlgorithmType, ProviderRole
from filings.terms import (
    IdentityDocument,
    LicenceType,
    ModelSource,
    SubjectNature,
    TrainingData,
)


class FilingContent(models.Model):
    """The form of the national filing system, section by section. Everything may be empty in a draft."""

    # 主体信息
    subject_name = models.CharField("主体名称", max_length=200, blank=True)
    subject_uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    subject_nature = models.CharField(
        "主体类型", max_length=30, choices=SubjectNature.choices, blank=True
    )
    subject_place = models.CharField("注册地", max_length=100, blank=True)
    subject_address = models.CharField("详细地址", max_length=200, blank=True)
    subject_website = models.URLField("网址", max_length=300, blank=True)
    monthly_users = models.PositiveBigIntegerField("月活跃用户量", null=True, blank=True)
    licence_type = models.CharField(
        "证件类型", max_length=30, choices=LicenceType.choices, blank=True
    )
    licence_address = models.CharField("证件住所", max_length=200, blank=True)
    licence_valid_until = models.DateField(
        "证件有效期至", null=True, blank=True, help_text="长期有效的留空"
    )
    legal_representative = models.CharField("法定代表人姓名", max_length=60, blank=True)
    legal_representative_document = models.CharField(
        "法定代表人证件类型", max_length=30, choices=IdentityDocument.choices, blank=True
    )
    legal_representative_number = models.CharField("法定代表人证件号码", max_length=30, blank=True)
    # 算法安全责任人
    safety_officer_name = models.CharField("姓名", max_length=60, blank=True)
    safety_officer_document = models.CharField(
        "证件类型", max_length=30, choices=IdentityDocument.choices, blank=True
    )
    safety_officer_number = models.CharField("证件号码", max_length=30, blank=True)
    safety_officer_mobile = models.CharField("手机号码", max_length=11, blank=True)
    safety_officer_email = models.EmailField("电子邮箱", blank=True)
    # 算法基础属性
    algorithm_name = models.CharField("算法名称", max_length=100, blank=True)
    algorithm_type = models.CharField(
        "算法类型", max_length=20, choices=AlgorithmType.choices, blank=True
    )
    retrieval_class = models.CharField(
        "检索过滤细类",
        max_length=2,
        blank=True,
        choices=[
            (c.value, c.label) for c in (AlgorithmClass.RETRIEVAL, AlgorithmClass.CONTENT_FILTER)
        ],
        help_text="仅检索过滤类算法填写",
    )
    role = models.CharField("角色", max_length=20, choices=ProviderRole.choices, blank=True)
    algorithm_version = models.CharField("版本号", max_length=50, blank=True, help_text="选填")
    service_started_on = models.DateField(
        "上线时间", null=True, blank=True, help_text="开始提供服务之日，备案期限自次日起算"
    )
    application_fields = models.JSONField("应用领域", default=list, blank=True)
    # 算法详细属性
    introduction = models.TextField("算法简介", max_length=2000, blank=True)
    usage_scenario = models.TextField("使用场景", max_length=2000, blank=True)
    input_modalities = models.JSONField("输入数据模态", default=list, blank=True)
    output_modalities = models.JSONField("输出数据模态", default=list, blank=True)
    data_formats = models.JSONField("数据文件格式", default=list, blank=True)
    data_source = models.TextField("数据来源", max_length=2000, blank=True)
    has_biometrics = models.BooleanField("涉及生物特征信息", default=False)
    has_identity = models.BooleanField("涉及身份信息", default=False)
    training_data = models.CharField(
        "训练数据集", max_length=20, choices=TrainingData.choices, blank=True
    )
    training_data_size = models.CharField("训练数据规模", max_length=200, blank=True)
    model_name = models.CharField("模型名称", max_length=200, blank=True)
    model_source = models.CharField(
        "模型来源", max_length=20, choices=ModelSource.choices, blank=True
    )
    model_type = models.CharField("模型类型", max_length=200, blank=True)
    third_party_model_number = models.CharField("第三方模型备案编号", max_length=100, blank=True)
    optimisation_goal = models.TextField("优化目标", max_length=2000, blank=True)
    metrics = models.TextField("评价指标", max_length=2000, blank=True)
    model_update = models.TextField("更新方式与频率", max_length=2000, blank=True)
    input_review = models.TextField("输入内容审核", max_length=2000, blank=True)
    result_review = models.TextField("结果内容审核", max_length=2000, blank=True)
    intervention = models.TextField("干预策略", max_length=2000, blank=True)
    explicit_label = models.TextField("显式标识", max_length=2000, blank=True)
    implicit_label = models.TextField("隐式标识与溯源", max_length=2000, blank=True)
    risk_prevention = models.TextField("算法风险与防范机制", max_length=4000, blank=True)
    # 产品及功能信息 | 技术服务方式
    products = models.JSONField("产品及功能", default=list, blank=True)
    deliveries = models.JSONField("技术服务方式", default=list, blank=True)
    delivery_description = models.TextField("技术服务说明", max_length=2000, blank=True)
    # 拟公示内容
    public_name = models.CharField("拟公示算法名称", max_length=100, blank=True)
    principle = models.TextField("算法基本原理", max_length=2000, blank=True)
    mechanism = models.TextField("算法运行机制", max_length=2000, blank=True)
    scenario = models.TextField("算法应用场景", max_length=2000, blank=True)
    intent = models.TextField("算法目的意图", max_length=2000, blank=True)
    public_info = models.TextField("算法公示情况", max_length=2000, blank=True, help_text="选填")

    class Meta:
        abstract = True


CONTENT_FIELDS = tuple(f.name for f in FilingContent._meta.local_fields)
