"""Naming the officers of a case: who, from which department, with which credential."""

from typing import Any

from django.core.exceptions import ValidationError

from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.workflow.form_rows import Cell, RowsField
from portal.workflow.forms import CaseForm


def officers_of(case: Any) -> list[User]:
    """The enforcement officers whose office covers the case's place, by name."""
    held = Membership.objects.filter(
        role=Role.ENFORCEMENT_OFFICER, is_active=True, user__is_active=True
    ).select_related("user", "organization")
    found = {m.user_id: m.user for m in held if m.organization.covers(case.region)}
    return sorted(found.values(), key=lambda user: (str(user), user.pk))


class OfficersField(RowsField):
    """Rows of ``user`` (a User), ``department`` and ``credential``."""

    def __init__(self, *, offered: list[User], **kwargs: Any) -> None:
        self.offered = {user.username: user for user in offered}
        choices = tuple((user.username, str(user)) for user in offered)
        cells = (
            Cell("user", "执法人员", choices=choices),
            Cell("department", "所属部门", 200),
            Cell("credential", "执法证号", 40),
        )
        super().__init__(cells=cells, **kwargs)

    def aloud(self, value: Any) -> str:
        """The team as the trail reads it: the people whose keys it keeps, with their credentials."""
        keys = [row.get("user") for row in value]
        names = {user.pk: str(user) for user in User.objects.filter(pk__in=keys)}
        told = [(names.get(row.get("user"), ""), row.get("credential", "")) for row in value]
        return "、".join(f"{name}（{number}）" if number else name for name, number in told)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Rows with the person in place of the name. Raises ValidationError for a row without a person."""
        rows = super().clean(value)
        if any(not row["user"] for row in rows):
            raise ValidationError("每一行都要选择执法人员")
        return [{**row, "user": self.offered[row["user"]]} for row in rows]


class OfficersForm(CaseForm):
    """Asks for the team."""

    officers = OfficersField(offered=[], label="执法人员")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = officers_of(self.case) if self.case is not None else []
        self.fields["officers"] = OfficersField(
            offered=offered,
            label="执法人员",
            help_text="不少于两人；执法时应当出示执法证件",
        )
        if self.case is not None:
            self.initial["officers"] = [
                {
                    "user": officer.user.username,
                    "department": officer.department,
                    "credential": officer.credential,
                }
                for officer in self.case.team()
            ]
