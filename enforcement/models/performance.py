"""What becomes of a decision once it is made: its service, the money, the remedies, what it did to a filing."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import PAYMENT, PUBLIC_NOTICE, SERVICE
from enforcement.models.kept import KeptRows
from enforcement.rules import late_fee as rules
from enforcement.rules.money import Owed, in_yuan, owed
from enforcement.states import RemedyResult, ServiceMethod
from portal.accounts.models import Organization, User
from portal.cases.letter_standing import LetterStanding
from portal.clock import CHINA, china_date
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline
from portal.law.periods import due
from portal.law.rulebook import Rulebook, rulebook
from portal.law.terms import Measure
from portal.workflow.machine import Context


class Aftermath(KeptRows, models.Model):
    """The columns and questions of the acts that follow a decision. ``Penalty`` inherits it."""

    electronic_address = models.CharField(
        "电子送达地址", max_length=300, blank=True, editable=False
    )
    electronic_signatory = models.CharField(
        "电子送达确认人", max_length=100, blank=True, editable=False
    )
    electronic_confirmed_at = models.DateTimeField(
        "电子送达确认时间", null=True, blank=True, editable=False
    )
    public_notice_on = models.DateField("公告日期", null=True, blank=True, editable=False)
    public_notice_place = models.CharField("公告载体", max_length=300, blank=True, editable=False)
    public_notice_reason = models.TextField("公告送达的原因", blank=True, editable=False)
    #: Place, receiver, signature or refusal, witnesses, proof: what the receipt of service says.
    service_record = models.JSONField("送达情况", default=dict, blank=True, editable=False)
    #: What stands of the decision after its service, less what a remedy took away.
    standing_measures = models.JSONField("有效的处罚种类", default=list, blank=True, editable=False)
    standing_fine = models.PositiveIntegerField(
        "有效的罚款（元）", null=True, blank=True, editable=False
    )
    #: Measures that were carried out on ``target`` and still stand there.
    consequences = models.JSONField("对备案的处理", default=list, blank=True, editable=False)
    postponement_ask = models.TextField("延期分期的申请", blank=True, editable=False)
    postponement_asked_at = models.DateTimeField(
        "申请延期分期的时间", null=True, blank=True, editable=False
    )
    fine_settled_at = models.DateTimeField(
        "罚款缴清登记时间", null=True, blank=True, editable=False
    )
    demand_issued_at = models.DateTimeField("催告书作出时间", null=True, blank=True, editable=False)
    demand_statement = models.TextField("对催告的陈述申辩", blank=True, editable=False)
    remedies_end_on = models.DateField("救济期限届满日", null=True, blank=True, editable=False)
    remedy_ended_on = models.DateField("救济办结日期", null=True, blank=True, editable=False)
    court_ended_on = models.DateField("法院执行终结日期", null=True, blank=True, editable=False)
    court_result = models.TextField("法院执行结果", blank=True, editable=False)
    suspension_lifted_reason = models.TextField("恢复信息更新的理由", blank=True, editable=False)
    correction_confirmed_at = models.DateTimeField(
        "改正确认时间", null=True, blank=True, editable=False
    )
    correction_note = models.TextField("改正情况", blank=True, editable=False)

    class Meta:
        abstract = True

    #: What the act under way takes back from ``target``; for its follow-ups alone, never stored.
    undone: tuple[str, ...] = ()

    if TYPE_CHECKING:  # what ``Penalty`` brings
        pk: Any
        authority: Any
        authority_id: Any
        law_profile: str
        measures: Any
        fine: Any
        target: Any
        target_id: Any
        organization_id: Any
        served_at: Any
        service_method: Any
        suspend_until: Any
        suspension_lifted_at: Any
        deadlines: Any
        payments: Any
        instalments: Any
        remedies: Any
        published: Any

    # ── what stands ───────────────────────────────────────────────────────────

    @property
    def itself_id(self) -> int:
        """For follow-ups of an act on the same case."""
        return int(self.pk)

    @property
    def itself(self) -> Any:
        """The same."""
        return self

    def stands(self, measure: Measure) -> bool:
        """Whether the measure is part of the decision as it stands now."""
        return measure.value in self.standing_measures

    @property
    def annulled(self) -> bool:
        """Whether nothing of the decision is left."""
        return self.served_at is not None and not self.standing_measures

    def changed_letters(self) -> dict[str, LetterStanding]:
        """What a reconsideration or a lawsuit left of the decision."""
        if self.annulled:
            return {"penalty_decision": LetterStanding.REVOKED}
        altered = (set(self.standing_measures), self.standing_fine) != (
            set(self.measures),
            self.fine,
        )
        if self.served_at is not None and altered:
            return {"penalty_decision": LetterStanding.AMENDED}
        return {}

    @property
    def has_fine(self) -> bool:
        """Whether money is due under the decision as it stands now, or will be once it is served."""
        return bool(self.fine if self.served_at is None else self.standing_fine)

    @property
    def suspension_runs(self) -> bool:
        """Whether updates are still suspended."""
        return self.stands(Measure.SUSPEND_UPDATES) and self.suspension_lifted_at is None

    @property
    def correction_waits(self) -> bool:
        """Whether the decision orders to correct, and nobody has confirmed that it was done."""
        return self.stands(Measure.ORDER_CORRECTION) and self.correction_confirmed_at is None

    def nothing_left(self) -> bool:
        """Whether all that the party had to do or bear is done."""
        paid = not self.has_fine or self.fine_settled_at is not None
        waits = self.suspension_runs or self.correction_waits
        return paid and not waits and not self.annulled

    def strike(self, measures: list[str], fine: int | None) -> None:
        """The decision stands with these measures and this fine from now on; what was carried out goes back."""
        self.undone = tuple(one for one in self.consequences if one not in measures)
        self.consequences = [one for one in self.consequences if one in measures]
        self.standing_measures, self.standing_fine = list(measures), fine

    # ── money ─────────────────────────────────────────────────────────────────

    @property
    def payment_last_day(self) -> date | None:
        """The last day for the whole fine: where the limit lies now, postponed or not."""
        rows = self.deadlines.filter(code=PAYMENT).exclude(outcome=Deadline.Outcome.VOID)
        last = rows.order_by("-pk").values_list("last_day", flat=True).first()
        found: date | None = last
        return found

    def plan(self) -> list[rules.Instalment]:
        """In what parts the fine is due; one part unless instalments were granted."""
        parts = self.instalments.filter(replaced_at=None).order_by("due_on")
        if parts:
            return [rules.Instalment(in_yuan(part.fen), part.due_on) for part in parts]
        last_day = self.payment_last_day
        if not self.standing_fine or last_day is None:
            return []
        return [rules.Instalment(Decimal(self.standing_fine), last_day)]

    def owed(self, on: date, law: Rulebook | None = None) -> Owed:
        """What is owed at the end of a day: fine, extra fine, what was paid."""
        paid = [rules.Payment(row.paid_on, in_yuan(row.fen)) for row in self.payments.all()]
        pauses = [rules.Pause(row.began_on, row.first_day_after()) for row in self.remedies.all()]
        return owed(
            law or rulebook(self.law_profile), plan=self.plan(), paid=paid, pauses=pauses, until=on
        )

    def last_payment_day(self) -> date | None:
        """The day of the latest payment."""
        found: date | None = (
            self.payments.order_by("-paid_on").values_list("paid_on", flat=True).first()
        )
        return found

    def fine_settled(self) -> bool:
        """Whether fine and extra fine are paid in full, as of the latest payment."""
        day = self.last_payment_day()
        return self.has_fine and day is not None and not self.owed(day).outstanding

    # ── remedies ──────────────────────────────────────────────────────────────

    def running_remedy(self) -> Any:
        """The reconsideration or lawsuit that nobody has ended yet, or None."""
        return self.remedies.filter(ended_on=None).first()

    def found_unlawful(self) -> bool:
        """Whether a remedy ended in the finding that the decision is unlawful; it stands, and is read no more."""
        found: bool = self.remedies.filter(result=RemedyResult.UNLAWFUL).exists()
        return found

    # ── publication ───────────────────────────────────────────────────────────

    def published_row(self) -> Any:
        """What the public reads of the decision now, or None."""
        return self.published.filter(withdrawn_at=None).first()

    # ── days ──────────────────────────────────────────────────────────────────

    def day_of(self, moment: datetime) -> date:
        """The day in China on which a moment falls."""
        return china_date(moment)

    def last_day_of(self, code: str, start: date | datetime, ctx: Context) -> date:
        """The last day of a limit of days or months that starts then."""
        last = due(ctx.law.limit(code), start, work_calendar()).last_day
        if last is None:
            raise ValueError(f"{code} has no last day")
        return last

    # ── limits and letters ────────────────────────────────────────────────────

    def running(self, code: str) -> Deadline | None:
        """The limit of that code that is open, or None."""
        found: Deadline | None = self.deadlines.filter(code=code, closed_at=None).first()
        return found

    def public_notice_ends(self) -> datetime | None:
        """When a service by public notice counts as done."""
        rows = self.deadlines.filter(code=PUBLIC_NOTICE).order_by("-pk")
        found: datetime | None = rows.values_list("moment", flat=True).first()
        return found

    def duty_done_at(self, code: str, ctx: Context) -> datetime:
        """An officer records afterwards what happened in time: service and payment count by their own day.

        A service by public notice is in time with the notice: its thirty days are not the office's delay.
        """
        if (
            code == SERVICE
            and self.public_notice_on
            and self.service_method == ServiceMethod.PUBLIC_NOTICE
        ):
            return min(datetime.combine(self.public_notice_on, time(0), CHINA), ctx.now)
        if code == SERVICE and self.served_at is not None:
            return min(self.served_at, ctx.now)
        if code == PAYMENT and (day := self._fine_paid_on()):
            return min(datetime.combine(day, time(0), CHINA), ctx.now)
        return ctx.now

    def _fine_paid_on(self) -> date | None:
        """The day on which the payments together reached the fine itself."""
        missing = Decimal(self.standing_fine or 0)
        for row in self.payments.order_by("paid_on", "pk"):
            missing -= in_yuan(row.fen)
            if missing <= 0:
                day: date = row.paid_on
                return day
        return None

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``office``: what the authority writes for its own record."""
        if word == "office":
            return [(self.authority, None)] if self.authority_id else []
        told: list[tuple[Organization, User | None]] = super().addressees(word)  # type: ignore[misc]
        return told
