"""What each letter of a filing's later life states, under both texts, from a filing that needs no database."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from filings.difference import Difference, differences, paper_differences
from filings.letters import letter_context
from filings.notices import LIFECYCLE_NOTICES
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.notices.models import Notice
from portal.workflow.machine import Context

DRAFT, IN_FORCE = "algorithm-2021-draft", "algorithm-2022"
PROFILES = [DRAFT, IN_FORCE]
NOW = datetime(2026, 9, 22, 2, 0, tzinfo=UTC)
EARLIER = datetime(2026, 9, 8, 1, 30, tzinfo=UTC)
NUMBER = "网信算备990101234567890260012号"
LETTERS = [kind.code for kind in LIFECYCLE_NOTICES if kind.form == Notice.Form.LETTER]

RECORDED = {
    "algorithm_name": "青云排序算法",
    "algorithm_type": "ranking",
    "role": "provider",
    "subject_name": "青云智能科技有限公司",
}
FORMER = RECORDED | {"subject_name": "青云网络有限公司", "safety_officer_mobile": "13800138000"}
PAPER = {"slot": "commitment", "name": "承诺书.pdf", "sha256": "00", "document": 7}
HANDED_IN = RECORDED | {"algorithm_name": "青云榜单算法", "subject_name": "青云集团有限公司"}


def filing(**fields: Any) -> Any:
    """A recorded filing whose change, end and revocation have all left their traces."""
    return SimpleNamespace(
        **{
            "record_number": NUMBER,
            "submitted_at": EARLIER,
            "recorded_revision": lambda: SimpleNamespace(content=RECORDED, papers=[]),
            "replaced_differences": lambda: [
                *differences(FORMER, RECORDED),
                *paper_differences([PAPER], []),
            ],
            "as_handed_in": lambda: SimpleNamespace(content=lambda: HANDED_IN),
            "change_differences": lambda: [
                Difference("主体信息", "主体名称", "青云智能科技有限公司", "青云集团有限公司"),
                Difference("产品及功能信息", "产品", "", "青云画报（APP）"),
            ],
            "changed_on": date(2026, 9, 1),
            "change_reason": "主体更名，新增产品",
            "change_returns": [{"code": "subject", "item": "主体信息", "reason": "证件未更换"}],
            "change_submitted_at": EARLIER,
            "changed_at": NOW,
            "change_remarks": ["新增产品青云画报（APP）"],
            "service_ends_on": date(2026, 12, 31),
            "termination_reason": "业务调整",
            "user_arrangements": "公告三十日，余额退还",
            "data_arrangements": "日志留存六个月后删除",
            "deregistration_returns": [
                {"code": "user_arrangements", "item": "对用户的安排", "reason": "没有写退款方式"}
            ],
            "ended_at": NOW,
            "cancellation_ground": "not_deregistered",
            "cancellation_facts": "网站自六月起无法访问",
            "revocation_ground": "false_material",
            "revocation_facts": "自评估报告的检测数据系编造",
            "revocation_evidence": "检测机构复函",
            "revocation_notified_at": EARLIER,
            "revocation_proposed_by": User(username="bo", display_name="薄审核"),
            "revocation_statement": "数据由外包方提供",
            "revocation_stated_at": EARLIER,
            "revocation_reason": "不影响事实成立，不予采纳",
        }
        | fields
    )


def told(code: str, profile: str = DRAFT, **fields: Any) -> dict[str, Any]:
    """What the letter states when Chen acts now."""
    chen = User(username="chen", display_name="陈复核")
    ctx = Context(
        actor=chen,
        role=Role.FILING_SUPERVISOR,
        now=NOW,
        law=rulebook(profile),
        data={"reason": "误报"},
    )
    return letter_context(filing(**fields), code, ctx)


#: code → what it must state beyond subject, algorithm and number; none of it may be empty.
MANDATORY = {
    "filing_change_received": "received_at changed_on change_reason differences",
    "filing_change_accepted": "received_at changed_on differences accepted_on remarks change_limit",
    "filing_change_returned": "received_at corrections consequence",
    "filing_change_withdrawn": "withdrawn_at reason change_limit",
    "filing_deregistration_received": "received_at service_ends_on termination_reason"
    " user_arrangements data_arrangements",
    "filing_deregistered": "service_ends_on user_arrangements data_arrangements ended_on",
    "filing_deregistration_returned": "service_ends_on corrections consequence",
    "filing_termination_withdrawn": "withdrawn_at reason deregistration_limit",
    "filing_cancelled_ex_officio": "facts ground articles ended_on remedies",
    "filing_revocation_notice": "facts evidence ground articles",
    "filing_revocation_dropped": "reason articles",
    "filing_revoked": "facts evidence ground articles notified_at stated_at statement reason"
    " ended_on decided_by countersigned_by remedies",
}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("code", LETTERS)
def test_a_letter_has_all_that_it_must_state(code: str, profile: str) -> None:
    stated = told(code, profile)
    always = ["algorithm_name", "algorithm_type", "subject_name", "record_number"]
    assert [key for key in [*always, *MANDATORY[code].split()] if not stated[key]] == []


@pytest.mark.parametrize("code", LETTERS)
def test_only_letters_about_an_open_change_speak_of_the_version_handed_in(code: str) -> None:
    stated = told(code)
    version = RECORDED
    if code in ("filing_change_received", "filing_change_returned"):
        version = HANDED_IN
    assert (stated["algorithm_name"], stated["subject_name"]) == (
        version["algorithm_name"],
        version["subject_name"],
    )


def test_a_filing_without_a_version_in_force_speaks_of_what_was_handed_in() -> None:
    stated = told("filing_withdrawn", recorded_revision=lambda: None, record_number=None)
    assert (stated["algorithm_name"], stated["algorithm_type"], stated["role"]) == (
        "青云榜单算法",
        "排序精选类",
        "服务提供者",
    )
    assert stated["record_number"] == ""


@pytest.mark.parametrize("code", ["filing_change_withdrawn", "filing_termination_withdrawn"])
def test_a_withdrawal_is_confirmed_with_its_own_reason_and_not_that_of_the_declaration(
    code: str,
) -> None:
    assert told(code)["reason"] == "误报"


def test_a_receipt_lists_what_the_company_declared() -> None:
    assert told("filing_change_received")["differences"] == [
        {
            "section": "主体信息",
            "label": "主体名称",
            "before": "青云智能科技有限公司",
            "after": "青云集团有限公司",
        },
        {"section": "产品及功能信息", "label": "产品", "before": "", "after": "青云画报（APP）"},
    ]


def test_an_accepted_change_lists_what_the_former_version_said_with_numbers_masked() -> None:
    rows = [tuple(row.values()) for row in told("filing_change_accepted")["differences"]]
    assert rows == [
        ("主体信息", "主体名称", "青云网络有限公司", "青云智能科技有限公司"),
        ("算法安全责任人", "手机号码", "138****8000", ""),
        ("附件材料", "算法备案承诺书", "承诺书.pdf", ""),
    ]


@pytest.mark.parametrize(
    ("profile", "limit", "missed"),
    [
        (
            DRAFT,
            "在五个工作日内办理变更",
            "《互联网信息服务算法推荐管理规定（征求意见稿）》第二十九条第一款",
        ),
        (IN_FORCE, "在十个工作日内办理变更", "《互联网信息服务算法推荐管理规定》第三十一条"),
    ],
)
def test_the_limit_and_the_consequence_of_a_change_are_those_of_the_profile(
    profile: str, limit: str, missed: str
) -> None:
    assert told("filing_change_accepted", profile)["change_limit"].endswith(limit)
    assert told("filing_change_returned", profile)["consequence"] == missed


@pytest.mark.parametrize(
    ("profile", "articles", "ground"),
    [
        (
            DRAFT,
            [
                "《互联网信息服务算法推荐管理规定（征求意见稿）》第二十条第三款",
                "《互联网信息服务算法推荐管理规定（征求意见稿）》第二十九条第二款",
            ],
            "终止服务，未按照要求及时办理注销备案",
        ),
        (
            IN_FORCE,
            [
                "《互联网信息服务算法推荐管理规定》第二十四条第三款",
                "《互联网信息服务算法推荐管理规定》第三十三条第二款",
            ],
            "终止服务，未按照要求办理注销备案",
        ),
    ],
)
def test_a_cancellation_for_a_missed_duty_cites_the_duty_and_the_power(
    profile: str, articles: list[str], ground: str
) -> None:
    stated = told("filing_cancelled_ex_officio", profile)
    assert (stated["articles"], stated["ground"]) == (articles, ground)


def test_a_cancellation_after_a_penalty_cites_the_power_alone() -> None:
    stated = told("filing_cancelled_ex_officio", IN_FORCE, cancellation_ground="site_closed")
    assert stated["articles"] == ["《互联网信息服务算法推荐管理规定》第三十三条第二款"]
    assert stated["ground"] == "因严重违法被责令关闭网站"


@pytest.mark.parametrize(
    ("profile", "article"), [(DRAFT, "第二十九条第一款"), (IN_FORCE, "第三十三条第一款")]
)
@pytest.mark.parametrize("code", ["filing_revocation_notice", "filing_revoked"])
def test_a_revocation_cites_the_article_of_its_profile(
    code: str, profile: str, article: str
) -> None:
    law = rulebook(profile)
    assert told(code, profile)["articles"] == [f"《{law.title}》{article}"]


def test_no_letter_goes_out_on_a_ground_that_the_text_does_not_know() -> None:
    with pytest.raises(LookupError, match="deceit_or_bribery"):
        told("filing_revoked", IN_FORCE, revocation_ground="deceit_or_bribery")


@pytest.mark.parametrize("code", ["filing_cancelled_ex_officio", "filing_revoked"])
def test_an_end_against_the_will_of_the_company_names_both_remedies(code: str) -> None:
    assert told(code)["remedies"] == [
        "对本决定不服的，可以自知道之日起 60日内申请行政复议（《中华人民共和国行政复议法》第二十条）。",
        "也可以自知道之日起 6个月内直接向人民法院提起行政诉讼（《中华人民共和国行政诉讼法》第四十六条）。",
        "行政复议向本机关的本级人民政府申请，本机关是国务院部门的，向本机关申请；"
        "行政诉讼向有管辖权的人民法院提起。",
    ]


def test_the_message_to_the_authority_says_when_but_not_what_the_company_stated() -> None:
    stated = told("revocation_stated")
    assert stated["stated_at"] == EARLIER.isoformat()
    assert "statement" not in stated
