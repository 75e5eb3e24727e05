"""Both doors refuse the same, in Chinese sentences that name their field."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filings.states import FilingState
from tests.make import NAME, Cast, draft, edit, filing, fresh
from tests.workflow.door_cast import Visit, call, clock, people, visit

__all__ = ["clock", "people", "visit"]
IDENTITY = "居民身份证号码应为 18 位且校验位正确"


def patch(client: Client, case: Any, **data: Any) -> Any:
    sent = {"version": fresh(case).version, "data": data}
    return call(client, "PATCH", f"cases/{case.number}/", sent)


# --- One patch, judged as a whole -------------------------------------------------------------------------------------
def test_a_patch_that_makes_another_field_wrong_is_refused_as_on_the_page(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    edit(
        case,
        people.ai,
        legal_representative_document="passport",
        legal_representative_number="E1",
    )
    refused = patch(client, case, legal_representative_document="resident_id")
    assert refused.status_code == 422
    [[sentence]] = refused.json()["errors"].values()
    assert list(refused.json()["errors"]) == ["legal_representative_number"]
    assert IDENTITY in sentence
    assert fresh(case).legal_representative_document == "passport"


def test_what_was_wrong_before_does_not_stop_a_patch_of_something_else(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    edit(
        case,
        people.ai,
        legal_representative_document="resident_id",
        legal_representative_number="E1",
    )
    assert patch(client, case, subject_address="一号").status_code == 200
    assert fresh(case).subject_address == "一号"


def test_one_patch_changes_the_role_and_fills_in_what_the_new_role_is_asked(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    first = fresh(case).role
    refused = patch(client, case, deliveries=[])
    assert refused.json()["errors"] == {"deliveries": ["“技术服务方式”不适用于本事项"]}
    answer = patch(client, case, role="supporter", delivery_description="接口")
    assert answer.status_code == 200, answer.content.decode()
    assert (first, fresh(case).role, fresh(case).delivery_description) == (
        "provider",
        "supporter",
        "接口",
    )
    back = patch(client, case, role="provider", delivery_description="又")
    assert list(back.json()["errors"]) == ["delivery_description"]
    assert (back.status_code, fresh(case).role) == (422, "supporter")


@pytest.mark.parametrize("action", ["request_correction", "decline"])
def test_items_that_the_page_hides_are_refused(people: Cast, visit: Visit, action: str) -> None:
    case = filing(people, FilingState.SUBMITTED)
    sent = {
        "version": case.version,
        "data": {"items": [{"item": "delivery", "reason": "没有填写"}]},
    }
    answer = call(visit(people.bo), "POST", f"cases/{case.number}/actions/{action}/", sent)
    if answer.status_code == 409:
        pytest.fail(answer.content.decode())
    assert answer.status_code == 422
    assert "“技术服务方式”不适用于本事项" in answer.json()["detail"]
    assert fresh(case).version == case.version


# --- Sentences --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"version": 1,\n oops}', "第 2 行第 2 列起无法解读"),
        (b"\xef\xbb\xbf{}", "第 1 行第 1 列起无法解读"),
        (b'{"version": NaN}', "NaN 不是 JSON 的数值"),
        (b'{"version": 1, "version": 2}', "同一对象中有重复的名称"),
        (b'{"version": ' + b"9" * 5000 + b"}", "含有位数过多的数值"),
    ],
)
def test_broken_json_is_told_in_chinese_with_its_place(
    people: Cast, visit: Visit, body: bytes, said: str
) -> None:
    case = draft(people)
    answer = call(visit(people.ai), "PATCH", f"cases/{case.number}/", body)
    detail = answer.json()["detail"]
    assert (answer.status_code, said in detail) == (400, True), detail
    assert not any(word in detail for word in ("Expecting", "Exceeds", "property"))


def test_a_form_that_cannot_be_taken_apart_is_told_in_chinese(people: Cast, visit: Visit) -> None:
    case = draft(people)
    answer = visit(people.ai).generic(
        "POST",
        f"/api/v1/cases/{case.number}/documents/",
        b"x",
        content_type="multipart/form-data",
    )
    told = (answer.status_code, answer.json()["detail"])
    assert told == (400, "请求体不是有效的 multipart/form-data。")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", {"a": 1}),
        ("name", ["x"]),
        ("name", True),
        ("name", 5),
        ("daily_users", [1]),
        ("daily_users", True),
        ("service_form", {"a": 1}),
        ("real_name", "maybe"),
        ("real_name", [False]),
        ("navigation", {"a": 1}),
        ("navigation", [["x"]]),
    ],
)
def test_a_product_holds_text_where_text_is_asked(
    people: Cast, visit: Visit, name: str, value: Any
) -> None:
    case, client = draft(people), visit(people.ai)
    before = fresh(case).products
    answer = patch(client, case, products=[{name: value}])
    assert answer.status_code == 422
    [sentence] = answer.json()["errors"]["products"]
    assert "第 1 个产品：" in sentence
    assert not any(sign in sentence for sign in "{}[]'")
    assert fresh(case).products == before


def test_a_proper_product_is_stored_as_it_was_sent(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    product = {"name": "青鸟", "real_name": True, "daily_users": 5, "navigation": ["首页", "推荐"]}
    assert patch(client, case, products=[product]).status_code == 200
    [stored] = fresh(case).products
    assert {name: stored[name] for name in product} == product


@pytest.mark.parametrize("item", [["x"], {"a": 1}, 5, None])
def test_a_strange_item_is_not_echoed(people: Cast, visit: Visit, item: Any) -> None:
    case = filing(people, FilingState.SUBMITTED)
    sent = {"version": case.version, "data": {"items": [{"item": item, "reason": "缺"}]}}
    path = f"cases/{case.number}/actions/request_correction/"
    answer = call(visit(people.bo), "POST", path, sent)
    told = (answer.status_code, answer.json()["detail"])
    assert told == (422, "“需要补正的内容”：item 应为检查项的代码")


def test_what_is_said_of_a_wrong_value_names_its_field(people: Cast, visit: Visit) -> None:
    client = visit(people.ai)
    sent = {"kind": "filing", "data": {"algorithm_name": "算" * 101, "role": "provider"}}
    body = call(client, "POST", "cases/", sent).json()
    assert body["detail"] == "“算法名称”至多 100 字，现有 101 字；请选择“算法类型”"


def test_a_name_of_half_characters_is_refused_and_shown_escaped(people: Cast, visit: Visit) -> None:
    case = draft(people)
    answer = call(visit(people.ai), "PATCH", f"cases/{case.number}/", b'{"\\ud800": 1}')
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["\\ud800"])


# --- Sizes, pages, times ----------------------------------------------------------------------------------------------
def test_a_paper_that_is_too_large_is_413(people: Cast, visit: Visit, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024
    case = draft(people)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + b"x" * 1024, content_type="application/pdf")
    sent = {"version": "1", "slot": "licence", "file": file}
    answer = visit(people.ai).post(f"/api/v1/cases/{case.number}/documents/", sent)
    told = (answer.status_code, answer["Content-Type"], answer.json()["code"])
    assert told == (413, "application/problem+json", "too_large")
    assert case.documents.count() == 0


@pytest.mark.django_db
def test_a_file_to_be_checked_that_is_too_large_is_413(client: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024
    file = SimpleUploadedFile("a.pdf", b"x" * 1025, content_type="application/pdf")
    answer = client.post("/api/v1/verify/", {"file": file})
    told = (answer.status_code, answer["Content-Type"], answer.json()["code"])
    assert told == (413, "application/problem+json", "too_large")


@pytest.mark.parametrize("page", ["abc", "0", "-1", "1.5", "٣", "9999999", "last"])
@pytest.mark.parametrize("where", ["cases/", "registry/"])
def test_a_page_that_is_no_number_is_malformed(
    people: Cast, visit: Visit, where: str, page: str
) -> None:
    answer = visit(people.ai).get(f"/api/v1/{where}", {"page": page})
    told = (answer.status_code, answer.json()["code"], answer.json()["errors"])
    assert told == (400, "malformed", {"page": ["页码应为从 1 起的整数"]})


@pytest.mark.parametrize("where", ["cases/", "registry/"])
def test_a_page_beyond_the_last_says_so(people: Cast, visit: Visit, where: str) -> None:
    answer = visit(people.ai).get(f"/api/v1/{where}", {"page": "7"})
    told = (answer.status_code, answer.json()["detail"])
    assert told == (404, "没有这一页：结果到前面就结束了")


@pytest.mark.parametrize(
    ("page", "said"), [("abc", "页码应为从 1 起的整数"), ("7", "没有这一页：结果到前面就结束了")]
)
def test_the_list_of_cases_has_no_such_page_either(
    people: Cast, visit: Visit, page: str, said: str
) -> None:
    answer = visit(people.ai).get("/cases/", {"page": page})
    assert (answer.status_code, said in answer.content.decode()) == (404, True)


def test_a_notice_tells_its_time_in_beijing(people: Cast, visit: Visit) -> None:
    case = filing(people, FilingState.RECORDED)
    told = call(visit(people.ai), "GET", f"cases/{case.number}/notices/").json()
    assert told
    assert all(notice["created_at"].endswith("+08:00") for notice in told)


@pytest.mark.django_db
def test_every_call_is_described_in_chinese(client: Client) -> None:
    schema = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            assert any("一" <= sign <= "鿿" for sign in told.get("summary", "")), (path, method)
    for path in ("law/limits/", "law/due/", "registry/", "registry/{number}/"):
        assert "无需登录" in schema["paths"][f"/api/v1/{path}"]["get"]["description"]


# --- What was typed is not lost ---------------------------------------------------------------------------------------
def fields_of(page: Any) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return {
        "version": str(page.context["version"]),
        "writer": page.context["writer"],
    }


def test_two_tabs_on_different_steps_do_not_clash(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    edit(case, people.ai, introduction="别处写的")
    here = f"/cases/{case.number}/edit/safety_officer/"
    late = client.post(here, {"version": "1", "safety_officer_name": "王五"})
    page = late.content.decode()
    assert (late.status_code, "在最新版本上保存我的修改" in page) == (409, True)
    assert late.context["version"] == 2
    assert fresh(case).safety_officer_name == ""
    again = client.post(here, {**fields_of(late), "safety_officer_name": "王五"})
    assert again.status_code == 302
    now = fresh(case)
    assert (now.safety_officer_name, now.introduction, now.version) == ("王五", "别处写的", 3)


def test_a_clash_names_the_fields_and_offers_no_way_over_them(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    edit(case, people.ai, safety_officer_name="李四")
    here = f"/cases/{case.number}/edit/safety_officer/"
    late = client.post(here, {"version": "1", "safety_officer_name": "王五"})
    page = late.content.decode()
    assert (late.status_code, late.context["version"]) == (409, 1)
    assert "在最新版本上保存我的修改" not in page
    [(label, value)] = late.context["clashes"]
    assert value == "李四"
    assert f"<dt>{label}</dt>" in page
    assert "王五" in page
    assert client.post(here, {**fields_of(late), "safety_officer_name": "王五"}).status_code == 409
    assert fresh(case).safety_officer_name == "李四"


def test_words_sent_after_the_sign_in_ended_come_back_once_and_unsaved(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    here = f"/cases/{case.number}/edit/subject/"
    sent = {**fields_of(client.get(here)), "subject_address": "写了很久的地址"}
    client.logout()
    answer = client.post(here, sent, follow=True)
    assert answer.redirect_chain == [(f"/accounts/login/?next={here}", 302)]
    assert "您填写的文字已暂存" in answer.content.decode()
    edit(case, people.ai, licence_address="别处")
    client.force_login(people.ai, backend="django.contrib.auth.backends.ModelBackend")
    back = client.get(here)
    assert "写了很久的地址" in back.content.decode()
    assert "尚未保存；文件须重新选择" in back.content.decode()
    assert back.context["version"] == 1
    assert fresh(case).subject_address == ""
    assert "写了很久的地址" not in client.get(here).content.decode()


def test_a_new_case_and_a_decision_come_back_as_well(people: Cast, visit: Visit) -> None:
    case = filing(people, FilingState.SUBMITTED)
    places = [
        (people.ai, "/cases/new/filing/", "algorithm_name", f"{NAME}二"),
        (people.bo, f"/cases/{case.number}/actions/propose_record/", "opinion", "写好的意见"),
    ]
    for who, here, name, words in places:
        client = visit(who)
        mark = client.get(here).context["writer"]
        client.logout()
        client.post(here, {"writer": mark, name: words, "confirm": "yes"})
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        assert words in client.get(here).content.decode()
    assert fresh(case).version == case.version


def test_nobody_else_sees_what_was_kept_and_no_stranger_can_have_anything_kept(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    here = f"/cases/{case.number}/edit/subject/"
    mark = client.get(here).context["writer"]
    client.logout()
    client.post(here, {"writer": mark, "subject_address": "只给本人"})
    colleague = people.ai.__class__.objects.exclude(pk=people.ai.pk).filter(
        memberships__organization=people.company_a
    )
    other = colleague.first() or people.bo
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert "只给本人" not in client.get(here).content.decode()
    for forged in ("", "1", f"{mark}x"):
        stranger = Client()
        stranger.post(here, {"writer": forged, "subject_address": "无主"})
        assert "typed" not in stranger.session


def test_words_beyond_measure_are_not_kept_and_that_is_said(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    here = f"/cases/{case.number}/edit/subject/"
    mark = client.get(here).context["writer"]
    client.logout()
    answer = client.post(here, {"writer": mark, "subject_address": "长" * 70_000}, follow=True)
    assert "没有保留" in answer.content.decode()
    assert "typed" not in client.session
