import io
import socket

import pytest

from nitka.kit import clamd
from nitka.kit.ports import free_port
from nitka.kit.tests.clamd import EICAR, MOST, scanner


@pytest.mark.parametrize("where", ["tcp", "unix"])
def test_a_file_is_read_whole_and_left_at_its_beginning(monkeypatch, tmp_path, where):
    data = bytes(range(256)) * 3000  # in several pieces
    with scanner(str(tmp_path / "c") if where == "unix" else "") as (place, seen):
        monkeypatch.setenv("NITKA_CLAMD", place)
        file = io.BytesIO(data)
        clamd.check(file)
        assert seen == [data]
        assert file.read() == data


def test_what_the_scanner_knows_is_named(monkeypatch):
    with scanner() as (place, _seen):
        monkeypatch.setenv("NITKA_CLAMD", place)
        with pytest.raises(clamd.Infected, match=r"^Win\.Test\.EICAR_HDB-1$"):
            clamd.check(io.BytesIO(b"a" * 300_000 + EICAR))


def test_a_file_that_is_more_than_it_takes_is_not_vouched_for(monkeypatch):
    with scanner() as (place, _seen):
        monkeypatch.setenv("NITKA_CLAMD", place)
        with pytest.raises(clamd.Unsure):
            clamd.check(io.BytesIO(bytes(3 * MOST)))


@pytest.mark.parametrize("place", ["/nowhere/clamd.sock", "127.0.0.1", "127.0.0.1:x"])
def test_a_scanner_that_is_not_reached_vouches_for_nothing(monkeypatch, place):
    monkeypatch.setenv("NITKA_CLAMD", place if ":" in place or "/" in place else f"{place}:{free_port()}")
    with pytest.raises(clamd.Unsure):
        clamd.check(io.BytesIO(b"x"))


def test_one_that_takes_the_file_and_says_nothing_costs_one_wait_and_not_one_of_each_file(monkeypatch):
    monkeypatch.setattr(clamd, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv("NITKA_CLAMD", f"127.0.0.1:{mute.getsockname()[1]}")
        with pytest.raises(clamd.Unsure, match="timed out"):
            clamd.check(io.BytesIO(b"x"))
        for _ in range(3):
            with pytest.raises(clamd.Unsure, match="silent a moment ago"):
                clamd.check(io.BytesIO(b"x"))
    with scanner() as (place, _seen):  # another is asked as ever
        monkeypatch.setenv("NITKA_CLAMD", place)
        clamd.check(io.BytesIO(b"x"))


def test_without_one_nothing_is_asked(monkeypatch):
    monkeypatch.delenv("NITKA_CLAMD", raising=False)
    clamd.check(io.BytesIO(EICAR))
