"""The columns of the open data, in their order. Names are stable: a column may be added at the end, never renamed."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What stands in a column. Only texts are guarded against spreadsheets that take them for numbers."""

    TEXT = "文本"
    CODE = "代码"
    DATE = "日期"
    NUMBER = "整数"
    FLAG = "true 或 false"
    ADDRESS = "网址"


@dataclass(frozen=True)
class Column:
    """One column: its stable name, its Chinese title, what stands in it."""

    name: str
    title: str
    meaning: str
    kind: Kind = Kind.TEXT


COLUMNS = (
    Column("record_number", "备案编号", "一条公示的唯一标识，终身不变"),
    Column("algorithm_name", "算法名称", "现行名称"),
    Column(
        "algorithm_type",
        "算法类型代码",
        "generation、push、ranking、retrieval、dispatch",
        Kind.CODE,
    ),
    Column("algorithm_type_label", "算法类型", "代码的中文名称"),
    Column("published_class", "公示类别", "清单上印的类别"),
    Column("role", "角色代码", "provider、supporter；清单未列的为空", Kind.CODE),
    Column("role_label", "角色", "代码的中文名称"),
    Column("subject_name", "主体名称", "现行主体名称"),
    Column("region", "省级区划代码", "编号的前两位；不是区划代码的为空", Kind.CODE),
    Column("region_label", "地区", "代码的中文名称"),
    Column("product", "应用产品", "现行产品"),
    Column("purpose", "主要用途", "现行用途"),
    Column("note", "备注", "变更的内容；已终止的写明月份"),
    Column("principle", "算法基本原理", "填报的公示内容；清单没有的为空"),
    Column("mechanism", "算法运行机制", "同上"),
    Column("scenario", "算法应用场景", "同上"),
    Column("intent", "算法目的意图", "同上"),
    Column("public_info", "算法公示情况", "同上"),
    Column("list_name", "所在清单", "由清单导入的条目；本门户备案的为空"),
    Column("published_on", "公示日期", "首次公示之日；清单只印月份的为当月 1 日", Kind.DATE),
    Column("published_text", "公示时间", "按清单所印，可能只有年月", Kind.DATE),
    Column("year", "公示年份", "首次公示的年份", Kind.NUMBER),
    Column(
        "confirmed_on", "最近确认日期", "备案主体最近一次确认内容属实之日；没有的为空", Kind.DATE
    ),
    Column("status", "状态代码", "in_force、cancelled、revoked", Kind.CODE),
    Column("status_label", "状态", "有效、已注销、已撤销"),
    Column("version", "版本", "公示过的版本数，每次变动加一", Kind.NUMBER),
    Column("source", "来源代码", "portal 本门户备案；import 导入的公开清单", Kind.CODE),
    Column("is_demo", "是否演示数据", "true 的不是真实备案", Kind.FLAG),
    Column("url", "固定网址", "公示页面，终身有效", Kind.ADDRESS),
)
NAMES = tuple(column.name for column in COLUMNS)
