"""The draw by lot: anybody can repeat it, its order does not matter, and nobody is favoured."""

import subprocess
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement.rules.lots import draw, draw_problems, officers, officers_problems

POOL = ("甲公司", "乙公司", "丙公司", "丁公司", "戊公司")
STAFF = {"王": "网信", "李": "网信", "张": "公安", "赵": "市场监管", "陈": "公安"}
entries = st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, unique=True)


def test_the_order_of_the_draw_is_that_of_the_hashes() -> None:
    hashed = {sha256(f"2022-08-01|{one}".encode()).hexdigest(): one for one in POOL}
    expected = tuple(hashed[digest] for digest in sorted(hashed))
    assert draw("2022-08-01", POOL, 5) == expected
    assert draw("2022-08-01", POOL, 2) == expected[:2]


def test_an_outsider_repeats_the_draw_with_the_commands_of_the_manual(tmp_path) -> None:
    (tmp_path / "pool").write_text("".join(f"{one}\n" for one in POOL), encoding="utf-8")
    script = """
        while IFS= read -r entry; do
          printf '%s|%s' "$seed" "$entry" | sha256sum | tr -d '\\n'; echo "$entry"
        done < pool | sort | head -n "$count"
    """
    told = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "seed": "种子", "count": "3", "LC_ALL": "C"},
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    ).stdout
    assert tuple(line.split("-", 1)[1] for line in told.splitlines()) == draw("种子", POOL, 3)


@given(entries, st.text(st.characters(codec="utf-8"), min_size=1), st.randoms(), st.data())
@settings(max_examples=100, deadline=None)
def test_neither_the_order_of_the_pool_nor_the_number_asked_for_changes_the_order(
    pool: list[str], seed: str, chance, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(pool)))
    whole = draw(seed, pool, len(pool))
    shuffled = list(pool)
    chance.shuffle(shuffled)
    assert draw(seed, shuffled, count) == whole[:count]
    assert sorted(whole) == sorted(pool)


def test_over_many_seeds_everybody_is_drawn_about_as_often() -> None:
    drawn = Counter(draw(f"seed-{number}", POOL, 1)[0] for number in range(5_000))
    assert sorted(drawn) == sorted(POOL)
    assert all(900 <= times <= 1_100 for times in drawn.values())


@pytest.mark.parametrize(
    ("seed", "pool", "count", "said"),
    [
        ("", POOL, 1, "抽取的种子不能为空"),
        ("s", ("甲公司", "乙公司", "甲公司"), 1, "名单中有重复：甲公司"),
        ("s", POOL, 0, "抽取的数量应不少于 1"),
        ("s", POOL, 6, "名单只有 5 个，不能抽取 6 个"),
    ],
)
def test_a_draw_that_cannot_be_made_says_why(
    seed: str, pool: tuple[str, ...], count: int, said: str
) -> None:
    assert [reason.message for reason in draw_problems(seed, pool, count)] == [said]
    with pytest.raises(ValueError, match=said):
        draw(seed, pool, count)


def test_a_joint_team_has_somebody_of_every_department_asked_for() -> None:
    for number in range(200):
        team = officers(f"seed-{number}", STAFF, 3, ["网信", "公安", "市场监管"])
        assert sorted(STAFF[one] for one in team) == ["公安", "市场监管", "网信"]
        assert team == tuple(one for one in draw(f"seed-{number}", tuple(STAFF), 5) if one in team)


def test_a_team_without_departments_is_the_plain_draw() -> None:
    assert officers("s", STAFF, 2) == draw("s", tuple(STAFF), 2)


def test_in_a_joint_team_the_first_drawn_of_each_department_comes_and_then_the_first_of_the_rest() -> (
    None
):
    for number in range(50):
        order = draw(f"seed-{number}", tuple(STAFF), 5)
        team = officers(f"seed-{number}", STAFF, 3, ["公安"])
        police = next(one for one in order if STAFF[one] == "公安")
        others = [one for one in order if one != police][:2]
        assert set(team) == {police, *others}


def test_a_team_that_cannot_be_drawn_says_why() -> None:
    found = officers_problems("s", STAFF, 2, ["网信", "公安", "工信"])
    assert [reason.message for reason in found] == [
        "名单中没有来自工信的人员",
        "3 个部门各一人，不能只抽取 2 人",
    ]
    with pytest.raises(ValueError, match="工信"):
        officers("s", STAFF, 3, ["工信"])
