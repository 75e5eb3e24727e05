"""The 21 digits of a filing number: shape, check digit, doubts."""

import pytest

from filings.record_number import check_digit, compose, digits_of, parse, problems

PROVINCES = frozenset({"11", "33", "44", "46"})
PRINTED = [
    "110101135224302220011",
    "110105199127804220017",
    "110108077222703220015",
    "110108224236606220017",
    "330110391028001220019",
    "440305295988703220011",
    "540103696532501250019",
]


@pytest.mark.parametrize("digits", PRINTED)
def test_check_digit_of_printed_numbers_is_found_again(digits: str) -> None:
    assert check_digit(digits[:20]) == digits[20]


@pytest.mark.parametrize("digits", PRINTED)
def test_a_sound_printed_number_raises_no_doubt(digits: str) -> None:
    assert problems(f"网信算备{digits}号", PROVINCES | {"54"}) == []


def test_composing_gives_the_printed_number() -> None:
    number = compose("110101", "1352243", "02", 2022, 1)
    assert str(number) == "网信算备110101135224302220011号"
    assert (number.division, number.subject, number.serial) == ("110101", "1352243", "001")


@pytest.mark.parametrize("serial", [0, 1000, -1])
def test_a_serial_outside_three_digits_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="顺序号应在 1 至 999 之间"):
        compose("110101", "1352243", "02", 2022, serial)


def test_a_part_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="6 位区划"):
        compose("11010", "11352243", "02", 2022, 1)


@pytest.mark.parametrize(
    "text",
    [
        "网信算备110101135224302220011号",
        "110101135224302220011",
        "网信算备１１０１０１１３５２２４３０２２２００１１号",
        " 网信算备 110101 1352243 02 22 001 1 号",
    ],
)
def test_every_spelling_gives_the_same_digits(text: str) -> None:
    assert digits_of(text) == "110101135224302220011"


@pytest.mark.parametrize("text", ["", "网信算备号", "Beijing-YunQue-20230821", "网信算备11A号"])
def test_what_is_no_number_has_no_digits(text: str) -> None:
    assert digits_of(text) is None


def test_the_misprinted_number_of_22_digits_is_reported_not_parsed() -> None:
    misprint = "网信算备1101082242366066220017号"
    assert parse(misprint) is None
    assert problems(misprint, PROVINCES) == ["编号应有 21 位数字，实有 22 位"]


def test_the_one_published_number_with_a_wrong_check_digit_is_reported() -> None:
    assert problems("网信算备440305295988702220055号", PROVINCES) == ["编号校验位为 5，应为 7"]


def test_unknown_province_and_class_are_reported_together() -> None:
    odd = str(compose("406301", "3346276", "09", 2025, 1))
    assert problems(odd, PROVINCES) == [
        "编号前两位 40 不是省级区划代码",
        "编号类别码 09 不在 01 至 06 之内",
    ]
