"""Every letter of ethics review states what it must, said by real acts and read from its printed pages."""

import io
import json
import re
from datetime import timedelta

import pypdf
import pytest

from ethics_review.models import Review
from ethics_review.notices import NOTICES
from portal.accounts.models import User
from portal.notices.models import Notice
from portal.notices.render import render_letter
from portal.notices.selectors import notices_for, notices_of, readable
from tests.ethics_review import building, letter_stories
from tests.ethics_review.letter_stories import STORIES, said
from tests.portal.letter_contents import unsaid

pytestmark = pytest.mark.django_db(transaction=True)

DRAFT = "《人工智能科技伦理管理服务办法（试行）（公开征求意见稿）》"
MEASURES = "《科技伦理审查办法（试行）》"
VOTE = "表决结果赞成5票，反对1票，弃权1票，未投票0人，回避1人"
THERE = "到会委员7人（人工智能技术2人、人工智能应用2人、伦理2人、法律1人）"
APPEAL = [
    "自本决定送达之日起3个工作日内，登录本门户在本事项页面向青云研究院科技伦理委员会提出申诉",
    f"{DRAFT}第十六条第二款",
    "7个工作日内重新作出决定",
    "送达之日不计入",
]
#: story → what its page says besides the activity, the unit and the committee.
SAYS = {
    "received": [
        "2026年9月22日9时00分收到",
        "1.活动方案（在线填报）",
        "3.承诺书",
        "4.机构资质材料",
        "内部目标五个工作日",
        "最后一日为2026年9月30日",
        "不代表材料齐全，也不代表已经受理",
        f"{DRAFT}第十二条、第十三条",
    ],
    "supplement": [
        "需要补充的全部材料一次性完整告知",
        "活动方案没有写明数据来源。",
        "最后一日为2026年10月20日，当日24时届满",
        "可以不予受理",
        f"{DRAFT}第十二条、第十三条；《本平台内部规则》解释表L4",
    ],
    "not accepted": ["决定不予受理", "没有写明数据来源。", "修改后重新申请", f"{DRAFT}第十二条"],
    "accepted": [
        "2026年9月22日9时00分受理，适用一般程序",
        "理由：依申请材料认定。",
        "到会委员不少于5人",
        "最后一日为2026年10月22日，当日24时届满",
        f"{DRAFT}第十三条、第十六条第一款",
    ],
    "accepted simplified": [
        "适用简易程序的情形：风险的可能性和程度不高于日常生活的常规风险",
        f"（{DRAFT}第十九条第（一）项）",
        "指定不少于2名委员审查",
        "转入一般程序",
        "最后一日为2026年10月22日",
    ],
    "accepted emergency": [
        "2026年9月22日9时00分受理，适用应急程序",
        "应急审查一般在七十二小时内完成",
        "于2026年9月25日9时00分届满",
        "一般在三十六小时内完成",
        "于2026年9月23日21时00分届满",
        "具有舆论社会动员能力和社会意识引导能力",
        "附件第2项",
        f"{DRAFT}第十三条、第二十七条",
    ],
    "converted": [
        "转入一般程序",
        "对审查内容有疑义",
        "不因程序转换重新起算",
        "最后一日为2026年10月22日，当日24时届满",
        f"{DRAFT}第二十条第二款、第十六条第一款",
    ],
    "extended": [
        "需要补充检测。",
        "原审查期限的最后一日为2026年10月22日，延长至2026年11月6日，当日24时届满",
        f"{DRAFT}第十六条第一款",
    ],
    "minutes": [
        "仅供青云研究院科技伦理委员会内部使用",
        "会议编号HY2026000001",
        "形式线上会议（第一会议室）",
        "主持人qi先生",
        "m5先生（委员，人工智能应用）",
        "未到会委员m4先生、m6先生",
        "不参加本事项审议和表决的委员：m4先生。",
        "gu先生（数据安全），没有表决权。咨询意见：建议补充脱敏规则。",
        "结果：批准。",
        THERE,
        VOTE,
        "qi先生主任委员人工智能技术批准",
        "m3先生委员伦理不予批准",
        "m5先生委员人工智能应用弃权",
        f"{DRAFT}第十四条第一款；{MEASURES}第十六条",
    ],
    "minutes simplified": [
        "不召开会议",
        "m1先生委员人工智能应用同意批准",
        "m3先生委员伦理同意批准",
        "赞成2票，反对0票",
    ],
    "preliminary": [
        "本意见书不是批准，活动不得开展",
        "赞成5票，反对0票",
        "同意提交专家复核。",
        "附件第2项",
        "向所在地省级主管部门申请专家复核",
        "委员会的初步审查意见；组织复核的部门要求的其他材料",
        "30日内反馈复核意见",
        "最后一日为2026年10月13日",
    ],
    "approved": [
        "决定予以批准",
        "2026年9月22日9时00分受理，适用一般程序",
        "审议方式线上会议会议日期2026年9月22日",
        THERE,
        VOTE,
        "通过所需票数5票",
        "建议：建议公开误差报告。",
        "间隔为9个月，首次跟踪审查的最后一日为2027年6月22日",
        "没有纳入专家复核清单",
        "不是对活动结果的担保",
        f"{DRAFT}第十六条第一款、第十四条第一款、第十七条；{MEASURES}第十六条",
    ],
    "approved simplified": [
        "适用简易程序的情形：风险的可能性和程度不高于日常生活的常规风险",
        "由指定的委员审查，不召开会议",
        "指定委员2人（人工智能应用1人、伦理1人）",
        "赞成2票，反对0票，弃权0票，未投票0人，回避0人",
        "指定的委员全部同意",
        "第十九条、第二十条第一款",
    ],
    "approved listed": [
        "专家复核意见为：同意（2026年9月22日反馈）",
        "复核意见摘要：合规性、合理性均符合要求。",
        "间隔为6个月，首次跟踪审查的最后一日为2027年3月22日",
        "三十日内登记",
        "最后一日为2026年10月22日",
        "第二十四条",
        "第二十五条",
    ],
    "approved amended": [
        "经核对符合决定的要求",
        "原决定要求修改的内容：补充知情同意书。",
        "修改后批准5票",
        "间隔为12个月",
    ],
    "approved on appeal": [
        "9时00分提出的申诉，委员会已经重新审议和表决",
        "申诉理由：防控措施和应急预案未被考虑。",
        "赞成7票，反对0票",
        "第十六条第二款",
    ],
    "conditional": [
        "批准不生效，活动不得开展",
        VOTE,
        "需要修改的内容：补充知情同意书。",
        "最后一日为2026年10月20日，当日24时届满",
        f"{MEASURES}第十六条",
        "《本平台内部规则》解释表L6",
    ],
    "amendment returned": ["补充知情同意书。", "没有写明数据来源。", "最后一日为2026年10月20日"],
    "revision": [
        THERE,
        VOTE,
        "修改建议：补充防控计划。",
        "选择“修改后重新申请”",
        *APPEAL,
    ],
    "rejected": [THERE, VOTE, "决定：不予批准。", "理由：风险受益比不合理。", *APPEAL],
    "appeal received": [
        "9时00分收到你单位的申诉",
        "2026年9月22日作出的不予批准决定",
        "防控措施和应急预案未被考虑。",
        "最后一日为2026年10月9日，当日24时届满",
        f"{DRAFT}第十六条第二款",
    ],
    "late appeal taken up": [
        "提出的逾期申诉",
        "2026年10月22日9时00分受理",
        "受理逾期申诉的理由：送达地址曾有误。",
        "最后一日为2026年11月2日",
    ],
    "upheld": [
        "决定维持原决定",
        "原决定的建议或者理由：风险受益比不合理。",
        "防控措施和应急预案未被考虑。",
        "理由：所述措施已经审议。",
        f"{DRAFT}第十六条第二款",
    ],
    "late appeal declined": [
        "决定于2026年9月22日送达",
        "自送达之日起3个工作日内提出，期限已经届满",
        "没有正当理由。",
        "原决定继续有效",
        f"{DRAFT}第十六条第二款；《本平台内部规则》解释表L8",
    ],
    "recognised": [
        "作出审查的单位白鹿大学",
        "审查决定白大伦审〔2026〕8号",
        "数据处理部分",
        "审查范围相同。",
        "间隔为12个月",
        "最后一日为2027年9月22日",
        "不是本委员会的批准",
        f"{DRAFT}第十八条、第十七条",
    ],
    "tracking": [
        "第1次跟踪审查",
        "按批准的方案开展，没有调整。",
        "各项防控措施均已执行。",
        "结论：继续开展。",
        "最后一日为2027年9月22日",
        f"{DRAFT}第十七条；{MEASURES}第十九条",
    ],
    "tracking terminates": ["结论：终止。", "终止活动的决定书另行发出", "不再跟踪审查"],
    "risk answer": [
        "发生日期：2026年9月21日",
        "重大变化",
        "处理：暂停。",
        "理由：先行评估。",
        "第十七条",
    ],
    "suspended": [
        "决定暂停",
        "9时00分起生效",
        "先行评估。",
        "跟踪审查继续计算",
        "最后一日为2027年9月22日",
    ],
    "resumed": ["决定恢复", "误差已经消除。", "不因暂停而推迟", "最后一日为2027年9月22日"],
    "new review": ["应当重新审查", "重大变化。", "修改后重新申请", "第二十五条、第十二条"],
    "terminated": ["决定终止", "风险不可控。", "不能恢复", f"{DRAFT}第十七条"],
    "activity registered": [
        "活动方案、伦理审查情况、专家复核情况",
        "2026年9月22日批准",
        "复核意见为同意",
        "方案、审查和复核情况已经登记。",
        "不代替在国家科技管理信息登记平台的登记",
        f"{MEASURES}第四十四条",
    ],
    "recheck received": [
        "演示省科学技术厅",
        "9时00分收到",
        "委员会的初步审查意见",
        "复核申请表",
        "最后一日为2026年10月22日，当日24时届满",
        f"{MEASURES}第二十七条；{DRAFT}第二十三条",
    ],
    "recheck supplement": [
        "没有写明数据来源。",
        "不停止本机关的期限",
        "最后一日为2026年10月22日",
        "委员会不能批准该活动",
    ],
    "recheck opinion": [
        "复核意见为：同意。",
        "共5人：人工智能技术2人、人工智能应用1人、伦理1人、法律1人",
        "复核组5人声明没有利益冲突；声明存在利益冲突而回避的1人，更换专家1人次",
        "初步审查意见的合规性",
        "初步审查意见的合理性",
        "组织复核的部门的说明：程序合规，风险受益判断合理。",
        "同意4票，不同意1票，未表决0人",
        "同意所需票数4票",
        "不是伦理审查决定",
        f"{DRAFT}第二十三条、第二十三条第二款；{MEASURES}第二十八条、第三十条",
    ],
    "committee registered": [
        "2026年9月1日9时00分",
        "设立日期2026年8月20日",
        "9人：人工智能技术3人、人工智能应用2人、伦理2人、法律2人；其中外单位2人",
        "主任委员",
        "2030年12月31日",
        "最后一日为2027年3月31日",
        "不是对委员会审查能力的认可",
        f"{MEASURES}第四十三条",
    ],
    "committee year": [
        "2026年度的工作报告",
        "受理的审查1件",
        "决定批准1件",
        "召开会议1次",
        "全年开会一次。",
        "没有清单活动。",
        "培训情况：两次。",
        "最后一日为2028年3月31日",
        f"{MEASURES}第四十五条；{DRAFT}第三十条第一款",
    ],
}
#: For the committee and its unit alone: names belong there.
NAMING = {"minutes", "minutes simplified", "committee registered"}


