"""What each kind of batch asks for; the same forms serve pages and API."""

from typing import Any

from django import forms

from portal.accounts.models import User
from portal.workflow.assignment import colleagues, may_take
from portal.workflow.forms import CaseForm

#: Takes an assignment back; no username has a colon.
NOBODY = ":none"


class BatchForm(CaseForm):
    """Base: knows what its input comes to, as it is kept and as it is told."""

    def params(self) -> dict[str, Any]:
        """The clean input, in JSON."""
        return {}

    def summary(self) -> str:
        """The same in words."""
        return ""


class AssignForm(BatchForm):
    """To whom. Those who may be chosen are the working people of one's own places and of those below.

    For one case only those who work on it.
    """

    assignee = forms.ChoiceField(
        label="承办人",
        help_text="本机关和下级机关中办理此类事项的人员",
        error_messages={
            "required": "请选择承办人",
            "invalid_choice": "没有这一人员，或者不能分派给该人员",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, User] = {}
        offices: dict[str, dict[str, str]] = {}
        for membership in colleagues(self.user):
            if self.case is not None and not may_take(membership, self.case):
                continue
            person, office = membership.user, membership.organization.name
            self.people[person.username] = person
            offices.setdefault(office, {})[person.username] = _label(person)
        groups = [(office, list(people.items())) for office, people in offices.items()]
        self.fields["assignee"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *groups,
            (NOBODY, "收回分派，暂不指定"),
        ]

    def chosen(self) -> User | None:
        """The person, or None for taking the assignment back."""
        return self.people.get(self.cleaned_data["assignee"])

    def params(self) -> dict[str, Any]:
        person = self.chosen()
        return {"assignee": person.pk if person else None}

    def summary(self) -> str:
        person = self.chosen()
        return f"分派给 {person}" if person else "收回分派"


def _label(person: User) -> str:
    return f"{person}（{person.username}）"


class RemindForm(BatchForm):
    """A word of the officer's own under the duties that the message lists."""

    note = forms.CharField(
        label="附言",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选填，至多 200 字，附在催办消息的期限清单之后",
    )

    def params(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}

    def summary(self) -> str:
        note = self.cleaned_data["note"]
        return f"催办，附言：{note}"[:200] if note else "催办"


class ExportForm(BatchForm):
    """Asks for nothing."""

    def summary(self) -> str:
        return "导出清单"
