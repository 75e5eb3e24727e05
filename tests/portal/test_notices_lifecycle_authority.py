"""What an authority is told of a filing's later life, and in whose name it writes."""

import pytest

from filings.states import FilingState as S
from portal.cases.models import Case
from portal.notices.models import Notice
from tests import make
from tests.make import Cast
from tests.portal.lifecycle_letters import NOTIFY, STATE, page

#: act → the state it is done in, the message that tells the authority, what the message says.
WITHDRAWN = {
    "withdraw_change": (
        [S.CHANGE_DUE, S.CHANGE_SUBMITTED],
        "change_withdrawn",
        "企业撤回了变更：青云科技有限公司的“青云资讯排序算法”",
        "变更义务不因撤回而免除",
    ),
    "withdraw_termination": (
        [S.TERMINATION_DUE, S.DEREGISTRATION_SUBMITTED],
        "termination_withdrawn",
        "企业撤回了终止服务的申报：青云科技有限公司的“青云资讯排序算法”",
        "注销义务不因撤回而免除",
    ),
}


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


def test_the_authority_reads_that_the_company_stated_its_case_but_not_what(cast: Cast) -> None:
    case: Case = make.filing(cast, S.RECORDED)
    make.act(case, NOTIFY[0], cast.bo, **NOTIFY[2])
    make.act(case, STATE[0], cast.ai, **STATE[2])
    told = Notice.objects.get(case_id=case.pk, code="revocation_stated")
    assert (told.addressee, told.form) == (cast.office, Notice.Form.MESSAGE)
    assert f"{cast.company_a.name}于2026年9月22日10时00分就拟撤销备案" in told.body
    assert "由提出撤销意见以外的第二名工作人员作出决定" in told.body
    assert "供应商" not in told.body


@pytest.mark.parametrize(
    ("name", "state"), [(name, state) for name, row in WITHDRAWN.items() for state in row[0]]
)
def test_the_authority_is_told_of_a_withdrawal_and_the_letter_keeps_its_reason(
    cast: Cast, name: str, state: S
) -> None:
    case: Case = make.filing(cast, state)
    done = make.act(case, name, cast.ai, reason="误报，服务照旧")
    _, code, says, duty = WITHDRAWN[name]
    told = Notice.objects.get(case_id=case.pk, code=code)
    assert (told.addressee, told.form) == (cast.office, Notice.Form.MESSAGE)
    assert (says in told.body, duty in told.body) == (True, True)
    letter = Notice.objects.get(case_id=case.pk, event=done.event, form=Notice.Form.LETTER)
    assert (letter.addressee, letter.context["reason"]) == (cast.company_a, "误报，服务照旧")
    assert done.event.data["input"]["reason"] == "误报，服务照旧"
    after = make.fresh(case)
    assert "误报，服务照旧" not in (after.change_reason, after.termination_reason)
    kept = after.change_reason if name == "withdraw_change" else after.termination_reason
    assert kept == ""


def test_a_company_that_moves_away_is_written_to_by_the_authority_that_decided(cast: Cast) -> None:
    case: Case = make.filing(cast, S.CHANGE_SUBMITTED)
    make.act(case, "accept_change", cast.bo, division_code="110105")
    letter = Notice.objects.select_related("case", "event", "addressee").get(
        case_id=case.pk, code="filing_change_accepted"
    )
    assert letter.issuer == cast.office
    assert "演示省互联网信息办公室" in page(letter)
    assert make.fresh(case).authority == cast.other_office
