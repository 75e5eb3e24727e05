"""The registration dossier of a committee or service centre as a kind of case."""

from django.conf import settings

from ethics_review.committee_detail import changed_since_registration, detail, to_json
from ethics_review.forms import committee as forms
from ethics_review.machines.committee import KEEPERS, STANDING
from ethics_review.models import Committee
from ethics_review.states import CommitteeState
from portal.accounts.models import User
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind, Section, Slot


def _profile() -> str:
    return str(settings.ETHICS_PROFILE)


def hint(committee: Committee, user: User) -> str:
    """What its keepers should do next, where the offered actions do not say it."""
    if not committee.roles_of(user) & set(KEEPERS):
        return ""
    if changed_since_registration(committee):
        return "登记以后内容有变化，请及时“更新登记”。"
    if committee.state != CommitteeState.DRAFT:
        return ""
    lacking = len(committee.shortfalls(rulebook(committee.law_profile)))
    return f"组成还有 {lacking} 处不符合规定，请继续任命委员。" if lacking else ""


def section_of(field: str) -> str:
    """Who sits is settled by appointments, not in the form; everything else stands in its own section."""
    return "papers" if field in ("charter", "rules") else "basics"


COMMITTEE = CaseKind(
    code="ethics_committee",
    label="伦理委员会",
    prefix="EC",
    model=Committee,
    states=CommitteeState,
    profile=_profile,
    creators=frozenset(KEEPERS),
    create_form=forms.NewCommitteeForm,
    editable={CommitteeState.DRAFT: KEEPERS, CommitteeState.REGISTERED: KEEPERS},
    tones={CommitteeState.REGISTERED: "ok"},
    sections=(
        Section(
            "basics",
            "基本情况",
            forms.BasicsSection,
            "委员会或者服务中心叫什么、何时设立、在哪里。",
        ),
        Section(
            "rules",
            "工作制度",
            forms.RulesSection,
            "写明要点，全文作为附件上传。本门户只办理登记的一侧，不代替国家科技管理信息登记平台。",
        ),
        Section("contact", "联系方式", forms.ContactSection, "登记部门和申请人怎样联系到。"),
        Section("papers", "章程与制度文件", None, "PDF 或 DOCX。"),
    ),
    slots=(
        Slot("charter", "章程", ("pdf", "docx"), confidential=False),
        Slot(
            "rules",
            "工作制度",
            ("pdf", "docx"),
            required=False,
            several=True,
            confidential=False,
        ),
    ),
    standing=STANDING,
    action_forms={
        "appoint": forms.AppointForm,
        "end_seat": forms.EndSeatForm,
        "update_registration": forms.UpdateForm,
        "report_year": forms.YearForm,
        "dissolve": forms.DissolveForm,
    },
    template="ethics_review/_committee.html",
    detail=detail,
    problems=lambda committee, now: committee.problems(now),
    hint=hint,
    section_of=section_of,
    to_json=to_json,
)
