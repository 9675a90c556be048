"""A browser that takes pushes, from the click to the notice on the screen and on to the conversation.

The browser's own push service cannot be had: `subscribe` answers with a subscription at ours, which decrypts what
comes; what it decrypted is given to the real service worker, as the browser does it.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Worker

from nitka.cli.tests.house import House, until
from nitka.kit.tests.chromium import chromium
from nitka.notices.tests.services import PushService, Subscription

pytestmark = pytest.mark.browser
PASSWORD = "a long one for tests 7"
SUBSCRIBE = """given => {
  let now = null
  PushManager.prototype.getSubscription = async () => now
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly) throw new Error('must show')
    return now = { endpoint: given.endpoint, options: { applicationServerKey: applicationServerKey.buffer },
      toJSON: () => ({ endpoint: given.endpoint, keys: { p256dh: given.p256dh, auth: given.auth } }),
      unsubscribe: async () => { now = null; return true } }
  }
}"""


@pytest.fixture
def context(house: House) -> Iterator[BrowserContext]:
    made = chromium().new_context(locale="en-US", base_url=house.url)
    made.grant_permissions(["notifications"], origin=house.url)
    yield made
    made.close()


def sign_in(house: House, page: Page, email: str) -> str:
    """Open the page of one's notifications."""
    house.make("member", "create", "--email", email, "--role", "owner", "--password", PASSWORD)
    slug = house.make("workspace", "create")["slug"]
    house.ask("update accounts_user set language = 'en'")
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/w/**")
    page.goto(f"/w/{slug}/me/notices/")
    return str(slug)


def deliver(session: CDPSession, house: House, registration: str, data: dict[str, Any]) -> None:
    given = {"origin": house.url, "registrationId": registration, "data": json.dumps(data)}
    session.send("ServiceWorker.deliverPushMessage", given)


def shown(worker: Worker) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = worker.evaluate(
        "() => self.registration.getNotifications()"
        ".then(all => all.map(n => ({ title: n.title, body: n.body, tag: n.tag })))"
    )
    return found


def subscribed(page: Page, service: PushService) -> Subscription:
    browser = service.subscribe()
    page.evaluate(f"given => ({SUBSCRIBE})(given)", browser.given)
    page.get_by_role("button", name="Push to this browser").click(timeout=10_000)
    page.get_by_text("this one", exact=True).wait_for(timeout=10_000)
    return browser


def test_from_the_click_to_the_screen_and_on(house: House, context: BrowserContext, service: PushService) -> None:
    page = context.new_page()
    slug = sign_in(house, page, "olga@uklad.example")
    browser = subscribed(page, service)
    page.get_by_role("button", name="Try it").click()
    (trial,) = until(lambda: list(browser.got), 20)
    assert trial["title"] == "Notifications work here"
    assert service.said == []

    worker = until(lambda: context.service_workers, 10)[0]
    assert urlsplit(worker.url).path == "/push.js"
    session, found = context.new_cdp_session(page), []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    until(lambda: page.evaluate("1") and found, 10)
    assert found[0]["scopeURL"] == f"{house.url}/w/"
    deliver(session, house, found[0]["registrationId"], trial)
    until(lambda: shown(worker), 10)
    assert shown(worker) == [{"title": trial["title"], "body": trial["body"], "tag": "trial"}]

    leads_on(page, worker, slug)


def leads_on(page: Page, worker: Worker, slug: str) -> None:
    """A click brings the window that is open to the place; focusing takes a real click, which nobody can make here."""
    worker.evaluate("() => { WindowClient.prototype.focus = async function () { return this } }")
    click = """at => { const event = new ExtendableEvent('notificationclick')
      event.notification = { close () {}, data: { open: at, at } }; self.dispatchEvent(event) }"""
    worker.evaluate(click, f"/w/{slug}/notices/")
    page.wait_for_url(f"**/w/{slug}/notices/")


def test_a_browser_that_was_removed_can_come_again(house: House, context: BrowserContext, service: PushService) -> None:
    page = context.new_page()
    sign_in(house, page, "vera@uklad.example")
    subscribed(page, service)
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Push to this browser").wait_for(timeout=10_000)
    assert page.get_by_text("this one", exact=True).count() == 0
    subscribed(page, service)


def test_a_browser_that_refuses_is_told_how_to_allow_it(house: House, service: PushService) -> None:
    context = chromium().new_context(locale="en-US", base_url=house.url)
    page = context.new_page()
    page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    sign_in(house, page, "ilya@uklad.example")
    page.get_by_text("does not let Nitka notify you").wait_for(timeout=10_000)
    assert page.get_by_role("button", name="Push to this browser").count() == 0
    context.close()


def test_after_a_new_sign_in_of_the_same_member_it_registers_by_itself(
    house: House, context: BrowserContext, service: PushService
) -> None:
    """What is pushed goes to a browser only while the session lasts that registered it."""
    page = context.new_page()
    slug = sign_in(house, page, "dasha@uklad.example")
    browser = subscribed(page, service)
    latest = "select sealed from notices_device order by made_at desc limit 1"
    before = house.ask(latest)
    context.clear_cookies()
    page.add_init_script(f"({SUBSCRIBE})({json.dumps(browser.given)})")
    sign_in(house, page, "dasha@uklad.example")
    page.goto(f"/w/{slug}/inbox/")
    until(lambda: house.ask(latest) != before, 15)
