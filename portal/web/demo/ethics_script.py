"""A review in the making, and the committee that meets on it: acts at past instants, all through the engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings

from ethics_review.models import Committee, Meeting, Review
from portal.accounts.models import User
from portal.clock import china_date
from portal.law.rows import TimeLimit
from portal.law.rulebook import Rulebook, rulebook
from portal.web.demo.content import letter
from portal.web.demo.ethics_content import application, application_papers
from portal.web.demo.script import Script
from portal.workflow import engine

#: Enough for a quorum, with every background among them.
PRESENT = ("chair", "vicechair", "member1", "member2", "member4")
PANEL = (
    ("expert1", "technology"),
    ("expert2", "application"),
    ("expert3", "ethics"),
    ("expert4", "law"),
    ("expert5", "technology"),
)
#: The item of the recheck list that the demo's listed activities meet.
LISTED = "opinion_mobilisation"


def law_in_use() -> Rulebook:
    """The rulebook of ethics review."""
    return rulebook(settings.ETHICS_PROFILE)


def sheet() -> list[dict[str, str]]:
    """A review sheet that finds every point in order."""
    points = law_in_use().items("review_points")
    return [{"point": point.code, "finding": "meets", "text": "方案已作说明。"} for point in points]


@dataclass
class Activity(Script):
    """One review, from the applicant's draft on; ``when`` is an instant, ``ago`` counts working days."""

    committee: Committee | None = None

    def begun(self, name: str, when: datetime, *, full: bool = True, **told: Any) -> Self:
        """The applicant's draft, complete unless told otherwise."""
        opening = {"activity_name": name, "committee": self.committee}
        self.case = engine.create(
            "ethics_review",
            actor=self.owner,
            organization=self.organization,
            data=opening,
            now=when,
        ).case
        if not full:
            return self
        urgency = {k: told.pop(k) for k in ("is_urgent", "emergency_reason") if k in told}
        today = china_date(self.now)
        starts, ends = today + timedelta(days=20), today + timedelta(days=380)
        content = application(name, law_in_use(), starts=starts, ends=ends, **told)
        self.typed(when, **content, **urgency)
        return self.papered(when, application_papers(name))

    def typed(self, when: datetime, **data: Any) -> Self:
        """The applicant types."""
        self.case = engine.edit(
            self.case.pk, actor=self.owner, data=data, version=self.case.version, now=when
        ).case
        return self

    def papered(self, when: datetime, papers: Mapping[str, Any]) -> Self:
        """The applicant brings papers."""
        for slot, upload in papers.items():
            self.case = engine.attach(
                self.case.pk,
                slot=slot,
                upload=upload,
                actor=self.owner,
                version=self.case.version,
                now=when,
            ).case
        return self

    def handed_in(self, name: str, ago: int, **told: Any) -> Self:
        """Submitted so many working days ago."""
        return self.begun(name, self.at(ago + 1, 9), **told).act("submit", "applicant", ago, 9)

    def in_general(self, name: str, ago: int, **told: Any) -> Self:
        """Accepted into the general procedure so many working days ago."""
        self.handed_in(name, ago + 2, **told)
        return self.act(
            "accept_general", "secretary", ago, reason="涉及较高风险的审查内容，须开会审查。"
        )

    def in_simplified(self, name: str, ago: int) -> Self:
        """Accepted into the simplified procedure, two members named."""
        self.handed_in(name, ago + 1, level=2)
        self.act(
            "accept_simplified",
            "secretary",
            ago,
            ground="ordinary_risk",
            reason="各方面风险不高于日常生活中的常规风险。",
        )
        named = [self.people["member1"], self.people["member2"]]
        return self.act("name_reviewers", "chair", ago, 11, reviewers=named)

    def simplified(self, name: str, ago: int, months: int = 12) -> Self:
        """Approved in the simplified procedure so many working days ago."""
        self.in_simplified(name, ago + 3)
        for who in ("member1", "member2"):
            self.declares(self.at(ago + 2), who)
            self.act("cast_simplified", who, ago + 1, choice="agree", reasons="同意批准。")
        return self.act(
            "approve", "chair", ago, tracking_months=months, advice="按方案开展，按月核对误差。"
        )

    def declares(self, when: datetime, *who: str) -> Self:
        """Each of them declares to be free of conflict."""
        for name in who:
            self.act_at(when, "declare_interest", name, conflicted=False, statement="无利益关系。")
        return self

    def voted(self, meeting: Meeting, when: datetime, choice: str, *cast: str) -> Self:
        """The chair opens the vote; those named cast ``choice``; the last of all electors closes it."""
        self.act_at(when, "open_voting", "chair", meeting=meeting, ends_at=when + timedelta(days=1))
        for name in cast:
            self.act_at(
                when, "cast_ballot", name, choice=choice, sheet=sheet(), reasons="见审查表。"
            )
        return self

    def again(self) -> Self:
        """Read once more, after an act on another case moved it."""
        self.case = type(self.case)._default_manager.get(pk=self.case.pk)
        return self

    def limit(self, code: str) -> TimeLimit:
        """A limit of the rulebook in use."""
        return law_in_use().limit(code)

    def applied_for_recheck(self, when: datetime) -> "Activity":
        """The unit's application for the expert recheck, complete, not yet handed in."""
        created = engine.create(
            "recheck",
            actor=self.owner,
            organization=self.organization,
            data={
                "review": self.case,
                "statement": "初步审查已经通过，申请组织专家复核。",
                "contact_name": "蒋申请",
                "contact_phone": "010-00000000",
            },
            now=when,
        )
        recheck = Activity(self.people, self.company, self.now, created.case, self.committee)
        return recheck.papered(
            when, {"application": letter("专家复核申请表（演示）", "复核申请表.docx")}
        )


@dataclass
class Sittings:
    """The committee's meetings."""

    people: dict[str, User]
    committee: Committee

    def called(
        self, when: datetime, starts: datetime, reviews: Iterable[Review], **told: Any
    ) -> Activity:
        """A meeting with its agenda, called unless ``convene`` is False."""
        convene = told.pop("convene", True)
        data = {"form": "on_site", "place": "演示人工智能研究院三楼会议室", **told}
        secretary = self.people["secretary"]
        case = engine.create(
            "committee_meeting",
            actor=secretary,
            organization=self.committee.organization,
            data={**data, "committee": self.committee, "starts_at": starts},
            now=when,
        ).case
        meeting = Activity(self.people, "secretary", starts, case, self.committee)
        meeting.act_at(when, "set_agenda", "secretary", reviews=list(reviews))
        return meeting.act_at(when, "convene", "secretary") if convene else meeting

    def opened(self, when: datetime, reviews: Iterable[Review], **told: Any) -> Activity:
        """A meeting in session since ``when``, called two hours before."""
        meeting = self.called(when - timedelta(hours=2), when, reviews, **told)
        present = [self.people[name] for name in PRESENT]
        return meeting.act_at(when, "open_session", "secretary", present=present)

    def held(self, when: datetime, outcomes: Iterable[tuple[Activity, str]], **told: Any) -> None:
        """A meeting in which everybody votes alike on each review."""
        found = list(outcomes)
        meeting = self.opened(when, [activity.case for activity, _ in found], **told)
        for activity, choice in found:
            activity.declares(when, *PRESENT).voted(meeting.case, when, choice, *PRESENT)
        meeting.act_at(when + timedelta(hours=2), "close_session", "secretary")
