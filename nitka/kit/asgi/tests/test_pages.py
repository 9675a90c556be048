"""Django's side of the web process, under granian."""

import socket
import threading
import time
from urllib.parse import urlsplit

import httpx
import pytest

from nitka.kit.asgi.tests.server import serving

STALLED = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nthe beginning"


@pytest.fixture(scope="module")
def site():
    with serving("nitka.kit.asgi.tests.sample:app") as origin:
        yield origin


def connect(site: str, head: bytes) -> socket.socket:
    address = urlsplit(site)
    opened = socket.create_connection((address.hostname, address.port))
    opened.sendall(head)
    return opened


def answered(site: str) -> bool:
    """Whether 20 pages come, one after the other, while whoever is stalled still is."""
    return all(httpx.get(site, timeout=10).text == "page" for _ in range(20))


def test_stalled_uploads_hold_up_no_page(site):
    stalled = [connect(site, STALLED) for _ in range(16)]
    assert answered(site)
    for one in stalled:
        one.close()


@pytest.mark.parametrize("path", ["/file", "/stream"])
def test_unread_downloads_hold_up_no_page(site, path):
    unread = [connect(site, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) for _ in range(16)]
    assert answered(site)
    for one in unread:
        one.close()


def test_a_stream_whose_reader_left_is_closed(site):
    before = int(httpx.get(f"{site}/closed").text)
    with httpx.stream("GET", f"{site}/stream") as response:
        next(response.iter_bytes())
    deadline = time.monotonic() + 10
    while int(httpx.get(f"{site}/closed").text) <= before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_body_arrives_whole_with_and_without_a_length(site):
    body = b"x" * 700_000
    assert httpx.post(f"{site}/echo", content=body).content == body
    chunked = httpx.post(f"{site}/echo", content=iter([b"one", b"two"]))
    assert (chunked.content, chunked.headers["x-length"]) == (b"onetwo", "6")


def test_a_body_above_the_limit_is_refused(site):
    known = {"Cookie": "known=1"}
    for size in (4_000_001, 5_000_000):
        assert httpx.post(f"{site}/echo", content=b"x" * size, headers=known).status_code == 413
    assert httpx.post(f"{site}/echo", content=iter([b"x" * 600_000] * 7), headers=known).status_code == 413


def test_only_who_is_known_sends_a_large_body(site):
    for body in (b"x" * 3_000_000, iter([b"x" * 600_000] * 5)):
        assert httpx.post(f"{site}/echo", content=body).status_code == 413
    for body in (b"x" * 3_000_000, iter([b"x" * 600_000] * 5)):
        answer = httpx.post(f"{site}/echo", content=body, headers={"Cookie": "known=1"})
        assert len(answer.content) == 3_000_000
    assert len(httpx.post(f"{site}/echo", content=b"x" * 1_900_000).content) == 1_900_000


def test_cookies_and_paths_come_through(site):
    assert httpx.post(f"{site}/echo", headers=[("Cookie", "a=1"), ("Cookie", "b=2")]).headers["x-cookie"] == "a=1; b=2"
    assert httpx.get(f"{site}/привет").headers["x-path"] == "/привет"


def test_what_breaks_answers_500_with_the_requests_id(site):
    answer = httpx.get(f"{site}/broken", headers={"X-Request-Id": "sound-request-id"})
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == "sound-request-id"


def test_more_slow_pages_than_threads_wait_their_turn(site):
    answers = []

    def ask() -> None:
        answers.append(httpx.get(f"{site}/slow").status_code)

    threads = [threading.Thread(target=ask) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 24
