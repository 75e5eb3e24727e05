"""One act is fined once (penalty law, article 29; house rule P35): which cases may be about the same act."""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.rules.charging import may_be_one_act
from enforcement.states import PenaltyState as S
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason

#: What becomes of a case in which nobody is penalised: the same act may be taken up again.
_WITHOUT_PENALTY = (S.NOT_OPENED, S.NOT_PENALISED, S.TRANSFERRED, S.WITHDRAWN)


class OneAct(models.Model):
    """``other_act_reasons`` say why the case is about another act than one that looks the same."""

    other_act_reasons = models.TextField("属于另一违法行为的理由", max_length=4000, blank=True)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        pk: Any
        organization_id: Any
        received_at: Any

    def why_not_another_act(self, law: Rulebook) -> list[Reason]:
        """Another case about the act bars this one, unless somebody says why it is another act after all."""
        found = [] if self.other_act_reasons.strip() else self.cases_of_the_act()
        if not found:
            return []
        most = law.threshold("penalty.fines_per_act")
        told = (
            f"{'、'.join(found)}可能是同一个违法行为，同一个违法行为至多罚款 {most.number} 次；"
            "是另一个违法行为的，请写明理由"
        )
        return [Reason(told, "other_act_reasons", most.citation, "same_act")]

    def cases_of_the_act(self) -> list[str]:
        """The numbers of the party's other cases that may be about this act, once they were proposed.

        One that came later and says why its act is another has spoken for both.
        """
        cases: Any = type(self)._default_manager
        known = cases.filter(organization=self.organization_id, received_at__isnull=False)
        others = known.exclude(pk=self.pk).exclude(state__in=_WITHOUT_PENALTY).order_by("pk")
        return [
            other.number
            for other in others
            if may_be_one_act(self, other)
            and not other.annulled
            and not (other.other_act_reasons.strip() and self._came_before(other))
        ]

    def _came_before(self, other: Any) -> bool:
        mine = self.received_at
        return mine is not None and (mine, self.pk) < (other.received_at, other.pk)
