"""The letters of a filing's later life, said by real acts under both texts, read from their printed pages."""

from typing import Any

import pytest

from filings.models import Filing
from filings.notices import LIFECYCLE_NOTICES
from filings.states import FilingState as S
from portal.cases.models import Case
from portal.law.rulebook import rulebook
from portal.notices.models import Notice
from tests import make
from tests.make import Cast
from tests.portal.letter_contents import unsaid
from tests.portal.lifecycle_letters import ACTS, ITEMS, NOTIFY, page, said

PROFILES = ["algorithm-2021-draft", "algorithm-2022"]
#: letter → what its page says besides subject, number and basis; {…} are the articles of the profile.
SAYS = {
    "filing_change_received": [
        "变更备案材料接收回执",
        "2026年9月22日10时00分收到",
        "变更发生于2026年9月22日",
        "模型名称（无）青云排序二代",
        "手机号码138****0000139****2222",
        "变更情况：模型换代",
        "义务人：主管部门；最后一日为2026年11月10日",
        "不代表变更已经备案",
        "{change}",
    ],
    "filing_change_accepted": [
        "变更备案通知书",
        "自2026年9月22日起予以变更备案",
        "模型名称（无）青云排序二代",
        "备案编号不变",
        "公示备注为：算法模型变更",
        "{change_days}",
        "{change}",
    ],
    "filing_change_returned": [
        "变更备案材料退回通知书",
        "算法详细属性信息评价指标没有随模型更新",
        "再次提交变更",
        "在十个工作日内补齐",
        "最后一日为2026年10月13日，当日24时届满",
        "已公示的原内容继续有效",
        "{change_missed}",
        "{change}",
    ],
    "filing_change_withdrawn": [
        "撤回变更备案回执",
        "2026年9月22日10时00分收到",
        "撤回理由：模型没有上线",
        "恢复为已备案的版本",
        "撤回不免除变更备案的义务",
        "{change_days}",
        "{change}",
    ],
    "filing_deregistration_received": [
        "注销备案申请接收回执",
        "2026年9月22日10时00分收到",
        "服务终止之日：2026年9月22日",
        "终止原因：业务调整",
        "对用户的安排：公告并退款。",
        "对数据的安排：到期删除。",
        "最后一日为2026年10月27日",
        "不代表备案已经注销",
        "{end}",
    ],
    "filing_deregistered": [
        "注销备案通知书",
        "自2026年9月22日起生效",
        "服务终止之日：2026年9月22日",
        "对用户的安排：提前三十日公告并退还余额。",
        "对数据的安排：到期删除，日志留存六个月。",
        "不再使用",
        "停止在网站、应用程序等处标明该编号",
        "公示条目保留，并标注“已注销”",
        "{end}",
    ],
    "filing_deregistration_returned": [
        "注销备案申请退回通知书",
        "对用户的安排没有写退款方式",
        "再次提交注销申请",
        "最后一日为2026年10月13日",
        "{end_missed}",
        "{end}",
    ],
    "filing_termination_withdrawn": [
        "撤回注销备案回执",
        "撤回理由：服务继续提供",
        "备案编号和公示信息继续有效",
        "撤回不免除注销备案的义务",
        "{end_days}",
        "{end}",
    ],
    "filing_cancelled_ex_officio": [
        "依职权注销备案决定书",
        "自2026年9月22日起生效",
        "网站已被责令关闭。",
        "{closed}",
        "标注“已注销”",
        "不是行政处罚",
        "60日内申请行政复议",
        "6个月内直接向人民法院提起行政诉讼",
        "{end_missed}",
    ],
    "filing_revocation_notice": [
        "撤销备案事先告知书",
        "自评估报告系伪造。",
        "鉴定意见一份。",
        "{false}",
        "拟撤销上述备案",
        "有权陈述和申辩",
        "在本事项页面提交陈述和申辩意见",
        "最后一日为2026年9月30日",
        "{revocation}",
    ],
    "filing_revocation_dropped": [
        "终止撤销备案程序通知书",
        "不撤销该备案",
        "你单位于2026年9月22日提出了陈述和申辩",
        "系供应商伪造，公司已更正。",
        "备案编号和公示信息继续有效",
        "{revocation}",
    ],
    "filing_revoked": [
        "撤销备案决定书",
        "自2026年9月22日起生效",
        "自评估报告系伪造。",
        "鉴定意见一份。",
        "本机关于2026年9月22日告知了拟撤销备案的事实、证据和依据",
        "你单位的意见：报告由供应商提供，我司不知情。",
        "不影响事实认定，不予采纳。",
        "{false}",
        "标注“已撤销”",
        "60日内申请行政复议",
        "6个月内直接向人民法院提起行政诉讼",
        "审核：Bo复核：Chen",
        "{revocation}",
    ],
}
LAW = {
    "algorithm-2021-draft": {
        "change": "第二十条第二款",
        "change_days": "备案信息变更后，在五个工作日内办理变更",
        "change_missed": "（征求意见稿）》第二十九条第一款处理（征求意见稿，非现行有效规定）",
        "end": "第二十条第三款",
        "end_days": "在终止前三十个工作日办理注销备案",
        "end_missed": "第二十九条第二款",
        "closed": "因严重违法被关闭网站",
        "false": "报送备案时提供虚假材料",
        "revocation": "第二十九条第一款",
    },
    "algorithm-2022": {
        "change": "第二十四条第二款",
        "change_days": "备案信息变更后，在十个工作日内办理变更",
        "change_missed": "《互联网信息服务算法推荐管理规定》第三十一条处理。",
        "end": "第二十四条第三款",
        "end_days": "在终止后二十个工作日内办理注销备案",
        "end_missed": "第三十三条第二款",
        "closed": "因严重违法被责令关闭网站",
        "false": "提供虚假材料取得备案",
        "revocation": "第三十三条第一款",
    },
}
#: Personal numbers of the filing, and what a page shows where a fact is missing.
UNSAID = ["13800000000", "13911112222", "E87654321", "E12345678", "None"]


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


