"""What every answer of a house carries, through whatever door."""

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from nitka.cli.tests.house import House

DOORS = [
    *("/healthz", "/readyz", "/widget.js", "/static/ui/app.js", "/static/nothing.js", "/stream", "/hooks/nobody"),
    *("/v1/projects/nobody/settings", "/sourceConfig/", "/chat/nobody/config", "/api/v1/customers", "/nothing/here"),
    *("/accounts/login/", "/accounts/password/reset/", "/", "/join/nothing/", "/w/nobody/inbox/"),
    "/api/v1/openapi.json",
]
KEPT = ("/widget.js", "/static/ui/app.js")  # by browsers: what is the same for everybody
STRANGE = [
    *("/w/%00/inbox/", "/accounts/login/?next=%00", f"/join/{'A' * 9000}/", "/static/../settings.py"),
    *("/static/%2e%2e/settings.py", "/.git/config", "/nitka.json", "/static/"),
]
_LINK = re.compile(r'\bhref="(/[^"#]*)"')


def test_every_door_tells_browsers_to_keep_strangers_away(browser, house: House):
    with browser() as client:
        for path in DOORS:
            answer = client.get(path)
            _check(answer)
            kept = answer.status_code == 200 and path in KEPT
            assert ("no-store" in answer.headers["cache-control"]) != kept, path


def test_every_page_of_a_member_does_and_stays_out_of_caches(member):
    seen = list(_pages(member))
    assert len(seen) > 60
    for answer in seen:
        _check(answer)
        assert answer.status_code < 500, answer.url
        if "/w/" in answer.url.path and answer.status_code == 200:
            assert answer.headers["cache-control"] == "no-store", answer.url
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert "no-store" in answer.headers["cache-control"], answer.url
            assert answer.headers["cross-origin-opener-policy"] == "same-origin", answer.url
            assert "nonce-" in answer.headers["content-security-policy"], answer.url


def test_no_text_is_answered_without_its_charset():
    bare = re.compile(r"""(?:content_type=|content-type", )b?["']text/[a-z-]+["']""")
    sources = [path for path in Path("nitka").rglob("*.py") if "tests" not in path.parts]
    assert len(sources) > 500
    assert [str(path) for path in sources if bare.search(path.read_text())] == []


def _check(answer: httpx.Response) -> None:
    given, where = answer.headers, str(answer.url)
    policy = dict(part.strip().partition(" ")[::2] for part in given["content-security-policy"].split(";"))
    assert policy["object-src"] == policy["base-uri"] == "'none'", where
    assert policy["frame-ancestors"] in ("'none'", "'self'"), where
    assert "unsafe-eval" not in str(policy), where
    assert "unsafe-inline" not in policy.get("script-src", policy["default-src"]), where
    assert given["x-content-type-options"] == "nosniff", where
    assert given["referrer-policy"] in ("same-origin", "no-referrer"), where
    assert given["strict-transport-security"] == "max-age=31536000; includeSubDomains", where
    kind, _, rest = given.get("content-type", "").partition(";")
    if answer.content and kind.partition("/")[0] == "text":
        assert "charset=utf-8" in rest, where
    assert "server" not in given or not re.search(r"\d", given["server"]), where
    for secret in ("Traceback", "psycopg", "site-packages"):
        assert secret not in answer.text, where


def _pages(client: httpx.Client) -> Iterator[httpx.Response]:
    """All that a member is led to from their home, each address once; of long lists one row."""
    first = client.get("/", follow_redirects=True)
    yield first
    slug = first.url.path.split("/")[2]
    queue, known = deque([f"/w/{slug}/inbox/", f"/w/{slug}/settings/", f"/w/{slug}/me/"]), set()
    while queue:
        path = queue.popleft()
        shape = re.sub(r"[0-9a-f-]{30,}|\d+", "*", urlsplit(path).path)
        if shape in known or "/logout/" in path or len(known) > 150:
            continue
        known.add(shape)
        answer = client.get(path, follow_redirects=True)
        yield answer
        if answer.headers.get("content-type", "").startswith("text/html"):
            queue.extend(urljoin(str(answer.url.path), found) for found in _LINK.findall(answer.text))


def test_cookies_are_of_this_host_alone_and_no_script_reads_them(member):
    member.get("/", follow_redirects=True)
    slug = member.get("/").headers["location"].split("/")[2]
    member.get(f"/w/{slug}/")
    kept = {cookie.name: cookie for cookie in member.cookies.jar}
    assert {"__Host-sessionid", "__Host-csrftoken", "__Host-device", "__Host-workspace"} <= set(kept)
    for name, cookie in kept.items():
        assert name.startswith("__Host-"), name
        assert cookie.secure, name
        assert (cookie.path, cookie.domain_specified) == ("/", False), name
        assert cookie.has_nonstandard_attr("HttpOnly"), name
        assert cookie.get_nonstandard_attr("SameSite") == "Lax", name


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG", "PROPFIND"])
def test_methods_that_nobody_needs_are_refused(house: House, method: str):
    answer = httpx.request(method, f"{house.url}/accounts/login/", headers={"X-Secret": "mark-of-mine"})
    assert answer.status_code in (400, 403, 405, 501)
    assert "mark-of-mine" not in answer.text


def test_what_breaks_says_nothing_of_the_inside(browser):
    with browser() as client:
        for path in STRANGE:
            answer = client.get(path)
            assert answer.status_code < 500, path
            assert "secret" not in answer.text.lower(), path
            assert answer.status_code != 200 or "login" in path, path
