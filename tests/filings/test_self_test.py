"""The self-test itself: which questions are asked, what follows from the answers, how they stand in an address."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from filings.self_test import QUESTIONS, Answers, BadAnswers, Outcome, Verdict, summary, verdict
from portal.law.calendar import WorkCalendar
from portal.law.rulebook import rulebook

DRAFT, ENACTED = "algorithm-2021-draft", "algorithm-2022"
CALENDAR = WorkCalendar()


def judged(code: str, profile: str = ENACTED) -> Verdict:
    return verdict(Answers.parse(code), rulebook(profile), CALENDAR)


def names(code: str) -> list[str]:
    return [question.name for question in Answers.parse(code).path()]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("py.tp.fa.l20260914", "must"),
        ("py.tgprfd.rb.fabcdefghij.ln", "must"),
        ("py.td.fn.ey.ln", "must"),
        ("py.td.fn.en.my.ln", "must"),
        ("py.tp.fu.ey.ln", "must"),  # the second branch is certain where the first is not
        ("py.tpu.fau.ln", "must"),  # one that is certain is enough
        ("pn", "need_not"),
        ("py.tn", "need_not"),
        ("pu.tn", "need_not"),
        ("py.tp.fn.en.mn", "need_not"),
        ("pu.tu.fn.en.mn", "need_not"),  # without the attribute the rest does not matter
        ("pu.tp.fa.ln", "cannot_tell"),
        ("py.tu.fa.ln", "cannot_tell"),
        ("py.tp.fn.en.mu.ln", "cannot_tell"),
        ("py.tp.fn.eu.mn.ln", "cannot_tell"),
        ("py.tp.fu.en.mn.ln", "cannot_tell"),
    ],
)
def test_the_outcome_follows_from_the_three_conditions(code: str, outcome: str) -> None:
    assert judged(code).outcome is Outcome(outcome)
    assert judged(code, DRAFT).outcome is Outcome(outcome)


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("", "public"),
        ("pn", "public"),
        ("py", "public types"),
        ("py.tn", "public types"),
        ("py.tg.rs.fn.en", "public types role forms expression mobilisation launch"),
        ("py.tp.fa", "public types forms launch"),
        ("py.tp.fn.ey", "public types forms expression launch"),
        ("py.tp.fn.en.mn", "public types forms expression mobilisation"),
    ],
)
def test_only_what_follows_is_asked(code: str, asked: str) -> None:
    assert names(code)[: len(asked.split())] == asked.split()


def test_the_dates_are_counted_from_the_launch_under_either_text() -> None:
    for profile, article in ((DRAFT, "第二十条第一款"), (ENACTED, "第二十四条第一款")):
        found = judged("py.tp.fa.l20260914", profile)
        assert found.filing is not None
        assert found.filing.due is not None
        assert (found.filing.due.last_day, found.filing.limit.article) == (
            date(2026, 9, 28),
            article,
        )
        assert found.assessment is not None
        assert found.assessment.due is not None
        assert found.assessment.due.last_day == date(2026, 9, 13)


def test_without_a_launch_day_the_duties_are_named_and_not_dated() -> None:
    found = judged("py.tp.fa.ln")
    assert found.filing is not None
    assert found.assessment is not None
    assert (found.filing.due, found.assessment.due) == (None, None)


def test_where_nothing_is_owed_nothing_is_dated() -> None:
    found = judged("py.tp.fn.en.mn")
    assert (found.filing, found.assessment, found.related) == (None, None, ())


def test_a_supporter_files_likewise_and_leaves_the_assessment_to_the_provider() -> None:
    found = judged("py.tg.rs.ff.l20260914")
    assert found.outcome is Outcome.MUST
    assert found.assessment is None
    assert [row.citation for row in found.related] == [
        "《互联网信息服务深度合成管理规定》第十九条第二款"
    ]


def test_a_provider_of_synthesis_reads_the_two_texts_that_lead_to_the_filing() -> None:
    assert [row.code for row in judged("py.tg.rp.fa.ln").related] == ["provider", "generative"]
    assert [row.code for row in judged("py.tg.rb.fa.ln").related] == [
        "provider",
        "supporter",
        "generative",
    ]
    assert judged("py.tp.fa.ln").related == ()


def test_each_answer_has_a_finding_with_its_article() -> None:
    findings = judged("py.td.fn.eu.mn.ln", DRAFT).findings
    assert [(one.question.name, one.answer, one.holds) for one in findings] == [
        ("public", "是", True),
        ("types", "调度决策类", True),
        ("forms", "都没有", False),
        ("expression", "说不准", None),
        ("mobilisation", "否", False),
        ("launch", "尚未确定", None),
    ]
    assert [one.rows[0].article for one in findings] == [
        "第二条",
        "第二条",
        "第二条第一项",
        "第二条第二项",
        "第二条第二项",
        "第二十条第一款",
    ]
    assert all(one.sentence for one in findings)


def test_an_open_test_has_no_verdict() -> None:
    with pytest.raises(ValueError, match="还没有答完"):
        judged("py.tp")


def test_every_service_of_the_first_branch_can_be_chosen_in_the_order_of_the_text() -> None:
    forms = next(question for question in QUESTIONS if question.name == "forms")
    listed = [row.code for row in rulebook(ENACTED).items("attribute_test")]
    assert [option.value for option in forms.options][:10] == listed[:10]
    assert listed[10:] == ["expression", "mobilisation"]


def test_the_letters_of_one_question_are_all_different() -> None:
    for question in QUESTIONS:
        keys = [option.key for option in question.options]
        assert len(keys) == len(set(keys)), question.name
    assert len({question.key for question in QUESTIONS}) == len(QUESTIONS)


def test_a_summary_tells_each_question_and_its_answer() -> None:
    assert summary("py.tgp.rb.fah.l20260914") == [
        ("服务是否在境内、面向用户提供？", "是"),
        ("服务使用下列哪些算法技术向用户提供信息？", "生成合成类、个性化推送类"),
        ("对生成合成类算法，您是哪一方？", "两者都是"),
        ("服务是否开办下列形式，或者附设这样的功能？", "论坛、信息分享"),
        ("服务哪一天开始提供，或者计划哪一天上线？", "2026-09-14"),
    ]
    assert summary("") == []
    assert summary("nonsense") == []


def answers_at_random(choose: some.DataObject) -> Answers:
    """Any whole test."""
    found = Answers()
    while question := found.next_question():
        if not question.options:
            day = some.one_of(some.none(), some.dates(date(2004, 1, 1), date(2099, 12, 31)))
            drawn = choose.draw(day)
            found = found.with_answer(question, [drawn.isoformat()] if drawn else [])
            continue
        values = [option.value for option in question.options if option.settles is not False]
        several = some.lists(some.sampled_from(values), min_size=1, unique=True)
        one = some.sampled_from([[option.value] for option in question.options])
        found = found.with_answer(
            question, choose.draw(some.one_of(several, one) if question.several else one)
        )
    return found


@settings(deadline=None)
@given(some.data())
def test_any_answers_survive_their_address_and_fit_the_filings_column(
    data: some.DataObject,
) -> None:
    answers = answers_at_random(data)
    again = Answers.parse(answers.code)
    assert (again.given, again.code) == (answers.given, answers.code)
    assert len(answers.code) <= 60
    assert len(summary(answers.code)) == len(answers.given)


@settings(deadline=None)
@given(some.text(max_size=60))
def test_any_other_text_is_refused_with_a_sentence(text: str) -> None:
    try:
        code = Answers.parse(text).code
    except BadAnswers as refused:
        assert str(refused)
    else:
        assert Answers.parse(code).code == code


@pytest.mark.parametrize(
    "code",
    [
        "x",
        "p",
        "pz",
        "pyn",
        "tp",
        "py.py",
        "py.tnp",
        "py.tp.rp",
        "py.tg.fa",
        "pn.tp",
        "py.tp.fa.l2026091",
        "py.tp.fa.l20260931",
        "py.tp.fa.l99990101",
        "py.tp.fa.l２０２６０９１４",
        "py.tp.fa.ln.en",
        "p" * 201,
    ],
)
def test_a_code_that_no_page_wrote_is_refused(code: str) -> None:
    with pytest.raises(BadAnswers):
        Answers.parse(code)


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("public", [], "请选择一项"),
        ("public", ["perhaps"], "没有这一选项，请从所列各项中选择"),
        ("public", ["yes", "no"], "只能选择一项"),
        ("types", ["none", "push"], "选择了“都没有”的，不能同时选择其他各项"),
        ("launch", ["14.9.2026"], "日期应为 2026-09-14 这样的日期"),
        ("launch", ["2026-02-30"], "日期应为 2026-09-14 这样的日期"),
        ("launch", ["20260914"], "日期应为 2026-09-14 这样的日期"),
        ("launch", ["1999-12-31"], "日期应在 2004 年至 2099 年之间，其他年份没有工作日历"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_sentence(
    name: str, values: list[str], sentence: str
) -> None:
    question = next(q for q in QUESTIONS if q.name == name)
    with pytest.raises(BadAnswers) as refused:
        Answers().with_answer(question, values)
    assert (str(refused.value), refused.value.name) == (sentence, name)
