"""Codes that identify organisations and places: check characters and shapes, no look-ups."""

import re

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = [pow(3, i, 31) for i in range(17)]

#: First two digits of a GB/T 2260 division code. 99 is not a place: it marks the demonstration region.
PROVINCES = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
    "99": "演示地区",
}


def uscc_check_character(first17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015).

    Raises ValueError where a character is not of the code's alphabet or the length is not 17.
    """
    if len(first17) != 17:
        raise ValueError("统一社会信用代码校验位由前 17 位算出")
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(first17, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def is_uscc(code: str) -> bool:
    """Whether ``code`` is a well-formed unified social credit code with the right check character."""
    if len(code) != 18 or any(c not in _USCC_ALPHABET for c in code):
        return False
    return uscc_check_character(code[:17]) == code[17]


def is_division_code(code: str) -> bool:
    """Whether ``code`` has the shape of a county-level division code of a known province (GB/T 2260)."""
    return bool(re.fullmatch(r"[0-9]{6}", code)) and code[:2] in PROVINCES


def province_of(code: str) -> str:
    """The name of the province that a division code or filing number begins with; empty where unknown."""
    return PROVINCES.get(code[:2], "")
