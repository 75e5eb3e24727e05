"""What the self-test asks, in its order; each question names the rows of the law that it comes from.

An option's ``key`` is the letter that stands for it in an address: never give one a new meaning.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from filings.states import AlgorithmType, ProviderRole
from portal.law.rows import Row
from portal.law.rulebook import Rulebook, rulebook

_ASSESSMENT = "security-assessment-2018"
#: The days on which a service may have begun: from the first year whose days off are known.
FIRST_LAUNCH, LAST_LAUNCH = date(2004, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen. ``settles`` is what it says of the question: yes, no, or nothing."""

    key: str
    value: str
    label: str
    example: str = ""
    settles: bool | None = True


@dataclass(frozen=True)
class Question:
    """One step. ``several`` lets more than one option be chosen; a question without options asks for a date."""

    key: str
    name: str
    title: str
    help: str
    cites: Callable[[Rulebook], tuple[Row, ...]]
    options: tuple[Option, ...] = ()
    several: bool = False

    def option(self, value: str) -> Option | None:
        """The option of that value."""
        return next((option for option in self.options if option.value == value), None)


_YES_OR_NO = (
    Option("y", "yes", "是"),
    Option("n", "no", "否", settles=False),
    Option("u", "unsure", "说不准", settles=None),
)
_UNSURE = Option("u", "unsure", "说不准", "以上哪一项都不能肯定，也不能排除", None)

PUBLIC = Question(
    "p",
    "public",
    "服务是否在境内、面向用户提供？",
    "算法规定适用于在境内应用算法推荐技术提供的互联网信息服务。只在单位内部使用的系统、只面向境外用户的服务，回答“否”。",
    lambda law: law.items("algorithm_types")[:1],
    (
        Option("y", "yes", "是", "公开上线的网站、应用、小程序，包括内测期间任何人可以申请的"),
        Option("n", "no", "否", "公司内部的排班或者风控系统；只在境外应用商店提供的应用", False),
        Option("u", "unsure", "说不准", settles=None),
    ),
)

_TYPE_KEYS = {
    AlgorithmType.GENERATION: ("g", "对话、写作、作图、换脸、语音合成、数字人"),
    AlgorithmType.PUSH: ("p", "按浏览记录推荐文章、视频、商品或者广告"),
    AlgorithmType.RANKING: ("r", "热搜、榜单、首页精选、评论排序"),
    AlgorithmType.RETRIEVAL: ("f", "站内搜索、内容识别与过滤"),
    AlgorithmType.DISPATCH: ("d", "外卖派单、网约车派单、仓配调度"),
}
TYPES = Question(
    "t",
    "types",
    "服务使用下列哪些算法技术向用户提供信息？",
    "可以多选。自研、采购或者调用他人接口的都算。",
    lambda law: law.items("algorithm_types")[:1],
    (
        *(Option(key, t.value, t.label, example) for t, (key, example) in _TYPE_KEYS.items()),
        Option("n", "none", "都没有", "只按时间排列、只做固定展示，不使用上述技术", False),
        _UNSURE,
    ),
    several=True,
)

ROLE = Question(
    "r",
    "role",
    "对生成合成类算法，您是哪一方？",
    "提供者和技术支持者都要备案，办理时填报的内容不同。",
    lambda law: law.items("synthesis_filing")[:2],
    (
        Option("p", ProviderRole.PROVIDER.value, "服务提供者", "自己的产品直接面向用户"),
        Option(
            "s", ProviderRole.SUPPORTER.value, "服务技术支持者", "只把模型、接口提供给别家产品使用"
        ),
        Option("b", "both", "两者都是", "既有自己的产品，也向别家提供接口"),
    ),
)

_FORM_KEYS = {
    "forum": ("a", "贴吧、问答社区"),
    "blog": ("b", "个人主页、动态、长文"),
    "chat_room": ("c", "语音房、弹幕聊天"),
    "group": ("d", "群聊、讨论组"),
    "public_account": ("e", "用户可以开设的公众号、频道、主页"),
    "short_video": ("f", "用户可以上传的短视频"),
    "live_streaming": ("g", "主播开播、连麦"),
    "sharing": ("h", "转发、分享、用户投稿"),
    "mini_program": ("i", "小程序平台，或者以小程序开办的上述服务"),
    "attached_function": ("j", "购物、出行等应用里附带的评论区、弹幕、社区"),
}


def _attribute_rows(*codes: str) -> Callable[[Rulebook], tuple[Row, ...]]:
    return lambda law: tuple(row for row in law.items("attribute_test") if row.code in codes)


def _forms() -> tuple[Option, ...]:
    words = {row.code: row.summary for row in rulebook(_ASSESSMENT).items("attribute_test")}
    return tuple(
        Option(key, code, words[code], example) for code, (key, example) in _FORM_KEYS.items()
    )


FORMS = Question(
    "f",
    "forms",
    "服务是否开办下列形式，或者附设这样的功能？",
    "可以多选。技术支持者按所支持的服务回答。有其中一项，即具有舆论属性或者社会动员能力。",
    lambda law: _attribute_rows("forum")(law),
    (
        *_forms(),
        Option("n", "none", "都没有", settles=False),
        _UNSURE,
    ),
    several=True,
)

EXPRESSION = Question(
    "e",
    "expression",
    "服务是否以其他形式，为公众提供表达意见的渠道？",
    "例如新闻资讯的互动栏目、投票和问卷、公开的建议征集、点评。只能与客服一对一对话的，不算。",
    _attribute_rows("expression"),
    _YES_OR_NO,
)

MOBILISATION = Question(
    "m",
    "mobilisation",
    "服务是否能够发动公众从事特定活动？",
    "例如众筹、募捐、联署签名、线下活动召集、话题接力。",
    _attribute_rows("mobilisation"),
    _YES_OR_NO,
)

LAUNCH = Question(
    "l",
    "launch",
    "服务哪一天开始提供，或者计划哪一天上线？",
    "备案期限从这一天起算，安全评估报告应在这一天之前提交。尚未确定的，留空。",
    lambda law: (
        law.limit("algorithm.initial"),
        law.limit("security_assessment.before_launch"),
    ),
)

QUESTIONS = (PUBLIC, TYPES, ROLE, FORMS, EXPRESSION, MOBILISATION, LAUNCH)
