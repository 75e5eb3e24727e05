"""The end of services: announced, overdue, under review, returned, deregistered, cancelled ex officio."""

from datetime import date

from portal.law.terms import Direction
from portal.web.demo.script import Play, Script

DEREGISTRATION = "algorithm.deregistration"
USERS = "提前三十日在首页和站内信公告，停止新增用户；未消费的余额原路退还。"
DATA = "用户数据在终止后十五日内删除，算法日志依法留存六个月，由安全部门保管。"
RETURNS = [
    {
        "item": "对数据的安排",
        "code": "data_arrangements",
        "reason": "没有写明日志的留存期限和责任人，请补充。",
    }
]


def plays() -> list[tuple[str, Play]]:
    """Company → what it plays."""
    own = (_announced, _overdue, _under_review, _returned)
    return [
        *(("company", play) for play in own),
        ("company", _deregistered),
        ("company2", _cancelled),
    ]


def ends_on(script: Script, left: int) -> date:
    """An end of service for which the limit has ``left`` working days to run, whichever way the text counts."""
    limit = script.limit(DEREGISTRATION)
    amount = limit.amount or 0
    return script.day(-amount - left if limit.direction == Direction.BEFORE else amount - left)


def _announce(script: Script, ago: int, ends: date, reason: str = "业务调整。") -> Script:
    return script.act(
        "declare_termination", script.company, ago, 9, service_ends_on=ends, reason=reason
    )


def _apply(script: Script, ago: int) -> Script:
    return script.act(
        "submit_deregistration",
        script.company,
        ago,
        11,
        user_arrangements=USERS,
        data_arrangements=DATA,
    )


def _announced(script: Script) -> Script:
    return _announce(script.recorded("青云博客排序算法", 48), 2, ends_on(script, 6))


def _overdue(script: Script) -> Script:
    """The limit has run out; what is late is still accepted."""
    script.recorded("青云论坛排序算法", 52)
    return _announce(script, 8, ends_on(script, -4), "用户减少，停止运营。")


def _under_review(script: Script) -> Script:
    script.recorded("青云相册排序算法", 55)
    return _apply(_announce(script, 9, ends_on(script, 10)), 6)


def _returned(script: Script) -> Script:
    script.recorded("青云日历排序算法", 54)
    _apply(_announce(script, 12, ends_on(script, 12)), 10)
    return script.act("return_deregistration", "officer", 3, items=RETURNS)


def _deregistered(script: Script) -> Script:
    """Applied for in time whichever way the text counts; granted once the service had ended."""
    ended = 20
    ago = script.amount(DEREGISTRATION) + ended + 5
    script.recorded("青云音乐排序算法", ago + 10)
    _apply(_announce(script, ago, script.day(ended), "并入其他产品。"), ago - 2)
    return script.act("deregister", "officer", ended - 2)


def _cancelled(script: Script) -> Script:
    """Not a penalty: what was filed is no longer there."""
    return script.recorded("星河旅游排序算法", 66).act(
        "cancel_ex_officio",
        "officer",
        11,
        ground="site_closed",
        facts="演示甲省通信管理局函告：该网站因未履行网站备案义务，已于上月关闭。",
    )
