"""What the ledger of platforms asks for: whom to list, why; why one is taken out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.models import Organization, User
from portal.plain_forms import PlainForm
from portal.workflow.choosing import long_text
from portal.workflow.creating import CONCERNED, named_by

_MOST = 5


class EnlistForm(PlainForm):
    """Whom to put into the ledger. ``places`` are the organisations that the person's office covers."""

    organization = forms.CharField(
        label="单位名称或者统一社会信用代码", max_length=200, help_text="本辖区内已在门户登记的单位"
    )
    services = long_text("主要服务", "选填", rows=2, max_length=2000, required=False)
    responsible = forms.CharField(
        label="主体责任负责人", max_length=60, required=False, help_text="选填，姓名和职务"
    )
    reason = long_text("列入的理由", rows=2, max_length=500)

    def __init__(self, *args: Any, user: User, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.places = user, places

    def clean_organization(self) -> Organization:
        """The one that is meant, of the person's jurisdiction."""
        given = self.cleaned_data["organization"]
        rows = Organization.objects.filter(self.places, kind__in=CONCERNED).order_by("name", "pk")
        meant = named_by(rows, given, most=_MOST)
        if not meant:
            raise ValidationError("没有这一单位，或者该单位不在您的管辖范围")
        if len(meant) > 1:
            few = "、".join(f"{one.name}（{one.uscc or '无代码'}）" for one in meant[:_MOST])
            raise ValidationError(f"对应不止一个单位：{few}，请填写统一社会信用代码")
        return meant[0]


class StrikeForm(PlainForm):
    """Why a platform is taken out of the ledger."""

    reason = long_text("移出的理由", "已有的记录保留", rows=3, max_length=500)
