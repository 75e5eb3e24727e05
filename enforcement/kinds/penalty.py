"""Penalties as a kind of case."""

from datetime import datetime

from django.conf import settings

from enforcement.forms import penalty as forms
from enforcement.forms import penalty_deciding as deciding
from enforcement.forms import penalty_investigating as investigating
from enforcement.forms.penalty_noticing import NOTICING_FORMS
from enforcement.forms.performing import PERFORMING_FORMS
from enforcement.forms.remedying import REMEDYING_FORMS
from enforcement.forms.staffing import OfficersForm
from enforcement.kinds.penalty_after import after_hint
from enforcement.kinds.penalty_page import detail, to_json
from enforcement.machines.limits import CASE_OPENING, COURT, DECISION, LEGAL_REVIEW
from enforcement.machines.penalty.stages import DEFENDED
from enforcement.models import Penalty
from enforcement.models.announcing import PARTY_PAPERS
from enforcement.selectors.handlers import teams
from enforcement.states import PenaltyState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.errors import Reason
from portal.workflow.forms import CaseForm, ReasonForm

_OFFICER, _HEAD, _REVIEWER = (
    Role.ENFORCEMENT_OFFICER,
    Role.ENFORCEMENT_HEAD,
    Role.LEGAL_REVIEWER,
)
_PAPERS = ("pdf", "docx", "jpeg", "png")


def _profile() -> str:
    return str(settings.ALGORITHM_PROFILE)


def problems(penalty: Penalty, now: datetime) -> list[Reason]:
    """What is still wrong with the office's own words, while they are being written."""
    if not penalty.is_being_written:
        return []
    law = rulebook(penalty.law_profile)
    found = penalty.why_not_charged(law, now)
    return found + (penalty.why_not_intended(law, now) if penalty.state == S.OPENED else [])


_OFFICERS_TURN = {
    S.DRAFT: "指定两名以上执法人员，填写事实和依据，然后提请立案。",
    S.PROPOSED: "等待负责人批准立案。",
    S.OPENED: "调查取证：登记证据和询问笔录，提出拟作出的处罚，然后送请法制审核。",
    S.IN_LEGAL_REVIEW: "等待法制审核。",
    S.REVIEWED: "法制审核通过，请发出事先告知书，然后登记送达的时间、方式和凭证。",
    S.NOTIFIED: "等待当事人陈述、申辩或者要求听证；期限届满以前不能作出决定。",
    S.HEARING_REQUESTED: "当事人要求听证，请确定时间、地点和主持人。",
    S.HEARING_SCHEDULED: "听证结束后由主持人提交笔录。",
    S.HEARD: "等待听证后的法制审核，然后由负责人决定。",
    S.DELIBERATED: "等待负责人作出决定。",
}
_HEADS_TURN = {
    S.PROPOSED: "请审阅立案材料，批准立案或者不予立案。",
    S.NOTIFIED: "期限届满或者当事人声明陈述完毕并放弃听证的，作出决定；情节复杂或者重大的，先登记集体讨论。",
    S.HEARD: "听证后的法制审核通过以后，作出决定；情节复杂或者重大的，先登记集体讨论。",
    S.DELIBERATED: "请按集体讨论的结论作出决定。",
}
_REVIEWERS_TURN = {
    S.IN_LEGAL_REVIEW: "请审核事实、证据、依据、程序和处罚幅度。",
    S.HEARD: "经过听证的案件，请根据听证笔录再次审核。",
}
_PARTYS_TURN = {
    S.NOTIFIED: "请阅读事先告知书，在期限内陈述、申辩；有权要求听证的，在期限内提出。",
    S.HEARING_REQUESTED: "已经收到听证要求，等待听证通知；可以补充陈述、申辩。",
    S.HEARING_SCHEDULED: "请按听证通知书参加听证；可以补充陈述、申辩。",
    S.HEARD: "听证已经结束，等待决定；决定以前可以补充陈述、申辩。",
    S.DELIBERATED: "等待决定；决定以前可以补充陈述、申辩。",
}
#: The notice is out, and nothing proves yet that it arrived.
_UNSERVED = "事先告知书已经发出，请登记送达的时间、方式和凭证；各项期限自送达之日起计算。"
_UNSERVED_PARTY = (
    "请阅读事先告知书；陈述、申辩和要求听证的期限自送达之日起计算，现在就可以陈述、申辩。"
)
#: Whose words come first for a person in several roles.
_TURNS = (
    (Role.PROVIDER, _PARTYS_TURN),
    (_HEAD, _HEADS_TURN),
    (_REVIEWER, _REVIEWERS_TURN),
    (_OFFICER, _OFFICERS_TURN),
)


