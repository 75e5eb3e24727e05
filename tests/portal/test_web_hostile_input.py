"""Bytes that no text can hold are refused at the door with a plain page, never with a 500."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db
SENTENCE = "请求无法理解"


@pytest.mark.parametrize(
    "address",
    [
        "/law/?q=%00",
        "/law/?q=a%00b",
        "/law/?q=%ff",
        "/law/?q=%ed%a0%80",
        "/law/?%ff=1",
        "/registry/?q=%00",
        "/desk/?x=%00",
        "/law/%00/",
        "/law/%ff/",
        "/cases/%00/",
        "/verify/%c3%28/",
        "/nothing/%00",
    ],
)
def test_in_the_address(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert SENTENCE in response.content.decode()


def test_in_a_cookie(client: Client) -> None:
    cookie = r'sessionid="a\000b"; csrftoken="a\000b"'
    assert client.get("/desk/", headers={"cookie": cookie}).status_code == 400


@pytest.mark.parametrize("body", [b"username=a%00b", b"username=%ff", b"user%00name=a", b"\xff=1"])
def test_in_a_form(client: Client, body: bytes) -> None:
    response = client.post(
        "/accounts/login/", body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400
    assert SENTENCE in response.content.decode()


@pytest.mark.parametrize(
    "fields",
    [{"username": "a\x00b"}, {"user\x00": "a"}, {"paper": SimpleUploadedFile("a\ufffd.pdf", b"x")}],
)
def test_in_a_multipart_form(client: Client, fields: dict[str, object]) -> None:
    response = client.post("/accounts/login/", fields)
    assert response.status_code == 400


def test_the_api_answers_with_a_problem(client: Client) -> None:
    response = client.get("/api/v1/law/due/?profile=%00")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "请求中含有空字符或无效的 UTF-8 编码，无法按文字处理"


@pytest.mark.parametrize("query", ["%F0%9F%98%80", "%E2%80%AE", "%E6%B1%89+%2B%25", "%EF%BF%BD"])
def test_unusual_but_whole_text_passes(client: Client, query: str) -> None:
    assert client.get(f"/law/?q={query}").status_code == 200