def test_every_letter_has_its_acts_and_its_sentences() -> None:
    letters = [kind.code for kind in LIFECYCLE_NOTICES if kind.form == Notice.Form.LETTER]
    assert (sorted(ACTS), sorted(SAYS)) == (sorted(letters), sorted(letters))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("code", ACTS)
def test_an_act_says_a_letter_that_states_all_it_must(
    cast: Cast, settings: Any, code: str, profile: str
) -> None:
    settings.ALGORITHM_PROFILE = profile
    letter = said(cast, code)
    number = Filing.objects.get(pk=letter.case_id).record_number
    text = page(letter)
    assert unsaid(letter) == []
    must = [
        "演示省互联网信息办公室",
        f"{cast.company_a.name}：",
        f"备案编号{number}",
        f"备案主体{cast.company_a.name}",
        f"算法名称{make.NAME}",
        f"《{rulebook(profile).title}》",
        *(sentence.format(**LAW[profile]) for sentence in SAYS[code]),
    ]
    assert [sentence for sentence in must if sentence not in text] == []
    assert ("依据征求意见稿，非现行有效规定" in text) == rulebook(profile).is_draft
    assert [one for one in UNSAID if one in text] == []
    assert letter.addressee == cast.company_a


def test_a_second_change_is_told_against_the_first(cast: Cast) -> None:
    case: Case = make.filing(cast, S.CHANGE_SUBMITTED)
    make.act(case, "return_change", cast.bo, items=ITEMS)
    make.edit(case, cast.ai, metrics="完读率")
    make.act(case, "submit_change", cast.ai)
    make.act(case, "accept_change", cast.bo)
    make.act(case, "declare_change", cast.ai, changed_on=make.CHANGED, reason="误报")
    make.act(case, "withdraw_change", cast.ai, reason="误报")
    make.act(case, "declare_change", cast.ai, changed_on=make.CHANGED, reason="模型换代")
    make.edit(case, cast.ai, model_name="青云排序三代")
    make.act(case, "submit_change", cast.ai)
    make.act(case, "accept_change", cast.bo)
    first, second = Notice.objects.filter(case_id=case.pk, code="filing_change_accepted").order_by(
        "pk"
    )
    rows = [
        [(row["label"], row["before"], row["after"]) for row in letter.context["differences"]]
        for letter in (first, second)
    ]
    assert rows == [
        [("模型名称", "", "青云排序二代"), ("评价指标", "", "完读率")],
        [("模型名称", "青云排序二代", "青云排序三代")],
    ]


def test_letters_of_an_end_name_the_version_in_force_and_not_the_change_under_review(
    cast: Cast,
) -> None:
    case: Case = make.filing(cast, S.CHANGE_DUE)
    new = "青云榜单算法"
    make.edit(case, cast.ai, algorithm_name=new, public_name=new)
    make.act(case, "submit_change", cast.ai)
    make.act(case, "cancel_ex_officio", cast.bo, ground="site_closed", facts="网站已被责令关闭。")
    names = dict(
        Notice.objects.filter(case_id=case.pk).values_list("code", "context__algorithm_name")
    )
    assert names["filing_change_received"] == new
    assert names["filing_cancelled_ex_officio"] == make.NAME


def test_a_missed_deregistration_is_cited_with_its_day(cast: Cast) -> None:
    case: Case = make.filing(cast, S.RECORDED)
    make.act(
        case,
        "cancel_ex_officio",
        cast.bo,
        ground="not_deregistered",
        facts="网站和应用均已无法访问。",
        service_ended_on=make.NOW.date(),
    )
    text = page(
        Notice.objects.select_related("case", "event", "addressee").get(
            case_id=case.pk, code="filing_cancelled_ex_officio"
        )
    )
    assert "服务终止之日为2026年9月22日。网站和应用均已无法访问。" in text
    assert (
        "第二十条第三款、《互联网信息服务算法推荐管理规定（征求意见稿）》第二十九条第二款" in text
    )


def test_a_company_that_kept_silent_is_told_that_it_did(cast: Cast) -> None:
    case: Case = make.filing(cast, S.RECORDED)
    make.act(case, NOTIFY[0], cast.bo, **NOTIFY[2])
    late = make.at("2026-10-08 09:00")
    make.act(case, "revoke", cast.chen, now=late, reason="期限届满未提出陈述和申辩。")
    letter = Notice.objects.select_related("case", "event", "addressee").get(
        case_id=case.pk, code="filing_revoked"
    )
    assert "你单位在作出决定之前没有提出陈述和申辩" in page(letter)
    assert letter.context["stated_at"] == ""
