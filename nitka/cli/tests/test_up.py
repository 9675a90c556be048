"""`nitka up` as a person meets it: a real process, real ports. Kills under load are in `tests/faults`."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from nitka.cli.tests.house import House, nitka, standing, within
from nitka.kit.ports import free_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with standing("up", empty=True) as house:
        yield house


def doctor(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(nitka("doctor", "--data", str(house.data), "--json").stdout)
    return found


def test_the_house_answers(house):
    assert house.is_ready(0)


def test_a_second_one_in_the_same_directory_is_refused_with_a_way_out(house):
    done = nitka("up", "--data", str(house.data), "--port", str(free_port()))
    assert done.returncode == 2
    assert f"in use by process {house.process.pid}" in done.stderr
    assert "--data" in done.stderr


def test_a_taken_port_is_named_with_a_way_out(house, tmp_path):
    done = nitka("up", "--data", str(tmp_path), "--port", str(house.port))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"Port {house.port}" in done.stderr
    assert "--port" in done.stderr


def behind_a_free_port() -> socket.socket:
    """A port that is taken, and the one before it is not: other programs of this machine have theirs."""
    while True:
        taken = socket.create_server(("127.0.0.1", 0))
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", taken.getsockname()[1] - 1)):
            return taken
        taken.close()


def test_a_taken_port_of_the_demos_relay_is_named_before_anything_is_started(tmp_path):
    with behind_a_free_port() as taken:
        port = taken.getsockname()[1]
        done = nitka("up", "--data", str(tmp_path), "--port", str(free_port()), "--smtp-port", str(port - 1), "--demo")
    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert "--smtp-port" in done.stderr
    assert not (tmp_path / "pg").exists()


def test_commands_beside_it_answer_the_same_however_often_they_are_asked(house):
    with ThreadPoolExecutor(2) as pool:  # at once: the dearest part of a command is its start
        first, again = pool.map(lambda _: house.make("token", "create", "--name", "shop"), range(2))
    assert first["token"].startswith("nitka_")
    assert first == again


def test_parts_and_a_database_that_are_killed_come_back(house):
    house.kill("mail")
    house.kill("postgres")
    assert "PostgreSQL died" in house.words()


def test_the_doctor_finds_nothing_to_mend(house):
    assert within(60, lambda: nitka("doctor", "--data", str(house.data)).returncode == 0), doctor(house)
    checks = {row["what"]: row for row in doctor(house)}
    assert {"database", "migrations", "policies", "partitions", "processes", "loops", "queues", "mail"} <= set(checks)
    assert "mail, web, worker" in checks["processes"]["says"]
    with httpx.Client() as client:
        assert "nitka_loop_silence_seconds" in client.get(f"{house.url}/metrics").text
        assert client.get(f"{house.url}/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403


def test_term_stops_everything_within_ten_seconds_and_a_kill_leaves_no_orphan(house):
    before = time.monotonic()
    assert house.close() == 0
    assert time.monotonic() - before < 10
    assert house.processes() == []
    asleep = doctor(house)
    assert "not running" in next(row["says"] for row in asleep if row["what"] == "database")
    assert all(row["ok"] for row in asleep)
    house.open()
    house.process.kill()
    house.process.wait()
    assert within(5, lambda: not house.processes())


def test_a_command_on_a_house_that_was_killed_starts_its_database_for_itself(house):
    assert not house.processes()
    done = nitka("token", "create", "--name", "shop", "--data", str(house.data), "--json")
    assert json.loads(done.stdout)["token"]
    assert not house.processes()
