"""The desk around the conversations: the list, search, colleagues, a telephone."""

from __future__ import annotations

from playwright.sync_api import expect

from nitka.cli.tests.house import until
from tests.soak.desk import MENU
from tests.soak.world import World


def arrives(w: World) -> None:
    """In both lists, once."""
    customer = w.stranger()
    for desk in w.desks:
        expect(desk.row(customer.texts[0])).to_have_count(1, timeout=10_000)


def searched_and_helped(w: World) -> None:
    """Search finds what was just said; "?" lists the keys and Escape leads back."""
    customer = w.together()
    word = customer.texts[0].split()[-1].strip(".")
    for desk in w.desks:
        desk.page.locator("#rows").press("?")
        desk.see("#keys")
        desk.page.keyboard.press("Escape")
        expect(desk.page.locator("#keys")).to_be_hidden()
    w.vera.page.locator("#rows").press("/")
    w.vera.page.wait_for_url("**/search/**")
    field = w.vera.page.locator("#line")
    until(lambda: not w.house.ask("select from conversations_search_todo limit 1"), 20)
    field.fill(f"датчик {word}")
    field.press("Enter")
    w.vera.see("main", word)


def busy_for_a_while(w: World) -> None:
    """How a colleague is stands at their face at once."""
    w.together()
    face = f"[data-here='{w.ilya.page.locator('body').get_attribute('data-member')}']"
    for state in ("busy", "online"):
        w.ilya.go("me/")
        w.ilya.page.locator(f"[name=availability][value={state}]").check()
        w.ilya.page.locator("form[action$='/availability/'] button").first.click()
        expect(w.ilya.page.locator(f"[name=availability][value={state}]")).to_be_checked()
        w.vera.key("a")
        expect(w.vera.page.locator(f"{MENU} {face}").first).to_have_attribute("data-is", state, timeout=10_000)
        w.vera.page.keyboard.press("Escape")


def on_a_telephone(w: World) -> None:
    """One pane at a time: the list, the thread, an answer, and Back."""
    customer = w.stranger()
    expect(w.phone.row(customer.texts[0])).to_be_visible(timeout=10_000)
    w.phone.row(customer.texts[0]).click()
    w.phone.heard_once(customer.texts[0])
    expect(w.phone.page.locator("html")).to_have_attribute(
        "data-live", "online"
    )  # a page of its own: its scripts are there
    answer = w.words("Отвечаю с дороги")
    w.phone.answer(answer)
    customer.hears(answer)
    assert not w.phone.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    w.phone.page.go_back()
    expect(w.phone.page.locator(".rail")).to_be_visible()  # the page, not the part of it that was fetched last
    expect(w.phone.page.locator("#rows")).to_be_visible()
