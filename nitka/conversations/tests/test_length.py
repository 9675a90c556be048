"""Where a channel takes only so much in one message, the composer says beforehand how long the answer is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from nitka.accounts.models import Workspace
from nitka.accounts.tests import factories as accounts
from nitka.channels import contract, registry
from nitka.channels.actions import create_channel
from nitka.channels.registry import adapter
from nitka.conversations.desk.frame import most_of
from nitka.conversations.tests.test_stop import Heard, company, write
from nitka.customers.models import Identity
from nitka.kit import sms
from nitka.kit.tests.chromium import chromium

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["company"]
SCRIPT = Path(__file__).parents[1] / "static/conversations/length.js"
DESK = "http://desk.test/"
KNOWING = ("desk.frame", "desk.beginning", "reach")  # who has looked the plug-ins up by name


@pytest.fixture
def page() -> Iterator[Any]:
    context = chromium().new_context()
    yield context.new_page()
    context.close()


def writing(company: Workspace, monkeypatch: pytest.MonkeyPatch, *channels: dict[str, Any]) -> tuple[Client, Identity]:
    """A member who writes to somebody known by the first of such channels; by each of them text messages go out."""
    plugs = {f"sms{n}" if n else "sms": can for n, can in enumerate(channels)}
    installed = registry.adapters() | {kind: _plug(kind, can) for kind, can in plugs.items()}
    for place in ("nitka.channels.registry", *(f"nitka.conversations.{one}" for one in KNOWING)):
        monkeypatch.setattr(f"{place}.adapters", lambda: installed)
    made = [create_channel(workspace=company, kind=kind, name=kind, language="en", settings={}) for kind in plugs]
    sender = write(made[0], "Где заказ?")
    member = accounts.member(company, role="agent")
    member.user.language = "en"
    member.user.save(update_fields=["language"])
    client = Client()
    client.force_login(member.user)
    return client, sender


def _plug(kind: str, can: dict[str, Any]) -> Heard:
    plug = Heard(kind, "phone", True)
    plug.capabilities = contract.Capabilities(reaches="phone", writes_first=True, **can)
    return plug


def shown(page: Any, html: str) -> None:
    """A page as the server makes it, with the counter and no other script."""
    served = {DESK: ("text/html", html), f"{DESK}length.js": ("text/javascript", SCRIPT.read_text())}

    def answer(route: Any) -> None:
        kind, body = served.get(route.request.url, ("", ""))
        route.fulfill(status=200, content_type=f"{kind}; charset=utf-8", body=body) if kind else route.abort()

    page.route("**/*", answer)
    page.goto(DESK)
    page.add_script_tag(url=f"{DESK}length.js", type="module")


def opened(page: Any, company: Workspace, monkeypatch: pytest.MonkeyPatch, **can: Any) -> None:
    """The composer of a conversation by a channel that can so much."""
    client, _sender = writing(company, monkeypatch, can)
    shown(page, client.get(f"/w/{company.slug}/inbox/1/").content.decode())


def said(page: Any, text: str) -> tuple[str, str]:
    """What the composer shows of a text's length, and what it says aloud."""
    page.fill(".composer .draft", text)
    page.evaluate("() => new Promise(done => setTimeout(done))")
    strip = page.locator("[data-length]")
    shown = "" if strip.get_attribute("hidden") is not None else page.locator("[data-said]").text_content()
    return shown, page.locator("[data-length-aloud]").text_content()


def test_it_is_silent_until_the_end_is_near_and_says_what_happens_behind_it(page, company, monkeypatch):
    opened(page, company, monkeypatch, max_text=1000)
    assert said(page, "я" * 899) == ("", "")
    assert said(page, "я" * 900) == ("Characters: 900 of 1,000", "Characters: 900 of 1,000")
    assert said(page, "я" * 1000)[0] == "Characters: 1,000 of 1,000"
    shown, aloud = said(page, "я" * 1001)
    assert shown == "Characters: 1,001 of 1,000"
    over = "This channel takes no more in one message: it will be split or not taken"
    assert aloud == f"{shown}. {over}"
    assert page.locator("[data-over]").get_attribute("hidden") is None
    assert said(page, "я") == ("", "")


def test_it_is_spoken_where_it_changes_and_not_with_every_letter(page, company, monkeypatch):
    opened(page, company, monkeypatch, max_text=1000)
    first = said(page, "я" * 950)[1]
    assert said(page, "я" * 951) == ("Characters: 951 of 1,000", first)
    strip = page.locator("[data-length]").get_attribute("id")
    assert strip in page.locator(".composer .draft").get_attribute("aria-describedby").split()


def test_text_messages_are_counted_as_operators_count_them(page, company, monkeypatch):
    opened(page, company, monkeypatch, max_text=3, measure=sms.parts)
    assert said(page, "я" * 70) == ("", "")
    assert said(page, "я" * 71)[0] == "Text messages: 2 of 3"
    assert said(page, "я" * 202)[1].startswith("Text messages: 4 of 3. This channel")
    samples = ["", "a" * 160, "a" * 161, "€" * 80, "€" * 81, "я" * 134, "😀" * 35, "😀" * 36, "a\nb", "ё", "ç" * 71]
    counted = page.evaluate(f"async texts => texts.map((await import('{DESK}length.js')).parts)", samples)
    assert counted == [sms.parts(text) for text in samples]


def test_who_writes_first_is_told_as_well_and_by_the_channel_that_is_chosen(page, company, monkeypatch):
    client, sender = writing(company, monkeypatch, {"max_text": 3, "measure": sms.parts}, {"max_text": 1000})
    answer = client.get(f"/w/{company.slug}/inbox/new/?customer={sender.customer_id}")
    shown(page, answer.content.decode())
    assert said(page, "я" * 70) == ("", "")
    assert said(page, "я" * 202)[1].startswith("Text messages: 4 of 3. This channel")
    page.select_option("#begin-to", label=page.locator("#begin-to option", has_text="sms1").text_content())
    assert said(page, "я" * 202) == ("", "")
    assert said(page, "я" * 901)[0] == "Characters: 901 of 1,000"
    assert page.locator("[data-length]").get_attribute("id") == page.get_attribute("#begin-text", "aria-describedby")


@pytest.mark.parametrize(("kind", "most"), [("chat", 0), ("email", 100_000)])
def test_only_what_is_carried_further_is_counted(kind, most):
    assert most_of(adapter(kind).capabilities)[0] == most
