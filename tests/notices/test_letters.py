"""A worker that is killed in the middle of a letter: the letter goes out all the same, once."""

import httpx

from nitka.cli.tests.house import House, until
from nitka.notices.tests.services import plain
from tests.notices.conftest import Holding

PASSWORD = "a long one for tests 7"


def sign_in(house: House, email: str, agent: str) -> None:
    with httpx.Client(base_url=house.url, headers={"User-Agent": agent}, timeout=20) as client:
        client.get("/accounts/login/")
        form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post("/accounts/login/", data=form).status_code == 302


def test_a_letter_about_a_new_device_survives_a_worker_that_is_killed_over_it(house: House, relay: Holding) -> None:
    house.make("member", "create", "--email", "ira@uklad.example", "--role", "agent", "--password", PASSWORD)
    sign_in(house, "ira@uklad.example", "Mozilla/5.0 (Windows NT 10.0) Firefox/140")
    relay.hold = True
    sign_in(house, "ira@uklad.example", "Mozilla/5.0 (iPhone) Safari/605")
    assert relay.held.wait(20)
    house.kill("worker")
    assert house.ask("select state, tries from notices_sending") == [("sending", 0)]
    house.ask("update notices_sending set next_at = now()")  # its lease is over
    (letter,) = until(lambda: list(relay.letters), 20)
    assert letter["To"] == "ira@uklad.example"
    assert "Safari, iPhone" in plain(letter)
    assert letter["Auto-Submitted"] == "auto-generated"
    until(lambda: house.ask("select state from notices_sending") == [("sent",)], 10)
    assert len(relay.letters) == 1
