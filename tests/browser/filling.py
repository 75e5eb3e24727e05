"""Filling in the filing form as a person does: by the labels that are read on the page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.browser.visiting import Visitor
from tests.make import NAME, Cast

#: Label → text, the label of a choice, or the labels of several.
Answers = Mapping[str, str | tuple[str, ...]]


def fill(place: Locator, answers: Answers) -> None:
    """Put every answer where its label says."""
    for label, answer in answers.items():
        if isinstance(answer, tuple):
            group = place.get_by_role("group", name=label, exact=True)
            for choice in answer:
                group.get_by_label(choice, exact=True).check()
            continue
        control = place.get_by_label(label, exact=True)
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(label=answer)
        else:
            control.fill(answer)


def begin(visitor: Visitor, **changes: str) -> str:
    """Open a filing through the create form; answers its case number."""
    visitor.go("/desk/")
    visitor.page.get_by_role("link", name="新建算法备案").first.click()
    main = visitor.page.locator("main")
    main.get_by_label("算法名称").fill(changes.get("name", NAME))
    main.get_by_label("算法类型").select_option(label="排序精选类")
    main.get_by_label("上线时间").fill(changes.get("started", "2026-09-14"))
    visitor.press("新建草稿并继续填报")
    visitor.page.wait_for_url("**/edit/**")
    return visitor.path.split("/")[2]


def fill_sections(visitor: Visitor, people: Cast, **changes: str) -> None:
    """From the first step to the papers, by the button that leads on."""
    for heading, answers in sections(people, **changes).items():
        assert visitor.page.locator("h1").inner_text() == heading
        visitor.shoot(heading)
        if heading == "产品及功能信息":
            fill(visitor.page.get_by_role("group", name="第一个产品"), answers)
        else:
            fill(visitor.page.locator("main form"), answers)
        visitor.press("保存并进入下一步")
        visitor.page.get_by_text(f"“{heading}”已保存。").wait_for()


def upload(visitor: Visitor, files: Mapping[str, Path]) -> None:
    """Choose a file for every place on the last step, and save."""
    assert visitor.page.locator("h1").inner_text() == "附件材料"
    for label, file in files.items():
        place = visitor.page.get_by_role("region", name=label)
        place.locator("input[type=file]").set_input_files(file)
    visitor.shoot("附件材料")
    visitor.press("保存并查看事项")
    visitor.page.get_by_text("“附件材料”已保存。").wait_for()


def sections(people: Cast, public_name: str = NAME) -> dict[str, dict[str, Any]]:
    """Heading of a step → its answers, complete and consistent but for what ``changes`` say."""
    company = people.company_a
    return {
        "主体信息": {
            "主体名称": company.name,
            "统一社会信用代码": company.uscc,
            "主体类型": "有限责任公司",
            "详细地址": "演示省演示市演示区一号",
            "网址": "https://qingyun.example.com",
            "月活跃用户量": "1200000",
            "证件类型": "营业执照",
            "证件住所": "演示省演示市演示区一号",
            "法定代表人姓名": "张三",
            "法定代表人证件类型": "护照",
            "法定代表人证件号码": "E12345678",
        },
        "算法安全责任人": {
            "姓名": "李四",
            "证件类型": "护照",
            "证件号码": "E87654321",
            "手机号码": "13800000000",
            "电子邮箱": "safety@example.com",
        },
        "算法基础属性信息": {"版本号": "V3.2", "应用领域": ("新闻门户", "搜索引擎")},
        "算法详细属性信息": {
            "算法简介": "按时间、质量与相关度排列资讯。",
            "使用场景": "应用于首页资讯流，为用户排列新闻。",
            "输入数据模态": ("文本", "行为数据"),
            "输出数据模态": ("文本",),
            "数据文件格式": ("TXT", "JSON"),
            "数据来源": "自有资讯库与经授权的媒体来源。",
            "训练数据集": "自建数据集",
            "模型来源": "自研模型",
            "优化目标": "阅读完成率与内容多样性。",
            "干预策略": "重要新闻人工置顶，违规内容下线。",
            "算法风险与防范机制": "热点打散，兴趣衰减，人工复核。",
        },
        "产品及功能信息": {
            "产品名称": "青云资讯",
            "服务形式": "APP",
            "访问地址": "https://qingyun.example.com/app",
            "服务状态": "已上线",
            "服务对象": "社会公众",
            "功能名称": "首页推荐",
            "功能介绍": "按排序结果展示新闻。",
            "访问路径": "打开应用\n点击“首页”\n下拉刷新",
        },
        "拟公示内容": {
            "拟公示算法名称": public_name,
            "算法基本原理": "提取内容与行为特征后打分。",
            "算法运行机制": "先召回候选内容，再排序与打散。",
            "算法应用场景": "新闻资讯的首页信息流。",
            "算法目的意图": "让用户先看到重要、可信的新闻。",
        },
    }
