"""Every fetch ends: in time, in bytes, and in a sentence where the other side makes no sense."""

import gzip
import socket
import time
import zlib

import pytest

from filings.display.fetch import Fetcher, Unfit, Unreachable, resolve
from filings.display.wire import Late
from tests.filings.display.site import Site, dripping, fetcher, moved, response

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


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX: ", f"{HEAD}\r\n".encode()])
def test_dripping_ends_with_the_time_of_the_whole_fetch(web: Site, start: bytes) -> None:
    web.put("/", dripping(start))
    began = time.monotonic()
    assert refused(web.url(), fetcher(seconds=0.4)) == "在规定时间内没有收完网页"
    assert time.monotonic() - began < 2


def test_redirects_share_one_time(web: Site) -> None:
    def slow(send: object) -> None:
        time.sleep(0.25)
        send(moved("/"))  # type: ignore[operator]

    web.put("/", slow)
    assert refused(web.url(), fetcher(seconds=0.6)) == "在规定时间内没有收完网页"


def test_a_name_server_that_does_not_answer_costs_no_more_than_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: time.sleep(1) or [])
    with pytest.raises(Late):
        resolve("slow.example", 80, 0.1)


def test_a_page_beyond_the_cap_is_not_read_to_its_end(web: Site) -> None:
    web.put("/", response(b"x" * 200_001))
    assert unfit(web.url(), fetcher(body=200_000)) == "网页超过 195 KiB，没有读完"
    web.put("/", response(b"x" * 200_000))
    assert len(fetcher(body=200_000).page(web.url()).body) == 200_000


def test_a_page_without_length_is_capped_too(web: Site) -> None:
    def endless(send: object) -> None:
        send(f"{HEAD}\r\n".encode())  # type: ignore[operator]
        while True:
            send(b"x" * 65536)  # type: ignore[operator]

    web.put("/", endless)
    assert "没有读完" in unfit(web.url(), fetcher(body=100_000))


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_compressed_bomb_does_not_go_off(web: Site, coding: str) -> None:
    bomb = b"\0" * 50_000_000
    packed = gzip.compress(bomb) if coding == "gzip" else zlib.compress(bomb)
    assert len(packed) < 60_000
    web.put("/", response(packed, "text/html", f"Content-Encoding: {coding}"))
    assert "没有读完" in unfit(web.url())


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"there")),
        ("x-gzip", gzip.compress(b"there")),
        ("deflate", zlib.compress(b"there")),
        ("deflate", zlib.compress(b"there")[2:-4]),
        ("identity", b"there"),
    ],
)
def test_compressed_pages_are_unpacked(web: Site, coding: str, packed: bytes) -> None:
    web.put("/", response(packed, "text/html", f"Content-Encoding: {coding}"))
    assert fetcher().page(web.url()).body == b"there"


def test_a_packing_that_was_not_asked_for_is_told(web: Site) -> None:
    web.put("/", response(b"x", "text/html", "Content-Encoding: br"))
    assert unfit(web.url()) == "网页的压缩方式 br 未被请求"


def test_endless_headers_are_cut_off(web: Site) -> None:
    web.put(
        "/",
        ("HTTP/1.1 200 OK\r\n" + "".join(f"X-{n}: {'y' * 900}\r\n" for n in range(99))).encode(),
    )
    assert refused(web.url()) == "对方答复的头部过长"
    web.put("/", ("HTTP/1.1 200 OK\r\n" + "X: y\r\n" * 200 + "\r\n").encode())
    assert refused(web.url()) == "对方的答复不合规范或者中途断开"


@pytest.mark.parametrize(
    "bytes_",
    [
        b"",
        b"hello\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        f"{HEAD}Content-Length: 100\r\n\r\nshort".encode(),
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n".encode(),
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\n10\r\nshort".encode(),
        f"{HEAD}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello".encode(),
    ],
)
def test_an_answer_that_breaks_off_or_makes_no_sense_is_told(web: Site, bytes_: bytes) -> None:
    web.put("/", bytes_)
    assert refused(web.url()) == "对方的答复不合规范或者中途断开"


def test_chunked_answers_are_read(web: Site) -> None:
    web.put(
        "/", f"{HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".encode()
    )
    assert fetcher().page(web.url()).body == b"abcde"
