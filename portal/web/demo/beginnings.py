"""Filings on their way to a number: drafts, reviews, corrections, refusals, some due today, tomorrow and overdue."""

from typing import Any

from portal.web.demo.script import Play, Script

REASONS = [
    {
        "item": "算法安全自评估报告",
        "code": "self_assessment",
        "reason": "第三章“风险研判”缺少被恶意利用的分析，请补充。",
    },
    {
        "item": "产品及功能信息",
        "code": "products",
        "reason": "访问路径缺少从首页到该功能的中间步骤，请逐步写明。",
    },
]


def plays() -> list[tuple[str, Play]]:
    """Company → what it plays."""
    return [
        *(("company", play) for play in (*_drafts(), *_reviews(), *_ends())),
        ("company2", _retrieval_draft),
        ("company2", lambda s: s.submitted("星河派单调度算法", _decision(s) - 3)),
        ("company2", lambda s: _recorded(s.submitted("星河地图排序算法", 18), 3)),
    ]


def _decision(script: Script) -> int:
    return script.amount("algorithm.decision")


def _submitted(name: str, left: int) -> Play:
    """Handed in so that the decision is due ``left`` working days from now; below nothing it is overdue."""
    return lambda s: s.submitted(name, _decision(s) - left)


def _drafts() -> tuple[Play, ...]:
    def ready(script: Script) -> Script:
        started = script.day(script.amount("algorithm.initial") - 2)
        return script.draft("青云本地资讯排序算法", 4, started=started)

    def overdue(script: Script) -> Script:
        initial = script.amount("algorithm.initial")
        started = script.day(initial + 5)
        return script.draft("青云视频封面优选算法", initial + 2, started=started, full=False)

    def late(script: Script) -> Script:
        started = script.day(script.amount("algorithm.initial") + 9)
        return script.submitted("青云逾期补报排序算法", 5, started=started)

    return (
        lambda s: s.draft("青云热点聚合排序算法", 1, started=None, full=False),
        ready,
        overdue,
        late,
    )


def _reviews() -> tuple[Play, ...]:
    return (
        lambda s: s.submitted("青云首页排序精选算法", 2),
        _submitted("青云问答排序算法", 0),
        _submitted("青云专题排序算法", 1),
        _submitted("青云评论排序算法", -4),
        lambda s: s.submitted("青云榜单排序算法", 12).act(
            "request_correction", "officer", 3, items=REASONS
        ),
        lambda s: s.submitted("青云音频排序算法", 9).act(
            "propose_record", "officer", 1, opinion="材料齐全，建议予以备案。"
        ),
    )


def _ends() -> tuple[Play, ...]:
    synthesis: dict[str, Any] = {"kind": "generation", "role": "supporter"}
    return (
        lambda s: _recorded(s.submitted("青云资讯排序精选算法", 25), 8),
        lambda s: _recorded(s.submitted("青云文本生成算法", 23, **synthesis), 6),
        lambda s: s.submitted("青云搜索排序算法", 20).act("decline", "officer", 4, items=REASONS),
        lambda s: s.submitted("青云推送排序算法", 7).act(
            "withdraw", "company", 5, reason="产品调整，暂不上线。"
        ),
    )


def _recorded(script: Script, ago: int) -> Script:
    return script.act("propose_record", "officer", ago + 1, opinion="材料齐全。").act(
        "record", "supervisor", ago, 15
    )


def _retrieval_draft(script: Script) -> Script:
    return script.draft("星河数据检索算法", 2, started=script.day(4), kind="retrieval")
