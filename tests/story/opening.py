"""How whatever opens at the desk is opened and left, as a member comes to it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

State = Callable[[Page], None]
MENU = "[popover]:popover-open"
TALK = "#talk .scroll"
DRAFT = ".composer .draft"


def writes(page: Page, text: str) -> None:
    """An answer, from whatever the composer was left as."""
    page.locator(TALK).press("r")
    page.locator(DRAFT).fill(text)


def menu(target: str) -> State:
    def opens(page: Page) -> None:
        page.locator(f"[popovertarget^='{target}']:visible").first.click()
        expect(page.locator(MENU)).to_be_visible()

    return opens


def asked(key: str, words: str = "", rows: int = 1) -> State:
    """A question of the palette, by its key, with something typed."""

    def opens(page: Page) -> None:
        page.locator(TALK).press(key)
        types(page, words, rows)

    return opens


def types(page: Page, words: str, rows: int = 1) -> None:
    expect(page.locator("#palette")).to_be_visible()
    page.locator("#palette input").press_sequentially(words)
    expect(page.locator("#palette [role=option]").nth(max(0, rows - 1))).to_be_visible()


def emptied(page: Page) -> None:
    writes(page, "")


def none_chosen(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.locator("[data-all=none]").click()
    expect(page.locator("#picked")).to_be_hidden()


def chosen(page: Page) -> None:
    for row in range(2):
        page.locator("#rows a.row .ava").nth(row).click()
    expect(page.locator("#picked")).to_be_visible()


def chosen_asks(act: str) -> State:
    def opens(page: Page) -> None:
        chosen(page)
        page.locator(f"[data-all={act}]").click()
        types(page, "")

    return opens


def canned(page: Page) -> None:
    writes(page, "")
    page.locator(DRAFT).press("/")
    types(page, "")


def unfilled(page: Page) -> None:
    writes(page, "")
    page.locator(DRAFT).press("/")
    types(page, "where")
    page.keyboard.press("Enter")
    expect(page.locator("[data-unfilled]")).to_be_visible()


def palette(words: str) -> State:
    def opens(page: Page) -> None:
        page.keyboard.press("Control+k")
        types(page, words)

    return opens


def nothing_found(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator("#palette input").press_sequentially("ыыыъъ")
    expect(page.locator("#palette .none")).to_be_visible()


def macro(page: Page) -> None:
    page.keyboard.press("Control+k")
    types(page, "Ответить и")
    page.locator("#palette [role=option]", has_text="Ответить и закрыть").click()
    expect(page.locator("#macro")).to_be_visible()


def by_more(words: str) -> State:
    """By an entry of the menu of the thread."""

    def opens(page: Page) -> None:
        menu("more-")(page)
        page.locator(f"{MENU} {words}").click()

    return opens


def merge(page: Page) -> None:
    by_more("[data-merge]")(page)
    types(page, "1")


def split(page: Page) -> None:
    """A live update leaves one choosing."""
    by_more("[data-split]")(page)
    expect(page.locator(".split-here:visible").first).to_be_visible()
    with page.expect_event("console", lambda said: said.text == "swapped"):
        page.evaluate("""document.addEventListener("swapped", () => console.info("swapped"), { once: true })""")
        page.evaluate(REFRESH, "talk")
    expect(page.locator(".split-here:visible").first).to_be_visible()


def keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def copies(page: Page) -> None:
    page.locator("[data-cc] summary").click()
    expect(page.locator("[name=cc]")).to_be_visible()


def mention(page: Page) -> None:
    page.locator(TALK).press("n")
    page.locator(DRAFT).press_sequentially("@")
    expect(page.locator("[data-mentions] [role=option]:visible").first).to_be_visible()


def later(page: Page) -> None:
    writes(page, "Напишем завтра")
    menu("send-")(page)
    page.locator(f"{MENU} [data-send-later]").click()
    types(page, "")


def offline(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    writes(page, "Без связи")
    page.locator("[data-submit]").click()
    expect(page.locator(".toast").first).to_be_visible()


def online(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=20_000)
    dismissed(page)
    emptied(page)


def dismissed(page: Page) -> None:
    for close in reversed(page.locator(".toast [data-close]").all()):
        close.click()


def toast(page: Page) -> None:
    """Several put aside, with the way back."""
    chosen_asks("snooze")(page)
    page.keyboard.press("Enter")
    expect(page.locator(".toast form button")).to_be_visible()


def undone(page: Page) -> None:
    page.locator(".toast form button").click()
    expect(page.locator(".toast form button")).to_have_count(0)
    dismissed(page)


def later_left(page: Page) -> None:
    page.keyboard.press("Escape")
    emptied(page)


def waits(page: Page) -> None:
    later(page)
    page.keyboard.press("Enter")
    expect(page.locator(".msg.waits")).to_be_visible()


def back(page: Page) -> None:
    page.locator(".msg.waits button[value=back]").first.click()
    expect(page.locator(".msg.waits")).to_have_count(0)
    emptied(page)


# Another device of the same member keeps another draft
ANOTHER = """async text => {
    const url = document.querySelector("form.composer").dataset.saves
    const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf]").content }
    const body = known => new URLSearchParams({ known, text, is_note: "0", to: "" })
    const save = known => fetch(url, { method: "POST", headers, body: body(known) })
    const answer = await save(0)
    if (!answer.ok) await save((await answer.json()).version)
}"""
LONG = "Начато на телефоне, и оно длиннее, чем помещается в одну строку на узком экране"


def two_drafts(page: Page) -> None:
    with page.expect_response("**/draft/"):
        writes(page, "Начато здесь")
    page.evaluate(ANOTHER, LONG)
    page.locator(DRAFT).press_sequentially(", и дальше")
    expect(page.locator("[data-newer]")).to_be_visible()


def one_draft(page: Page) -> None:
    page.locator("[data-newer-keep]").click()
    emptied(page)


def left_unsent(page: Page) -> None:
    """Off to another page in the middle of writing, and back: the words are there."""
    writes(page, "Не отправлено, но и не потеряно")
    page.locator(".rail a[data-nav]").nth(1).evaluate("link => link.click()")
    page.wait_for_url("**/customers/**")
    page.go_back()
    expect(page.locator(DRAFT)).to_have_value("Не отправлено, но и не потеряно")


def notices(page: Page) -> None:
    page.locator("#bell").evaluate("bell => bell.click()")
    expect(page.locator("#notices")).to_be_visible()


def macros(page: Page) -> None:
    """Only macros, by the menu of the conversation."""
    by_more("[data-run-macro]")(page)
    types(page, "")
    expect(page.locator("#palette h2")).to_have_count(0)


def stale(page: Page) -> None:
    """The server fails while the page lives: after some failures a strip says so."""
    page.route("**/inbox/?*", lambda route: route.fulfill(status=503))
    page.evaluate(REFRESH, "rows")
    expect(page.locator("#stale")).to_be_visible(timeout=20_000)


REFRESH = """id => Promise.all([...document.scripts].filter(script => script.src.includes("/ui/app.js")).map(script =>
    import(new URL("refresh.js", script.src)).then(({ refresh }) => refresh(document.getElementById(id)))))"""


def fresh(page: Page) -> None:
    page.unroute("**/inbox/?*")
    page.locator("[data-retry]").click()
    expect(page.locator("#stale")).to_be_hidden(timeout=20_000)
