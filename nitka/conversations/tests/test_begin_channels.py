"""What the form of a new conversation shows follows the channel that is chosen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from nitka.conversations.tests.factories import mail
from nitka.conversations.tests.test_length import writing
from nitka.conversations.tests.test_stop import company
from nitka.customers.actions import Claim, enter
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["company"]
APPS = Path(__file__).parents[2]
HOST = "http://desk.test"


@pytest.fixture
def page() -> Iterator[Any]:
    context = chromium().new_context()
    yield context.new_page()
    context.close()


def script(path: str) -> Path | None:
    """Of whichever app it is."""
    return next(APPS.glob(f"*{path}"), None) if path.endswith(".js") else None


def opened(page: Any, html: str) -> None:
    """The page with its own scripts; what they ask the server for is not answered."""
    def answer(route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif found := script(path):
            route.fulfill(body=found.read_text(), content_type="text/javascript; charset=utf-8")
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto(f"{HOST}/")


def seen(page: Any) -> tuple[bool, bool]:
    return page.is_visible("#begin-subject"), page.is_visible("details.cc")


@pytest.fixture
def form(page: Any, company: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """To somebody with an address and a telephone, refused for want of a subject and of words."""
    client, sender = writing(company, monkeypatch, {"max_text": 1000})
    mail(company)
    with in_workspace(company.pk):
        enter(claims=[Claim("phone", sender.value), Claim("email", "anna@shop.example")])
    here = f"/w/{company.slug}/inbox/new/"
    opened(page, client.get(f"{here}?customer={sender.customer_id}").content.decode())
    given = {"customer": str(sender.customer_id), "text": " ", "subject": "", "to": by(page, "anna@")}
    opened(page, client.post(here, given).content.decode())
    return page


def by(page: Any, address: str) -> str:
    found: str = page.locator("#begin-to option", has_text=address).get_attribute("value")
    return found


def test_a_channel_without_subject_and_copies_shows_none(form):
    assert seen(form) == (True, True)
    assert form.is_visible("#begin-subject-e")
    form.select_option("#begin-to", by(form, "+7"))
    assert seen(form) == (False, False)
    assert not form.is_visible("#begin-subject-e")
    form.select_option("#begin-to", by(form, "anna@"))
    assert seen(form) == (True, True)


def test_what_was_missing_is_no_longer_said_once_it_is_written(form):
    for field in ("begin-subject", "begin-text"):
        form.fill(f"#{field}", " ")
        assert form.is_visible(f"#{field}-e")
        form.fill(f"#{field}", "Order 118")
        assert not form.is_visible(f"#{field}-e")
        assert form.get_attribute(f"#{field}", "aria-invalid") is None
