"""Public doors under nonsense, floods and stalls: clear refusals, no 5xx, and nobody else waits."""

import json
import random
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from nitka.cli.tests.house import House
from tests.faults.visitor import Visitor

pytestmark = pytest.mark.slow
REQUESTS = 400
METHODS = ("GET", "GET", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
PATHS = (
    "/chat/{channel}/messages", "/chat/{channel}/sessions", "/chat/{channel}/contact", "/chat/{channel}/files",
    "/chat/{channel}/typing", "/chat/{channel}/receipts", "/chat/{channel}/stream", "/chat/{channel}/config",
    "/chat/{channel}/files/{junk}", "/chat/{junk}/messages", "/chat//", "/api/v1/customers", "/api/v1/conversations",
    "/api/v1/conversations/{uuid}/messages", "/api/v1/customers/{junk}", "/api/v1/customers/{uuid}/moments",
    "/api/v1/merges", "/api/v1/quarantine/{uuid}/digest", "/api/v1/ratings", "/api/v1/channels", "/api/v1/{junk}",
    "/rate/{junk}", "/r/{junk}", "/stream", "/widget.js", "/accounts/login/", "/w/{junk}/inbox/", "/static/{junk}",
    "/hooks/{uuid}", "/v1/batch", "/", "/{junk}", "/healthz",
)  # fmt: skip
QUERIES = (
    "", "after=%00", "after=x", "cursor=%ff&limit=-1", "limit=99999999999999999999", "limit=%D9%A3", "identity=::",
    "identity=email:%00", "t=%00:x", "channel=%F0%28", "lang=zz&lang=", "q=" + "x" * 3000, "view=%2e%2e", "&&&=&",
)  # fmt: skip
JUNK = ("x", "%00", "%ff%fe", "..%2f..%2fetc", "a" * 500, "-" * 36, "%D1%8F", "'\"<>", "v1.x.y", "0", "☃")
BODIES = (
    b"", b"{", b"[]", b"null", b"1e999", b'"x"', b"{}", b"[" * 20_000, b'{"id": {}}',
    b'{"id": 1, "text": 7, "files": 0}',
    b'{"text": "\\ud800", "email": "\\u0000", "name": []}', b'{"email": "a@b", "phone": "+", "name": 5}',
    b"\x00\xff\xfe",
    b'{"into": "x", "from": null, "why": {}}', b"a=1&a=2&csrfmiddlewaretoken=%00", b'{"score": 9e99}',
    b'{"id": "' + b"9" * 45 + b'", "text": "x"}',
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="\x00"\r\n\r\nx',
)  # fmt: skip
TYPES = (
    "application/json",
    "text/plain",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "",
    "x/",
)
LANGUAGES = ("ru", "en-US;q=0.x", "*;q=-1", "x" * 400, "")


@pytest.fixture(scope="module")
def visitor(house: House, channel: str) -> Visitor:
    return Visitor(house.url, channel)


def made_up(channel: str, tokens: list[str]) -> Iterator[httpx.Request]:
    """The same nonsense in every run."""
    chance = random.Random(3)
    for _ in range(REQUESTS):
        path = chance.choice(PATHS).format(channel=channel, junk=chance.choice(JUNK), uuid=uuid4())
        headers = {"Content-Type": chance.choice(TYPES), "Accept-Language": chance.choice(LANGUAGES), "Accept": "*/*"}
        if chance.random() < 0.6:
            headers["Authorization"] = chance.choice(
                ["Bearer", "Basic Og==", "Bearer %00", *(f"Bearer {t}" for t in tokens)]
            )
        if chance.random() < 0.2:
            headers |= {"Cookie": "sessionid=%00; csrftoken=x; theme=<; zone=%ff; language=../", "Origin": "null"}
        url = f"http://127.0.0.1{path}?{chance.choice(QUERIES)}"
        yield httpx.Request(chance.choice(METHODS), url, headers=headers, content=chance.choice(BODIES))


def test_nonsense_is_refused_in_words_and_never_breaks_anything(
    house: House, channel: str, api: httpx.Client, visitor: Visitor
) -> None:
    tokens = [visitor.token, api.headers["Authorization"].partition(" ")[2]]
    broken, unclear = [], []
    # A connection each: one that is kept may end between two requests, and one that ends in its own is a fault
    with httpx.Client(timeout=20, limits=httpx.Limits(max_keepalive_connections=0)) as client:
        for request in made_up(channel, tokens):
            request.url = request.url.copy_with(port=house.port)
            if "/stream" in request.url.path and request.method == "GET":
                continue  # an open stream does not end
            answer = client.send(request)
            said = (request.method, str(request.url)[:200], request.content[:40], answer.status_code, answer.text[:200])
            if answer.status_code >= 500:
                broken.append(said)
            elif answer.status_code >= 400 and request.method != "HEAD" and not _clear(request, answer):
                unclear.append(said)
    assert not broken
    assert not unclear


def _clear(request: httpx.Request, answer: httpx.Response) -> bool:
    """Programs get JSON that says what was wrong; `429` says until when."""
    if answer.status_code == 429 and int(answer.headers.get("Retry-After", 0)) < 1:
        return False
    if not request.url.path.startswith(("/chat/", "/api/v1/")):
        return bool(answer.text)
    error = answer.json()["error"]
    return bool(error["code"] and error["message"])


def test_a_body_above_the_limit_is_refused_before_it_is_read(house: House, visitor: Visitor, api: httpx.Client) -> None:
    body = json.dumps({"id": str(uuid4()), "text": "x" * 400_000}).encode()
    answer = httpx.post(f"{visitor.base}/messages", content=body, headers=visitor.headers, timeout=20)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    answer = api.post("customers", content=b"x" * (66 << 20), headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 413)
    assert answer.json()["error"]["message"]


def test_who_writes_too_fast_is_told_when_to_come_back_and_others_are_not_held(
    house: House, channel: str, visitor: Visitor
) -> None:
    with ThreadPoolExecutor(8) as pool, httpx.Client(timeout=20) as client:
        answers, refused = [], []
        while not refused and len(answers) < 20_000:  # a slow machine needs more: the allowance grows while it posts
            answers += pool.map(lambda n: visitor.post(client, str(n)), range(450))
            refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} == {202, 429}
    assert all(int(answer.headers["Retry-After"]) >= 1 and answer.json()["error"]["message"] for answer in refused)
    with httpx.Client(timeout=20) as client:
        assert Visitor(house.url, channel).post(client, "another visitor").status_code == 202


@pytest.mark.parametrize("path", ["/accounts/login/", "/chat/{channel}/files", "/api/v1/customers"])
def test_stalled_uploads_hold_up_no_page(house: House, channel: str, visitor: Visitor, path: str) -> None:
    head = (
        f"POST {path.format(channel=channel)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {visitor.token}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\n"
    )
    stalled = [socket.create_connection(("127.0.0.1", house.port)) for _ in range(12)]
    try:
        for one in stalled:
            one.sendall(head.encode())
        with httpx.Client(timeout=20) as client:  # a third of what an upload may stall
            assert {client.get(f"{house.url}/accounts/login/").status_code for _ in range(15)} == {200}
    finally:
        for one in stalled:
            one.close()
