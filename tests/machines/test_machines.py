"""Two machines, one system: what comes in at either is in both, and one that dies is missed by nobody."""

import smtplib
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from nitka.cli.tests.house import until
from nitka.kit.ports import free_port
from nitka.kit.tests import buckets
from nitka.realtime.sequencer import LOCK
from tests.backups.server import server
from tests.backups.test_backup import letter
from tests.faults.stream import Stream
from tests.faults.visitor import Visitor
from tests.machines.cluster import Machine, like

pytestmark = pytest.mark.slow
ADDRESS = "help@uklad.example"
System = tuple[Machine, Machine, str, psycopg.Connection]
VISITORS, EACH, LETTERS = 6, 20, 6


@contextmanager
def system(place: Path, url: str, environment: dict[str, str]) -> Iterator[System]:
    """Both with all their processes, the id of a chat, and a look into the database."""
    streams = free_port()
    environment = environment | {"DATABASE_URL": url, "NITKA_STREAM_URL": f"http://127.0.0.1:{streams}"}
    (place / "one").mkdir()
    one = Machine(place / "one", environment)
    channel = one.make("channel", "create", "chat")["channel"]
    one.make("channel", "create", "email", "--address", ADDRESS)
    two = like(one, place / "two", shared="NITKA_BLOBS" not in environment)
    try:
        for each in (one, two):
            for part in ("pages", "collect"):
                each.web(part)
            each.start("mail", "mail", port="--smtp-port")
        two.start("stream", "web", "--only", "stream", "--port", str(streams), port="")
        two.ports["stream"] = streams
        ready = [each.is_ready(part) for each in (one, two) for part in ("pages", "collect")]
        assert all([*ready, two.is_ready("stream")]), one.words() + two.words()
        one.start("worker", "worker", port="")
        with psycopg.connect(url, autocommit=True) as look:
            until(lambda: holder(look), 60)  # the first one's worker sequences
            two.start("worker", "worker", port="")
            yield one, two, channel, look
    finally:
        one.end()
        two.end()


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="nitka-machines-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture(params=["a shared directory", "a bucket"])
def blobs(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What tells machines where blobs lie."""
    if request.param == "a bucket":
        with buckets.store() as endpoint:
            buckets.bucket(endpoint, "shop")
            yield buckets.environment(endpoint, "s3://shop")
    else:
        yield {}


def holder(connection: psycopg.Connection) -> int:
    """The connection that sequences; 0 when nobody does."""
    row = connection.execute(
        "select pid from pg_locks where locktype = 'advisory' and granted and classid = %s and objid = %s",
        [LOCK >> 32, LOCK & 0xFFFFFFFF],
    ).fetchone()
    return row[0] if row else 0


def post(machine: Machine, key: str) -> None:
    with smtplib.SMTP("127.0.0.1", machine.ports["mail"], timeout=20) as client:
        client.send_message(letter(key))


def test_all_go_through_both_and_the_other_goes_on_when_one_dies(place: Path, blobs: dict[str, str]) -> None:
    with server(place / "server", made=True) as url, system(place, url("nitka"), blobs) as (one, two, channel, look):
        token = one.make("token", "create", "--name", "tests")["token"]
        visitors = [Visitor(each.url("collect"), channel) for each in (one, two) for _ in range(VISITORS // 2)]
        stream = Stream(lambda: address(visitors[0]))
        until(lambda: stream.own, 20)
        write(visitors)
        bases = [visitor.base for visitor in reversed(visitors)]
        for visitor, base in zip(visitors, bases, strict=True):
            visitor.base = base  # each goes on at the other machine
        keys = [f"letter-{n}-{uuid4().hex}" for n in range(LETTERS)]
        until(lambda: all(map(smtp_answers, (one, two))), 30)
        for n, key in enumerate(keys[: LETTERS // 2]):
            post((one, two)[n % 2], key)

        before = until(lambda: holder(look), 20)
        one.kill("worker")
        writing = threading.Thread(target=write, args=(visitors,))
        writing.start()
        for n, key in enumerate(keys[LETTERS // 2 :]):
            post((one, two)[n % 2], key)
        writing.join()
        until(lambda: holder(look) not in (0, before), 30)  # the other one sequences

        for each, text in ((one, "Ответ одной"), (two, "Ответ другой")):
            heard = len(stream.heard)
            thread = until(lambda: conversation(look, visitors[0]), 30)
            with api(each, token) as client:
                assert client.post(f"conversations/{thread}/messages", json={"text": text}).status_code == 201
            until(lambda heard=heard: len(stream.heard) > heard, 30)
        stream.end()
        for visitor in visitors:
            until(lambda visitor=visitor: caught_up(visitor), 60)
            mine = [key for key in visitor.read if key in set(visitor.acknowledged)]
            assert mine == visitor.acknowledged, "each once, none missing, as they were written"
        for each in (one, two):
            with api(each, token) as client:
                for key in keys:
                    assert until(lambda key=key, client=client: files_of(client, key), 60) == 1


def smtp_answers(machine: Machine) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", machine.ports["mail"], timeout=5) as client:
            return client.noop()[0] == 250
    except OSError:
        return False


def address(visitor: Visitor) -> str:
    """Where the visitor's stream is."""
    return str(httpx.get(f"{visitor.base}/stream", headers=visitor.headers, timeout=5).json()["stream"])


def conversation(look: psycopg.Connection, visitor: Visitor) -> Any:
    asked = "select conversation_id from conversations_message where external_id = %s"
    row = look.execute(asked, [visitor.acknowledged[0]]).fetchone()
    return row and row[0]


@contextmanager
def api(machine: Machine, token: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{machine.url('pages')}/api/v1/", headers=headers, timeout=60) as client:
        yield client


def write(visitors: list[Visitor]) -> None:
    threads = [threading.Thread(target=visitor.write, args=(EACH,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def caught_up(visitor: Visitor) -> bool:
    visitor.catch_up()
    return len(visitor.read) >= len(visitor.acknowledged)


def files_of(api: httpx.Client, key: str) -> int:
    """How many files the letter's message has; 0 while it is not there."""
    people = api.get("customers", params={"identity": f"email:{key}@customer.example"}).json()["data"]
    if not people:
        return 0
    threads = api.get("conversations", params={"customer": people[0]["id"]}).json()["data"]
    rows = [row for thread in threads for row in api.get(f"conversations/{thread['id']}/messages").json()["data"]]
    assert len(rows) <= 1, "one letter, one message"
    return sum(len(row["files"]) for row in rows)
