"""What the log keeps of an address: where somebody was, and nothing that opens anything."""

import json
import logging
from uuid import uuid4

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.log import log_response

from nitka.kit import logs

TOKEN = "WyJhIiwiYiJd:1tQ2sA:Zx9_-" + "k" * 38


@pytest.fixture
def configured():
    """Logging as it was before, afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers, logs._process = before, None
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("path", ["/join/%s/", "/rate/%s", "/accounts/password/reset/key/%s/", "/letters/%s/off/"])
def test_no_line_holds_the_token_of_an_address(configured, capsys, path):
    logs.configure("web", level="INFO")
    address, shown = path % TOKEN, path % logs.HIDDEN
    logs.quick("nitka.web")("request", path=address)
    structlog.get_logger("nitka.web").warning("refused", path=address)
    request = RequestFactory().get(f"{address}?q=anna-qz")
    log_response("%s: %s", "Not Found", request.path, response=HttpResponse(status=404), request=request)
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("path", line["event"]) for line in said] == [shown, shown, f"Not Found: {shown}"]
    assert not any(word in str(said) for word in (TOKEN, "anna-qz"))


def test_what_is_no_token_stands_whole():
    for path in ("/", "/w/uklad/inbox/", f"/w/uklad/settings/channels/{uuid4()}/trial/", f"/chat/{uuid4()}/messages"):
        assert logs.without_tokens(path) == path
