"""What an application states: plan, risk assessment, commitment (article 12), and what the procedure is chosen by."""

from django.db import models

from ethics_review.states import Affiliation


class ReviewContent(models.Model):
    """The three parts of article 12 with all their items. A draft may leave most of it empty."""

    activity_name = models.CharField("活动名称", max_length=100)
    leader_name = models.CharField("活动负责人", max_length=60, blank=True)
    leader_title = models.CharField("负责人职务职称", max_length=60, blank=True)
    leader_phone = models.CharField("联系电话", max_length=30, blank=True)
    leader_email = models.EmailField("电子邮箱", max_length=100, blank=True)
    affiliation = models.CharField(
        "单位隶属", max_length=30, choices=Affiliation.choices, blank=True
    )
    commission_ground = models.CharField("委托服务中心的原因", max_length=20, blank=True)
    is_joint = models.BooleanField("多个单位合作开展", default=False)
    is_lead = models.BooleanField("本单位为牵头单位", default=False)
    #: ``{"name", "part"}`` for each partner.
    partner_units = models.JSONField("合作单位", default=list, blank=True)
    starts_on = models.DateField("计划开始日期", null=True, blank=True)
    ends_on = models.DateField("计划结束日期", null=True, blank=True)
    earlier_reviews = models.TextField("既往伦理审查情况", max_length=2000, blank=True)
    claimed_ground = models.CharField("申请适用简易程序的情形", max_length=20, blank=True)
    amends_number = models.CharField("原审查事项编号", max_length=20, blank=True)
    is_urgent = models.BooleanField("突发公共事件等紧急状态", default=False)
    emergency_reason = models.TextField("紧急情况", max_length=2000, blank=True)

    background = models.TextField("研究背景", max_length=4000, blank=True)
    purpose = models.TextField("目的", max_length=4000, blank=True)
    plan = models.TextField("计划", max_length=4000, blank=True)
    steps = models.TextField("实施步骤", max_length=4000, blank=True)
    institutions = models.TextField("相关机构及其合法资质", max_length=4000, blank=True)
    #: ``{"name", "role", "qualification"}`` for each person.
    staff = models.JSONField("人员情况", default=list, blank=True)
    funding = models.TextField("经费来源", max_length=2000, blank=True)
    interests_statement = models.TextField("利益冲突声明", max_length=2000, blank=True)
    mechanism = models.TextField("拟采用的算法机制机理", max_length=4000, blank=True)
    data_types = models.TextField("数据使用类型", max_length=4000, blank=True)
    data_sources = models.TextField("数据来源", max_length=4000, blank=True)
    data_acquisition = models.TextField("数据获取方式", max_length=4000, blank=True)
    data_cleaning = models.TextField("数据清洗方式", max_length=4000, blank=True)
    test_methods = models.TextField("测试评估方法", max_length=4000, blank=True)
    products = models.TextField("拟形成的软硬件产品", max_length=4000, blank=True)
    application_fields = models.TextField("预期应用领域", max_length=2000, blank=True)
    user_groups = models.TextField("适用人群", max_length=2000, blank=True)

    risk_application = models.TextField("预期应用的风险", max_length=4000, blank=True)
    risk_misuse = models.TextField("误用的风险", max_length=4000, blank=True)
    risk_abuse = models.TextField("滥用的风险", max_length=4000, blank=True)
    #: ``{"point", "likelihood", "severity", "description", "measure"}`` for each point of article 15.
    risks = models.JSONField("逐项风险评估", default=list, blank=True)
    control_plan = models.TextField("风险防控计划", max_length=4000, blank=True)
    emergency_plan = models.TextField("应急预案", max_length=4000, blank=True)

    #: ``{"question", "answer", "reason"}`` for each question of the recheck list.
    recheck_answers = models.JSONField("复核清单判断", default=list, blank=True)
    exemption_ground = models.CharField("免于专家复核的依据", max_length=30, blank=True)
    exemption_number = models.CharField("备案编号", max_length=40, blank=True)
    commitment_accepted = models.BooleanField("承诺遵守科技伦理和科研诚信等要求", default=False)

    class Meta:
        abstract = True


CONTENT_FIELDS = tuple(f.name for f in ReviewContent._meta.local_fields)
