"""The doors at which an office opens a case about a company: by its code, its name, or a choice among several."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.workflow import catalogue
from tests import make
from tests.make import Cast
from tests.workflow import probes
from tests.workflow.door_cast import Visit, call, clock, visit

__all__ = ["clock", "visit"]
NEW = "/cases/new/probe/"
UNKNOWN = "没有这一单位，或者该单位不在您的管辖范围"


@pytest.fixture(autouse=True)
def probe_kind(clock: None) -> Iterator[None]:
    with probes.registered():
        yield


def about() -> list[tuple[Organization, Organization | None]]:
    cases = Case.objects.filter(kind="probe").select_related("organization", "authority")
    return [(case.organization, case.authority) for case in cases.order_by("pk")]


def sent(organization: str, **more: str) -> dict[str, str]:
    key = "00000000-0000-4000-8000-000000000001"
    return {"organization": organization, "title": "编号标明", "request_key": key} | more


# --- The page ---------------------------------------------------------------------------------------------------------
def test_a_code_a_name_or_a_part_of_a_name_says_which_company(cast: Cast, visit: Visit) -> None:
    client = visit(cast.fang)
    code = cast.company_a.uscc or ""
    for n, typed in enumerate((code, f" {code.lower()} ", "青云科技有限公司", "青云科")):
        key = f"00000000-0000-4000-8000-00000000000{n}"
        assert client.post(NEW, sent(typed, request_key=key)).status_code == 302
    assert about() == [(cast.company_a, cast.office)] * 4


def test_whoever_may_edit_nothing_is_led_to_the_page_and_not_to_the_form(
    cast: Cast, visit: Visit
) -> None:
    name = cast.company_a.name
    filled = visit(cast.fang).post(NEW, sent(name)).headers["Location"]
    assert filled.endswith("/edit/")
    key = "00000000-0000-4000-8000-000000000002"
    client = visit(cast.fang)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(catalogue._KINDS, "probe", replace(probes.KIND, editable={}))
        read = client.post(NEW, sent(name, request_key=key)).headers["Location"]
        number = Case.objects.filter(kind="probe").latest("pk").number
        assert (read, client.get(read).status_code) == (f"/cases/{number}/", 200)


def test_what_the_portal_alone_opens_needs_no_role(cast: Cast, visit: Visit) -> None:
    only = replace(probes.KIND, creators=frozenset({Role.SYSTEM}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(catalogue._KINDS, "probe", only)
        page = visit(cast.fang).get(NEW)
    assert (page.status_code, "询问由门户登记，不需要新建" in page.content.decode()) == (403, True)


def test_several_companies_of_one_name_are_offered_to_choose_from(cast: Cast, visit: Visit) -> None:
    twin = make.organization("青云科技有限公司", "990103")
    client = visit(cast.fang)
    page = client.post(NEW, sent("青云科技有限公司"))
    shown = page.content.decode()
    assert page.status_code == 422
    assert "有 2 家单位符合，请选择其中一家" in shown
    assert f"青云科技有限公司（{cast.company_a.uscc}，990101）" in shown
    assert "青云科技有限公司（无统一社会信用代码，990103）" in shown
    assert about() == []
    forged = client.post(NEW, sent("青云科技有限公司", organization_choice=str(cast.company_b.pk)))
    assert (forged.status_code, about()) == (422, [])
    chosen = client.post(NEW, sent("青云科技有限公司", organization_choice=str(twin.pk)))
    assert (chosen.status_code, about()) == (302, [(twin, cast.office)])


def test_the_very_name_comes_before_longer_names_that_hold_it(cast: Cast, visit: Visit) -> None:
    make.organization("青云科技有限公司演示分公司", "990101")
    assert visit(cast.fang).post(NEW, sent("青云科技有限公司")).status_code == 302
    assert about() == [(cast.company_a, cast.office)]


def test_too_many_are_not_offered(cast: Cast, visit: Visit) -> None:
    Organization.objects.bulk_create(
        Organization(name=f"演示连锁{n}号店", kind="company", division_code="990101")
        for n in range(21)
    )
    page = visit(cast.fang).post(NEW, sent("演示连锁"))
    assert (page.status_code, about()) == (422, [])
    assert "符合的单位过多，请填写更完整的名称或者统一社会信用代码" in page.content.decode()
    assert 'type="radio"' not in page.content.decode()


def test_an_unknown_company_an_office_and_one_beyond_the_jurisdiction_get_the_same_sentence(
    cast: Cast, visit: Visit
) -> None:
    elsewhere = make.organization("海淀某某公司", "110108", uscc=make.uscc("91110108MA0000009"))
    client = visit(cast.fang)
    for typed in ("并无此公司", elsewhere.uscc or "", elsewhere.name, cast.office.name, "%", "_"):
        page = client.post(NEW, sent(typed))
        assert (page.status_code, UNKNOWN in page.content.decode()) == (422, True), typed
    for typed in ("", "　", "\x00青云", "青" * 201):
        page = client.post(NEW, sent(typed))
        assert (page.status_code in (400, 422), about()) == (True, []), typed


def test_the_address_fills_the_company_in_by_code_or_key_and_tells_nothing_of_others(
    cast: Cast, visit: Visit
) -> None:
    elsewhere = make.organization("海淀某某公司", "110108", uscc=make.uscc("91110108MA0000009"))
    client = visit(cast.fang)
    for named in (cast.company_a.uscc, str(cast.company_a.pk)):
        page = client.get(NEW, {"organization": named}).content.decode()
        assert f'value="{cast.company_a.uscc}"' in page
    page = client.get(NEW, {"organization": str(elsewhere.pk)}).content.decode()
    assert (elsewhere.name in page, str(elsewhere.uscc) in page) == (False, False)
    assert client.get(NEW, {"organization": "9" * 19}).status_code == 200


def test_the_page_and_its_links_are_there_for_the_office_alone(cast: Cast, visit: Visit) -> None:
    assert NEW in visit(cast.fang).get("/cases/").content.decode()
    for user in (cast.ai, cast.bo, make.person("no", cast.office, Role.AUDITOR)):
        client = visit(user)
        assert client.get(NEW).status_code == 403
        assert NEW not in client.get("/cases/").content.decode()


# --- The API ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("by", ["uscc", "pk", "text"])
def test_the_api_takes_the_code_or_the_key(cast: Cast, visit: Visit, by: str) -> None:
    company = cast.company_b
    named = {"uscc": company.uscc, "pk": company.pk, "text": str(company.pk)}[by]
    body = {"kind": "probe", "organization": named, "data": {"title": "编号标明"}}
    made = call(visit(cast.fang), "POST", "cases/", body)
    assert (made.status_code, made.json()["organization"]["uscc"]) == (201, company.uscc)
    assert about() == [(company, cast.office)]


@pytest.mark.parametrize(
    "named",
    [
        None,
        "",
        "9" * 19,
        2**70,
        -1,
        True,
        1.5,
        [],
        {},
        "\ud800",
        "青云科技有限公司",
        "office",
        "afar",
    ],
)
def test_the_api_refuses_whatever_names_no_company_in_reach(
    cast: Cast, visit: Visit, named: Any
) -> None:
    afar = make.organization("海淀某某公司", "110108", uscc=make.uscc("91110108MA0000009"))
    given = (
        {"office": cast.office.pk, "afar": afar.uscc}.get(named)
        if named
        in (
            "office",
            "afar",
        )
        else named
    )
    body = {"kind": "probe", "organization": given, "data": {"title": "编号标明"}}
    refused = call(visit(cast.fang), "POST", "cases/", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")
    assert refused.json()["reasons"][0]["field"] == "organization"
    assert about() == []


def test_the_api_opens_none_for_a_company(cast: Cast, visit: Visit) -> None:
    body = {"kind": "probe", "organization": cast.company_a.uscc, "data": {"title": "编号标明"}}
    assert call(visit(cast.ai), "POST", "cases/", body).status_code == 403
    assert about() == []
