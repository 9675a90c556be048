"""A visitor is given no file that the virus scanner does not vouch for."""

from types import SimpleNamespace

import pytest

from nitka.conversations.chat import files, tokens
from nitka.conversations.chat.words import say
from nitka.conversations.tests.factories import chat
from nitka.kit import blobs
from nitka.kit.asgi.answers import Problem
from nitka.kit.files import kind_of
from nitka.kit.tests.clamd import EICAR, scanner
from nitka.kit.tests.loops import run

pytestmark = pytest.mark.django_db(transaction=True)


def fetch(channel, data):
    """What the door sends for a file of these bytes."""
    sha256 = blobs.store(channel.workspace_id, data)
    file = tokens.File(sha256, "a.txt", kind_of(data), len(data))
    token = tokens.download_path(channel.pk, file).rpartition("/")[2]
    sent = []

    def problem(status, code, words, n="", wait=0):
        return Problem(status, code, say(words, "en", n), retry_after=wait)

    async def send(message):
        sent.append(message)

    known = SimpleNamespace(id=channel.pk, workspace_id=channel.workspace_id)
    run(files.download(SimpleNamespace(channel=known, method="GET", problem=problem), token, send))
    return b"".join(message.get("body", b"") for message in sent)


def test_what_the_scanner_knows_stays_here_and_the_rest_goes_whole(company, monkeypatch):
    channel = chat(company)
    with scanner() as (place, seen):
        monkeypatch.setenv("NITKA_CLAMD", place)
        assert fetch(channel, b"plain" * 100_000) == b"plain" * 100_000
        with pytest.raises(Problem, match="stopped") as found:
            fetch(channel, b"MZ" + EICAR)
        assert (found.value.status, found.value.code, len(seen)) == (403, "virus", 2)
    with pytest.raises(Problem) as found:  # the scanner has gone
        fetch(channel, b"plain")
    assert (found.value.status, found.value.code, found.value.retry_after) == (503, "unsure", 60)
