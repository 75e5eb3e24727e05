"""What the demonstration must show of enforcement, on whatever day it is told."""

from datetime import datetime, timedelta
from typing import Any

from enforcement.kinds import KINDS
from portal.accounts.models import User
from portal.cases.models import Case
from portal.deadlines.models import Deadline
from portal.web.demo import enforcement_complaints
from tests.portal.web_cast import Visit, figures, read, rows_in

#: What is late on purpose: a change forgotten, a yearly report never handed in, a fine not wholly paid.
LATE = {
    ("青云影音推荐算法", "algorithm.change"),
    ("星河数据服务有限公司（演示）", "platform.annual_report"),
    ("青云资讯诱导沉迷案", "penalty.payment"),
}
CODES = frozenset(kind.code for kind, _ in KINDS)
CAST = ("enforcer", "enforcer2", "enforcer3", "head", "reviewer", "company", "company3")


def expect_every_state() -> None:
    """Every kind in every state, all of it marked."""
    for kind, _ in KINDS:
        found = set(kind.model.objects.values_list("state", flat=True))
        assert (kind.code, found) == (kind.code, set(kind.states.values))
    told = Case.objects.filter(kind__in=CODES)
    assert set(told.values_list("organization__is_demo", flat=True)) == {True}


def expect_nothing_late_by_accident(now: datetime) -> None:
    """Three things are late; whoever has just been told of a penalty has time to answer."""
    running = Deadline.objects.filter(closed_at=None)
    ours = running.filter(case__kind__in=CODES) | running.filter(case__title="青云影音推荐算法")
    late = {(one.case.title, one.code) for one in ours.filter(moment__lte=now)}
    assert {(_named(title), code) for title, code in late} == LATE
    notice = running.filter(case__title="青云影音未按规定变更备案案", moment__gt=now)
    windows = notice.filter(code__in=["penalty.statement", "penalty.hearing_request"])
    assert windows.filter(moment__gt=now + timedelta(days=2)).count() == 2


def expect_receipts_open(client: Any) -> None:
    """The receipts that the home page tells open the complaints that it says."""
    page = read(client, "/")
    receipts = enforcement_complaints.shown()
    assert set(receipts) == {"新收到的匿名投诉", "已转平台答复", "已办结并答复"}
    for receipt, state in zip(receipts.values(), ("已收到", "平台答复中", "已办结"), strict=True):
        assert receipt in page
        assert state in read(client, f"/complaints/{receipt}/")


def expect_true_desks(visit: Visit) -> None:
    """Each number on a desk is the number of rows behind it; what waits for the officers waits on their desk."""
    for name in CAST:
        client = visit(User.objects.get(username=name))
        for address, number in figures(read(client, "/desk/").replace("&amp;", "&")).items():
            shown = rows_in(read(client, address))
            assert (name, address, shown) == (name, address, min(number, 20))


def _named(title: str) -> str:
    """A yearly report goes by its platform."""
    return title.partition("）")[0] + "）" if title.endswith("年度主体责任报告") else title
