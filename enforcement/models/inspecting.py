"""What happens on the spot, as the case keeps it: the checklist, the record with its hash, the signature."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.db import models

from enforcement.rules.checklist import Answer, Finding, Violation, violations
from enforcement.rules.contents import missing
from enforcement.rules.inspecting import problems
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.cases.models import Case, Document
from portal.cases.selectors import documents_of
from portal.clock import china_date
from portal.law.rows import ListItem
from portal.law.rulebook import Rulebook, rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Action, Context
from portal.workflow.versions import FREEZES, content_digest, papers_digest, papers_in

EVIDENCE, SIGNED_PAPER = "evidence", "signed_record"
RECORD_CONTENTS = "record_contents"
#: Acts on the record as it was made, which name its hash.
ON_THE_RECORD = frozenset(
    {"confirm_record", "sign_record", "record_paper_signature", "record_refusal"}
)


class OnSite(models.Model):
    """The part of an inspection that happens on the spot; ``Inspection`` brings the fields."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Inspection`` brings
        law_profile: Any
        checklist: Any
        scope: Any
        place: Any
        receiver: Any
        present: Any
        credentials_shown: Any
        arrived_at: Any
        left_at: Any
        record_findings: Any
        statement: Any
        obstruction: Any
        recorded_by: Any
        confirmed_at: Any
        signature: Any
        signed_at: Any
        revisions: Any

        @property
        def notice_day(self) -> date | None: ...
        def asked(self, law: Rulebook) -> list[ListItem]: ...
        def team(self) -> Any: ...

    def answers(self) -> dict[str, Answer]:
        """The checklist as it is filled in."""
        return {code: Answer(row["finding"], row["note"]) for code, row in self.checklist.items()}

    def violations(self, law: Rulebook) -> tuple[Violation, ...]:
        """What was violated, with the sanction that each leads to."""
        return violations(law, self.asked(law), self.answers())

    def why_checklist_lacks(self, law: Rulebook) -> list[Reason]:
        """What the checklist lacks before a record can be made."""
        items = self.asked(law)
        known = {item.code for item in items}
        answers = {code: one for code, one in self.answers().items() if code in known}
        return problems(items, answers)

    def why_not_arrived(self, ctx: Context) -> list[Reason]:
        """What stands against the arrival that is stated."""
        at = ctx.data.get("arrived_at")
        if at is None:
            return []
        found = []
        if at > ctx.now:
            found.append(Reason("到场时间不能晚于现在", "arrived_at"))
        if self.notice_day and china_date(at) < self.notice_day:
            told = f"已通知企业于 {self.notice_day:%Y-%m-%d} 检查，不能提前到场"
            found.append(Reason(told, "arrived_at"))
        if not ctx.data["credentials_shown"]:
            told = "没有出示执法证件的，当事人有权拒绝检查"
            found.append(Reason(told, "credentials_shown", ctx.article("inspection.officers")))
        return found

    def why_not_record(self, ctx: Context) -> list[Reason]:
        """What the record would lack; nothing is asked of it before it is written."""
        if "findings" not in ctx.data:
            return []
        found, left = [], ctx.data["left_at"]
        if left > ctx.now:
            found.append(Reason("结束时间不能晚于现在", "left_at"))
        if left <= self.arrived_at:
            found.append(Reason("结束时间应晚于到场时间", "left_at"))
        filled = {
            "officers": "、".join(row["name"] for row in self._officers() if row["credential"]),
            "time_place": self.place,
            "matters": self.scope,
            "findings": ctx.data["findings"],
            "statement": ctx.data["present"] and ctx.data["statement"],
        }
        lacking = missing(ctx.law, RECORD_CONTENTS, filled, not_needed={"signatures"})
        return found + lacking

    def why_no_signed_paper(self) -> list[Reason]:
        """The scan of the signed record is there, uploaded since the record was confirmed."""
        papers = self._papers(SIGNED_PAPER)
        if self.confirmed_at and any(one.uploaded_at >= self.confirmed_at for one in papers):
            return []
        return [Reason("请先上传企业人员签名的笔录扫描件", SIGNED_PAPER)]

    def content(self) -> dict[str, Any]:
        """The record: who, when, where, what, item by item, the evidence by hash, what the company said."""
        law = rulebook(self.law_profile)
        given = {name: getattr(self, name) for name in ("scope", "place", "receiver", "present")}
        return {
            **given,
            "law": law.title,
            "officers": self._officers(),
            "credentials_shown": self.credentials_shown,
            "arrived_at": self.arrived_at.isoformat(),
            "left_at": self.left_at.isoformat(),
            "checklist": self.result_rows(law),
            "findings": self.record_findings,
            "statement": self.statement,
            "obstruction": self.obstruction,
            "evidence": [{"name": d.name, "sha256": d.file_id} for d in self._papers(EVIDENCE)],
            "written_by": str(self.recorded_by),
        }

    def result_rows(self, law: Rulebook) -> list[dict[str, str]]:
        """The checklist by article, as records and letters tell it."""
        answers = self.answers()
        return [
            {
                "item": item.code,
                "summary": item.summary,
                "article": item.article if item.instrument == law.title else item.citation,
                "finding": answers[item.code].finding,
                "told": str(Finding(answers[item.code].finding).label),
                "note": answers[item.code].note,
            }
            for item in self.asked(law)
            if item.code in answers and answers[item.code].finding
        ]

    def sign(self, ctx: Context, how: str, **said: str) -> None:
        """Keep how the record was signed, or that it was refused."""
        self.signature = {"how": how, **said}
        self.signed_at = ctx.now

    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep the record as it was made."""
        from enforcement.models.inspection import InspectionRecord  # noqa: PLC0415 -- its own child

        InspectionRecord.freeze(self, event, ctx.now)

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """The trail holds the hash of the record that was made, confirmed, signed or refused, and whose it is."""
        if FREEZES in step.effects:
            return {
                "content_sha256": content_digest(self.content()),
                "papers_sha256": papers_digest(papers_in(cast(Case, self))),
                "on_site": sorted(one.user_id for one in self.team()),
            }
        if step.name in ON_THE_RECORD:
            return {"content_sha256": self.record_digest()}
        return {}

    def stands_in_the_record(self, user: User) -> bool:
        """Whether the person is one of the officers whom the latest record names."""
        last = self.revisions.select_related("event").order_by("-number").first()
        return last is not None and user.pk in last.event.data["on_site"]

    def record_digest(self) -> str:
        """SHA-256 of the latest record; empty before there is one."""
        last = self.revisions.order_by("-number").first()
        return content_digest(last.content) if last else ""

    def _officers(self) -> list[dict[str, str]]:
        return [
            {"name": str(one.user), "department": one.department, "credential": one.credential}
            for one in self.team()
        ]

    def _papers(self, slot: str) -> list[Document]:
        found = documents_of(cast(Case, self)).filter(slot=slot)
        return list(found.order_by("uploaded_at", "pk"))
