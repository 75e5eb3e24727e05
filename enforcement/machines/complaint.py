"""A complaint from its receipt to the answer (guiding opinions, item 6; house rules T1 and P2).

The complainant has no account: what the complainant does on the status page comes as the system's act, and its words
stand in messages, never in the trail. The platform learns of a complaint by the officer's own summary, and of nothing
before it.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import (
    COMPLAINT_ACKNOWLEDGEMENT,
    COMPLAINT_ANSWER,
    COMPLAINT_COMPANY_ANSWER,
    USER_APPEAL_ANSWER,
)
from enforcement.states import ComplaintMatter
from enforcement.states import ComplaintState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Extends, Opens, Says, action, guard

OFFICERS = (Role.ENFORCEMENT_OFFICER,)
HANDLING = (S.ACCEPTED, S.ROUTED, S.ANSWERED)
OPEN = (S.RECEIVED, *HANDLING)
COMPANY_LIMITS = (COMPLAINT_COMPANY_ANSWER, USER_APPEAL_ANSWER)
#: What no longer runs when a complaint ends without an answer to it.
ANSWERS = (COMPLAINT_ANSWER, *COMPANY_LIMITS)


def is_appeal(complaint: Any, ctx: Context) -> bool:
    """A user's appeal has a shorter limit for the platform, which knows the matter already."""
    return bool(complaint.matter == ComplaintMatter.USER_APPEAL)


def is_report(complaint: Any, ctx: Context) -> bool:
    """Everything else."""
    return not is_appeal(complaint, ctx)


@guard("尚未确定被反映的平台，请选择平台", cites=COMPLAINT_COMPANY_ANSWER)
def respondent_known(complaint: Any, ctx: Context) -> bool:
    """Named by the complainant, at acceptance, or now."""
    named = "respondent" in ctx.data and ctx.data["respondent"] is not None
    return complaint.respondent_id is not None or named or "passed_on" not in ctx.data


@guard("延长的期限不符合要求", cites="complaint.extension")
def extension_in_bounds(complaint: Any, ctx: Context) -> Iterable[Reason]:
    """Once, before the limit has run out, later than now, within the cap."""
    return list(complaint.why_not_until(ctx.data.get("until"), ctx))


@guard("没有可以查看的身份信息：投诉人没有留下，或者已经销毁", cites=COMPLAINT_ANSWER)
def identity_there(complaint: Any, ctx: Context) -> bool:
    """The complainant gave one, and it was not destroyed yet."""
    return bool(complaint.has_identity)


@guard("只有承办人可以查看投诉人的身份信息", cites=COMPLAINT_ANSWER)
def needs_to_know(complaint: Any, ctx: Context) -> bool:
    """Whoever sees to the complaint; while nobody is named, whoever accepted it."""
    return bool(complaint.handler_id == ctx.actor.pk)