def hint(penalty: Penalty, user: User) -> str:
    """What comes next, for each side."""
    roles = penalty.roles_of(user)
    if _HEAD in roles and penalty.open_recusal_request() is not None:
        return "当事人申请回避，请先答复。"
    if penalty.state == S.NOTIFIED and penalty.notified_at is None:
        return _UNSERVED_PARTY if Role.PROVIDER in roles else _UNSERVED if _OFFICER in roles else ""
    told = (
        turn[S(penalty.state)] for role, turn in _TURNS if role in roles and penalty.state in turn
    )
    return next(told, "") or after_hint(penalty, user)


def _defended(penalty: Penalty) -> bool:
    return penalty.state in DEFENDED


ACTION_FORMS: dict[str, type[CaseForm]] = {
    "name_officers": OfficersForm,
    "decline_opening": ReasonForm,
    "declare_recusal": ReasonForm,
    "order_recusal": investigating.RecusalForm,
    "request_recusal": investigating.RecusalRequestForm,
    "answer_recusal": investigating.RecusalAnswerForm,
    "add_evidence": investigating.EvidenceForm,
    "hold_evidence": investigating.HoldForm,
    "settle_held": investigating.HoldResultForm,
    "record_inquiry": investigating.InquiryForm,
    "extend_decision": investigating.ExtensionForm,
    "pass_review": forms.OpinionForm,
    "return_review": forms.OpinionForm,
    "pass_hearing_review": forms.OpinionForm,
    **NOTICING_FORMS,
    "request_hearing": deciding.HearingRequestForm,
    "schedule_hearing": deciding.HearingForm,
    "reschedule_hearing": deciding.HearingForm,
    "record_hearing": deciding.HearingRecordForm,
    "reopen_investigation": ReasonForm,
    "deliberate": deciding.DiscussionForm,
    "decide": deciding.DecisionForm,
    "decide_no_penalty": deciding.NoPenaltyForm,
    "transfer": deciding.TransferForm,
    "withdraw_case": ReasonForm,
    **PERFORMING_FORMS,
    **REMEDYING_FORMS,
}

PENALTY = CaseKind(
    code="penalty",
    label="行政处罚",
    prefix="CF",
    model=Penalty,
    states=S,
    profile=_profile,
    creators=frozenset({_OFFICER}),
    concerns_others=True,
    create_form=forms.NewPenaltyForm,
    editable={
        S.DRAFT: (_OFFICER,),
        S.OPENED: (_OFFICER,),
        **dict.fromkeys(DEFENDED, (Role.PROVIDER,)),
    },
    tones={
        S.PROPOSED: "info",
        S.OPENED: "info",
        S.IN_LEGAL_REVIEW: "info",
        S.NOTIFIED: "warn",
        S.HEARING_REQUESTED: "warn",
        S.HEARING_SCHEDULED: "info",
        S.DECIDED: "warn",
        S.SERVED: "warn",
        S.PERFORMED: "ok",
        S.CLOSED: "ok",
    },
    sections=(
        Section(
            "facts",
            "事实和日期",
            forms.FactsSection,
            "什么时候、做了什么、何时发现；追诉期限由此计算。",
            applies=lambda penalty: penalty.is_being_written,
        ),
        Section(
            "basis",
            "条款和依据",
            forms.BasisSection,
            "违反了哪些条款，依据哪一条处罚，是否拒不改正或者情节严重。",
            applies=lambda penalty: penalty.is_being_written,
        ),
        Section(
            "evidence",
            "证据材料",
            None,
            "在此上传文件，再在事项页面“登记证据”。当事人只看到证据的名称。",
            applies=lambda penalty: penalty.is_being_written,
        ),
        Section(
            "intended",
            "拟作出的处罚",
            forms.IntendedSection,
            "调查终结时填写；幅度、条件由本案适用的规则检查。",
            applies=lambda penalty: penalty.state == S.OPENED,
        ),
        Section(
            "defence",
            "陈述申辩材料",
            None,
            "先上传材料，再提交陈述申辩；提交时一并交给主管部门。",
            applies=_defended,
        ),
    ),
    slots=(
        Slot("evidence", "证据", _PAPERS, required=False, several=True, section="evidence"),
        Slot(
            PARTY_PAPERS,
            "当事人的材料",
            _PAPERS,
            required=False,
            several=True,
            section="defence",
        ),
    ),
    action_forms=ACTION_FORMS,
    template="enforcement/_penalty.html",
    inner_limits=frozenset({CASE_OPENING, DECISION, LEGAL_REVIEW, COURT}),
    handlers=teams,
    detail=detail,
    problems=problems,
    section_of=lambda field: "facts",
    hint=hint,
    to_json=to_json,
)
