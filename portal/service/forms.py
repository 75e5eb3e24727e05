"""What is asked of one try, by the way of service: each way shows its own questions and no others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.cases.uploads import CheckedUpload, check_upload
from portal.plain_forms import PlainForm
from portal.service.kinds import Told
from portal.service.methods import ServiceMethod as M
from portal.service.models import ServiceAttempt
from portal.workflow.choosing import wall_clock
from portal.workflow.form_text import text_problems

Outcome = ServiceAttempt.Outcome
#: What a proof may be.
PROOFS = ("pdf", "png", "jpeg")
_YEARS = range(2004, 2100)  # the years whose working days can be counted
_LABELS = {Outcome.UNDERWAY: "已经开始，等待结果"}
OUTCOMES: Mapping[M, tuple[Outcome, ...]] = {
    M.ELECTRONIC: (Outcome.SERVED, Outcome.FAILED),
    M.IN_PERSON: (Outcome.SERVED, Outcome.FAILED),
    M.LEFT: (Outcome.SERVED,),
    M.POST: (Outcome.UNDERWAY, Outcome.SERVED, Outcome.FAILED),
    M.ENTRUSTED: (Outcome.UNDERWAY, Outcome.SERVED, Outcome.FAILED),
    M.PUBLIC_NOTICE: (Outcome.UNDERWAY, Outcome.SERVED),
}
#: The questions of each way, in their order.
ASKED: Mapping[M, tuple[str, ...]] = {
    M.ELECTRONIC: ("ended_at", "address", "proof"),
    M.IN_PERSON: ("ended_at", "place", "receiver", "capacity", "servers", "reason"),
    M.LEFT: ("ended_at", "place", "refusal", "witnesses", "servers"),
    M.POST: ("started_at", "ended_at", "address", "tracking", "receiver", "capacity", "reason"),
    M.ENTRUSTED: ("started_at", "ended_at", "servers", "receiver", "capacity", "proof", "reason"),
    M.PUBLIC_NOTICE: ("announced_on", "place", "reason", "unknown_whereabouts"),
}
#: Without what a service in this way is not proven; a failed try says why.
PROVES: Mapping[M, tuple[str, ...]] = {
    M.ELECTRONIC: ("address", "proof"),
    M.IN_PERSON: ("place", "receiver", "capacity"),
    M.LEFT: ("place", "refusal", "witnesses"),
    M.POST: ("tracking", "receiver"),
    M.ENTRUSTED: ("servers", "receiver", "proof"),
    M.PUBLIC_NOTICE: (),
}
BEGINS: Mapping[M, tuple[str, ...]] = {
    M.POST: ("started_at", "address", "tracking"),
    M.ENTRUSTED: ("started_at", "servers"),
    M.PUBLIC_NOTICE: ("announced_on", "place", "reason"),
}


def _line(label: str, help_text: str = "", *, longest: int = 200) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, help_text=help_text)


def _in_span(value: datetime) -> None:
    if value.year not in _YEARS:
        raise ValidationError(f"年份应在 {_YEARS[0]} 至 {_YEARS[-1]} 之间")


def _moment(label: str, help_text: str) -> forms.DateTimeField:
    field = wall_clock(label, help_text, required=False)
    field.validators.append(_in_span)
    return field


class PrintedForm(PlainForm):
    """A form whose words stand on a paper of service: what no letter can print is refused with the character named."""

    def full_clean(self) -> None:
        """After ``clean``, as in the forms of cases."""
        super().full_clean()
        for name, problem in list(text_problems(self)):
            self.add_error(name, f"“{self.fields[name].label}”{problem}")


class ProofForm(PrintedForm):
    """The proof alone, where it comes later."""

    file = forms.FileField(
        label="凭证文件", help_text="送达回证、邮件回执、照片等的扫描件；PDF、PNG 或者 JPEG"
    )

    def clean_file(self) -> CheckedUpload | None:
        """The checked proof, None where none was brought."""
        brought = self.cleaned_data["file"]
        return check_upload(brought, allowed=PROOFS) if brought else None


class AttemptForm(ProofForm):
    """One try in one way. ``running`` is the try under way whose result is told."""

    outcome = forms.ChoiceField(label="结果", widget=forms.RadioSelect)
    started_at = _moment("寄出或者委托的时间", "北京时间")
    ended_at = _moment("送达或者退回的时间", "北京时间，精确到分；期限从送达时间起算")
    address = _line("送达地址", "收件的地址、邮箱或者账号", longest=300)
    place = _line("地点", longest=300)
    tracking = _line("邮件号码", longest=100)
    receiver = _line("签收人")
    capacity = _line("签收人身份", "法定代表人、主要负责人或者负责收件的人", longest=100)
    servers = _line("送达人", "两名以上的，用顿号隔开")
    refusal = _line("拒收的事由", longest=1000)
    witnesses = _line("见证人或者照片、录像", longest=1000)
    announced_on = forms.DateField(
        label="公告日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[_in_span],
    )
    proof = _line("送达凭证", "到达对方系统的记录、受托机关的送达回证等", longest=1000)
    reason = _line("未能送达的原因", longest=1000)
    unknown_whereabouts = forms.BooleanField(label="受送达人下落不明", required=False)

    def __init__(
        self, *args: Any, method: M, running: ServiceAttempt | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.method, self.running = method, running
        asked = ASKED[method]
        for name in set(self.fields) - {*asked, "outcome", "file"}:
            del self.fields[name]
        self.order_fields(["outcome", *asked, "file"])
        self.fields["file"].required = False
        offered = [one for one in OUTCOMES[method] if not (running and one == Outcome.UNDERWAY)]
        choices = [(one.value, _LABELS.get(one, one.label)) for one in offered]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        self._call_by_method()
        self._say_what_proves()
        for name in asked:
            if running is not None and getattr(running, name, None):
                self.fields[name].disabled = True
                self.initial[name] = getattr(running, name)

    def _say_what_proves(self) -> None:
        """Each result asks for its own; the page says so before anything is sent."""
        for name in PROVES[self.method]:
            field = self.fields[name]
            field.help_text = "；".join(filter(None, [str(field.help_text), "已送达的必填"]))
        failing = "reason" if "reason" in self.fields else "proof"
        if Outcome.FAILED in OUTCOMES[self.method]:
            field = self.fields[failing]
            field.help_text = "；".join(filter(None, [str(field.help_text), "未能送达的必填"]))

    def _call_by_method(self) -> None:
        if self.method == M.PUBLIC_NOTICE:
            self.fields["place"].label = "公告载体"
            self.fields["reason"].label = "公告送达的原因"
            self.fields["reason"].help_text = "写明下落不明的情况，或者已经采用过的方式及其结果"
        if self.method == M.ENTRUSTED:
            self.fields["servers"].label = "受托机关"
            self.fields["servers"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """Each result asks for what proves it."""
        data = super().clean() or {}
        outcome = data.get("outcome")
        if outcome == Outcome.UNDERWAY:
            needed = BEGINS.get(self.method, ())
        elif outcome == Outcome.SERVED:
            needed = PROVES[self.method]
        else:
            needed = ("reason",) if "reason" in self.fields else ("proof",)
        for name in needed:
            if not data.get(name) and name not in self.errors:
                label = str(self.fields[name].label)
                self.add_error(name, f"请填写“{label}”")
        return data

    def told(self) -> Told:
        """The try as it was told."""
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in Told.__dataclass_fields__ and value
        }
        if self.cleaned_data["outcome"] == Outcome.UNDERWAY:
            said.pop("ended_at", None)
        return Told(method=self.method, **said)


class ConsentForm(PrintedForm):
    """电子送达确认书."""

    organization = forms.ChoiceField(label="单位")
    email = forms.EmailField(
        label="电子邮箱", required=False, help_text="填写后，文书也可以用电子邮件送达"
    )
    account = forms.CharField(
        label="本门户账户或者其他账号", max_length=200, help_text="接收文书的登录账户、传真号码等"
    )
    signatory = forms.CharField(label="确认人", max_length=100)
    capacity = forms.CharField(
        label="确认人身份", max_length=100, help_text="法定代表人、主要负责人或者受委托人"
    )
    agreed = forms.BooleanField(
        label="我单位同意以上述方式接收文书，知道文书到达我单位系统之日即为送达之日"
    )

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in organizations}
        choices = [(key, one.name) for key, one in self.known.items()]
        self.fields["organization"].choices = choices  # type: ignore[attr-defined]
