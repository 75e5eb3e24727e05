"""The checks of a filing's content and papers, each with the sentence that the company reads. No database."""

from typing import Any

import pytest

from filings import rules
from filings.required import REQUIRED_PAPERS
from filings.rules import Paper, stated_names
from portal.accounts.models import Organization
from portal.workflow.errors import Reason
from tests import make

NAME = make.NAME  # 青云资讯排序算法
COMPANY = Organization(name="青云科技有限公司", division_code="990101")
PERMIT = {
    "permit_type": "news",
    "permit_number": "10120260001",
    "permit_holder": "青云科技有限公司",
}


def content(**changes: Any) -> dict[str, Any]:
    stated = make.opening() | make.content(COMPANY) | changes
    own = {"organization_name": COMPANY.name, "organization_uscc": stated["subject_uscc"]}
    return stated | own


def papers(**texts: str) -> list[Paper]:
    return [
        Paper(rule.slot, f"{rule.slot}.docx", texts.get(rule.slot, "")) for rule in REQUIRED_PAPERS
    ]


def problems(stated: dict[str, Any], given: list[Paper]) -> list[Reason]:
    return rules.problems(stated, given, make.NOW)


def found(*products: dict[str, Any], **texts: str) -> list[tuple[str, str]]:
    stated = content(products=list(products)) if products else content()
    return [(reason.field, reason.code) for reason in problems(stated, papers(**texts))]


def test_a_complete_and_consistent_filing_has_no_problem() -> None:
    assert problems(content(), papers(self_assessment=f"本报告评估{NAME}。")) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("算法名称：甲算法", ["甲算法"]),
        ("算法名称:甲算法", ["甲算法"]),
        ("算法名称 甲算法", ["甲算法"]),
        ("算法名称 | 甲算法", ["甲算法"]),
        ("算法名称\t甲算法", ["甲算法"]),
        ("算法名称 | 甲算法 | 类型 | 排序", ["甲算法"]),
        ("算法名称\n甲算法", ["甲算法"]),
        ("算法名称：\n\n  甲算法\n类型", ["甲算法"]),
        ("  算法名称：甲算法。", ["甲算法"]),
        ("算法名称：甲算法\n算法名称：乙算法", ["甲算法", "乙算法"]),
        ("算法名称", []),
        ("本算法的名称为甲算法", []),
        ("拟公示算法名称：甲算法", []),
        ("", []),
    ],
)
def test_the_name_behind_the_label_is_read_from_its_line_or_the_next_cell(
    text: str, names: list[str]
) -> None:
    assert stated_names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        f"算法名称：{NAME}",
        f"算法名称\n{NAME}",
        f"算法名称 | {NAME} | 算法类型 | 排序精选类",
        "算法名称：青云 资讯 排序算法",
        f"算法名称:{NAME}。",
    ],
)
@pytest.mark.parametrize("slot", ["self_assessment", "commitment", "responsibility"])
def test_a_paper_that_states_the_same_name_is_accepted(slot: str, text: str) -> None:
    assert found(**{"self_assessment": NAME, slot: text}) == []


@pytest.mark.parametrize("other", [f"{NAME}二期", "排序算法", "青云资讯排序", f"旧{NAME}"])
@pytest.mark.parametrize("layout", ["算法名称：{}", "算法名称\n{}", "算法名称 | {} | 类型"])
def test_a_name_that_only_contains_or_lies_within_the_true_one_is_another_name(
    other: str, layout: str
) -> None:
    text = layout.format(other)
    assert found(self_assessment=text) == [("self_assessment", "name_differs")]
    assert found(self_assessment=NAME, commitment=text) == [("commitment", "name_differs")]


def test_mentioning_the_name_somewhere_does_not_mend_another_name_behind_the_label() -> None:
    text = f"算法名称：甲算法\n正文提到{NAME}。"
    [problem] = problems(content(), papers(self_assessment=text))
    assert problem.message == (
        "“算法安全自评估报告”（self_assessment.docx）所写算法名称“甲算法”"
        f"与“算法名称”（{NAME}）不一致，各处名称应完全相同"
    )


def test_of_several_names_in_one_paper_the_wrong_one_is_named_once() -> None:
    text = f"算法名称：{NAME}\n算法名称：甲算法\n算法名称：乙算法"
    [problem] = problems(content(), papers(self_assessment=text))
    assert "所写算法名称“甲算法”" in problem.message


def test_only_the_report_must_mention_the_name() -> None:
    assert found(commitment="我单位承诺依法备案。") == []
    assert found(self_assessment="本报告评估一个算法。") == [("self_assessment", "name_differs")]


def test_a_paper_whose_text_cannot_be_read_is_left_to_the_reviewer() -> None:
    assert found(self_assessment="") == []


def test_a_permit_named_whole_and_no_permit_at_all_are_both_complete() -> None:
    assert found(make.product()) == []
    assert found(make.product(**PERMIT)) == []


@pytest.mark.parametrize("given", PERMIT)
def test_a_permit_named_in_part_lacks_the_other_parts(given: str) -> None:
    expected = [(f"products[0].{name}", "missing") for name in PERMIT if name != given]
    assert found(make.product(**{given: PERMIT[given]})) == expected


@pytest.mark.parametrize("left_out", PERMIT)
def test_a_permit_with_one_part_left_out_names_that_part(left_out: str) -> None:
    product = make.product(**(PERMIT | {left_out: ""}))
    [problem] = problems(content(products=[make.product(), product]), papers())
    label = {"permit_type": "前置许可", "permit_number": "许可编号", "permit_holder": "许可持有人"}
    assert problem.field == f"products[1].{left_out}"
    assert problem.message == f"产品“青云资讯”填写了前置许可，“{label[left_out]}”未填写"


def test_a_permit_of_somebody_else_is_refused() -> None:
    product = make.product(**(PERMIT | {"permit_holder": "白鹿智能有限公司"}))
    assert found(product) == [("products[0].permit_holder", "holder_differs")]
