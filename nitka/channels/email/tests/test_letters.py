"""Every letter of the corpus says what it says."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from nitka.channels.contract import ChannelInfo, Inbound
from nitka.channels.email.parse import read_letter

FIXTURES = Path(__file__).parent.parent / "fixtures"
EXPECTED = json.loads((FIXTURES / "expected.json").read_text())
AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CHANNEL = ChannelInfo(UUID(int=1), UUID(int=2), key=b"k" * 32)


def read(name: str) -> Inbound:
    (found,) = read_letter((FIXTURES / f"{name}.eml").read_bytes(), {}, AT, CHANNEL)
    assert isinstance(found, Inbound)
    return found


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_letter_of_the_corpus_says_what_it_says(name: str) -> None:
    found, expected = read(name), EXPECTED[name]
    for key in ("text", "quoted", "subject", "auto"):
        if key in expected:
            assert getattr(found, key) == expected[key], key
    for key in ("text", "quoted", "html"):
        for suffix in ("_has", "_has2"):
            assert expected.get(key + suffix, "") in getattr(found, key), key
    assert not [word for word in expected.get("html_lacks", []) if word in found.html], found.html
    if "sender" in expected:
        assert found.sender.value == expected["sender"]
    if "name" in expected:
        assert found.sender.name == expected["name"]
    if "files" in expected:
        assert [[file.name, file.type, file.inline] for file in found.files] == expected["files"]
    if "problem" in expected:
        assert expected["problem"] in found.meta["problems"]
    if "stated" in expected:
        assert [one.value for one in found.stated] == [expected["stated"]]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_is_shown_is_not_repeated_in_the_fold(name: str) -> None:
    found = read(name)
    assert not found.quoted or found.text not in found.quoted.split("\n")


def test_a_letter_without_an_id_gets_the_same_one_each_time() -> None:
    assert read("no-message-id").external_id == read("no-message-id").external_id


def test_two_letters_without_a_sender_are_two_people_and_the_same_one_again_is_the_same() -> None:
    data = (FIXTURES / "no-from.eml").read_bytes()
    one, again, other = (read_letter(each, {}, AT, CHANNEL)[0] for each in (data, data, data + b"And more\r\n"))
    assert isinstance(one, Inbound)
    assert one.sender == again.sender
    assert one.sender.value != other.sender.value
