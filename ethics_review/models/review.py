"""A review: what was applied for, how it was deliberated and decided, what became of the activity."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from ethics_review.letters.review import letter_context
from ethics_review.machines.appealing import Appeal
from ethics_review.machines.deciding import Decision
from ethics_review.machines.deliberating import Deliberation
from ethics_review.machines.following import Following
from ethics_review.machines.intake import Intake
from ethics_review.machines.limits import APPEAL_WINDOW, DECISION
from ethics_review.machines.rechecking import Rechecking
from ethics_review.models.chairing import (
    adviser_problems,
    electorate,
    may_vote_at,
    presider_problems,
    reviewers_of,
)
from ethics_review.models.committee import SEATED, Committee
from ethics_review.models.content import CONTENT_FIELDS, ReviewContent
from ethics_review.models.deliberation import Deliberated
from ethics_review.rules import completeness
from ethics_review.rules.deciding import decision_allowed, needs_recheck
from ethics_review.rules.procedure import Proposal, listed_items, proposed
from ethics_review.states import (
    DECIDED_AGAINST,
    MeetingForm,
    Opinion,
    Position,
    Procedure,
    ReviewState,
    RoundKind,
    RoundOutcome,
    SimplifiedVote,
    Vote,
)
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.public_records import find
from portal.cases.selectors import documents_of
from portal.clock import china_date
from portal.deadlines.models import Deadline
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
    Deliberation,
    Rechecking,
    Decision,
    Appeal,
    Following,
    Deliberated,
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
    on_recheck_list = models.BooleanField("纳入复核清单", default=False, editable=False)
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

    # --- Who is who ---------------------------------------------------------------------------------------------------
    @property
    def inside_roles(self) -> frozenset[Role]:
        """The committee's side, and who supervises it."""
        return COMMITTEE_ROLES | {Role.RECHECK_OFFICER, Role.EXPERT, Role.AUDITOR}

    def roles_of(self, user: User) -> frozenset[Role]:
        """The applicant's own, the unit's, the committee's less whoever is recused, the experts' of its recheck.

        Whoever leads the activity is nothing else in its review.
        """
        held = super().roles_of(user) & {Role.UNIT, Role.APPLICANT, Role.AUDITOR, Role.SYSTEM}
        if user.pk == self.created_by_id:
            return held
        held -= {Role.APPLICANT}
        if self.received_at is None:
            return held - {Role.AUDITOR}
        return held | self._committee_roles(user) | self._supervising_roles(user)

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
        if self.acting_chair_id() == seat.user_id or seat.position == Position.CHAIR:
            return frozenset({Role(seat.position), Role.CHAIR})
        never_accepted = self.state == _S.WITHDRAWN and self.accepted_at is None
        if self.state in BEFORE_ACCEPTANCE or never_accepted:
            return frozenset()
        of_the_named = self.state == _S.SIMPLIFIED_REVIEW and seat.position == Position.MEMBER
        if of_the_named and not self.rounds.filter(electors__user=seat.user).exists():
            return frozenset()
        return frozenset({Role(seat.position)})

    def acting_chair_id(self) -> int | None:
        """Who acts for the chair: the vice-chair named, or the first one free where the chair cannot or is not."""
        recused = self.recused()
        if self.presider_id is not None and self.presider_id not in recused:
            return int(self.presider_id)
        chair = self.committee.chair()
        if chair is not None and chair.user_id not in [*recused, self.created_by_id]:
            return None
        vice = self.committee.first_vice_chair(without=[*recused, self.created_by_id])
        return vice.user_id if vice else None

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
        away = {*self.recused(), self.created_by_id}
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

    def has_paper(self, slot: str) -> bool:
        """Whether such a paper is among those handed in."""
        at = self.handed_in_at
        return at is not None and documents_of(self).filter(slot=slot, uploaded_at__lte=at).exists()

    def proposal(self, law: Rulebook) -> Proposal:
        """What the answers propose; a person decides (article 13)."""
        filed = self.as_handed_in()
        listed = bool(listed_items(filed.recheck_answers, law))
        before = filed.builds_on_an_approval()
        return proposed(filed.content(), law, listed=listed, approved_before=before)

    def propose_procedure(self, ctx: Context) -> str:
        """The proposal for what is being handed in, and whether the list holds it."""
        listed = bool(listed_items(self.recheck_answers, ctx.law))
        self.on_recheck_list = listed
        before = self.builds_on_an_approval()
        proposal = proposed(self.content(), ctx.law, listed=listed, approved_before=before)
        return str(proposal.procedure)

    def builds_on_an_approval(self) -> bool:
        """Whether the unit's review that this one amends stands approved (article 19, items 2 and 3)."""
        earlier = Review.objects.filter(
            number=self.amends_number, organization=self.organization_id, in_force=True
        )
        return bool(self.amends_number) and earlier.exists()

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
        self.preliminary_opinion = self.recheck_opinion = self.recheck_text = ""
        self.preliminary_at = self.recheck_returned_at = None
        self.exempt_ground = self.exempt_number = self.exempt_reason = ""
        self.exempt_at = self.refused_at = self.presider = None
        self.decision = self.decision_text = ""
        self.decided_at = self.decided_by = self.decided_round = self.served_at = None
        self.appealed_at = self.late_appeal_at = None
        self.appeal_grounds = self.appeal_answer = ""
        self.appeal_is_late = False
        self.amendment_submitted_at = None
        self.amendment_returned = []

    def hand_in_amendment(self, ctx: Context) -> None:
        """The committee sees the amended version from here on."""
        self.amendment_submitted_at = ctx.now
        self.name_case()

    # --- What the machine asks ----------------------------------------------------------------------------------------
    @property
    def needs_recheck(self) -> bool:
        """On the list and not exempt (articles 22, 26)."""
        return needs_recheck(self.on_recheck_list, self.exempt_at is not None)

    def running_limit(self, code: str) -> Deadline | None:
        """The limit of that code, while it runs."""
        return Deadline.objects.filter(case_id=self.pk, code=code, closed_at=None).first()

    def running_recheck(self) -> Any:
        """The recheck that is with an authority."""
        return self.rechecks.filter(state__in=_RECHECK_RUNS).first()

    def carried_approval(self) -> bool:
        """Whether the deliberation carried an approval, the conditional one included."""
        return self.carried() in _APPROVALS

    def why_not_carried(self, vote: Vote) -> str:
        """Why this decision cannot be pronounced; empty where the ballots carried it."""
        if self.open_round() is not None:
            return "表决正在进行，表决结束后才能作出决定"
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
        if self.recheck_opinion == Opinion.DISAGREE and choice in _APPROVALS:
            return [Reason("专家复核意见为不同意，不能投票批准", field="choice")]
        return []

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
        if until <= running.last_day:
            told = f"“新的最后一日”应晚于现在的 {running.last_day}"
        elif (until - running.last_day).days > cap.number:
            told = f"一次至多延长 {cap.number} 日（{cap.citation}）"
        else:
            return []
        return [Reason(told, article=ctx.article(DECISION), field="until")]

    def why_not_exempt(self, number: str | None) -> list[Reason]:
        """What the public register says against the number (article 26)."""
        if number is None:
            return []
        record = find(number)
        if record is None:
            return [Reason("公示的备案中没有这一编号，请核对", field="number")]
        if not record.in_force:
            return [Reason("该备案已经失效，不能作为免于复核的依据", field="number")]
        if record.subject != self.organization.name:
            told = f"该备案的主体是{record.subject}，不是申请单位{self.organization.name}"
            return [Reason(told, field="number")]
        return []

    def longest_interval(self, law: Rulebook) -> int:
        """Months between two tracking reviews at most (articles 17, 25; stronger after an emergency, article 28)."""
        code = "ethics.tracking_listed" if self.on_recheck_list else "ethics.tracking"
        most = law.limit(code).amount or 12
        if self.procedure == Procedure.EMERGENCY:
            most = min(most, law.threshold("ethics.emergency_tracking_months").number)
        return most

    def appeal_window_over(self, now: datetime) -> bool:
        """Whether the window of the present decision has run out."""
        if self.served_at is None or self.state not in DECIDED_AGAINST:
            return False
        window = (
            Deadline.objects.filter(case_id=self.pk, code=APPEAL_WINDOW).order_by("-pk").first()
        )
        return window is not None and window.moment <= now

    def is_ahead(self, day: date, now: datetime) -> bool:
        """Whether the day has not begun yet in China."""
        return day > china_date(now)

    def last_risk_change(self) -> dict[str, Any]:
        """The change of risk that was reported last."""
        return self.risk_changes[-1] if self.risk_changes else {"is_major": False, "answer": ""}

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
    def voters(self, ctx: Context) -> list[tuple[User, str, str]]:
        """Who may vote in the round that the act opens: the named reviewers, or those present and free of conflict."""
        seats = (
            self.committee.sitting().filter(user__in=ctx.data["reviewers"])
            if "reviewers" in ctx.data
            else electorate(self, ctx.data["meeting"])
        )
        return [(seat.user, seat.position, seat.discipline) for seat in seats]

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
        told: dict[str, Any] = {}
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
        return told

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the review's letters say."""
        return letter_context(self, code, ctx)


_DECISIONS = (_S.APPROVED, _S.AMENDMENT_DUE, _S.REVISION_REQUIRED, _S.REJECTED)
_APPROVALS = (Vote.APPROVE, Vote.APPROVE_AFTER_REVISION)
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
