"""What the party was told and said, and the hearing (penalty law, articles 44, 45, 62 to 64)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from enforcement.machines.limits import HEARING_REQUEST, PUBLIC_NOTICE, STATEMENT
from enforcement.models.announced import why_not_announced
from enforcement.rules.hearing import Windows, decision_barred, request_problems
from enforcement.rules.serving import is_before, service_problems
from enforcement.states import ServiceMethod
from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.law.periods import due
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class Defence(models.Model):
    """``statements`` hold ``at`` and ``text``, those made outside the portal ``received_at``, ``way``, ``paper`` too;
    ``recusal_requests`` what the party asked of whom, and the answer.
    """

    notice_issued_at = models.DateTimeField(
        "事先告知发出时间", null=True, blank=True, editable=False
    )
    notified_at = models.DateTimeField("事先告知送达时间", null=True, blank=True, editable=False)
    notice_method = models.CharField(
        "事先告知送达方式",
        max_length=20,
        choices=ServiceMethod.choices,
        blank=True,
        editable=False,
    )
    notice_record = models.JSONField("事先告知送达凭证", default=dict, blank=True, editable=False)
    statements = models.JSONField("陈述申辩", default=list, blank=True, editable=False)
    stated_at = models.DateTimeField("陈述申辩时间", null=True, blank=True, editable=False)
    statement_ended_at = models.DateTimeField(
        "声明陈述完毕时间", null=True, blank=True, editable=False
    )
    recusal_requests = models.JSONField("申请回避", default=list, blank=True, editable=False)
    hearing_right = models.BooleanField("有权要求听证", default=False, editable=False)
    hearing_requested_at = models.DateTimeField(
        "要求听证时间", null=True, blank=True, editable=False
    )
    hearing_reasons = models.TextField("要求听证的理由", blank=True, editable=False)
    hearing_waived_at = models.DateTimeField("放弃听证时间", null=True, blank=True, editable=False)
    hearing_at = models.DateTimeField("听证时间", null=True, blank=True, editable=False)
    hearing_place = models.CharField("听证地点", max_length=300, blank=True, editable=False)
    hearing_chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="听证主持人",
    )
    hearing_public = models.BooleanField("公开听证", default=True, editable=False)
    hearing_record = models.TextField("听证笔录", max_length=40000, blank=True, editable=False)
    hearing_signatures = models.TextField("听证笔录签名情况", blank=True, editable=False)
    hearing_abandoned = models.BooleanField("当事人放弃，听证终止", default=False, editable=False)
    heard_at = models.DateTimeField("听证结束时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        deadlines: Any

        def electronic_agreed_at(self, moment: datetime | None) -> datetime | None: ...

    def begin_defence(self) -> None:
        """A fresh notice gives every right anew; what was said to an earlier one stays in the trail."""
        self.notice_issued_at = self.notified_at = self.stated_at = self.heard_at = None
        self.statement_ended_at, self.notice_method, self.notice_record = None, "", {}
        self.hearing_requested_at = self.hearing_waived_at = self.hearing_at = None
        self.statements, self.hearing_right, self.hearing_chair = [], False, None
        self.hearing_reasons = self.hearing_record = self.hearing_place = ""
        self.hearing_signatures = ""
        self.hearing_abandoned = False

    def windows(self) -> Windows:
        """How far the party's rights have run."""
        return Windows(
            notified=self.notified_at is not None,
            statement_ends=self._window_end(STATEMENT),
            statement_done=self.statement_ended_at is not None,
            hearing_right=self.hearing_right,
            hearing_ends=self._window_end(HEARING_REQUEST),
            hearing_waived=self.hearing_waived_at is not None,
            hearing_asked=self.hearing_requested_at is not None,
            hearing_over=self.heard_at is not None,
        )

    def why_decision_barred(self, law: Rulebook, now: datetime) -> list[Reason]:
        """What bars the decision now; empty where the party's rights have run."""
        return decision_barred(law, self.windows(), now=now)

    def why_no_hearing(self, law: Rulebook, now: datetime) -> list[Reason]:
        """Why no hearing can be asked for (any more)."""
        if self.hearing_requested_at is not None:
            return [Reason("已经要求听证", code="asked_already")]
        if self.hearing_waived_at is not None:
            return [Reason("已经放弃听证", code="waived_already")]
        return request_problems(law, self.windows(), now=now)

    def open_recusal_request(self) -> dict[str, Any] | None:
        """The request that waits for an answer."""
        return next((one for one in self.recusal_requests if not one["answered_at"]), None)

    @property
    def spoke_at(self) -> datetime | None:
        """When the office last learnt of something that the party said."""
        return max((datetime.fromisoformat(one["at"]) for one in self.statements), default=None)

    def notice_served_at(self, ctx: Context) -> datetime | None:
        """When the prior notice counts as served by what is told: a public notice at its end."""
        if ctx.data.get("service_method") != ServiceMethod.PUBLIC_NOTICE:
            told: datetime | None = ctx.data.get("served_at")
            return told
        began: date | None = ctx.data.get("notice_on")
        return due(ctx.law.limit(PUBLIC_NOTICE), began, work_calendar()).moment if began else None

    def why_notice_not_served(self, ctx: Context) -> list[Reason]:
        """Why what is told of the service of the prior notice proves none; nothing while nothing is told."""
        began, issued = ctx.data.get("notice_on"), self.notice_issued_at
        if began is not None and issued is not None and began < china_date(issued):
            return [
                Reason("公告日期不应早于发出告知书的日期", "notice_on", code="before_the_paper")
            ]
        found = service_problems(
            ctx.data,
            decided_at=issued,
            now=ctx.now,
            confirmed_at=self.electronic_agreed_at(ctx.data.get("served_at")),
            notice_ends=self.notice_served_at(ctx),
            before="发出告知书",
        )
        return [*found, *why_not_announced(self, "record_notice_service", ctx)]

    def why_not_received_then(self, received_at: datetime | None, now: datetime) -> list[Reason]:
        """Why the party cannot have said it at that moment."""
        if received_at is None:
            return []
        if received_at > now:
            return [Reason("收到的时间不能晚于现在", "received_at", code="in_the_future")]
        if self.notice_issued_at is not None and is_before(received_at, self.notice_issued_at):
            text = "收到的时间不能早于发出告知书的时间"
            return [Reason(text, "received_at", code="before_the_paper")]
        return []

    def duty_done_at(self, code: str, ctx: Context) -> datetime:
        """What the party said on paper or by mouth counts from the day on which it was received."""
        received = ctx.data.get("received_at")
        if code in (STATEMENT, HEARING_REQUEST) and received is not None:
            return min(received, ctx.now)
        done: datetime = super().duty_done_at(code, ctx)  # type: ignore[misc]
        return done

    def _window_end(self, code: str) -> datetime | None:
        if self.notified_at is None:
            return None
        latest = self.deadlines.filter(code=code).order_by("-pk").first()
        return latest.moment if latest else None
