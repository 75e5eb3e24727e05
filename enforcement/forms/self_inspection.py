"""What a company states in its self-inspection, and what the office answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from enforcement.rules.self_inspecting import Answer
from portal.law.rows import ListItem
from portal.law.rulebook import rulebook
from portal.workflow.choosing import long_text
from portal.workflow.form_rows import Cell, FixedRowsField, Head, ReasonsField, RowsField
from portal.workflow.forms import CaseForm

#: The parts that can be returned, beside the papers.
PARTS = (
    ("algorithms", "算法应用情况"),
    ("answers", "逐条自查"),
    ("capability", "算法安全能力评估"),
    ("staff", "机构和人员"),
    ("corrected", "自行整改情况"),
    ("papers", "证明材料"),
)


class NewSelfInspectionForm(CaseForm):
    """The portal opens it; nothing is asked."""


class InventorySection(CaseForm):
    """Every algorithm that is in use."""

    algorithms = RowsField(
        cells=(
            Cell("name", "算法名称", 100),
            Cell("type", "算法类型", 60),
            Cell("record_number", "备案编号", 40),
            Cell("why_none", "没有备案的原因", 500),
        ),
        label="算法应用情况",
        required=False,
        help_text="列出正在使用的全部算法；已经备案的填写备案编号，没有备案的说明原因",
    )


class AnswersSection(CaseForm):
    """An answer to every item of the questionnaire."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.case.asked() if self.case is not None else []
        self.fields["answers"] = FixedRowsField(
            key="item",
            heads=[Head(item.code, item.summary, item.citation) for item in asked],
            cells=(
                Cell("answer", "自查结果", choices=tuple((str(a), a.label) for a in Answer)),
                Cell("note", "情况说明", 2000),
            ),
            label="逐条自查",
            required=False,
            help_text="发现问题的，写明情况和整改的安排；没有问题的可以写明依据",
        )


class CapabilitySection(CaseForm):
    """How safe the company thinks itself, with whom, and what it has put right."""

    capability = long_text(
        "算法安全能力评估",
        "安全评估、监测、应急处置等能力的现状和不足",
        max_length=8000,
        required=False,
    )
    staff = long_text(
        "机构和人员",
        "算法安全治理机构和专门人员，是否与业务规模相适应",
        required=False,
    )
    corrected = long_text(
        "自行整改情况",
        "已经整改的问题和措施；没有的写“无”",
        max_length=8000,
        required=False,
    )


class ReturnForm(CaseForm):
    """What is to be supplemented, part by part."""

    items = ReasonsField(
        heads=[Head(code, title) for code, title in PARTS],
        label="需要补充的内容",
        help_text="只在需要补充的部分写明理由",
    )


class FindingsField(FixedRowsField):
    """Problems by item: ``{"item": title, "code", "problem": its kind, "note"}``."""

    def __init__(self, *, kinds: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        cells = (
            Cell("problem", "问题类型", choices=tuple(kinds)),
            Cell("note", "发现的问题", 2000),
        )
        super().__init__(key="item", cells=cells, **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Rows in which both are told. Raises ValidationError for one without the other."""
        rows = super().clean(value)
        half = [row["item"] for row in rows if not row["problem"] or not row["note"]]
        if half:
            raise ValidationError([f"“{one}”应写明问题类型和发现的问题" for one in half])
        return rows

    def _whole(self, row: Mapping[str, Any], clean: dict[str, Any]) -> dict[str, Any]:
        return {"item": self.heads[row["item"]].title, "code": row["item"], **clean}

    def aloud(self, rows: list[dict[str, Any]]) -> str:
        """The rows as the trail tells them."""
        kinds = {item.code: item.summary for item in _kinds(str(settings.ALGORITHM_PROFILE))}
        return "；".join(f"{r['item']}（{kinds.get(r['problem'], '')}）：{r['note']}" for r in rows)


def _kinds(profile: str) -> Sequence[ListItem]:
    return rulebook(profile).items("campaign_problem_kinds")


class ReviewForm(CaseForm):
    """The opinion, and the problems by article and kind."""

    opinion = long_text("审阅意见", "企业收到的审阅意见书照此写明", max_length=8000)
    findings = FindingsField(label="发现的问题", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            kinds = [(item.code, item.summary) for item in _kinds(self.case.law_profile)]
            self.fields["findings"] = FindingsField(
                kinds=kinds,
                heads=[Head(i.code, i.summary, i.citation) for i in self.case.asked()],
                label="发现的问题",
                required=False,
                help_text="没有发现问题的不填；需要整改的，审阅后另行下达责令限期改正",
            )
