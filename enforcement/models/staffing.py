"""The team of a case: rows of ``CaseOfficer`` behind it, and what stands against whom."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from enforcement.models.officers import CaseOfficer
from enforcement.rules.officers import Person, team_problems
from enforcement.sources import with_sources
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class Staffed(models.Model):
    """A case with a team of officers. ``TEAM`` names the threshold for their least number."""

    TEAM = "penalty.officers"

    class Meta:
        abstract = True

    def team(self) -> QuerySet[CaseOfficer]:
        """Who is in the case now, in the order of naming."""
        rows = CaseOfficer.objects.filter(case_id=self.pk, ended_at=None, recused_at=None)
        return rows.select_related("user")

    def is_officer(self, user: User) -> bool:
        """Whether the person is named in the case now."""
        return self.team().filter(user=user).exists()

    def able_officers(self) -> list[CaseOfficer]:
        """The team less whoever is no officer of the place any more."""
        return [officer for officer in self.team() if self._may_work(officer.user)]

    def ever_officers(self) -> set[int]:
        """Everybody who ever was named here, or in what the case comes from; those who left among them."""
        return set(self._rows_with_sources().values_list("user_id", flat=True))

    def complained_by(self, user: User) -> bool:
        """Whether the person lodged a complaint in the matter; see ``enforcement.receipts``."""
        from enforcement.receipts import complained  # noqa: PLC0415 -- reads the models below it

        return bool(complained(self, user))

    def why_team_lacks(self, law: Rulebook) -> list[Reason]:
        """What the team in the case now lacks."""
        people = [self._person(one.user, one.department) for one in self.able_officers()]
        return team_problems(law, people, least_code=self.TEAM)

    def why_not_team(self, rows: list[dict[str, Any]], law: Rulebook) -> list[Reason]:
        """What stands against the team that is named: ``rows`` hold ``user``, ``department``, ``credential``."""
        found: list[Reason] = []
        users = [row["user"] for row in rows]
        strangers = [user for user in users if not self._may_work(user)]
        if strangers:
            named = "、".join(str(user) for user in strangers)
            found.append(Reason(f"{named}不是有管辖权的执法人员", field="officers"))
        if len({user.pk for user in users}) < len(users):
            found.append(Reason("同一人只能指定一次", field="officers"))
        people = [self._person(row["user"], row.get("department", "")) for row in rows]
        complainants = {user.pk for user in users if self.complained_by(user)}
        return found + team_problems(law, people, complainants=complainants, least_code=self.TEAM)

    def note_team(self, event: AuditEvent, ctx: Context) -> None:
        """Write the team as it is named; whoever is not named any more has left."""
        named = {row["user"].pk: row for row in ctx.data["officers"]}
        present = {officer.user_id: officer for officer in self.team()}
        for user_id, officer in present.items():
            if user_id not in named:
                officer.ended_at = ctx.now
                officer.save(update_fields=["ended_at"])
        for user_id, row in named.items():
            told = {
                "department": row.get("department", ""),
                "credential": row.get("credential", ""),
                "drawn": bool(row.get("drawn", False)),
            }
            CaseOfficer.objects.update_or_create(
                case_id=self.pk,
                user_id=user_id,
                ended_at=None,
                defaults=told,
                create_defaults={**told, "named_at": ctx.now},
            )

    def note_stepping_aside(self, event: AuditEvent, ctx: Context) -> None:
        """The acting officer leaves the case for good."""
        self.team().filter(user=ctx.actor).update(
            recused_at=ctx.now, ended_at=ctx.now, recusal_reason=ctx.data["reason"]
        )

    def _person(self, user: User, department: str = "") -> Person:
        return Person(user.pk, str(user), department, recused=self._stepped_aside(user))

    def _stepped_aside(self, user: User) -> bool:
        return self._rows_with_sources().filter(user=user, recused_at__isnull=False).exists()

    def _rows_with_sources(self) -> QuerySet[CaseOfficer]:
        return CaseOfficer.objects.filter(case_id__in=[one.pk for one in with_sources(self)])

    def _may_work(self, user: User) -> bool:
        return any(
            m.role == Role.ENFORCEMENT_OFFICER and m.organization.covers(self.region)  # type: ignore[attr-defined]
            for m in user.active_memberships
        )
