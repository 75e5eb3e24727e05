"""The public remarks of a changed entry: the wording of the published lists, and nothing that they do not print."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from filings.content import CONTENT_FIELDS
from filings.remarks import remarks

APP: dict[str, Any] = {
    "name": "青云资讯",
    "service_form": "app",
    "url": "https://app.example.org/",
    "monthly_users": 1000,
}
SITE = APP | {"service_form": "website", "url": "https://www.example.org/"}
BEFORE: dict[str, Any] = {
    "subject_name": "青云智能科技有限公司",
    "subject_place": "北京市海淀区",
    "algorithm_name": "青云排序算法",
    "public_name": "青云排序算法",
    "algorithm_type": "ranking",
    "role": "provider",
    "usage_scenario": "应用于资讯排序",
    "safety_officer_name": "张三丰",
    "safety_officer_number": "110101199001011237",
    "safety_officer_mobile": "13800138000",
    "model_name": "青云模型一号",
    "monthly_users": 5,
    "principle": "加权",
    "mechanism": "打分",
    "products": [APP],
}
#: What a remark may quote; of a product, its name alone.
QUOTED = {"subject_name", "subject_place", "algorithm_name", "public_name", "products"}


def changed(**values: Any) -> list[str]:
    return remarks(BEFORE, BEFORE | values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"subject_name": "青云科技集团有限公司"},
            "原主体名称“青云智能科技有限公司”变更为“青云科技集团有限公司”",
        ),
        ({"subject_place": "上海市浦东新区"}, "主体注册地由“北京市海淀区”变更为“上海市浦东新区”"),
        ({"algorithm_name": "青云榜单算法"}, "算法名称由“青云排序算法”变更为“青云榜单算法”"),
        ({"algorithm_type": "push"}, "算法类型由“排序精选类”变更为“个性化推送类”"),
        ({"role": "supporter"}, "角色由“服务提供者”变更为“服务技术支持者”"),
        ({"usage_scenario": "应用于榜单"}, "变更主要用途"),
        ({"principle": "相关度"}, "变更公示内容（算法基本原理）"),
        (
            {"mechanism": "排队", "scenario": "首页"},
            "变更公示内容（算法运行机制、算法应用场景）",
        ),
        ({"safety_officer_name": "李四光"}, "变更算法安全责任人"),
        ({"safety_officer_number": "110101199001011317"}, "变更算法安全责任人"),
        ({"model_name": "青云模型二号"}, "算法模型变更"),
        ({"third_party_model_number": "Beijing-2024"}, "算法模型变更"),
        ({"monthly_users": 6}, "变更备案信息"),
        ({"safety_officer_mobile": "13900139000"}, "变更备案信息"),
        ({"public_name": "其他名称"}, "变更备案信息"),
        ({}, "变更备案信息"),
    ],
)
def test_a_change_is_remarked_in_the_words_of_the_lists(values: dict[str, Any], said: str) -> None:
    assert changed(**values) == [said]


@pytest.mark.parametrize(
    ("products", "said"),
    [
        ([APP, SITE], "新增产品青云资讯（网站）"),
        (
            [APP, SITE, APP | {"name": "青云画报", "url": "https://pic.example.org/"}],
            "新增产品青云资讯（网站）、青云画报（APP）",
        ),
        ([], "减少产品青云资讯（APP）"),
        ([APP | {"name": "青云头条"}], "产品“青云资讯（APP）”变更为“青云头条（APP）”"),
        ([APP | {"service_form": "other"}], "产品“青云资讯（APP）”变更为“青云资讯（其他）”"),
        ([APP | {"url": "https://new.example.org/"}], "变更产品青云资讯（APP）"),
        ([APP | {"monthly_users": 2000}], "变更产品青云资讯（APP）"),
        ([APP | {"permit_holder": "青云科技集团有限公司"}], "变更备案信息"),
        ([APP | {"navigation": [], "real_name": False}], "变更备案信息"),
    ],
)
def test_a_changed_product_is_named_with_its_form(
    products: list[dict[str, Any]], said: str
) -> None:
    assert changed(products=products) == [said]


def test_two_products_in_another_order_are_no_change_of_products() -> None:
    assert remarks({"products": [APP, SITE]}, {"products": [SITE, APP]}) == ["变更备案信息"]


def test_a_product_that_takes_the_address_of_one_of_two_replaces_only_that_one() -> None:
    before = [APP, SITE, SITE | {"name": "青云网"}]
    after = [APP | {"name": "青云头条"}, SITE | {"name": "青云新网"}]
    assert remarks({"products": before}, {"products": after}) == [
        "产品“青云资讯（APP）”变更为“青云头条（APP）”",
        "产品“青云资讯（网站）”变更为“青云新网（网站）”",
        "减少产品青云网（网站）",
    ]


def test_a_product_without_name_or_form_is_remarked_without_inventing_them() -> None:
    assert remarks({}, {"products": [{}, {"name": "青云", "service_form": "fax"}]}) == [
        "新增产品未命名、青云"
    ]


def test_the_order_is_who_what_products_purpose_texts_officer_model() -> None:
    said = changed(
        model_name="新",
        safety_officer_name="李四光",
        intent="普惠",
        usage_scenario="新用途",
        products=[APP, SITE],
        algorithm_name="新算法",
        subject_place="上海市浦东新区",
        subject_name="新公司",
        monthly_users=9,
    )
    assert said == [
        "原主体名称“青云智能科技有限公司”变更为“新公司”",
        "主体注册地由“北京市海淀区”变更为“上海市浦东新区”",
        "算法名称由“青云排序算法”变更为“新算法”",
        "新增产品青云资讯（网站）",
        "变更主要用途",
        "变更公示内容（算法目的意图）",
        "变更算法安全责任人",
        "算法模型变更",
    ]


def test_the_two_classes_of_retrieval_are_told_apart() -> None:
    search = {"algorithm_type": "retrieval", "retrieval_class": "04"}
    assert remarks(search, search | {"retrieval_class": "05"}) == [
        "算法类型由“信息检索类”变更为“内容过滤类”"
    ]


@pytest.mark.parametrize(
    ("place", "district"),
    [
        ("北京市海淀区中关村大街1号", "北京市海淀区"),
        ("湖北省荆州市沙市区江津路", "湖北省荆州市沙市区"),
        ("河南省新乡市红旗区和平路", "河南省新乡市红旗区"),
        ("内蒙古自治区呼和浩特市新城区", "内蒙古自治区呼和浩特市新城区"),
        ("湖北省恩施土家族苗族自治州恩施市", "湖北省恩施土家族苗族自治州恩施市"),
        ("演示甲省演示市", "演示甲省演示市"),
    ],
)
def test_a_move_is_remarked_by_district_never_by_street(place: str, district: str) -> None:
    assert remarks({"subject_place": "浙江省杭州市"}, {"subject_place": place}) == [
        f"主体注册地由“浙江省杭州市”变更为“{district}”"
    ]


@pytest.mark.parametrize("place", ["北京市海淀区学院路8号", "海淀中关村", ""])
def test_a_move_within_the_district_or_to_a_place_without_one_names_no_place(place: str) -> None:
    assert changed(subject_place=place) == ["变更备案信息"]


HIDDEN = sorted(set(CONTENT_FIELDS) - QUOTED | {"organization_name", "organization_uscc"})
#: Words that no sentence of the module contains.
secrets = st.text("密ABXYZ0189@.", min_size=4, max_size=18).filter(lambda word: "APP" not in word)
hidden = st.fixed_dictionaries({name: secrets for name in HIDDEN})
product = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["青云", "画报", "头条"]),
        "service_form": st.sampled_from(["app", "website", ""]),
        "url": secrets,
        "permit_number": secrets,
        "permit_holder": secrets,
        "function_name": secrets,
        "function_introduction": secrets,
        "monthly_users": st.integers(10**6, 10**9),
    }
)
contents = st.builds(
    lambda fields, products: BEFORE | fields | {"products": products},
    hidden,
    st.lists(product, max_size=4),
)


@given(contents, contents)
@example(BEFORE, BEFORE)
def test_no_unpublished_value_ever_stands_in_a_remark(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    said = "；".join(remarks(before, after))
    assert said
    for content in (before, after):
        unpublished = [str(content.get(name) or "\0") for name in HIDDEN]
        for one in content["products"]:
            unpublished += [
                str(value) for name, value in one.items() if name not in ("name", "service_form")
            ]
        assert [value for value in unpublished if value in said] == []


@given(contents)
def test_the_same_content_says_only_the_neutral_sentence(content: dict[str, Any]) -> None:
    assert remarks(content, content) == ["变更备案信息"]
