"""Asking a rulebook, and what a damaged profile file is told."""

from pathlib import Path

import pytest

from portal.law.rulebook import (
    RulebookError,
    UnknownLimit,
    UnknownProfile,
    UnknownRow,
    assemble,
    profiles,
    rulebook,
)

HEAD = """
[head]
title = "试验规定"
status = "draft"
source = "试验"
"""
LIMIT = """
[[limit]]
code = "trial.act"
article = "第一条"
ref = "1"
summary = "试验"
act = "办理"
party = "provider"
trigger = "当日"
amount = 5
unit = "working_day"
force = "shall"
kind = "duty"
missed = "第二条"
on_miss = "lead"
"""


def assembled(folder: Path, text: str, **others: str):
    for name, content in {"trial": text, **others}.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    return assemble("trial", {path.stem: path for path in folder.glob("*.toml")})


def test_four_profiles_can_govern_a_case() -> None:
    assert profiles() == (
        "algorithm-2021-draft",
        "algorithm-2022",
        "ethics-2025-draft",
        "platform-2021",
    )


def test_a_rulebook_is_read_once() -> None:
    assert rulebook("algorithm-2022") is rulebook("algorithm-2022")


@pytest.mark.parametrize("name", ["", "algorithm-2023", "../profiles/algorithm-2022", "a\0b"])
def test_unknown_profile_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownProfile, match="没有名为"):
        rulebook(name)


def test_unknown_codes_are_refused_by_name() -> None:
    book = rulebook("platform-2021")
    with pytest.raises(UnknownLimit, match="algorithm.initial"):
        book.limit("algorithm.initial")
    with pytest.raises(UnknownRow, match="quorum"):
        book.threshold("quorum")
    with pytest.raises(UnknownRow, match="fine"):
        book.sanction("fine")
    with pytest.raises(UnknownRow, match="recheck"):
        book.items("recheck")


@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("ethics.decision", "第十六条第一款"),
        ("ethics.violation", "第三十二条"),
        ("ethics.quorum", "第十四条第一款"),
        ("recheck", "附件第1项"),
    ],
)
def test_an_act_rests_on_a_limit_a_sanction_a_number_or_a_list(code: str, article: str) -> None:
    row = rulebook("ethics-2025-draft").cited(code)
    assert row is not None
    assert row.article == article


def test_an_act_rests_on_nothing_that_the_rulebook_does_not_hold() -> None:
    assert rulebook("ethics-2025-draft").cited("ethics.nothing") is None


def test_a_well_formed_file_is_accepted(tmp_path: Path) -> None:
    assert assembled(tmp_path, HEAD + LIMIT).limit("trial.act").amount == 5


def test_an_included_row_keeps_its_own_file_and_status(tmp_path: Path) -> None:
    head = HEAD + 'includes = ["shared"]\n'
    shared = HEAD.replace("draft", "in_force") + LIMIT
    limit = assembled(tmp_path, head, shared=shared).limit("trial.act")
    assert (limit.profile, limit.is_draft) == ("shared", False)