#: What stands on every page around the text: the mark of a draft, the page, the case, the code.
FURNITURE = re.compile(
    r"—\d+—|依据征求意见稿，非现行有效规定(—\d+—)?事项编号[A-Z]+\d{10}核验码([0-9A-Z]{4}-?){4}"
)


def printed(letter: Notice) -> str:
    """All that is printed, without spaces."""
    pages = pypdf.PdfReader(io.BytesIO(render_letter(letter))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def page(letter: Notice) -> str:
    """The text of the letter alone."""
    return FURNITURE.sub("", printed(letter))


def test_every_letter_has_a_story_and_every_story_its_sentences() -> None:
    letters = {kind.code for kind in NOTICES if kind.form == Notice.Form.LETTER}
    assert {code for code, _ in STORIES.values()} == letters
    assert set(SAYS) == set(STORIES)


@pytest.mark.parametrize("story", STORIES)
def test_a_letter_states_all_it_must_and_names_no_member_to_the_applicant(story: str) -> None:
    letter = said(story)
    whole, text = printed(letter), page(letter)
    assert FURNITURE.search(whole) is not None
    always = [letter.title, letter.case.number]
    assert [told for told in [*always, *SAYS[story]] if told not in text] == []
    assert unsaid(letter) == []
    assert "None" not in text
    assert ("先生" in text + json.dumps(letter.context, ensure_ascii=False)) == (
        story in NAMING - {"committee registered"}
    )


def test_the_same_letter_is_the_same_bytes_each_time() -> None:
    letter = said("rejected")
    assert render_letter(letter) == render_letter(Notice.objects.get(pk=letter.pk))


def test_a_committee_without_a_department_gets_its_receipt_from_the_portal() -> None:
    letter = said("committee registered")
    letter.context["issuer"] = ""
    assert "备案受理机关" in page(letter)


def test_a_ballot_that_was_not_cast_is_counted_and_named_in_the_minutes_alone() -> None:
    story = letter_stories.tale()
    case = building.accepted(story)
    ends_at = story.now + timedelta(minutes=5)
    building.voting(story, case, present=letter_stories.PRESENT, ends_at=ends_at)
    for name in letter_stories.PRESENT[:-1]:
        story.act(case, "cast_ballot", name, choice="approve")
    story.now = ends_at
    story.act(case, "close_voting", "qi")
    story.act(case, "approve", "qi", tracking_months=12)
    minutes = Notice.objects.get(code="ethics_minutes", case_id=case.pk)
    decided = Notice.objects.get(code="ethics_approved", case_id=case.pk)
    assert "m5先生委员人工智能应用未投票" in page(minutes)
    assert "赞成6票，反对0票，弃权0票，未投票1人，回避0人" in page(decided)


def test_the_minutes_are_read_by_the_committee_and_the_auditor_alone() -> None:
    story = letter_stories.tale()
    case = Review.objects.get(pk=letter_stories.voted(story, "approve").pk)
    minutes = Notice.objects.get(code="ethics_minutes", case_id=case.pk)

    def reads(user: User) -> bool:
        listed = notices_of(case, user).filter(pk=minutes.pk).exists()
        assert listed == (readable(user, minutes.pk) is not None)
        return listed

    people = story.cast.people
    readers = {name for name, user in people.items() if name != "system" and reads(user)}
    # M4 is recused; Gu advises without a vote; Lin leads the activity, Gao manages the unit.
    assert readers == {"su", "qi", "wei", "wen", "m1", "m2", "m3", "m5", "m6", "ren"}
    told = {name for name in people if notices_for(people[name]).filter(pk=minutes.pk).exists()}
    assert told == readers - {"ren"}


def test_a_long_reason_and_a_rare_name_stay_on_the_page() -> None:
    letter = said("rejected")
    letter.context["activity_name"] = "𠮷" * 100
    letter.context["decision_text"] = "风险受益比不合理。" * 300
    text = page(letter)
    assert text.count("𠮷") == 100
    assert text.count("风险受益比不合理。") == 300
