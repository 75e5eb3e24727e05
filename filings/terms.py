"""The closed vocabularies of the filing form, as the national filing system asks them."""

from django.db import models

#: The sections of the form, in its order: address → title.
SECTIONS = {
    "subject": "主体信息",
    "safety_officer": "算法安全责任人",
    "algorithm": "算法基础属性信息",
    "detail": "算法详细属性信息",
    "products": "产品及功能信息",
    "delivery": "技术服务方式",
    "publication": "拟公示内容",
    "papers": "附件材料",
}


class SubjectNature(models.TextChoices):
    """主体类型."""

    LIMITED = "limited", "有限责任公司"
    STOCK = "stock", "股份有限公司"
    STATE_OWNED = "state_owned", "国有企业"
    FOREIGN = "foreign", "外商投资企业"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织"
    OTHER = "other", "其他"


class IdentityDocument(models.TextChoices):
    """证件类型 of a person."""

    RESIDENT_ID = "resident_id", "居民身份证"
    PASSPORT = "passport", "护照"
    HK_MACAO_PERMIT = "hk_macao_permit", "港澳居民来往内地通行证"
    TAIWAN_PERMIT = "taiwan_permit", "台湾居民来往大陆通行证"


class LicenceType(models.TextChoices):
    """证件类型 of the subject."""

    BUSINESS_LICENCE = "business_licence", "营业执照"
    INSTITUTION_CERTIFICATE = "institution_certificate", "事业单位法人证书"
    ORGANISATION_CERTIFICATE = "organisation_certificate", "社会团体法人登记证书"


class Modality(models.TextChoices):
    """What goes into or comes out of the algorithm."""

    TEXT = "text", "文本"
    IMAGE = "image", "图像"
    AUDIO = "audio", "音频"
    VIDEO = "video", "视频"
    BEHAVIOUR = "behaviour", "行为数据"
    LOCATION = "location", "位置数据"
    STRUCTURED = "structured", "其他结构化数据"


class FileFormat(models.TextChoices):
    """File formats of the data; each belongs to one or more modalities."""

    TXT = "txt", "TXT"
    JSON = "json", "JSON"
    CSV = "csv", "CSV"
    HTML = "html", "HTML"
    DOCX = "docx", "DOCX"
    PDF = "pdf", "PDF"
    JPG = "jpg", "JPG"
    PNG = "png", "PNG"
    WEBP = "webp", "WEBP"
    MP3 = "mp3", "MP3"
    WAV = "wav", "WAV"
    AAC = "aac", "AAC"
    MP4 = "mp4", "MP4"
    FLV = "flv", "FLV"
    DATABASE = "database", "数据库表"


#: Which formats can carry which modality.
FORMATS_OF: dict[str, frozenset[str]] = {
    Modality.TEXT: frozenset({"txt", "json", "csv", "html", "docx", "pdf", "database"}),
    Modality.IMAGE: frozenset({"jpg", "png", "webp", "pdf"}),
    Modality.AUDIO: frozenset({"mp3", "wav", "aac"}),
    Modality.VIDEO: frozenset({"mp4", "flv"}),
    Modality.BEHAVIOUR: frozenset({"json", "csv", "txt", "database"}),
    Modality.LOCATION: frozenset({"json", "csv", "txt", "database"}),
    Modality.STRUCTURED: frozenset({"json", "csv", "html", "database"}),
}


class TrainingData(models.TextChoices):
    """训练数据集."""

    OPEN = "open", "开源数据集"
    OWN = "own", "自建数据集"
    BOTH = "both", "开源与自建结合"
    PURCHASED = "purchased", "购买或授权数据集"
    NONE = "none", "不涉及训练"


class ModelSource(models.TextChoices):
    """模型来源."""

    SELF_BUILT = "self_built", "自研模型"
    THIRD_PARTY = "third_party", "第三方模型"
    OPEN_SOURCE = "open_source", "开源模型"
    RULES = "rules", "规则或统计方法，不使用模型"


class ServiceForm(models.TextChoices):
    """服务形式 of a product, as the published lists name them."""

    APP = "app", "APP"
    WEBSITE = "website", "网站"
    MINI_PROGRAM = "mini_program", "小程序"
    PUBLIC_ACCOUNT = "public_account", "公众账号"
    OTHER = "other", "其他"


class ServiceStatus(models.TextChoices):
    """服务状态 of a product."""

    ONLINE = "online", "已上线"
    TRIAL = "trial", "内测"
    PLANNED = "planned", "未上线"


class Audience(models.TextChoices):
    """服务对象."""

    PUBLIC = "public", "社会公众"
    BUSINESS = "business", "企业用户"
    GOVERNMENT = "government", "政务用户"
    MINORS = "minors", "含未成年人"
    WORKERS = "workers", "劳动者"


class PermitType(models.TextChoices):
    """前置许可."""

    ICP_RECORD = "icp_record", "ICP 备案"
    ICP_LICENCE = "icp_licence", "增值电信业务经营许可证"
    NEWS = "news", "互联网新闻信息服务许可证"
    AUDIOVISUAL = "audiovisual", "信息网络传播视听节目许可证"
    OTHER = "other", "其他许可"


class Delivery(models.TextChoices):
    """技术服务方式 of a technical supporter."""

    API = "api", "API 接口"
    SDK = "sdk", "SDK"
    PRIVATE = "private", "私有化部署"
    SAAS = "saas", "SaaS 服务"
    OTHER = "other", "其他"


#: 应用领域: group → its fields. A filing names one or more of them.
APPLICATION_FIELDS: dict[str, tuple[str, ...]] = {
    "网络销售类": ("综合商品交易", "垂直商品交易", "商超团购"),
    "生活服务类": ("出行服务", "旅游服务", "配送服务", "家政服务", "房屋经纪"),
    "社交娱乐类": ("即时通讯", "游戏休闲", "视听服务", "直播视频", "短视频", "文学"),
    "信息资讯类": ("新闻门户", "搜索引擎", "用户内容生成（UGC）", "视听资讯", "新闻机构"),
    "金融服务类": ("综合金融服务", "支付结算", "消费金融", "金融资讯", "证券投资"),
    "计算应用类": (
        "智能终端",
        "操作系统",
        "手机软件（APP）应用商店",
        "信息管理",
        "云计算",
        "网络服务",
        "工业互联网",
    ),
    "其他": ("其他",),
}
APPLICATION_FIELD_CHOICES = [
    (group, [(f"{group}/{name}", name) for name in names])
    for group, names in APPLICATION_FIELDS.items()
]
