"""Security assessments for tests: a draft, a complete one, one in any state, reached by the engine alone."""

from datetime import date, datetime
from typing import Any

from filings.assessment_rules import points
from filings.assessment_terms import AssessmentState as S
from filings.models import SecurityAssessment
from portal.accounts.models import User
from portal.workflow import engine
from tests import make
from tests.make import NOW, Cast

SERVICE = "青云短视频"
#: Thursday after the National Day holidays; the report is due by the 14th.
LAUNCH = date(2026, 10, 15)
ITEMS = [{"item": "情形", "reason": "用户规模没有写明", "code": "situation"}]
UNTIL = date(2026, 10, 31)


def opening(**changes: Any) -> dict[str, Any]:
    """What the form for a new assessment asks, for a launch."""
    return {
        "trigger": "new_service",
        "service_name": SERVICE,
        "filing_number": "",
        "launched_on": LAUNCH,
        "occurred_on": None,
    } | changes


def point(code: str, **changes: str) -> dict[str, str]:
    """One of the eight points, answered."""
    return {"point": code, "conclusion": "met", "text": "制度健全，抽查未见问题。"} | changes


def content(**changes: Any) -> dict[str, Any]:
    """Everything a complete assessment states beyond its opening."""
    return {
        "facts": "上线面向公众的短视频服务，预计月活跃用户十万。",
        "points": [point(row.code) for row in points()],
        "method": "own",
        "assessed_on": date(2026, 9, 21),
        "report_basics": "移动应用，服务器部署在本市机房，已取得增值电信业务经营许可证。",
        "report_measures": "先审后发，巡查与举报处置闭环。",
        "result": "conforms",
        "report_conclusion": "符合上线条件。",
    } | changes


def draft(cast: Cast, *, now: datetime = NOW, **changes: Any) -> SecurityAssessment:
    """Company A's assessment, just begun."""
    created = engine.create(
        "security_assessment",
        actor=cast.ai,
        organization=cast.company_a,
        data=opening(**changes),
        now=now,
    )
    return fresh(created.case)


def complete(case: SecurityAssessment, actor: User, *, now: datetime = NOW) -> SecurityAssessment:
    """Fill in all content and put in the report."""
    make.edit(case, actor, now=now, **content())
    return fresh(make.attach(case, actor, "report", now=now).case)


def complete_draft(cast: Cast, *, now: datetime = NOW, **changes: Any) -> SecurityAssessment:
    """A draft with all content and the report, ready to be handed in."""
    return complete(draft(cast, now=now, **changes), cast.ai, now=now)


#: state → the acts that lead there from a complete draft: action, who, input.
_SUBMIT = ("submit", "ai", {})
PATHS: dict[S, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    S.DRAFT: (),
    S.SUBMITTED: (_SUBMIT,),
    S.SUPPLEMENT_REQUESTED: (_SUBMIT, ("request_supplement", "bo", {"items": ITEMS})),
    S.REASSESSMENT_REQUIRED: (
        _SUBMIT,
        ("require_reassessment", "bo", {"items": ITEMS, "until": UNTIL}),
    ),
    S.ACCEPTED: (_SUBMIT, ("accept_report", "bo", {"opinion": "材料齐全。"})),
    S.WITHDRAWN: (("discard", "ai", {"reason": "重复新建"}),),
}


def assessment(
    cast: Cast, state: S = S.SUBMITTED, *, now: datetime = NOW, **changes: Any
) -> SecurityAssessment:
    """Company A's assessment in ``state``, all acts at ``now``."""
    case = complete_draft(cast, now=now, **changes)
    for name, who, data in PATHS[state]:
        make.act(case, name, getattr(cast, who), now=now, **data)
    return fresh(case)


def fresh(case: Any) -> SecurityAssessment:
    """The assessment as it stands in the database."""
    return SecurityAssessment.objects.get(pk=case.pk)
