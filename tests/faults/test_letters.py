"""Bad letters through the real listener: kept in a thread or in quarantine, and the next one goes through."""

import smtplib
from typing import Any

import httpx
import pytest

from nitka.cli.tests.house import House, within
from tests.faults import letters

pytestmark = pytest.mark.slow


def send(house: House, mailbox: str, name: str, letter: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", house.smtp_port, timeout=60) as client:
        client.sendmail(letters.address(name), [mailbox], letter)


def customer(api: httpx.Client, name: str) -> str:
    """Who wrote, once their letter is in a thread."""
    rows = api.get("customers", params={"identity": f"email:{letters.address(name)}"}).json()["data"]
    return str(rows[0]["id"]) if rows else ""


def quarantined(api: httpx.Client) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = api.get("quarantine", params={"limit": 200}).json()["data"]
    return data


@pytest.mark.parametrize("make", letters.ODD, ids=lambda make: make.__name__)
def test_an_odd_letter_is_kept_and_the_next_goes_through(
    house: House, mailbox: str, api: httpx.Client, member: httpx.Client, make: letters.Make
) -> None:
    before, name = len(quarantined(api)), make.__name__.replace("_", "-")
    send(house, mailbox, name, make(name))
    send(house, mailbox, f"after-{name}", letters.plain(f"after-{name}"))
    assert within(30, lambda: customer(api, f"after-{name}")), "the next letter"
    assert within(30, lambda: customer(api, name) or len(quarantined(api)) > before), "neither read nor in quarantine"
    for number in numbers_of(api, customer(api, name)):
        page = member.get(f"inbox/{number}/")
        assert page.status_code == 200
        assert "<script>evil" not in page.text
        assert "javascript:" not in page.text
        assert letters.RTL not in page.text
    assert member.get("settings/quarantine/").status_code == 200
    assert member.get("inbox/?view=all").status_code == 200


def numbers_of(api: httpx.Client, of: str) -> list[int]:
    rows = api.get("conversations", params={"limit": 200}).json()["data"]
    return [row["number"] for row in rows if of and row["customer"] == of]