class ComplaintProcedure(models.Model):
    """``Complaint`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Complaint`` brings
        category: Any
        accepted_at: Any
        accepted_by: Any
        told_at: Any
        decision_reason: Any
        transferred_to: Any
        passed_on: Any
        routed_at: Any
        company_answer: Any
        answered_at: Any
        asked_again: Any
        answer_until: Any
        extension_reason: Any
        outcome: Any
        reply: Any
        findings: Any
        closed_at: Any

        def name_respondent(self, respondent: Any) -> None: ...

    @action(
        "受理",
        roles=OFFICERS,
        source=[S.RECEIVED],
        target=S.ACCEPTED,
        cites=COMPLAINT_ACKNOWLEDGEMENT,
        explains="属于本机关职责的，受理并核对类别和被反映的平台；投诉人在查询页看到已受理。",
        closes=[COMPLAINT_ACKNOWLEDGEMENT],
        confidential=True,
    )
    def accept(self, ctx: Context, category: str, respondent: Any = None) -> None:
        self.category = category
        self.name_respondent(respondent)
        self.accepted_at, self.accepted_by = ctx.now, ctx.actor

    @action(
        "不予受理",
        roles=OFFICERS,
        source=[S.RECEIVED],
        target=S.NOT_ACCEPTED,
        cites=COMPLAINT_ACKNOWLEDGEMENT,
        explains="不属于投诉举报受理范围的，写明理由；理由在投诉人的查询页显示。",
        closes=[COMPLAINT_ACKNOWLEDGEMENT],
        voids=ANSWERS,
        confidential=True,
        grave=True,
    )
    def decline_acceptance(self, ctx: Context, reason: str) -> None:
        self.decision_reason, self.closed_at = reason, ctx.now

    @action(
        "转送其他部门",
        roles=OFFICERS,
        source=[S.RECEIVED],
        target=S.TRANSFERRED,
        cites=COMPLAINT_ACKNOWLEDGEMENT,
        explains="应当由其他部门处理的，转送并写明理由；投诉人在查询页看到转给了哪个部门。投诉人的身份信息不随转送。",
        closes=[COMPLAINT_ACKNOWLEDGEMENT],
        voids=ANSWERS,
        confidential=True,
        grave=True,
    )
    def transfer(self, ctx: Context, to: str, reason: str) -> None:
        self.transferred_to, self.decision_reason, self.closed_at = to, reason, ctx.now

    @action(
        "转平台答复",
        roles=OFFICERS,
        source=[S.ACCEPTED],
        target=S.ROUTED,
        cites=COMPLAINT_COMPANY_ANSWER,
        explains="平台只看到您写的摘要、类别、产品和日期，看不到投诉原文、附件和投诉人。摘要中不要写出能认出投诉人的内容。",
        guards=[respondent_known],
        opens=[
            Opens(COMPLAINT_COMPANY_ANSWER, when=is_report),
            Opens(USER_APPEAL_ANSWER, when=is_appeal),
        ],
        says=[Says("complaint_routed", to="respondent")],
        grave=True,
    )
    def route(self, ctx: Context, passed_on: str, respondent: Any = None) -> None:
        self.name_respondent(respondent)
        self.passed_on, self.routed_at, self.told_at = passed_on, ctx.now, ctx.now

    @action(
        "答复",
        roles=[Role.PROVIDER],
        source=[S.ROUTED],
        target=S.ANSWERED,
        cites=COMPLAINT_COMPANY_ANSWER,
        explains="向主管部门说明核实的情况和处理结果。",
        closes=COMPANY_LIMITS,
        says=[Says("complaint_answered", to="authority")],
    )
    def answer(self, ctx: Context, company_answer: str) -> None:
        self.company_answer, self.answered_at = company_answer, ctx.now

    @action(
        "要求补充答复",
        roles=OFFICERS,
        source=[S.ANSWERED],
        target=S.ROUTED,
        cites=COMPLAINT_COMPANY_ANSWER,
        explains="平台的答复没有说清的，写明还要说明什么；平台的答复期限从现在起重新计算。",
        opens=[
            Opens(COMPLAINT_COMPANY_ANSWER, when=is_report),
            Opens(USER_APPEAL_ANSWER, when=is_appeal),
        ],
        says=[Says("complaint_asked_again", to="respondent")],
    )
    def ask_again(self, ctx: Context, reason: str) -> None:
        self.asked_again = reason

    @action(
        "延长办理期限",
        roles=(*OFFICERS, Role.ENFORCEMENT_HEAD),
        source=HANDLING,
        cites=COMPLAINT_ANSWER,
        explains="情况复杂的，可以在期限届满前延长一次；新的日期和理由在投诉人的查询页显示。",
        guards=[extension_in_bounds],
        extends=[Extends(COMPLAINT_ANSWER, until="answer_until")],
        confidential=True,
    )
    def extend(self, ctx: Context, until: date, reason: str) -> None:
        self.answer_until, self.extension_reason = until, reason

    @action(
        "办结并答复投诉人",
        roles=OFFICERS,
        source=HANDLING,
        target=S.CLOSED,
        cites=COMPLAINT_ANSWER,
        explains="写明结果和给投诉人的答复。反映属实或者部分属实的，门户据此登记执法线索。查明的情况只在机关内部显示。",
        closes=[COMPLAINT_ANSWER],
        voids=COMPANY_LIMITS,
        says=[Says("complaint_ended", to="respondent")],
        confidential=True,
        grave=True,
    )
    def close(
        self, ctx: Context, outcome: str, reply: str, findings: str, respondent: Any = None
    ) -> None:
        self.name_respondent(respondent)
        self.outcome, self.reply, self.findings = outcome, reply, findings
        self.closed_at = ctx.now

    @action(
        "告知投诉人",
        roles=OFFICERS,
        source=OPEN,
        cites=COMPLAINT_ANSWER,
        explains="在投诉人的查询页留言，例如请其补充情况；平台看不到。",
        effects=["note_message_of_the_office"],
        confidential=True,
        sealed=("text",),
    )
    def write(self, ctx: Context, text: str) -> None:
        """The words stand in the messages."""

    @action(
        "查看投诉人身份",
        roles=OFFICERS,
        source=OPEN,
        cites=COMPLAINT_ANSWER,
        explains="只有承办人确有需要时查看。谁在什么时候、为什么查看，都记入办理过程；内容只在办理后的页面显示一次。",
        guards=[identity_there, needs_to_know],
        secret=True,
        reads=True,
    )
    def read_identity(self, ctx: Context, reason: str) -> None:
        """The trail keeps who, when and why; the door shows it once."""

    @action(
        "投诉人补充情况",
        roles=[Role.SYSTEM],
        source=OPEN,
        cites=COMPLAINT_ANSWER,
        explains="投诉人凭回执号在查询页补充。",
        effects=["note_message_of_the_complainant"],
        says=[Says("complaint_supplemented", to="authority")],
        confidential=True,
        sealed=("text",),
    )
    def supplement(self, ctx: Context, text: str) -> None:
        """The words stand in the messages."""

    @action(
        "投诉人留下联系方式",
        roles=[Role.SYSTEM],
        source=OPEN,
        cites=COMPLAINT_ANSWER,
        explains="投诉人凭回执号在查询页填写，加密保存。",
        effects=["seal_identity"],
        confidential=True,
        sealed=("name", "phone", "email"),
    )
    def give_contact(self, ctx: Context, name: str, phone: str, email: str) -> None:
        """Sealed apart from the complaint."""

    @action(
        "投诉人撤回",
        roles=[Role.SYSTEM],
        source=OPEN,
        target=S.WITHDRAWN,
        cites=COMPLAINT_ANSWER,
        explains="投诉人凭回执号在查询页撤回。发现违法行为的，主管部门仍可以依职权处理。",
        voids=(COMPLAINT_ACKNOWLEDGEMENT, *ANSWERS),
        says=[
            Says("complaint_withdrawn", to="authority"),
            Says("complaint_ended", to="respondent"),
        ],
        confidential=True,
    )
    def withdraw(self, ctx: Context) -> None:
        self.closed_at = ctx.now
