"""Requests that want to be two, or to be somebody else's."""

import json
import socket
import time
from urllib.parse import quote

import httpx
import pytest

from nitka.cli.tests.house import House, until
from tests.security.conftest import sign_in

ELSEWHERE = [
    *("https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "https:evil.example"),
    *("javascript:alert(1)", "/%09/evil.example", "https://localhost@evil.example/", "///evil.example", "\thttps://evil.example"),
]


def _raw(house: House, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", house.port), timeout=5) as connection:
        connection.sendall(request)
        connection.settimeout(3)
        found = b""
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            try:
                piece = connection.recv(65536)
            except TimeoutError:
                break
            if not piece:
                break
            found += piece
        return found


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nContent-Length: 40\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 40\r\n",
        b"Transfer-Encoding: xchunked\r\nContent-Length: 40\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: +40\r\n",
    ],
)
def test_a_request_hides_no_second_one(house: House, head: bytes):
    hidden = b"0\r\n\r\nGET /nothing/hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    said = _raw(house, b"POST /healthz HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n" + hidden)
    log = (house.data / "log" / "nitka.log").read_text()
    if b"HTTP/1.1 400" not in said[:20]:  # it was read as chunked, whose end the proxy sees as we do
        assert head.startswith(b"Transfer-Encoding: chunked")
    else:
        assert "/nothing/hidden" not in log


def test_a_header_is_no_way_into_the_log_or_the_answer(house: House):
    head = b"GET /nothing HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\nlevel=critical\r\nConnection: close\r\n\r\n"
    said = _raw(house, head)
    assert b"level=critical" not in said
    answer = httpx.get(f"{house.url}/nothing", headers={"X-Request-Id": '"},{"forged":1'})
    assert "forged" not in str(answer.headers)
    for line in (house.data / "log" / "nitka.log").read_text().splitlines():
        assert json.loads(line)["event"]
        assert "forged" not in line


def test_the_client_is_whom_the_proxy_names(browser, house: House, person):
    def addresses() -> set[str]:
        return {row[0] for row in house.ask("select host(ip) from usersessions_usersession")}

    with browser("127.0.0.44") as client:
        client.headers["X-Forwarded-For"] = "203.0.113.9"
        sign_in(client, person["email"], person["password"])
    assert until(lambda: "127.0.0.44" in addresses())
    assert "203.0.113.9" not in addresses()


def test_nobody_is_led_to_another_site_after_signing_in(browser, person):
    for where in ELSEWHERE:
        with browser("127.0.0.45") as client:
            client.get("/accounts/login/", params={"next": where})
            form = {"login": person["email"], "password": person["password"], "next": where}
            form |= {"csrfmiddlewaretoken": client.cookies["__Host-csrftoken"]}
            answer = client.post("/accounts/login/", data=form, headers={"Referer": f"{client.base_url}/"})
            _stays(answer, where)


@pytest.mark.parametrize("path", ["/language/", "/accounts/logout/"])
def test_nobody_is_led_to_another_site_by_a_switch(member, path: str):
    for where in ELSEWHERE:
        token = member.cookies["__Host-csrftoken"]
        form = {"next": where, "language": "en", "csrfmiddlewaretoken": token}
        answer = member.post(path, data=form, params={"next": where}, headers={"Referer": quote(where, safe=":/")})
        if answer.status_code != 403:  # a foreign Referer is refused before that
            _stays(answer, where)
        again = member.post(path, data=form, headers={"Referer": f"{member.base_url}/"})
        _stays(again, where)


def _stays(answer: httpx.Response, where: str) -> None:
    assert answer.status_code in (302, 303, 200, 204), (answer.status_code, where)
    to = answer.headers.get("location", "/")
    assert httpx.URL("https://localhost/").join(to).host == "localhost", (where, to)
    assert not to.startswith(("//", "/\\", "javascript")), (where, to)


@pytest.mark.parametrize("lie", ["evil.example", "localhost:1@evil.example"])
def test_a_letter_names_our_own_address_whatever_host_was_asked(house: House, lie: str, person):
    """Only that no answer repeats the host: the letter itself is accounts/tests/test_adapter.py's."""
    answer = httpx.get(f"{house.url}/accounts/password/reset/", headers={"Host": lie})
    assert "evil.example" not in answer.text


def test_a_form_of_another_site_is_refused(member):
    token = member.cookies["__Host-csrftoken"]
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Referer": "https://evil.example/x"}, {}):
        answer = member.post("/accounts/logout/", data={"csrfmiddlewaretoken": token}, headers=headers)
        assert answer.status_code == 403, headers
    assert member.get("/").headers["location"].startswith("/w/")




def test_only_who_is_signed_in_sends_more_than_a_form(house: House, member: httpx.Client):
    slug = member.get("/").headers["location"].split("/")[2]
    form = {"file": ("letter.txt", b"x" * 3_000_000)}
    address = f"/w/{slug}/files/"
    token = {"X-CSRFToken": member.cookies["__Host-csrftoken"], "Referer": f"{member.base_url}/"}
    assert member.post(address, files=form, headers=token).status_code in (200, 201)
    for headers in ({}, {"Cookie": "__Host-sessionid=nobody; sessionid=nobody"}):
        assert httpx.post(house.url + address, files=form, headers=headers).status_code == 413
