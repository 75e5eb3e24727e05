"""A review: what was applied for, how it was deliberated and decided, what became of the activity."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ethics_review.letters.review import letter_context
from ethics_review.machines.appealing import Appeal
from ethics_review.machines.deciding import Decision
from ethics_review.machines.deliberating import Deliberation
from ethics_review.machines.following import Following
from ethics_review.machines.intake import Intake
from ethics_review.machines.limits import APPEAL_WINDOW, DECISION
from ethics_review.machines.listing import Listing
from ethics_review.machines.rechecking import Rechecking
from ethics_review.models.chairing import (
    adviser_problems,
    electorate,
    may_vote_at,
    presider_problems,
    reviewers_of,
    seats_of,
)
from ethics_review.models.committee import SEATED, Committee, Seat
from ethics_review.models.content import CONTENT_FIELDS, ReviewContent
from ethics_review.models.deliberation import Deliberated
from ethics_review.models.listing import Listed
from ethics_review.rules import completeness
from ethics_review.rules.deciding import (
    APPROVALS,
    according_to,
    appeal_is_late,
    decision_allowed,
)
from ethics_review.rules.procedure import Proposal, proposed
from ethics_review.states import (
    APPEALABLE,
    MeetingForm,
    MeetingState,
    Opinion,
    Position,
    Procedure,
    ReviewState,
    RiskAnswer,
    RoundKind,
    RoundOutcome,
    SimplifiedVote,
    Vote,
)
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import documents_of
from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline
from portal.law.errors import PeriodError
from portal.law.periods import due
from portal.law.rulebook import Rulebook, rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Action, Context
from portal.workflow.versions import (
    FREEZES,
    FrozenVersion,
    content_digest,
    papers_digest,
    papers_in,
    stated,
)

_S = ReviewState
#: A committee's members see nothing before acceptance: completeness is the secretary's and the chair's.
BEFORE_ACCEPTANCE = (_S.DRAFT, _S.SUBMITTED, _S.SUPPLEMENT_REQUESTED, _S.NOT_ACCEPTED)
COMMITTEE_ROLES = SEATED | {Role.SECRETARY, Role.CONSULTANT}


class Review(
    Intake,
    Listing,
    Deliberation,
    Rechecking,
    Decision,
    Appeal,
    Following,
    Deliberated,
    Listed,
    ReviewContent,
    Case,
):
    """The ethics review of one activity, from the application to its end."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="reviews", verbose_name="审查的委员会或者服务中心"
    )
    # Intake
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    supplement_count = models.PositiveSmallIntegerField(default=0, editable=False)
    supplement_requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    supplements = models.JSONField("需要补充的材料", default=list, blank=True, editable=False)
    proposed_procedure = models.CharField(max_length=20, blank=True, editable=False)
    procedure = models.CharField(
        "程序", max_length=20, choices=Procedure.choices, blank=True, editable=False
    )
    procedure_reason = models.TextField("适用程序的理由", blank=True, editable=False)
    simplified_ground = models.CharField(max_length=20, blank=True, editable=False)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    refused_at = models.DateTimeField("不予受理时间", null=True, blank=True, editable=False)
    refusal_reasons = models.JSONField(default=list, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(blank=True, editable=False)
    # Deliberation
    presider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    extended_until = models.DateField("延长至", null=True, blank=True, editable=False)
    extension_reason = models.TextField("延长理由", blank=True, editable=False)
    conversion_ground = models.CharField(max_length=20, blank=True, editable=False)
    conversion_reason = models.TextField(blank=True, editable=False)
    converted_at = models.DateTimeField("转入一般程序时间", null=True, blank=True, editable=False)
    # Recheck
    preliminary_opinion = models.TextField("初步审查意见", blank=True, editable=False)
    preliminary_at = models.DateTimeField("初步审查时间", null=True, blank=True, editable=False)
    exempt_ground = models.CharField(max_length=30, blank=True, editable=False)
    exempt_number = models.CharField("免于复核的凭据", max_length=40, blank=True, editable=False)
    exempt_reason = models.TextField(blank=True, editable=False)
    exempt_at = models.DateTimeField(null=True, blank=True, editable=False)
    recheck_opinion = models.CharField(
        "专家复核意见", max_length=20, choices=Opinion.choices, blank=True, editable=False
    )
    recheck_text = models.TextField("复核意见说明", blank=True, editable=False)
    recheck_returned_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Decision
    decision = models.CharField(
        "决定", max_length=30, choices=Vote.choices, blank=True, editable=False
    )
    decision_text = models.TextField("建议或者理由", blank=True, editable=False)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    decided_round = models.ForeignKey(
        "ethics_review.Round", models.PROTECT, related_name="+", null=True, editable=False
    )
    amendment_submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    amendment_returned = models.JSONField(default=list, blank=True, editable=False)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True, editable=False)
    tracking_months = models.PositiveSmallIntegerField(
        "跟踪审查间隔（月）", null=True, blank=True, editable=False
    )
    # Service and appeal
    served_at = models.DateTimeField("送达时间", null=True, blank=True, editable=False)
    service_method = models.CharField(max_length=20, blank=True, editable=False)
    service_proof = models.TextField("送达凭证", blank=True, editable=False)
    appeal_grounds = models.TextField("申诉理由", blank=True, editable=False)
    appealed_at = models.DateTimeField("申诉时间", null=True, blank=True, editable=False)
    appeal_is_late = models.BooleanField("逾期申诉", default=False, editable=False)
    late_appeal_at = models.DateTimeField("逾期申诉时间", null=True, blank=True, editable=False)
    appeal_answer = models.TextField("对申诉的答复", blank=True, editable=False)
    # The activity under way
    trackings = models.JSONField("跟踪审查", default=list, blank=True, editable=False)
    risk_changes = models.JSONField("风险变化", default=list, blank=True, editable=False)
    progress_reports = models.JSONField("进展报告", default=list, blank=True, editable=False)
    suspended_at = models.DateTimeField("暂停时间", null=True, blank=True, editable=False)
    suspension_reason = models.TextField(blank=True, editable=False)
    resumption_reason = models.TextField(blank=True, editable=False)
    terminated_at = models.DateTimeField("终止时间", null=True, blank=True, editable=False)
    termination_reason = models.TextField(blank=True, editable=False)
    rereview_reason = models.TextField(blank=True, editable=False)
    completed_at = models.DateTimeField("结题时间", null=True, blank=True, editable=False)
    completion_report = models.TextField(blank=True, editable=False)
    registered_at = models.DateTimeField("清单活动登记时间", null=True, blank=True, editable=False)
    registration_note = models.TextField(blank=True, editable=False)
    recognised_unit = models.CharField("作出审查的单位", max_length=200, blank=True, editable=False)
    recognised_decision = models.CharField(max_length=200, blank=True, editable=False)
    recognised_scope = models.TextField("互认范围", blank=True, editable=False)
    recognised_reason = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = "伦理审查"
        verbose_name_plural = "伦理审查"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(decision__in=["approve", "approve_after_revision"])
                | models.Q(decided_round__isnull=False),
                name="no_approval_without_a_vote",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    #: The last act that asked for electors, and what it was told.
    _electors_of: tuple[Context, list[Seat]] | None = None

    # --- Who is who ---------------------------------------------------------------------------------------------------
    @property
    def inside_roles(self) -> frozenset[Role]:
        """Who deliberates; not advisers, experts or the department, who are told what concerns them otherwise."""
        return SEATED | {Role.SECRETARY, Role.AUDITOR}

    def roles_of(self, user: User) -> frozenset[Role]:
        """The applicant's own, the unit's, the committee's less whoever is recused, the experts' of its recheck.

        Whoever leads the activity is nothing else in its review; whoever manages the applicant has no part in the
        committee's work on it.
        """
        held = super().roles_of(user) & {Role.UNIT, Role.APPLICANT, Role.AUDITOR, Role.SYSTEM}
        if user.pk == self.created_by_id:
            return held
        held -= {Role.APPLICANT}
        if self.received_at is None:
            return held - {Role.AUDITOR}
        if Role.UNIT not in held:
            held |= self._committee_roles(user)
        return held | self._supervising_roles(user)

    def _committee_roles(self, user: User) -> frozenset[Role]:
        host = self.committee.organization_id
        here = {Role(m.role) for m in user.active_memberships if m.organization_id == host}
        here &= COMMITTEE_ROLES
        if not here or self.is_recused(user):
            return frozenset()
        held = here & {Role.SECRETARY}
        if Role.CONSULTANT in here and self.invitations.filter(user=user).exists():
            held |= {Role.CONSULTANT}
        seat = self.committee.sitting().filter(user=user).first() if here & SEATED else None
        if seat is not None:
            held |= self._roles_of_seat(seat)
        return frozenset(held)

    def _roles_of_seat(self, seat: Any) -> frozenset[Role]:
        """Presiding makes a vice-chair the chair; before acceptance there is nothing for the others to see."""
        if seat.position == Position.CHAIR:
            return frozenset({Role.CHAIR})
        deputy = seat.position == Position.VICE_CHAIR
        if deputy and (self.acting_chair_id() == seat.user_id or self._presides(seat.user_id)):
            return frozenset({Role.VICE_CHAIR, Role.CHAIR})
        never_accepted = self.state == _S.WITHDRAWN and self.accepted_at is None
        if self.state in BEFORE_ACCEPTANCE or never_accepted:
            return frozenset()
        of_the_named = self.state == _S.SIMPLIFIED_REVIEW and seat.position == Position.MEMBER
        if of_the_named and not self.rounds.filter(electors__user=seat.user).exists():
            return frozenset()
        return frozenset({Role(seat.position)})

    def _presides(self, user_id: int) -> bool:
        """Whether the person presides a meeting in session that has this review on its agenda."""
        held = self.agenda_items.filter(meeting__state=MeetingState.IN_SESSION)
        return held.filter(meeting__presider=user_id).exists()

    def acting_chair_id(self) -> int | None:
        """Who acts for the chair: the vice-chair named, or the first one free where the chair cannot or is not.

        Whoever was named, and has since left, is passed over.
        """
        free = self.committee.in_office().exclude(user__in=self.kept_out())
        deputies = [seat.user_id for seat in free.filter(position=Position.VICE_CHAIR)]
        if self.presider_id in deputies:
            return self.presider_id
        if free.filter(position=Position.CHAIR).exists():
            return None
        return deputies[0] if deputies else None

    def kept_out(self) -> set[int]:
        """Who has no part on the committee's side: the recused, the applicant, whoever manages the applicant unit."""
        managers = Membership.objects.filter(
            organization=self.organization_id, role=Role.UNIT, is_active=True
        )
        return {*self.recused(), *managers.values_list("user_id", flat=True), self.created_by_id}

    def _supervising_roles(self, user: User) -> frozenset[Role]:
        """Who rechecks reads what is rechecked (article 23), and supervises the region's emergencies (article 29)."""
        held = {role for recheck in self.rechecks.all() for role in recheck.roles_of(user)} & {
            Role.RECHECK_OFFICER,
            Role.EXPERT,
        }
        supervised = self.procedure == Procedure.EMERGENCY or self.on_recheck_list
        if supervised and Role.RECHECK_OFFICER in super().roles_of(user):
            held.add(Role.RECHECK_OFFICER)
        return frozenset(held)

    def opens_papers_to(self, user: User) -> bool:
        """Members and advisers declare first; the supervising authority reads papers only in a recheck."""
        roles = self.roles_of(user)
        if roles & {Role.APPLICANT, Role.UNIT, Role.AUDITOR}:
            return True
        if roles & (SEATED | {Role.CONSULTANT}):
            # Whoever sits and also keeps the file opens it for the work of acceptance.
            at_intake = Role.CHAIR in roles and self.state in BEFORE_ACCEPTANCE
            return at_intake or self.has_declared(user)
        if Role.SECRETARY in roles:
            return True
        return any(recheck.opens_papers_to(user) for recheck in self.rechecks.all())

    def addressees(self, word: str) -> list[tuple[Any, User | None]]:
        """People of the committee, by what they are to this review; nobody who is recused, and never the applicant."""
        host = self.committee.organization
        if word == "committee":
            return [(host, None)]
        away = self.kept_out()
        return [(host, user) for user in self._people(word) if user.pk not in away]

    def _people(self, word: str) -> Iterable[User]:
        if word == "electors":
            running = self.open_round()
            return [e.user for e in running.electors.select_related("user")] if running else []
        if word == "invited":
            return [i.user for i in self.invitations.select_related("user").order_by("-pk")[:1]]
        people = User.objects.filter(
            is_active=True,
            memberships__organization=self.committee.organization_id,
            memberships__role__in=[Role.SECRETARY] if word == "secretaries" else SEATED,
            memberships__is_active=True,
        ).distinct()
        if word == "secretaries":
            return people
        sitting = self.committee.sitting()
        if word == "chairs":
            acting = models.Q(user=self.acting_chair_id())
            sitting = sitting.filter(models.Q(position=Position.CHAIR) | acting)
        return people.filter(pk__in=sitting.order_by().values("user"))

    # --- Content ------------------------------------------------------------------------------------------------------
    @property
    def handed_in_at(self) -> datetime | None:
        """The last time the application, or an amendment, was handed in."""
        return max(filter(None, [self.submitted_at, self.amendment_submitted_at]), default=None)

    @property
    def itself_id(self) -> int:
        """For follow-ups of an act on the same review."""
        return int(self.pk)

    @property
    def itself(self) -> "Review":
        """The same."""
        return self

    def content(self) -> dict[str, Any]:
        """What the application states."""
        return {name: getattr(self, name) for name in CONTENT_FIELDS} | {
            "committee": self.committee.number
        }

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against handing in."""
        papers = frozenset(document.slot for document in documents_of(self))
        own = self.committee.organization_id == self.organization_id
        facts = {**self.content(), "committee_is_own": own}
        return completeness.problems(facts, papers, rulebook(self.law_profile), now)

    def changed_since_handed_in(self) -> bool:
        """Whether content or papers differ from the last version handed in."""
        last = self.revisions.order_by("-number").first()
        if last is None:
            return True
        same = content_digest(self.content()) == content_digest(last.content)
        return not same or papers_digest(papers_in(self)) != papers_digest(last.papers)

    def has_paper(self, slot: str) -> bool:
        """Whether such a paper is among those handed in."""
        at = self.handed_in_at
        return at is not None and documents_of(self).filter(slot=slot, uploaded_at__lte=at).exists()

    def proposal(self, law: Rulebook) -> Proposal:
        """What the answers propose; a person decides (article 13)."""
        filed = self.as_handed_in()
        before = filed.earlier_approval() is not None
        return proposed(filed.content(), law, listed=self.on_recheck_list, approved_before=before)

    def propose_procedure(self, ctx: Context) -> str:
        """The proposal for what is being handed in, and whether the list holds it."""
        self.settle_listing(ctx.law)
        before, listed = self.earlier_approval() is not None, self.on_recheck_list
        proposal = proposed(self.content(), ctx.law, listed=listed, approved_before=before)
        return str(proposal.procedure)

    def earlier_approval(self) -> "Review | None":
        """The unit's review that this one amends, while it stands approved (article 19, items 2 and 3)."""
        if not self.amends_number:
            return None
        earlier = Review.objects.filter(
            number=self.amends_number, organization=self.organization_id, in_force=True
        )
        return earlier.first()

    def as_handed_in(self) -> "Review":
        """The review with the content of its last frozen version: what a committee may see of it."""
        revision = self.revisions.order_by("-number").first()
        if revision is None:
            return self
        shown = copy(self)
        for name in CONTENT_FIELDS:
            setattr(shown, name, stated(ReviewContent, revision.content, name))
        return shown

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; before the first hand-in the case's title follows the activity's name."""
        changed = super().apply(data)
        if self.submitted_at is None:
            self.name_case()
        return changed

    def name_case(self) -> None:
        """Lists call the case by its activity."""
        self.title = self.activity_name or "（未命名活动）"

    def responsible_committee(self) -> Organization:
        """Whom the application goes to (article 12)."""
        return self.committee.organization

    def begin_anew(self) -> None:
        """A fresh application: what was said and decided before stays in the trail and its versions."""
        self.supplement_count, self.supplements = 0, []
        self.procedure = self.procedure_reason = self.simplified_ground = ""
        self.conversion_ground = self.conversion_reason = ""
        self.deliberation_since = self.converted_at = self.extended_until = None
        self.accepted_at = self.accepted_by = None
        self.preliminary_opinion = self.recheck_opinion = self.recheck_text = ""
        self.preliminary_at = self.recheck_returned_at = None
        self.exempt_ground = self.exempt_number = self.exempt_reason = ""
        self.exempt_at = self.refused_at = self.presider = None
        self.decision = self.decision_text = ""
        self.decided_at = self.decided_by = self.decided_round = self.served_at = None
        self.appealed_at = self.late_appeal_at = None
        self.appeal_grounds = self.appeal_answer = ""
        self.appeal_is_late = False
        self.amendment_submitted_at = self.approved_at = self.tracking_months = None
        self.amendment_returned, self.listing_weighed, self.decided_under = [], [], []
        self.recognised_unit = self.recognised_decision = ""
        self.recognised_scope = self.recognised_reason = ""
        self.registered_at = self.suspended_at = None
        self.registration_note = self.suspension_reason = ""
        self.resumption_reason = self.rereview_reason = ""

    def hand_in_amendment(self, ctx: Context) -> None:
        """The committee sees the amended version from here on; it may put the activity on the list."""
        self.amendment_submitted_at = ctx.now
        self.settle_listing(ctx.law)
        self.name_case()

    # --- What the machine asks ----------------------------------------------------------------------------------------
    def running_limit(self, code: str) -> Deadline | None:
        """The limit of that code, while it runs."""
        return Deadline.objects.filter(case_id=self.pk, code=code, closed_at=None).first()

    def running_recheck(self) -> Any:
        """The recheck that is with an authority."""
        return self.rechecks.filter(state__in=_RECHECK_RUNS).first()

    def carried_approval(self) -> bool:
        """Whether the deliberation carried an approval, the conditional one included."""
        return self.carried() in APPROVALS

    def why_not_carried(self, vote: Vote) -> str:
        """Why this decision cannot be pronounced; empty where the ballots carried it."""
        if self.open_round() is not None:
            return "表决正在进行，表决结束后才能作出决定"
        if self.is_spoilt():
            return "参加表决的委员其后回避，原表决结果不再有效，须重新表决"
        standing = self.standing_round()
        if standing is None:
            return f"没有形成“{vote.label}”的表决结果，须先表决"
        if decision_allowed(vote, standing.outcome):
            return ""
        told = _OUTCOMES.get(standing.outcome, standing.outcome)
        return f"表决结果为“{told}”，不能作出“{vote.label}”的决定"

    def why_not_vote(self, ctx: Context) -> list[Reason]:
        """What stands against opening a vote now, in the meeting that is named or in any."""
        return may_vote_at(self, ctx)

    def why_not_named(self, ctx: Context) -> list[Reason]:
        """What stands against the reviewers that are named."""
        return reviewers_of(self, ctx)

    def why_not_choice(self, choice: str | None) -> list[Reason]:
        """What stands against a ballot of that choice: none is cast for what could never be decided (article 24)."""
        if choice is None:
            return []
        simplified = self.state == _S.SIMPLIFIED_REVIEW
        if choice not in (SimplifiedVote if simplified else Vote).values:
            return [Reason("没有这一选项", field="choice")]
        if choice in APPROVALS and not self.accords_with_the_experts(choice):
            return [Reason("专家复核意见为不同意，不能投票批准", field="choice")]
        return []

    def accords_with_the_experts(self, wanted: str) -> bool:
        """Whether the decision follows the opinion; without one there is nothing to follow (article 24)."""
        return not self.recheck_opinion or according_to(self.recheck_opinion, wanted)

    def opinion_came_after_the_vote(self) -> bool:
        """Whether what carried is the preliminary result: once the experts answered, one new vote is open (L16)."""
        standing = self.standing_round()
        returned = self.state == _S.RECHECK_RETURNED and self.recheck_returned_at
        return bool(standing and returned and standing.opened_at < returned)

    def why_not_able(self, ctx: Context) -> list[Reason]:
        """What stands against the committee's taking the matter up."""
        return [*self.committee.why_not_able(ctx), *self.why_not_impartial(ctx)]

    def why_not_impartial(self, ctx: Context) -> list[Reason]:
        """A service centre that carried out a recheck of the activity does not review it (L26).

        The activity is known by this review, and by the earlier one that it says it amends.
        """
        host = self.committee.organization
        same = Q(pk=self.pk) | Q(number=self.as_handed_in().amends_number)
        if not Review.objects.filter(same, rechecks__entrusted_to=host).exists():
            return []
        told = f"{host}承担过该活动的专家复核，不得同时承担审查"
        return [Reason(told, article=ctx.article("incompatible_roles"))]

    def why_not_preside(self, user: User | None) -> list[Reason]:
        """What stands against the vice-chair who is named to preside."""
        return presider_problems(self, user)

    def why_not_advise(self, user: User | None) -> list[Reason]:
        """What stands against the adviser who is named."""
        return adviser_problems(self, user)

    def why_not_until(self, until: date | None, ctx: Context) -> list[Reason]:
        """What stands against the new last day."""
        running = self.running_limit(DECISION)
        if until is None or running is None or running.last_day is None:
            return []
        cap = ctx.law.threshold("ethics.extension_cap")
        first = self.last_day_before_extensions(running)
        if until <= running.last_day:
            told = f"“新的最后一日”应晚于现在的 {running.last_day}"
        elif until < china_date(ctx.now):
            told = "“新的最后一日”不能早于今天"
        elif first is not None and (until - first).days > cap.number:
            told = f"自原来的最后一日 {first} 起，合计至多延长 {cap.number} 日（{cap.citation}）"
        else:
            return []
        return [Reason(told, article=ctx.article(DECISION), field="until")]

    def last_day_before_extensions(self, running: Deadline) -> date | None:
        """The last day that the law gave, before any extension moved it."""
        extended = running.changes.filter(event__action="extend").first()
        return extended.old_last_day if extended is not None else running.last_day

    def longest_interval(self, law: Rulebook) -> int:
        """Months between two tracking reviews at most (articles 17, 25; stronger after an emergency, article 28)."""
        code = "ethics.tracking_listed" if self.on_recheck_list else "ethics.tracking"
        most = law.limit(code).amount or 12
        if self.procedure == Procedure.EMERGENCY:
            most = min(most, law.threshold("ethics.emergency_tracking_months").number)
        elif self.procedure == Procedure.SIMPLIFIED:
            most = min(most, law.threshold("ethics.simplified_tracking_months").number)
        return most

    def appeal_window_over(self, now: datetime) -> bool:
        """Whether the window of the present decision has run out."""
        if self.served_at is None or self.state not in APPEALABLE:
            return False
        window = (
            Deadline.objects.filter(case_id=self.pk, code=APPEAL_WINDOW).order_by("-pk").first()
        )
        return window is not None and appeal_is_late(window.moment, now)

    def was_appealed(self) -> bool:
        """Whether the present decision was already appealed against."""
        appealed, decided = self.appealed_at, self.decided_at
        return appealed is not None and decided is not None and appealed > decided

    def is_appealable(self) -> bool:
        """Whether the present decision gives a right to appeal that was not used yet (article 16, paragraph 2)."""
        return self.state in (*APPEALABLE, _S.AMENDMENT_SUBMITTED) and not self.was_appealed()

    def leaves_no_window(self, served_at: datetime, ctx: Context) -> bool:
        """Whether the window of a decision served then would be over by now."""
        if not self.is_appealable():
            return False
        try:
            window = due(ctx.law.limit(APPEAL_WINDOW), served_at, work_calendar())
        except PeriodError:
            return False  # the engine says why nothing can be counted from there
        return window.moment <= ctx.now

    def is_ahead(self, day: date, now: datetime) -> bool:
        """Whether the day has not begun yet in China."""
        return day > china_date(now)

    def last_risk_change(self) -> dict[str, Any]:
        """The change of risk that was reported last."""
        return self.risk_changes[-1] if self.risk_changes else {"is_major": False, "answer": ""}

    def has_unreviewed_major_change(self) -> bool:
        """Whether a major change of risk since the approval was not answered with a new review (article 25)."""
        since = self.approved_at
        return any(
            change["is_major"] and change["answer"] != RiskAnswer.NEW_REVIEW
            for change in self.risk_changes
            if since is not None and datetime.fromisoformat(change["reported_at"]) >= since
        )

    def converting_ground(self) -> str:
        """Which adverse ballot converts: the last one cast in the open round (article 20, paragraph 2)."""
        running = self.open_round()
        cast = [e.ballot for e in running.electors.all() if hasattr(e, "ballot")] if running else []
        adverse = [ballot.choice for ballot in cast if ballot.choice != SimplifiedVote.AGREE]
        return adverse[-1] if adverse else ""

    def watched_deadlines(self) -> list[Deadline]:
        """The hours that every page of the case shows."""
        return list(self.deadlines.filter(closed_at=None, unit="hour"))

    def take_opinion(self) -> None:
        """What the experts hold, from the recheck that was just issued."""
        issued = self.rechecks.filter(issued_at__isnull=False).order_by("-issued_at").first()
        if issued is not None:
            self.recheck_opinion, self.recheck_text = issued.opinion, issued.summary

    # --- What acts write ----------------------------------------------------------------------------------------------
    def electors_of(self, ctx: Context, meeting: Any = None) -> list[Seat]:
        """Whose votes the act asks for: the named reviewers', or those of whoever may vote in the meeting.

        Attendance and seats are rows of other cases, which this act does not lock; so they are read once. The guard,
        the event and the electors take this one answer, and a change in between is no more than a change a moment
        after the opening: electors are frozen with it, and a meeting that ends leaves the vote to be closed as ever.
        """
        if self._electors_of is None or self._electors_of[0] is not ctx:
            day = china_date(ctx.now)
            named = ctx.data.get("reviewers")
            seats = electorate(self, meeting, day) if named is None else seats_of(self, named, day)
            self._electors_of = (ctx, seats)
        return self._electors_of[1]

    def voters(self, ctx: Context) -> list[tuple[User, str, str]]:
        """Who may vote in the round that the act opens: person, position, discipline of each."""
        seats = self.electors_of(ctx, ctx.data.get("meeting"))
        return [(seat.user, seat.position, seat.discipline) for seat in seats]

    def decided_on(self) -> int | None:
        """The round that carries the present decision."""
        return self.decided_round_id

    def open_meeting_round(self, event: AuditEvent, ctx: Context) -> None:
        """Open the vote for those present and free of conflict."""
        meeting = ctx.data["meeting"]
        by_letter = meeting.form == MeetingForm.LETTER
        self.begin_round(
            RoundKind.LETTER if by_letter else RoundKind.MEETING,
            self.voters(ctx),
            event,
            ctx,
            meeting=meeting,
            ends_at=ctx.data["ends_at"],
        )

    def open_simplified_round(self, event: AuditEvent, ctx: Context) -> None:
        """Open the round of the named reviewers; all are waited for."""
        self.begin_round(RoundKind.SIMPLIFIED, self.voters(ctx), event, ctx)

    def note_invitation(self, event: AuditEvent, ctx: Context) -> None:
        """Write whom the committee asks for advice."""
        Invitation.objects.update_or_create(
            review=self,
            user=ctx.data["adviser"],
            defaults={"field": ctx.data["field"], "event": event},
        )

    def note_advice(self, event: AuditEvent, ctx: Context) -> None:
        """Write what the adviser says."""
        self.invitations.filter(user=ctx.actor).update(
            advice=ctx.data["advice"], advised_at=ctx.now
        )

    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep what was handed in, as it was handed in."""
        ReviewRevision.freeze(self, event, ctx.now)

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """The trail holds the hash of the content, and of a ballot nothing but its seal."""
        told: dict[str, Any] = self.sets_aside(step, ctx)
        if FREEZES in step.effects:
            told["content_sha256"] = content_digest(self.content())
            told["papers_sha256"] = papers_digest(papers_in(self))
        if {"open_meeting_round", "open_simplified_round"} & set(step.effects):
            told |= self.opened_for(self.voters(ctx))
        if "store_ballot" in step.effects:
            told |= self.sealed_ballot()
        if "count_round" in step.effects and (running := self.open_round()) is not None:
            count = running.recount(ctx.law)
            told |= {"round": running.number, "outcome": count.outcome, "counts": count.as_json()}
        if step.target in _DECISIONS and self.decided_round is not None:
            told |= {"decided_round": self.decided_round.number}
        if step.name == "receive_opinion":
            told |= {"held": self.recheck_opinion}
        return told

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the review's letters say."""
        return letter_context(self, code, ctx)


_DECISIONS = (_S.APPROVED, _S.AMENDMENT_DUE, _S.REVISION_REQUIRED, _S.REJECTED)
_RECHECK_RUNS = ("applied", "supplement_requested", "received", "panel_formed")
_OUTCOMES = {
    **dict(Vote.choices),
    **dict(RoundOutcome.choices),
    **dict(SimplifiedVote.choices),
}


class Invitation(models.Model):
    """An adviser asked for an opinion; no vote (article 14, paragraph 2)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="invitations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="顾问专家"
    )
    field = models.CharField("领域", max_length=100)
    advice = models.TextField("咨询意见", blank=True)
    advised_at = models.DateTimeField(null=True, blank=True)
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "顾问邀请"
        verbose_name_plural = "顾问邀请"
        ordering: ClassVar = ["review", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "user"], name="invited_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.field}）"


class ReviewRevision(FrozenVersion):
    """An application as it was handed in."""

    OWNER = "review"
    review = models.ForeignKey(
        Review, models.PROTECT, related_name="revisions", verbose_name="伦理审查"
    )

    class Meta:
        verbose_name = "申请版本"
        verbose_name_plural = "申请版本"
        ordering: ClassVar = ["review", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "number"], name="one_review_revision_per_number"
            )
        ]
