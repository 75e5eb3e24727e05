"""Rows of published lists, for tests of the import."""

HEAD = (
    "filing_number,algorithm_name,subject_name,algorithm_type,product,purpose,note,"
    "published_date,list_name,role,published_class"
)
GENERAL, SYNTHESIS = "境内互联网信息服务算法备案清单", "境内深度合成服务算法备案清单"
N1, N2 = "网信算备110101135224302220011号", "网信算备330110391028001220019号"
OFFICIAL = ["序号", "算法名称", "角色", "主体名称", "应用产品", "主要用途", "备案编号", "备注"]


def line(number: str = N1, name: str = "甲算法", **given: str) -> str:
    fields = {
        "subject": "甲公司",
        "type": "个性化推送类",
        "product": "甲（APP）",
        "purpose": "推荐资讯",
        "note": "",
        "published": "2022-08",
        "list": GENERAL,
        "role": "",
        "class": "个性化推送类",
    } | given
    return ",".join([number, name, *fields.values()])