@pytest.mark.parametrize(
    ("find", "replace", "sentence"),
    [
        ('party = "provider"', 'party = "king"', "party：未知取值 'king'"),
        ("amount = 5", "amount = 0", "amount：应为正整数"),
        ("amount = 5", "amount = -5", "amount：应为正整数"),
        ("amount = 5", "amount = true", "amount：应为正整数"),
        ("amount = 5", 'amount = "5"', "amount：应为正整数"),
        ("amount = 5\n", "", "amount：缺少数量"),
        ('act = "办理"\n', "", "act：缺少此字段"),
        ('act = "办理"', 'act = " "', "act：不能为空"),
        ('act = "办理"', "act = 3", "act：应为文字"),
        ('missed = "第二条"\n', "", "missed：生成线索的期限应写明"),
        ('kind = "duty"', 'kind = "duty"\nkindd = "duty"', "kindd：未知字段"),
        ('kind = "duty"', 'kind = "duty"\nextendable = "yes"', "extendable：应为 true"),
        ('kind = "duty"', 'kind = "duty"\nrolling = "no"', "rolling：应为 true"),
        ('unit = "working_day"', 'unit = "year_date"', "year_date：unit 为 year_date 时必填"),
        ('unit = "working_day"', 'unit = "promptly"', "set_by：unit 为 promptly 时应为 none"),
        ('kind = "duty"', 'kind = "duty"\nyear_date = "02-30"', "year_date：应为“月-日”"),
    ],
)
def test_a_damaged_limit_names_file_row_and_field(
    tmp_path: Path, find: str, replace: str, sentence: str
) -> None:
    assert find in LIMIT
    with pytest.raises(RulebookError) as refusal:
        assembled(tmp_path, HEAD + LIMIT.replace(find, replace))
    assert str(refusal.value).startswith("trial.toml：[[limit]] 第 1 行（trial.act） 的 ")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "head 的 title：缺少此字段"),
        ("[head", "文件无法读取"),
        (HEAD + "[[limits]]\n", "limits：未知部分"),
        (HEAD + "[limit]\n", "limit：应写作 [[limit]]"),
        (HEAD.replace("draft", "dream"), "head 的 status：未知取值 'dream'"),
        (HEAD + 'issued = "2021"\n', "head 的 issued：应为日期"),
        (HEAD + 'includes = ["nowhere"]\n', "没有可引入的文件 'nowhere'"),
        (HEAD + 'includes = ["trial"]\n', "没有可引入的文件 'trial'"),
        (HEAD + LIMIT + LIMIT, "trial.act 的 code：重复"),
    ],
)
def test_a_damaged_file_is_refused_whole(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(RulebookError) as refusal:
        assembled(tmp_path, text)
    assert sentence in str(refusal.value)


def test_two_files_may_not_use_one_code(tmp_path: Path) -> None:
    text = HEAD + 'includes = ["shared"]\n' + LIMIT
    with pytest.raises(RulebookError, match="trial.act 的 code：重复"):
        assembled(tmp_path, text, shared=HEAD + LIMIT)


def test_an_included_file_includes_nothing(tmp_path: Path) -> None:
    text = HEAD + 'includes = ["shared"]\n'
    shared = HEAD + 'includes = ["trial"]\n'
    with pytest.raises(RulebookError, match="被引入的文件不得再引入"):
        assembled(tmp_path, text, shared=shared)


@pytest.mark.parametrize("value", ['"2/0"', '"many"', "0", "true", "0.5"])
def test_a_threshold_is_a_number_above_zero(tmp_path: Path, value: str) -> None:
    row = f'[[threshold]]\ncode="a"\narticle="一"\nref="1"\nsummary="x"\nvalue = {value}\n'
    with pytest.raises(RulebookError, match="value"):
        assembled(tmp_path, HEAD + row)


SANCTION = """
[[sanction]]
code = "trial.fine"
article = "第二条"
ref = "2"
summary = "试验"
measures = ["warning", "fine"]
fine_min = 5
fine_max = 6
"""


@pytest.mark.parametrize(
    ("find", "replace", "sentence"),
    [
        ("fine_max = 6\n", "", "fine_max：罚款幅度的两端应同时填写"),
        ("fine_max = 6", "fine_max = 4", "fine_max：不得低于 fine_min"),
        ("fine_min = 5\nfine_max = 6\n", "", "fine_max：措施中有罚款的应写明幅度"),
        (', "fine"', "", "fine_max：措施中有罚款的应写明幅度，没有的不写"),
        ('["warning", "fine"]', "[]", "measures：至少写一项措施"),
        ('"warning"', '"flogging"', "measures：未知取值 'flogging'，应为 warning、"),
        ('"warning"', '"fine"', "measures：有重复的取值"),
        ('"warning"', "3", "measures：应为文字列表"),
        ("fine_min", 'severe = ["suspend_updates"]\nfine_min', "opens_by：有加重措施的必填"),
        ("fine_min", 'opens_by = ["serious"]\nfine_min', "opens_by：有加重措施的必填，没有的不填"),
    ],
)
def test_a_damaged_sanction_names_its_field(
    tmp_path: Path, find: str, replace: str, sentence: str
) -> None:
    assert find in SANCTION
    with pytest.raises(RulebookError) as refusal:
        assembled(tmp_path, HEAD + SANCTION.replace(find, replace, 1))
    assert sentence in str(refusal.value)


def test_a_whole_sanction_is_accepted(tmp_path: Path) -> None:
    assert assembled(tmp_path, HEAD + SANCTION).sanction("trial.fine").allows_fine(6)


def test_a_case_under_a_draft_also_cites_laws_in_force() -> None:
    law = rulebook("algorithm-2021-draft")
    cited = {
        "《互联网信息服务算法推荐管理规定（征求意见稿）》第二十条第二款": True,
        "《中华人民共和国行政处罚法》第四十五条": False,
        "《本平台内部规则》第一条": False,
        "": False,
    }
    assert {one: law.cites_draft(one) for one in cited} == cited
    assert not rulebook("algorithm-2022").cites_draft(
        "《互联网信息服务算法推荐管理规定》第二十四条第二款"
    )
