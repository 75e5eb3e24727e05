"""What a penalty case charges: the act, the provisions broken, and the penalty that is intended."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from enforcement.models.one_act import OneAct
from enforcement.models.rectification import failed_refs
from enforcement.rules import charging
from enforcement.rules.choice_of_law import choice_for, text_problems
from enforcement.rules.hearing import HearingRight, right_to_hearing
from enforcement.rules.limitation import Limitation, limitation
from portal.cases.models import Case
from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.law.errors import PeriodError
from portal.law.rulebook import Rulebook
from portal.law.terms import Measure
from portal.workflow.errors import Reason

#: Measures that act on a filing, which must then be named.
_ON_A_FILING = frozenset({Measure.REVOKE_FILING, Measure.CANCEL_FILING})


class Charge(OneAct):
    """What the officers put together. ``refs`` are codes of the rulebook's list ``conduct``, the same in every text.

    ``measures``, ``fine`` and ``suspend_until`` are the penalty as it stands: intended, then decided. ``announced``
    is what the prior notice said; what the party is shown and what the decision is measured by is that alone.
    """

    act_on = models.DateField("违法行为发生日期", null=True, blank=True)
    continues = models.BooleanField("违法行为仍在继续", default=False)
    act_ended_on = models.DateField("违法行为终了日期", null=True, blank=True)
    found_on = models.DateField("发现日期", null=True, blank=True)
    endangers = models.BooleanField("涉及生命健康安全、金融安全且有危害后果", default=False)
    party_address = models.CharField("当事人地址", max_length=300, blank=True)
    facts = models.TextField("违法事实", max_length=20000, blank=True)
    reasons = models.TextField("处罚理由", max_length=8000, blank=True)
    refs = models.JSONField("违反的条款", default=list, blank=True)
    sanction = models.CharField("处罚依据", max_length=60, blank=True)
    choice_reasons = models.TextField("选择适用规定的理由", max_length=4000, blank=True)
    refused = models.BooleanField("拒不改正", default=False)
    #: The order that was not obeyed, where the severe step rests on it.
    refused_order = models.ForeignKey(
        Case,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="未履行的责令改正",
    )
    serious = models.BooleanField("情节严重", default=False)
    serious_reasons = models.TextField("情节严重的理由", max_length=4000, blank=True)
    #: The filing on which the decision acts: revoked, cancelled, or its updates suspended.
    target = models.ForeignKey(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="涉及的备案"
    )
    no_filing = models.BooleanField("暂停信息更新不涉及备案", default=False)
    complexity = models.JSONField("集体讨论情形", default=list, blank=True)
    review_grounds = models.JSONField("法制审核情形", default=list, blank=True)
    measures = models.JSONField("处罚种类", default=list, blank=True)
    fine = models.PositiveIntegerField("罚款（元）", null=True, blank=True)
    suspend_until = models.DateField("暂停信息更新至", null=True, blank=True)
    announced = models.JSONField("告知的内容", default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        organization_id: Any

    @property
    def act_ended(self) -> date | None:
        """The day from which limitation runs; None while the act goes on."""
        return None if self.continues else self.act_ended_on or self.act_on

    def limitation(self, law: Rulebook) -> Limitation | None:
        """Whether the act may still be penalised (article 36); None while its dates are not known.

        What lies before the calendar begins is barred: nobody can say that its time has not run.
        """
        if self.found_on is None or self.act_on is None:
            return None
        try:
            return limitation(
                law,
                ended=self.act_ended,
                discovered=self.found_on,
                serious=self.endangers,
                calendar=work_calendar(),
            )
        except PeriodError as problem:
            article = law.limit("penalty.limitation").citation
            return Limitation(True, None, article, f"无法计算追诉期限：{problem}")

    def why_not_charged(self, law: Rulebook, now: datetime) -> list[Reason]:
        """What the facts and their basis lack, before anybody can decide whether to open the case."""
        return [
            *charging.fact_problems(self, china_date(now)),
            *charging.basis_problems(self, law),
            *self.why_not_refused(),
            *self.why_not_another_act(law),
        ]

    def why_not_opened(self, law: Rulebook) -> list[Reason]:
        """A draft has no legal force: outside a demonstration nobody is penalised under it (P31)."""
        if not law.is_draft or settings.DEMO:
            return []
        told = f"《{law.title}》没有法律效力，不能据以立案处罚"
        return [Reason(told, code="draft_text")]

    def why_not_governed(self, law: Rulebook, on: date) -> list[Reason]:
        """Why the text of the case is not the one that governs the act decided on ``on`` (article 37)."""
        ended = self.act_ended or on
        choices = [
            choice_for(self.sanction, ref, act_day=ended, on=on, law=law) for ref in self.refs
        ]
        found = [
            one for choice in choices for one in text_problems(choice, law, self.choice_reasons)
        ]
        return list(dict.fromkeys(found))

    def why_not_intended(self, law: Rulebook, now: datetime) -> list[Reason]:
        """What is wrong with the penalty that the officers intend."""
        told = [] if self.reasons.strip() else [Reason("请填写“处罚理由”", "reasons")]
        return told + self.why_not_imposed(
            law, now, self.measures, fine=self.fine, suspend_until=self.suspend_until
        )

    def why_not_imposed(
        self,
        law: Rulebook,
        now: datetime,
        measures: list[str],
        *,
        fine: int | None,
        suspend_until: date | None,
    ) -> list[Reason]:
        """Why this penalty cannot be imposed on what is charged, under the case's own rulebook."""
        return [
            *charging.penalty_problems(self, law, measures, fine),
            *charging.suspension_problems(measures, suspend_until, china_date(now), law),
            *self._target_problems(measures),
        ]

    def hearing_ground(self, law: Rulebook) -> HearingRight:
        """Whether the intended penalty gives the right to a hearing (article 63)."""
        return right_to_hearing(law, self.measures, self.fine)

    @property
    def must_be_discussed(self) -> bool:
        """Whether those in charge decide together (article 57, paragraph 2; house rule P14)."""
        return bool(self.complexity) or self.serious

    def why_not_refused(self) -> list[Reason]:
        """拒不改正 rests on an order of the same organisation that was found to be refused, in what is charged here."""
        if not self.refused:
            return []
        order = self.refused_order
        if order is None:
            return [Reason("认定拒不改正的，请选择未履行的责令改正", "refused_order")]
        if order.kind != "rectification" or order.organization_id != self.organization_id:
            return [Reason("所选事项不是对本单位的责令改正", "refused_order")]
        failed = failed_refs(order)
        if not failed:
            told = "该责令改正没有被认定为拒不改正"
            return [Reason(told, "refused_order", code="not_refused")]
        if not failed.issuperset(self.refs):
            told = "认定拒不改正的，违反的条款应当都是该责令改正中没有改正的事项"
            return [Reason(told, "refs", code="other_duty")]
        return []

    def _target_problems(self, measures: list[str]) -> list[Reason]:
        filing = self.target
        if filing is None:
            if _ON_A_FILING.intersection(measures):
                return [Reason("撤销、注销备案的，请选择涉及的备案", "target")]
            if Measure.SUSPEND_UPDATES in measures and not self.no_filing:
                told = "责令暂停信息更新的，请选择涉及的备案；不涉及备案的，请勾选确认"
                return [Reason(told, "target", code="no_target")]
            return []
        if filing.kind != "filing" or filing.organization_id != self.organization_id:
            return [Reason("所选事项不是本单位的算法备案", "target")]
        if self.no_filing:
            told = "已经选择涉及的备案，不能同时确认不涉及备案"
            return [Reason(told, "no_filing", code="target_and_none")]
        return []
