"""A mailbox in a real Dovecot: kill -9 of it and of the worker while letters are fetched; each comes once."""

import os
import signal
import time
from collections.abc import Iterator

import httpx
import pytest

from nitka.bench.dovecot import PASSWORD, Dovecot, dovecot
from nitka.channels.email.fetch.tests.boxes import Line, letter
from nitka.cli.tests.house import House, within

pytestmark = pytest.mark.slow
USER = "box@uklad.example"
LETTERS = 300
PAUSE = 0.05  # seconds for each 64 KiB: slow enough to be killed in the middle


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        running.add(USER)
        yield running


@pytest.fixture(scope="module")
def line(server: Dovecot) -> Iterator[Line]:
    """A slow line to the server."""
    line = Line(server.imap, lambda data: bool(time.sleep(PAUSE)))
    yield line
    line.close()


def connect(house: House, line: Line) -> None:
    where = ["imap.host=127.0.0.1", f"imap.port={line.port}", "imap.security=none", f"imap.password={PASSWORD}"]
    house.make("channel", "create", "email", "--address", USER, *[word for pair in where for word in ("--set", pair)])


def test_a_kill_of_the_server_and_of_the_worker_loses_and_doubles_nothing(
    house: House, api: httpx.Client, server: Dovecot, line: Line
) -> None:
    for n in range(LETTERS):
        server.put(USER, letter(n, text="Где мой заказ? " * 500))
    connect(house, line)
    assert within(30, lambda: came(api))
    assert len(came(api)) < LETTERS, "in the middle"
    for pid in house.processes(" worker "):
        os.kill(pid, signal.SIGKILL)
    server.kill()
    server.put(USER, letter("while-down"))
    server.start()
    assert house.is_ready()
    server.put(USER, letter("after"))
    expected = [*map(str, range(LETTERS)), "while-down", "after"]
    assert within(120, lambda: len(came(api)) >= len(expected))
    assert sorted(came(api)) == sorted(expected)


def test_a_letter_is_on_the_desk_soon_after_it_came(house: House, api: httpx.Client, server: Dovecot) -> None:
    server.put(USER, letter("pushed"))
    assert within(20, lambda: "pushed" in came(api))


def came(api: httpx.Client) -> list[str]:
    """The letters of Anna's threads, by the first part of their Message-IDs."""
    customers = api.get("customers", params={"identity": "email:anna@client.example"}).json()["data"]
    found = []
    for row in api.get("conversations", params={"limit": 200}).json()["data"] if customers else []:
        if row["customer"] == customers[0]["id"]:
            found += [one["external_id"].partition("@")[0] for one in whole(api, f"conversations/{row['id']}/messages")]
    return found


def whole(api: httpx.Client, path: str) -> list[dict[str, str]]:
    """All pages of a list."""
    rows: list[dict[str, str]] = []
    cursor = None
    while True:
        page = api.get(path, params={"limit": 200, **({"cursor": cursor} if cursor else {})}).json()
        rows += page["data"]
        cursor = page["next"]
        if not cursor or not page["data"]:
            return rows
