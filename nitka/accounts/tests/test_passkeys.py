"""A passkey in a real browser: made, then enough to come in without a password. And the pages of sign-in, looked at."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from playwright.sync_api import Page

from nitka.accounts.models import User
from nitka.accounts.tests import factories as accounts
from nitka.kit.asgi.tests.server import serving
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import visiting
from nitka.ui.tests.looks import looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "клубок-узел-7"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(django_db_setup) -> Iterator[str]:
    with serving() as origin:
        yield origin.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number


@pytest.fixture
def vera():
    workspace = accounts.workspace(slug="uklad")
    return accounts.member(workspace, email="vera@uklad.example", password=PASSWORD)


@pytest.fixture
def page() -> Iterator[Page]:
    context = chromium().new_context(locale="en-GB")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    context.close()


def test_a_passkey_is_made_and_then_opens_the_account_without_a_password(site, vera, page):
    encoded = PBKDF2PasswordHasher().encode(PASSWORD, "salt", 1000)  # the server knows no hasher of tests
    User.objects.update(language="en", password=encoded)
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("E-mail").fill("vera@uklad.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox/**", wait_until="commit")
    page.goto(f"{site}/w/uklad/me/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Its name").fill("Laptop of Vera")
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/accounts/2fa/codes/")
    page.get_by_role("link", name="Done").click()
    page.get_by_text("Laptop of Vera").wait_for()

    page.get_by_role("button", name="Sign out everywhere").click()
    page.get_by_role("button", name="By a passkey").click()
    page.wait_for_url("**/inbox/**", wait_until="commit")

    page.goto(f"{site}/w/uklad/me/security/")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("link", name="By a passkey instead").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("heading", name="Sign-in and devices").wait_for()
    assert page.get_by_text("Laptop of Vera").count() == 0


@looks(0)
def test_the_pages_of_sign_in_are_whole(vera, width, theme, language):
    User.objects.update(language=language[:2])
    client = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0"})
    client.post("/accounts/login/", {"login": "vera@uklad.example", "password": PASSWORD})
    with visiting(client, width, theme, language) as visit:
        assert visit.judge("/accounts/reauthenticate/") == []
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        paths = ["2fa/app/", "passkeys/new/"]
        assert [fault for path in paths for fault in visit.judge(f"/accounts/{path}")] == []
        assert visit.judge("/w/uklad/me/security/") == []
        assert visit.said == []
