"""A running company is backed up and stands elsewhere: nothing missing, nothing changed, and it answers."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from nitka.cli.tests.house import ENVIRONMENT, House, until, within
from nitka.kit import config
from nitka.kit.pg import Cluster
from nitka.notices.tests.services import Relay
from tests.backups import old, same
from tests.backups.server import server
from tests.faults.visitor import Crowd

pytestmark = pytest.mark.slow
PASSPHRASE = "сорок тысяч обезьян"


def nitka(*words: object, passphrase: str = PASSPHRASE, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nitka.cli", *map(str, words)]
    environment = ENVIRONMENT | {"NITKA_BACKUP_PASSPHRASE": passphrase} | more
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200)


def done(*words: object, **more: str) -> dict:
    found = nitka(*words, "--json", **more)
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def refused(*words: object, **more: str) -> str:
    found = nitka(*words, **more)
    assert (found.returncode, len(found.stderr.splitlines())) == (2, 1), found.stderr
    return found.stderr


def letter(key: str, size: int = 400_000) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"{key}@customer.example", "help@uklad.example", "Не открывается"
    made["Message-ID"] = f"<{key}@customer.example>"
    made.set_content("Замок не открывается с телефона.")
    made.add_attachment(os.urandom(size), maintype="image", subtype="png", filename="замок.png")
    return made


@contextmanager
def rows_of(data: Path) -> Iterator[psycopg.Connection]:
    """The database of an installation that is not running."""
    installation = config.read(data)
    with Cluster(installation), psycopg.connect(**installation.connection("admin")) as connection:
        yield connection


@contextmanager
def looking(parameters: dict) -> Iterator[psycopg.Connection]:
    with psycopg.connect(**parameters) as connection:
        yield connection


@contextmanager
def at_rest(house: House) -> Iterator[None]:
    """Nobody writes: all of its processes but the database are stopped as they are."""
    writers = [pid for word in (" worker ", " mail ", " web ") for pid in house.processes(word)]
    for pid in writers:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in writers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def test_a_backup_under_writes_holds_what_was_acknowledged_and_every_blob_that_its_rows_name(
    house: House, channel: str, mailbox: str, place: Path
) -> None:
    crowd, keep_on = Crowd(house.url, channel, 6, 150), threading.Event()
    sent: list[str] = []

    def correspond() -> None:
        while not keep_on.is_set():
            key = uuid4().hex
            house.post(letter(key))
            sent.append(key)

    writer = threading.Thread(target=correspond)
    crowd.start()
    writer.start()
    until(lambda: crowd.acknowledged > 50 and len(sent) > 5, 60)
    letters = list(sent)
    messages = [key for visitor in crowd.visitors for key in list(visitor.acknowledged)]
    says = done("backup", place / "now.backup", "--data", house.data)
    assert len(sent) > len(letters)  # it was written to all the while
    keep_on.set()
    writer.join()
    crowd.end()
    assert says["damaged"] == []
    assert not list(place.glob("*.part"))
    assert house.ask("select count(*) from pg_replication_slots") == [(0,)]
    done("restore", place / "now.backup", "--data", place / "there")
    with rows_of(place / "there") as connection:
        assert same.unkept(connection, place / "there") == []
        keys = {key for (key,) in connection.execute("select key from inbound_ledger")}
    assert [key for key in letters if not any(key in one for one in keys)] == []
    assert [key for key in messages if not any(key in one for one in keys)] == []
    assert house.complaints() == []


def test_from_any_server_to_any_other_every_table_and_file_is_the_same_and_a_letter_is_answered(
    house: House, channel: str, mailbox: str, place: Path, relay: Relay
) -> None:
    house.post(letter("before"))
    with house.api("before") as api:
        found = until(lambda: api.get("customers", params={"identity": "email:before@customer.example"}).json()["data"])
        mine = api.get("conversations", params={"customer": found[0]["id"]}).json()["data"][0]
    old.put_away(house, "before@customer.example")
    with at_rest(house):
        with looking(config.read(house.data).connection("admin")) as connection:
            rows, kept = same.tables(connection), same.files(house.data)
        done("backup", place / "files.backup", "--data", house.data)
    assert rows["conversations_message"][0] > 0
    assert kept

    with server(place / "server") as url:
        theirs, others = url("nitka"), url("another")
        done("restore", place / "files.backup", "--data", place / "outside", DATABASE_URL=theirs)
        with psycopg.connect(theirs) as connection:
            assert same.tables(connection) == rows
        done("backup", place / "tables.backup", "--data", place / "outside", DATABASE_URL=theirs)
        done("restore", place / "tables.backup", "--data", place / "another", DATABASE_URL=others)
        with psycopg.connect(others) as connection:
            assert same.tables(connection) == rows
        says = refused("restore", place / "tables.backup", "--data", place / "no", DATABASE_URL=theirs)
        assert "not empty" in says
        assert not (place / "no" / config.FILE).exists()
    done("restore", place / "tables.backup", "--data", place / "inside")
    done("restore", place / "files.backup", "--data", place / "home")
    for data in ("inside", "home"):
        with rows_of(place / data) as connection:
            assert same.tables(connection) == rows
    for data in ("outside", "another", "inside", "home"):
        assert same.files(place / data) == kept

    answers(House(place / "home", NITKA_MAIL_URL=f"smtp://127.0.0.1:{relay.controller.port}"), mine["id"], relay)


def answers(house: House, known: str, relay: Relay) -> None:
    """A customer writes once more where they wrote before, and gets an answer by mail."""
    house.open()
    try:
        again = EmailMessage()
        again["From"], again["To"], again["Subject"] = "before@customer.example", "help@uklad.example", "Re: замок"
        again["Message-ID"] = f"<{uuid4().hex}@customer.example>"
        again["In-Reply-To"] = "<before@customer.example>"
        again.set_content("Всё ещё не открывается.")
        house.post(again)
        with house.api("after") as api:
            thread = f"conversations/{known}/messages"
            until(lambda: [one for one in api.get(thread).json()["data"] if "Всё ещё" in one["text"]], 30)
            text = f"Обновите прошивку. {uuid4().hex}"
            assert api.post(thread, json={"text": text}).status_code == 201
        assert old.past_of(house, "before@customer.example") == old.PAST  # from files of the backup
        got = until(lambda: [one for one in relay.letters if text.split()[-1] in str(one)], 30)
        assert len(got) == 1
        assert house.complaints() == []
    finally:
        house.close()


def test_what_cannot_be_done_changes_nothing_and_says_why(house: House, place: Path) -> None:
    file = place / "now.backup"
    done("backup", file, "--data", house.data)
    assert file.stat().st_mode & 0o077 == 0
    whole = file.read_bytes()
    target = ("--data", place / "there")
    assert "another passphrase" in refused("restore", file, *target, passphrase="сорок тысяч попугаев")
    for wrong in (whole[: len(whole) // 2], whole[:-1], whole[:-1000] + b"x" + whole[-999:], whole + b"x"):
        (place / "wrong.backup").write_bytes(wrong)
        assert "damaged" in refused("restore", place / "wrong.backup", *target)
        assert "damaged" in refused("restore", place / "wrong.backup", "--check")
    (place / "wrong.backup").write_bytes(b"PK\x03\x04")
    assert "no backup of Nitka" in refused("restore", place / "wrong.backup", *target)
    assert not (place / "there").exists()
    assert "not empty" in refused("restore", file, "--data", house.data)
    assert "shorter than" in refused("backup", place / "new.backup", "--data", house.data, passphrase="short")
    assert "set NITKA_BACKUP_PASSPHRASE" in refused("backup", place / "new.backup", "--data", house.data, passphrase="")
    assert not (place / "new.backup").exists()


def test_a_full_disk_leaves_the_old_backup_and_no_half_of_a_new_one(house: House, place: Path) -> None:
    file = place / "nightly.backup"
    file.write_bytes(b"the one of yesterday")
    command = [sys.executable, "-m", "nitka.cli", "backup", str(file), "--data", str(house.data)]
    ended = subprocess.run(
        command, env=ENVIRONMENT | {"NITKA_BACKUP_PASSPHRASE": PASSPHRASE}, capture_output=True, text=True, timeout=90,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)),
    )  # fmt: skip
    assert (ended.returncode, "make room" in ended.stderr) == (2, True), ended.stderr
    assert [path.name for path in place.iterdir()] == ["nightly.backup"]
    assert file.read_bytes() == b"the one of yesterday"
    assert within(10, lambda: house.ask("select count(*) from pg_replication_slots") == [(0,)])


def test_a_directory_keeps_the_newest(house: House, place: Path) -> None:
    for day in ("20260101T030000Z", "20260102T030000Z", "20260103T030000Z"):
        (place / f"nitka-{day}.backup").touch()
    (place / "nitka-mine.backup").touch()
    says = done("backup", place, "--keep", "2", "--data", house.data)
    assert says["removed"] == ["nitka-20260101T030000Z.backup", "nitka-20260102T030000Z.backup"]
    assert {path.name for path in place.iterdir()} == {
        "nitka-mine.backup", "nitka-20260103T030000Z.backup", Path(says["file"]).name
    }  # fmt: skip
    assert done("restore", says["file"], "--check")["data"] is None
    assert "name a directory" in refused("backup", place / "x", "--keep", "2", "--data", house.data)
