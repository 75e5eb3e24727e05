"""Readers report what is wrong with an entry; officers of the place answer. Nobody needs an account for the first."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from filings import reader_reports
from filings.models.entry_report import EntryReport
from filings.record_number import digits_of
from filings.register import RegistryEntry
from portal.accounts.models import User
from portal.clock import now
from portal.notices.verification import normal_code
from portal.workflow.forms import CaseForm
from portal.workflow.throttling import AnonymousPace, Pace, paced


class ReportPace(Pace):
    """Reports on entries, by address, for everybody."""

    scope = "report"


class ReportForm(CaseForm):
    """What a reader says. ``website`` is bait: people do not see it, programs that fill in everything do."""

    kind = forms.ChoiceField(
        label="是什么问题", choices=EntryReport.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="请说明",
        max_length=1000,
        help_text="哪一项不对、应当是什么、从哪里得知。至多 1000 字；请不要写入他人的个人信息。",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明有什么问题"},
    )
    contact = forms.EmailField(
        label="联系邮箱",
        required=False,
        help_text="选填。只有办理人员能看到，用于向您核实。",
    )
    website = forms.CharField(label="请勿填写此栏", required=False, max_length=200)

    def clean_website(self) -> str:
        """Whoever wrote here is asked to leave it out: it may be a person whose browser filled it in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError("请把“请勿填写此栏”留空后再提交。")
        return ""


class AnswerForm(CaseForm):
    """What the officer makes of it."""

    status = forms.ChoiceField(
        label="处理结果",
        choices=[
            (value, label)
            for value, label in EntryReport.Status.choices
            if value != EntryReport.Status.OPEN
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="答复",
        max_length=1000,
        help_text="反映人凭回执号可以看到。请写明核实的情况；不予采纳的写明理由。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@paced(ReportPace, "POST")
def report(request: HttpRequest, number: str) -> HttpResponse:
    """The form on one entry; what was handed in leads to its receipt."""
    entry = RegistryEntry.objects.filter(digits=digits_of(number) or "-").first()
    if entry is None:
        raise Http404("没有这个备案编号")
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"entry": entry, "form": form}
        return render(request, "filings/entry_report.html", context, status=status)
    said = form.cleaned_data
    made = reader_reports.hand_in(
        entry, kind=said["kind"], text=said["text"], contact=said["contact"], now=now()
    )
    messages.success(request, "已收到。请记下回执号，凭它查看处理情况。")
    return redirect(made)


@never_cache
@require_safe
@paced(AnonymousPace, "GET")
def status(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a report: its state and the answer, and nothing of what was said or by whom."""
    shown = normal_code(code)
    found = EntryReport.objects.filter(receipt_code=shown).defer("text", "contact").first()
    if found is None:
        raise Http404("没有这个回执号")
    return render(request, "filings/entry_report_status.html", {"report": found})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """One report for the officer of the place; others have no such page."""
    officer = cast(User, request.user)  # login_required
    found = _of(officer, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _settle_page(request, found, form, 422 if form.is_bound else 200)
    said = form.cleaned_data
    try:
        reader_reports.settle(
            pk,
            actor=officer,
            status=EntryReport.Status(said["status"]),
            answer=said["answer"],
            now=now(),
        )
    except reader_reports.AlreadyHandled:
        return _settle_page(request, _of(officer, pk), form, 409)
    messages.success(request, "已答复。反映人凭回执号可以看到。")
    return redirect("web:worklist", slug="entry-reports")


def _of(officer: User, pk: int) -> EntryReport:
    """The report, where it is this officer's business. Raises Http404."""
    found = reader_reports.handled_by(officer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _settle_page(
    request: HttpRequest, found: EntryReport, form: AnswerForm, status: int
) -> HttpResponse:
    others = reader_reports.handled_by(cast(User, request.user)).filter(entry=found.entry_id)
    context: dict[str, Any] = {
        "report": found,
        "form": form,
        "late": status == 409,
        "others": others.exclude(pk=found.pk).order_by("-created_at", "-pk")[:20],
    }
    return render(request, "filings/entry_report_settle.html", context, status=status)
