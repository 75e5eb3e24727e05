"""Platforms: the ledger, last year's reports, major matters, bulletins, meetings, in every state."""

from datetime import UTC, datetime, timedelta
from typing import Any

from enforcement.listing import enlist
from enforcement.machines.limits import PLATFORM_PROFILE
from enforcement.models import ResponsibilityReport
from enforcement.yearly import open_reports
from portal.clock import CHINA, china_date
from portal.law.rulebook import rulebook
from portal.web.demo.enforcement_script import COMPANIES, Dossier, Stage

_CONTACT = {"contact_name": "演示辛", "contact_phone": "010-00000000"}
_LISTED_FOR = timedelta(days=800)
#: A report is written in January and February; before that there is none to be shown.
_SETTLED = timedelta(days=60)


def tell(stage: Stage) -> None:
    """The ledger first: bulletins, reports and meetings reach the platforms in it."""
    for name in COMPANIES:
        enlist(
            stage.places[name],
            by=stage.people["enforcer"],
            reason="辖区内用户规模较大的平台",
            now=stage.now - _LISTED_FOR,
            services="资讯、短视频和直播",
            responsible="演示辛",
        )
    _reports(stage)
    _matters(stage)
    _bulletins(stage)
    _meetings(stage)


def _reports(stage: Stage) -> None:
    """One platform reported in time, one was returned, one is late, one has not reported at all."""
    year = china_date(stage.now - _SETTLED).year
    opened = datetime(year, 1, 1, 0, 10, tzinfo=CHINA).astimezone(UTC)
    open_reports(opened)
    rows = {row.organization_id: row for row in ResponsibilityReport.objects.all()}

    def owed(company: str) -> Dossier:
        return stage.on(company).found(rows[stage.places[company].pk])

    written = min(opened + timedelta(days=74, hours=10), stage.now - timedelta(days=45))
    in_time = owed("company").typed_at(written, "company", **_report())
    in_time.act_at(written, "submit", "company")
    in_time.act_at(written + timedelta(days=12), "accept", "enforcer", opinion="收悉，内容完整。")
    returned = owed("company3").typed("company3", 14, **_report()).act("submit", "company3", 14)
    returned.act(
        "return_report",
        "enforcer",
        4,
        items=[
            {"item": "总体情况", "code": "overview", "reason": "请补充审核人员数量和培训情况。"}
        ],
    )
    owed("company4").typed("company3", 5, **_report()).act("submit", "company3", 5)


def _report() -> dict[str, Any]:
    tasks = rulebook(PLATFORM_PROFILE).items("key_tasks")
    said = {"progress": "done", "work": "制度已经建立并执行。", "evidence": "制度文本"}
    return {
        "tasks": [{"task": task.code, **said} for task in tasks],
        "overview": "全年按要求履行主体责任，处置违法信息三千余条。",
        "problems_found": "自查发现夜间审核人员不足，已经补充。",
        **_CONTACT,
    }


def _matter(stage: Stage, company: str, matter: str, ago: int, facts: str) -> Dossier:
    one = stage.on(company)
    one.opened("major_matter", one.speaker, ago, matter=matter)
    return one.typed(
        one.speaker,
        ago,
        occurred_at=one.at(ago + 1, 20),
        facts=facts,
        measures="已经停止相关功能，下架内容，成立专班处置。",
        **_CONTACT,
    )


def _matters(stage: Stage) -> None:
    _matter(stage, "company", "rules", 1, "拟调整热榜排序规则。")
    incident = "热点榜单出现违法信息，传播约两小时。"
    _matter(stage, "company", "content_incident", 1, incident).act("submit", "company", 1)
    breach = "内容管理后台出现越权访问，正在核查影响范围。"
    asked = _matter(stage, "company2", "security_incident", 4, breach)
    asked.act("submit", "company2", 4)
    asked.act("ask", "enforcer", 2, questions=[{"question": "涉及多少账号？是否有内容被改动？"}])
    noted = _matter(stage, "company3", "responsible_person", 12, "总编辑变更。")
    noted.act("submit", "company3", 12).act(
        "note", "enforcer", 11, opinion="已登记，请报送新任人员情况。"
    )


def _bulletin(stage: Stage, ago: int, sort: str, title: str, text: str) -> Dossier:
    one = stage.on("province").opened("bulletin", "enforcer", ago, sort=sort, title=title)
    return one.typed("enforcer", ago, text=text, names=[])


def _bulletins(stage: Stage) -> None:
    _bulletin(
        stage, 1, "good_practice", "多样性推荐的经验做法（演示）", "介绍两家平台的做法。"
    ).act("propose", "enforcer", 1, 11)
    told = "近期查处的典型案例：以停留时长为唯一目标、榜单人工干预没有记录。各平台应对照自查。"
    _bulletin(stage, 7, "typical_case", "算法推荐典型案例通报（演示）", told).act(
        "publish", "head", 6
    )
    wrong = _bulletin(stage, 20, "requirement", "年度报告报送要求（演示）", "请按期报送年度报告。")
    wrong.act("publish", "head", 19)
    wrong.act("withdraw", "head", 17, reason="报送日期有误，更正后另行发布。")


def _meeting(stage: Stage, ago: int, sort: str, on: int, companies: tuple[str, ...]) -> Dossier:
    one = stage.on("province").opened("supervision_meeting", "enforcer", ago, sort=sort)
    return one.typed(
        "enforcer",
        ago,
        starts_at=one.morning(on),
        place="演示甲省网信办二楼会议室",
        agenda="通报监测和检查中的问题，提出要求。",
        who_must_come="总编辑或者主要负责人",
        invited=[stage.places[name] for name in companies],
    )


def _meetings(stage: Stage) -> None:
    _meeting(stage, 1, "regular", -15, COMPANIES)
    _meeting(stage, 3, "interview", -4, ("company", "company2")).act("call", "enforcer", 3, 11)
    held = _meeting(stage, 18, "regular", 10, COMPANIES).act("call", "enforcer", 17)
    absent = stage.places["company4"]
    rows = [
        {
            "platform": str(row.organization_id),
            "attended": "no" if row.organization_id == absent.pk else "yes",
            "represented_by": "" if row.organization_id == absent.pk else "演示辛（总编辑）",
        }
        for row in held.case.invited.all()
    ]
    held.act(
        "hold",
        "enforcer",
        9,
        attendance=rows,
        minutes="通报三季度监测情况，各平台表态。",
        requirements="一周内完成榜单干预记录的自查。",
    )
    off = _meeting(stage, 14, "interview", 6, ("company4",)).act("call", "enforcer", 13)
    off.act("cancel", "enforcer", 11, reason="企业已经整改到位，不再约谈。")
