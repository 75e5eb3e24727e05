"""What the public form asks, and the small forms of the status page. Nobody needs an account for any of them."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from enforcement import receipts
from enforcement.letters.complaint import categories
from enforcement.states import ComplaintMatter
from portal.accounts.codes import PROVINCES
from portal.cases.uploads import CheckedUpload, check_upload
from portal.clock import china_date, now
from portal.law.rulebook import Rulebook, rulebook
from portal.workflow.choosing import long_text
from portal.workflow.forms import CaseForm

_TYPES = ("pdf", "docx", "png", "jpeg")
#: No place: the region of the demonstration.
DEMONSTRATION = "99"


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PapersField(forms.FileField):
    """A few files, each judged by its real content, together no larger than one upload may be."""

    most = 0

    def __init__(self, **kwargs: Any) -> None:
        accepts = ",".join(f".{suffix}" for suffix in (*_TYPES, "jpg"))
        super().__init__(widget=_SeveralFiles(attrs={"accept": accepts}), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[CheckedUpload]:  # type: ignore[override]
        """The checked files. Raises ValidationError with one sentence for each that cannot be taken."""
        given = cast(Sequence["UploadedFile[bytes]"], [one for one in data or () if one])
        if len(given) > self.most:
            raise ValidationError(f"至多附 {self.most} 个文件，现有 {len(given)} 个")
        if sum(one.size or 0 for one in given) > settings.UPLOAD_MAX_BYTES:
            most = settings.UPLOAD_MAX_BYTES // 1024 // 1024
            raise ValidationError(f"附件合计不能超过 {most} MB")
        checked, problems = [], []
        for one in given:
            try:
                checked.append(check_upload(one, allowed=_TYPES))
            except ValidationError as refused:
                problems += refused.messages
        if problems:
            raise ValidationError(problems)
        return checked


class IdentityForm(CaseForm):
    """Who complains, where the person wants to say it."""

    name = forms.CharField(label="姓名", max_length=60, required=False)
    phone = forms.CharField(label="电话", max_length=40, required=False)
    email = forms.EmailField(label="邮箱", max_length=200, required=False)


class ContactForm(IdentityForm):
    """The same, later: something must be said."""

    def clean(self) -> None:
        super().clean()
        if not self.errors and not any(self.cleaned_data.get(name) for name in self.fields):
            raise ValidationError("请至少填写一项")


class ReportForm(IdentityForm):
    """A report of what a platform does wrong. ``key`` makes the receipt: a second click hands in nothing new."""

    matter = ComplaintMatter.REPORT
    field_order = (
        *("category", "respondent_name", "record_number", "service", "province", "happened_on"),
        *("platform_decision", "platform_decided_on", "appealed_to_platform", "platform_reply"),
        *("facts", "files", "name", "phone", "email", "key"),
    )
    category = forms.ChoiceField(
        label="哪一类问题", help_text="选最接近的一项；选错不影响受理，拿不准的选“其他”"
    )
    respondent_name = forms.CharField(
        label="哪个平台或者单位",
        max_length=100,
        help_text="平台、应用或者公司的名称",
    )
    record_number = forms.CharField(
        label="算法备案编号", max_length=40, required=False, help_text="选填。知道的填写"
    )
    service = forms.CharField(
        label="产品或者功能", max_length=200, required=False, help_text="选填。例如：首页推荐"
    )
    province = forms.ChoiceField(
        label="平台所在地区",
        required=False,
        help_text="选填。不清楚的，由国家互联网信息办公室分办",
    )
    happened_on = forms.DateField(
        label="发生日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="选填",
    )
    facts = long_text(
        "发生了什么",
        "什么时候、怎么发现的、对您有什么影响。至多 5000 字。姓名和联系方式请填在下面，不要写在这里",
        rows=8,
        max_length=5000,
    )
    files = PapersField(label="附件")  # type: ignore[assignment]
    key = forms.CharField(label="页面标识", max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        law = current_law()
        category = cast(forms.ChoiceField, self.fields["category"])
        category.choices = [("", "请选择"), *categories(law, self.matter)]
        places = [one for one in PROVINCES.items() if settings.DEMO or one[0] != DEMONSTRATION]
        cast(forms.ChoiceField, self.fields["province"]).choices = [("", "不清楚"), *places]
        papers = cast(PapersField, self.fields["files"])
        papers.most = law.threshold("complaint.files").number
        size = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        papers.help_text = (
            f"选填。截图、录屏截图或者文件，至多 {papers.most} 个，合计 {size} MB 以内；"
            "接受 PDF、Word、PNG、JPEG"
        )

    def clean_happened_on(self) -> Any:
        """Not tomorrow."""
        return _not_to_come(self.cleaned_data["happened_on"], "发生日期")

    def clean_key(self) -> str:
        """A key that the portal gave out today."""
        key = str(self.cleaned_data["key"])
        if not receipts.is_form_key(key):
            raise ValidationError("页面已经过期，请核对内容后再次提交")
        return key


class UserAppealForm(ReportForm):
    """A user's appeal against a platform's own handling: what it decided, and whether it was asked already."""

    matter = ComplaintMatter.USER_APPEAL
    platform_decision = long_text(
        "平台作了什么处理", "例如：限制账号、扣减报酬、不予答复", rows=4, max_length=2000
    )
    platform_decided_on = forms.DateField(
        label="平台处理的日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="选填",
    )
    appealed_to_platform = forms.BooleanField(label="我已经向平台申诉过", required=False)
    platform_reply = long_text(
        "平台怎样答复您的申诉",
        "选填。没有答复的写“没有答复”",
        rows=3,
        max_length=2000,
        required=False,
    )

    def clean_platform_decided_on(self) -> Any:
        """Not tomorrow."""
        return _not_to_come(self.cleaned_data["platform_decided_on"], "平台处理的日期")


FORMS: dict[str, type[ReportForm]] = {
    ComplaintMatter.REPORT: ReportForm,
    ComplaintMatter.USER_APPEAL: UserAppealForm,
}


class ReceiptForm(CaseForm):
    """The receipt of a complaint that was handed in before."""

    receipt = forms.CharField(
        label="回执号",
        max_length=80,
        help_text="提交时显示的 15 位字母和数字，横线可以不写",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class SupplementForm(CaseForm):
    """What the complainant adds."""

    text = long_text("补充情况", "至多 4000 字。不要在这里写姓名和联系方式")


def current_law() -> Rulebook:
    """The rulebook under which a complaint is handed in now."""
    return rulebook(settings.ALGORITHM_PROFILE)


def _not_to_come(day: Any, label: str) -> Any:
    if day is not None and day > china_date(now()):
        raise ValidationError(f"“{label}”不能晚于今天")
    return day
