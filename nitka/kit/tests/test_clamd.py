import io

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


def test_without_one_nothing_is_asked(monkeypatch):
    monkeypatch.delenv("NITKA_CLAMD", raising=False)
    clamd.check(io.BytesIO(EICAR))
