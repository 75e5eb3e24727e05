"""The fetcher: public addresses only, at every hop and at the connection itself, and everything has an end."""

import http.client
import socket

import pytest

from filings.display.fetch import Fetcher, Limits, Unfit, Unreachable
from tests.filings.display.site import LOOPBACK, Site, fetcher, html, moved, response

NOT_PUBLIC = "域名指向的不是公网地址，不予访问"
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def refused(url: str, through: Fetcher | None = None) -> str:
    with pytest.raises(Unreachable) as told:
        (through or fetcher()).page(url)
    return str(told.value)


def unfit(url: str, through: Fetcher | None = None) -> str:
    with pytest.raises(Unfit) as told:
        (through or fetcher()).page(url)
    return str(told.value)


def test_a_page_comes_with_its_status_type_and_bytes(web: Site) -> None:
    page = fetcher().page(web.put("/", html("<p>你好")))
    assert (page.status, page.media_type, page.body) == (200, "text/html", "<p>你好".encode())
    assert page.hops == ()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[fd00:ec2::254]",
        "169.254.169.254",
        "10.1.2.3",
        "192.168.0.1",
        "100.100.100.200",
        "224.0.0.1",
        "１２７.０.０.１",
        "127。0。0。1",
    ],
)
def test_no_spelling_of_an_inner_address_is_called(host: str) -> None:
    assert refused(f"http://{host}/", Fetcher()) in (NOT_PUBLIC, "域名无法解析")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", "不是 http 或者 https 网址"),
        ("file:///etc/passwd", "不是 http 或者 https 网址"),
        ("javascript:alert(1)", "不是 http 或者 https 网址"),
        ("gopher://127.0.0.1:70/", "不是 http 或者 https 网址"),
        ("", "不是 http 或者 https 网址"),
        ("http://", "网址中没有主机名"),
        ("http:///x", "网址中没有主机名"),
        ("http://user:pass@example.com/", "网址中不能带用户名或者密码"),
        ("http://example.com\\@127.0.0.1/", None),
        ("http://exa mple.com/", "主机名写法有误"),
        ("http://a..b/", "主机名写法有误"),
        ("http://example.com:99999/", "网址写法有误"),
        ("http://[::1", "网址写法有误"),
        ("http://example.com/" + "a" * 3000, "网址过长"),
    ],
)
def test_what_is_no_web_address_is_told(url: str, reason: str | None) -> None:
    asked: list[str] = []

    def watched(host: str, port: int, seconds: float) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    told = refused(url, Fetcher(resolve=watched))
    assert told == (reason or NOT_PUBLIC)
    assert asked == ([] if reason else ["example.com"])


def test_ports_beyond_those_of_the_web_are_not_called() -> None:
    through = Fetcher(resolve=lambda host, port, seconds: ["93.184.216.34"])
    assert "不访问 6379 端口" in refused("http://example.com:6379/", through)
    assert "不访问 22 端口" in refused("https://example.com:22/", through)


def test_one_inner_address_among_public_ones_refuses_the_name() -> None:
    through = Fetcher(resolve=lambda host, port, seconds: ["93.184.216.34", "10.0.0.1"])
    assert refused("http://example.com/", through) == NOT_PUBLIC


