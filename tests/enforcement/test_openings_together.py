"""Two workers at once, on real connections: each report and each inspection is opened once, numbers without gap."""

from enforcement.models import CaseOfficer, Inspection, SelfInspection
from enforcement.opening import open_due
from enforcement.states import CampaignState
from tests import make
from tests.enforcement import campaigning
from tests.enforcement.people import act, cast
from tests.together import together


def test_two_workers_open_each_report_and_each_inspection_once(transactional_db: None) -> None:
    story = cast()
    case = campaigning.campaign(story, CampaignState.RUNNING, story.company_a, story.company_b)
    campaigning.fix(case, story.bo, count=2)
    act(case, "draw", story.cao, seed=campaigning.SEED)
    opened = together(*(lambda: open_due(make.NOW) for _ in range(2)))
    assert sum(opened) == 4
    assert SelfInspection.objects.filter(campaign=case).count() == 2
    inspections = Inspection.objects.filter(campaign=case).order_by("number")
    assert [one.number for one in inspections] == ["JC2026000001", "JC2026000002"]
    assert CaseOfficer.objects.filter(case__in=inspections.values("pk")).count() == 4
