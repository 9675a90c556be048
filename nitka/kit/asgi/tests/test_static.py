"""Static files: for ever under their version, checked without it."""


import pytest
from django.templatetags.static import static as url_of

from nitka.kit.asgi import static
from nitka.kit.tests.loops import run


def get(path: str, **headers: str):
    query = path.partition("?")[2]
    scope = {
        "method": "GET", "path": path.partition("?")[0], "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    sent = []

    async def send(message):
        sent.append(message)

    run(static.app(scope, None, send))
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def test_a_versioned_address_is_kept_for_ever():
    status, headers, body = get(url_of("ui/live.js"))
    assert (status, headers[b"cache-control"]) == (200, static.YEAR)
    assert headers[b"content-type"].startswith(b"text/javascript")
    assert body


def test_a_plain_or_outdated_address_is_checked():
    _, headers, _ = get("/static/ui/live.js?v=old")
    assert headers[b"cache-control"] == static.CHECK
    status, _, body = get("/static/ui/live.js", if_none_match=headers[b"etag"].decode())
    assert (status, body) == (304, b"")


def test_text_is_compressed_for_who_can_read_it():
    _, headers, body = get("/static/ui/live.js", accept_encoding="gzip, br")
    assert headers[b"content-encoding"] == b"gzip"
    assert len(body) < len(get("/static/ui/live.js")[2])


OUTSIDE = ["", "nothing.js", "../settings.py", "..%2f", "ui/../../settings.py", "a\x00b", "ui", "/etc/passwd"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_else_is_served(name):
    assert get(f"/static/{name}")[0] == 404
