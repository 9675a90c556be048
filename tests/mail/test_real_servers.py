"""Letters through Postfix and Dovecot: in by LMTP and SMTP, out by STARTTLS and a password, threaded as a mail program
does. Everybody writes once: a second letter would go on in the same conversation, whatever its subject."""

from typing import Any

import httpx
import pytest

from nitka.cli.tests.house import House, until, within
from tests.mail.conftest import ADDRESS, SHOP
from tests.mail.correspondent import Correspondent
from tests.mail.servers import Servers

pytestmark = pytest.mark.slow


def conversation(api: httpx.Client, subject: str) -> dict[str, Any]:
    """The one conversation with this subject, once it is there."""

    def found() -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = api.get("conversations", params={"limit": 200}).json()["data"]
        return [row for row in rows if row["subject"] == subject]

    rows = until(found, 20)
    assert len(rows) == 1
    return rows[0]


def texts(api: httpx.Client, of: dict[str, Any], direction: str = "in") -> list[str]:
    rows = api.get(f"conversations/{of['id']}/messages").json()["data"]
    return [row["text"] for row in rows if row["direction"] == direction]


def answer(api: httpx.Client, to: dict[str, Any], text: str) -> str:
    """An agent's answer; the message's id."""
    done = api.post(f"conversations/{to['id']}/messages", json={"text": text, "channel": to["channel"]})
    assert done.status_code == 201, done.text
    return str(done.json()["id"])


def delivery(house: House, message: str) -> tuple[Any, ...]:
    """State, attempts, reason, and in how many seconds from its last try it will be tried again."""
    asked = "select state, attempts, reason, round(extract(epoch from next_at - changed_at))::int"
    return house.ask(f"{asked} from conversations_delivery where message_id = %s", message)[0]


@pytest.mark.parametrize(("name", "address", "door"), [("vera", ADDRESS, "LMTP"), ("gleb", SHOP, "SMTP")])
def test_a_mail_server_delivers_to_us(servers: Servers, api: httpx.Client, name: str, address: str, door: str) -> None:
    Correspondent(servers, name).write(address, f"By {door}", "Здравствуйте, датчик молчит")
    assert texts(api, conversation(api, f"By {door}")) == ["Здравствуйте, датчик молчит"]


def test_a_mail_program_and_we_see_one_thread(servers: Servers, api: httpx.Client) -> None:
    anna = Correspondent(servers, "anna")
    other = anna.write("gleb@customer.example", "Датчик протечки", "Купи по дороге")
    asked = anna.write(SHOP, "Датчик протечки", "Он пищит ночью")
    thread = conversation(api, "Датчик протечки")
    answer(api, thread, "Замените батарейку")
    got = anna.received("Замените батарейку")
    assert got["In-Reply-To"] == asked["Message-ID"]
    assert asked["Message-ID"] in got["References"]
    assert got["Subject"] == "Re: Датчик протечки"
    assert SHOP in got["From"]
    anna.write(SHOP, got["Subject"], "Помогло, спасибо", answers=got)
    assert within(20, lambda: len(texts(api, thread)) == 2), "the reply is in the same conversation"
    answer(api, thread, "Рады помочь")
    anna.received("Рады помочь")
    assert [each["Subject"] for each in anna.letters()] == [
        other["Subject"],
        asked["Subject"],
        *["Re: Датчик протечки"] * 3,
    ]
    assert anna.threads() == [{1}, {2, 3, 4, 5}]


def test_a_server_that_is_down_is_tried_later_and_later_and_gets_the_letter_once(
    servers: Servers, api: httpx.Client, house: House, member: httpx.Client
) -> None:
    boris = Correspondent(servers, "boris")
    boris.write(ADDRESS, "Wait", "Are you there?")
    thread = conversation(api, "Wait")
    servers.stop_postfix()
    message = answer(api, thread, "We are")
    for attempts, pause in ((1, 30), (2, 120)):
        assert within(10, lambda n=attempts: delivery(house, message)[:2] == ("waiting", n)), delivery(house, message)
        assert delivery(house, message)[2:] == ("unreachable", pause)
        if attempts == 1:
            house.ask("update conversations_delivery set next_at = now() where message_id = %s", message)
    assert "Попробуем ещё" in member.get(f"inbox/{thread['number']}/").text
    servers.start_postfix()
    house.ask("update conversations_delivery set next_at = now() where message_id = %s", message)
    boris.received("We are")
    assert within(10, lambda: delivery(house, message)[:2] == ("sent", 3))


def test_a_refusal_is_parked_at_once_with_the_reason_in_words(
    servers: Servers, api: httpx.Client, house: House, member: httpx.Client
) -> None:
    Correspondent(servers, "nobody").write(ADDRESS, "From nowhere", "You cannot answer me")
    message = answer(api, conversation(api, "From nowhere"), "Can I not?")
    assert within(10, lambda: delivery(house, message)[:2] == ("failed", 1)), delivery(house, message)
    [(said,)] = house.ask("select detail from conversations_delivery where message_id = %s", message)
    assert said.startswith("550 5.1.1")
    page = member.get("settings/outbox/").text
    assert "Такого адреса нет" in page
    assert "nobody@customer.example" in page


def test_a_bounce_of_the_server_turns_what_was_sent_into_a_failure(
    servers: Servers, api: httpx.Client, house: House
) -> None:
    Correspondent(servers, "gone").write(ADDRESS, "Moving out", "My mailbox will be closed")
    thread = conversation(api, "Moving out")
    message = answer(api, thread, "Where to?")
    assert within(20, lambda: delivery(house, message)[0] == "failed"), delivery(house, message)
    assert delivery(house, message)[2] == "unknown_recipient"
    assert texts(api, thread) == ["My mailbox will be closed"], "a bounce is no message"