def test_a_name_that_changes_its_address_is_asked_once(
    web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First public, then inner: the connection goes to the address that was judged, whatever comes later."""
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    called: list[object] = []

    def connect(self: socket.socket, address: object) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("a second question"))
    through = Fetcher(resolve=lambda host, port, seconds: answers.pop(0))
    assert refused("http://rebinding.example/", through) == "对方拒绝连接"
    assert called == [("93.184.216.34", 80)]
    assert answers == [["127.0.0.1"]]


def test_each_hop_of_a_redirect_is_judged_anew(web: Site) -> None:
    names = {"public.example": "127.0.0.1", "inner.example": "10.0.0.1"}
    through = Fetcher(LOOPBACK, resolve=lambda host, port, seconds: [names[host]])
    port = web.server_address[1]
    web.put("/", moved(f"http://inner.example:{port}/secret"))
    assert refused(f"http://public.example:{port}/", through) == NOT_PUBLIC
    assert web.asked == ["/"]


@pytest.mark.parametrize(
    "inner",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "//192.168.0.1/",
        "http://2852039166/",
        "http://[64:ff9b::a9fe:a9fe]/",
    ],
)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temp", "308 Perm"])
def test_a_redirect_to_an_inner_address_is_not_followed(web: Site, inner: str, status: str) -> None:
    assert refused(web.put("/", moved(inner, status))) in (NOT_PUBLIC, "域名无法解析")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x/", "javascript:1", "data:,x"])
def test_a_redirect_out_of_the_web_is_not_followed(web: Site, target: str) -> None:
    assert refused(web.put("/", moved(target))) == "不是 http 或者 https 网址"


def test_redirects_are_followed_five_times_and_no_more(web: Site) -> None:
    for step in range(7):
        web.put(f"/{step}", moved(f"/{step + 1}"))
    web.put("/7", html("there"))
    assert fetcher().page(web.url("/2")).hops == tuple(web.url(f"/{n}") for n in range(2, 7))
    assert refused(web.url("/1")) == "跳转超过 5 次"
    web.put("/loop", moved("/loop"))
    assert refused(web.url("/loop")) == "跳转超过 5 次"


def test_relative_and_chinese_redirects_are_understood(web: Site) -> None:
    web.put("/a/b", moved("../页面?问=答#x"))
    web.put("/%E9%A1%B5%E9%9D%A2", html("there"))
    assert fetcher().page(web.url("/a/b")).body == b"there"
    assert web.asked[-1] == "/%E9%A1%B5%E9%9D%A2?%E9%97%AE=%E7%AD%94"


def test_a_name_in_chinese_is_resolved_in_its_ascii_form() -> None:
    asked: list[str] = []

    def watched(host: str, port: int, seconds: float) -> list[str]:
        asked.append(host)
        return []

    assert refused("http://算法备案.中国/首页", Fetcher(resolve=watched)) == "域名无法解析"
    assert asked == ["xn--srsw86a2md09s.xn--fiqs8s"]


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "text/css"])
def test_what_is_no_page_is_not_read(web: Site, kind: str) -> None:
    assert unfit(web.put("/", response(b"x", kind))) == f"不是网页，而是 {kind}"


def test_an_error_page_is_told_with_its_status(web: Site) -> None:
    web.put("/", response(b"gone", status="410 Gone"))
    with pytest.raises(Unfit) as told:
        fetcher().page(web.url())
    assert (str(told.value), told.value.status) == ("网页返回 HTTP 410", 410)


def test_a_server_that_speaks_no_tls_is_no_secure_connection(web: Site) -> None:
    reason = refused(web.url().replace("http:", "https:"), fetcher(connect_seconds=0.3))
    assert reason in ("安全连接没有建立", "连接不上，或者中途断开")


def test_nobody_listening_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert refused(f"http://127.0.0.1:{port}/") == "对方拒绝连接"


def test_proxies_and_cookies_of_the_environment_are_not_used(
    web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    web.put(
        "/", response(b"", "text/html", "Set-Cookie: a=b", "Location: /next", status="302 Found")
    )
    seen: list[bytes] = []
    web.put("/next", html("there"))
    original = http.client.HTTPConnection.send
    monkeypatch.setattr(
        http.client.HTTPConnection,
        "send",
        lambda self, data: seen.append(data) or original(self, data),
    )
    assert fetcher().page(web.url()).body == b"there"
    assert b"ookie" not in b"".join(seen)
    assert all(b"Connection: close" in head for head in seen)


def test_a_header_cannot_be_smuggled_in_by_an_address(web: Site) -> None:
    web.put("/x", html("there"))
    fetcher().page(web.url("/x?a=\r\nHost: evil"))
    assert web.asked == ["/x?a=Host:%20evil"]


def test_following_a_link_stops_before_the_wanted_place_is_asked(web: Site) -> None:
    web.put("/go", moved("https://portal.example.cn/registry/1/"))
    wanted = "https://portal.example.cn/registry/1/"
    assert fetcher().leads_to(web.url("/go"), lambda url: url == wanted, 5)
    assert not fetcher().leads_to(web.url("/go"), lambda url: False, 5)
    assert not fetcher().leads_to(web.url("/nothing"), lambda url: False, 5)


def test_the_caps_are_what_the_documents_say() -> None:
    limits = Limits()
    assert (limits.seconds, limits.body, limits.redirects) == (15.0, 2 * 1024 * 1024, 5)
