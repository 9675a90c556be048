"""A system whose files lie in a bucket: moved there from the directory, served, backed up and restored to another."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nitka.cli.tests.house import House, nitka, standing, until
from nitka.kit import config
from nitka.kit.tests import buckets
from tests.backups import old, same
from tests.backups.test_backup import done, letter, looking

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with buckets.store() as found:
        yield found


def named(house: House) -> set[str]:
    """What rows name, as places."""
    with looking(config.read(house.data).connection("admin")) as connection:
        rows = connection.execute(same.NAMED).fetchall()
    return {f"{of}/{name[:2]}/{name[2:]}" for of, name in rows}


def test_from_the_directory_into_a_bucket_and_into_another_by_a_backup(endpoint: str, place: Path) -> None:
    first, second = (buckets.bucket(endpoint, name) for name in ("shop", "elsewhere"))
    with standing("bucket") as house:
        house.make("channel", "create", "email", "--address", "help@uklad.example")
        house.post(letter("one"))
        until(lambda: house.ask("select id from conversations_attachment"))
        assert house.close() == 0
        house.environment = buckets.environment(endpoint, "s3://shop/nitka")
        house.open()
        house.post(letter("two"))
        until(lambda: len(house.ask("select id from conversations_attachment")) == 2)
        assert len(list(first.objects.all())) == len(named(house)) - len(same.files(house.data))
        old.put_away(house, "two@customer.example")
        moved = json.loads(nitka("blobs", "move", "--data", str(house.data), "--json").stdout)
        assert (moved["files"], moved["damaged"]) == (2, [])  # the letter as it came, and its file
        assert same.files(house.data) == {}
        assert {one.key.removeprefix("nitka/") for one in first.objects.all()} == named(house)
        with house.signed_in() as member, house.api() as api:
            for (key,) in house.ask("select id from conversations_attachment"):
                assert len(member.get(f"files/{key}/").content) == 400_000
            assert len(api.get("conversations").json()["data"]) == 2

        done("backup", place / "a.backup", "--data", house.data)
        there = buckets.environment(endpoint, "s3://elsewhere")
        done("restore", place / "a.backup", "--data", place / "there", **there)
        assert {one.key for one in second.objects.all()} == named(house)
        remembers(House(place / "there", **there))
        done("restore", place / "a.backup", "--data", place / "directory")
        assert set(same.files(place / "directory")) == named(house)
        assert all("".join(path.split("/")[1:]) == digest for path, digest in same.files(place / "directory").items())
        assert house.complaints() == []


def remembers(house: House) -> None:
    """What went to files long ago is told as ever."""
    house.open()
    try:
        assert old.past_of(house, "two@customer.example") == old.PAST
        assert house.complaints() == []
    finally:
        house.end()


def test_a_bucket_that_is_not_there_is_told_at_the_start(endpoint: str, place: Path) -> None:
    with pytest.raises(AssertionError, match="the store does not answer"), standing(
        "nobucket", **buckets.environment(endpoint, "s3://nobody-has-this")
    ):
        pass
