"""Naming organisations in a form: by credit code or name, of those that the person may name."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from portal.accounts.models import Organization
from portal.workflow.creating import named_by
from portal.workflow.form_rows import Cell, RowsField

_MOST = 5


class OrganizationsField(RowsField):
    """Rows that name an organisation each; cleaned to the organisations, each once. A form sets ``offered``."""

    def __init__(self, **kwargs: Any) -> None:
        cells = (Cell("name", "单位名称或者统一社会信用代码", 200),)
        super().__init__(cells=cells, **kwargs)
        self.offered: QuerySet[Organization] = Organization.objects.none()

    def clean(self, value: Any) -> list[Any]:
        """The organisations. Raises ValidationError naming each row that means none, or several."""
        found: dict[int, Organization] = {}
        wrong: list[str] = []
        for number, row in enumerate(super().clean(value), start=1):
            meant = named_by(self.offered, row["name"], most=_MOST)
            if len(meant) == 1:
                found[meant[0].pk] = meant[0]
            else:
                wrong.append(_told(number, row["name"], meant))
        if wrong:
            raise ValidationError(wrong)
        return list(found.values())

    def as_rows(self, organizations: QuerySet[Organization]) -> list[dict[str, str]]:
        """What the form shows of the organisations that are named already: their names, or codes where names repeat."""
        named = list(organizations.order_by("name", "pk"))
        names = [one.name for one in named]
        return [
            {"name": (one.uscc or one.name) if names.count(one.name) > 1 else one.name}
            for one in named
        ]


def _told(number: int, name: str, meant: list[Organization]) -> str:
    if not meant:
        return f"第 {number} 项“{name[:40]}”：没有这一单位，或者该单位不在可选的范围"
    few = "、".join(f"{one.name}（{one.uscc or '无代码'}）" for one in meant[:_MOST])
    return f"第 {number} 项“{name[:40]}”对应不止一个单位：{few}，请填写统一社会信用代码"
