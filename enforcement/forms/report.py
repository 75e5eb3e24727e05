"""What a platform's reports ask for."""

from typing import Any, cast

from django import forms

from enforcement.machines.limits import PLATFORM_PROFILE
from enforcement.rules.ten_tasks import PROGRESS
from portal.law.rulebook import rulebook
from portal.workflow.choosing import long_text, wall_clock
from portal.workflow.form_rows import Cell, FixedRowsField, Head, ReasonsField, RowsField
from portal.workflow.forms import CaseForm


def _heads() -> tuple[Head, ...]:
    items = rulebook(PLATFORM_PROFILE).items("key_tasks")
    return tuple(Head(item.code, item.summary, item.article) for item in items)


def matters() -> list[tuple[str, str]]:
    """The categories of major matters, each with the item of the opinions behind it."""
    items = rulebook(PLATFORM_PROFILE).items("major_matters")
    return [(item.code, item.summary + (f"（{item.note}）" if item.note else "")) for item in items]


class NewReportForm(CaseForm):
    """Nothing: the portal opens the report."""


class TasksSection(CaseForm):
    """The ten tasks, each with how far it has come, what was done, and which paper proves it."""

    tasks = FixedRowsField(
        key="task",
        heads=_heads(),
        cells=(
            Cell("progress", "落实情况", choices=PROGRESS),
            Cell("work", "具体情况；不适用的，写明理由", 4000),
            Cell("evidence", "佐证材料名称", 100),
        ),
        label="十项重点任务",
        required=False,
        help_text="逐项填写；佐证材料在“佐证材料”一步上传",
    )


class OverviewSection(CaseForm):
    """The year as a whole, and who answers questions."""

    overview = long_text(
        "总体情况", "一年来履行信息内容管理主体责任的总体情况", max_length=8000, required=False
    )
    problems_found = long_text(
        "存在的问题和整改", "没有发现问题的，也写明自查的情况", max_length=8000, required=False
    )
    contact_name = forms.CharField(label="联系人", max_length=60, required=False)
    contact_phone = forms.CharField(label="联系电话", max_length=30, required=False)


class ReturnReportForm(CaseForm):
    """What is to be supplied, task by task, or for the report as a whole."""

    items = ReasonsField(
        label="需要补充的内容",
        heads=(*_heads(), Head("overview", "总体情况、问题和整改")),
        help_text="一次性写明全部内容；留空表示该项清楚",
    )


class OpinionForm(CaseForm):
    """The office's opinion, which the platform reads."""

    opinion = long_text("意见", "选填，平台会看到", max_length=2000, required=False)


class NewMatterForm(CaseForm):
    """Which kind of matter; the rest is filled in on the next page."""

    matter = forms.ChoiceField(label="事项类别", choices=matters)


class MatterSection(CaseForm):
    """What happened, when, what was done about it, and who answers questions."""

    matter = forms.ChoiceField(label="事项类别", choices=matters)
    occurred_at = wall_clock("发生时间", "北京时间", required=False)
    facts = long_text("情况", "经过、涉及的产品和用户、影响范围", max_length=8000, required=False)
    measures = long_text(
        "已采取的措施", "还没有采取措施的，写明打算", max_length=8000, required=False
    )
    contact_name = forms.CharField(label="联系人", max_length=60, required=False)
    contact_phone = forms.CharField(label="联系电话", max_length=30, required=False)


class QuestionsForm(CaseForm):
    """What is still unclear."""

    questions = RowsField(
        cells=(Cell("question", "需要补充的情况", 1000),),
        label="需要补充的情况",
        help_text="一次性写明",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What was asked before is history: a new request begins empty.
        cast(dict[str, Any], self.initial)["questions"] = []
