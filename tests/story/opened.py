"""Whatever opens at the desk, opened: menus, windows, strips and toasts, each as a member comes to it.

Each state opens from the page as it stands and is left by Escape, which must lead back;
`NITKA_SHOTS=<directory>` keeps a picture of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, Page, expect

from nitka.ui.tests.axe import VOID, faults

SHOTS = os.environ.get("NITKA_SHOTS", "")
State = Callable[[Page], None]
MENU = "[popover]:popover-open"
TALK = "#talk .scroll"
DRAFT = ".composer .draft"


def _writes(page: Page, text: str) -> None:
    """An answer, from whatever the composer was left as."""
    page.locator(TALK).press("r")
    page.locator(DRAFT).fill(text)


def _menu(target: str) -> State:
    def opens(page: Page) -> None:
        page.locator(f"[popovertarget^='{target}']:visible").first.click()
        expect(page.locator(MENU)).to_be_visible()

    return opens


def _asked(key: str, words: str = "", rows: int = 1) -> State:
    """A question of the palette, by its key, with something typed."""

    def opens(page: Page) -> None:
        page.locator(TALK).press(key)
        _types(page, words, rows)

    return opens


def _types(page: Page, words: str, rows: int = 1) -> None:
    expect(page.locator("#palette")).to_be_visible()
    page.locator("#palette input").press_sequentially(words)
    expect(page.locator("#palette [role=option]").nth(max(0, rows - 1))).to_be_visible()


def _emptied(page: Page) -> None:
    _writes(page, "")


def _none_chosen(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.locator("[data-all=none]").click()
    expect(page.locator("#picked")).to_be_hidden()


def _chosen(page: Page) -> None:
    for row in range(2):
        page.locator("#rows a.row .ava").nth(row).click()
    expect(page.locator("#picked")).to_be_visible()


def _chosen_asks(act: str) -> State:
    def opens(page: Page) -> None:
        _chosen(page)
        page.locator(f"[data-all={act}]").click()
        _types(page, "")

    return opens


def _canned(page: Page) -> None:
    _writes(page, "")
    page.locator(DRAFT).press("/")
    _types(page, "")


def _unfilled(page: Page) -> None:
    _writes(page, "")
    page.locator(DRAFT).press("/")
    _types(page, "way")
    page.keyboard.press("Enter")
    expect(page.locator("[data-unfilled]")).to_be_visible()


def _palette(words: str) -> State:
    def opens(page: Page) -> None:
        page.keyboard.press("Control+k")
        _types(page, words)

    return opens


def _nothing_found(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator("#palette input").press_sequentially("ыыыъъ")
    expect(page.locator("#palette .none")).to_be_visible()


def _macro(page: Page) -> None:
    page.keyboard.press("Control+k")
    _types(page, "Ответить и")
    page.locator("#palette [role=option]", has_text="Ответить и закрыть").click()
    expect(page.locator("#macro")).to_be_visible()


def _by_more(words: str) -> State:
    """By an entry of the menu of the thread."""

    def opens(page: Page) -> None:
        _menu("more-")(page)
        page.locator(f"{MENU} {words}").click()

    return opens


def _merge(page: Page) -> None:
    _by_more("[data-merge]")(page)
    _types(page, "1")


def _split(page: Page) -> None:
    """A live update leaves one choosing."""
    _by_more("[data-split]")(page)
    expect(page.locator(".split-here:visible").first).to_be_visible()
    with page.expect_event("console", lambda said: said.text == "swapped"):
        page.evaluate("""document.addEventListener("swapped", () => console.info("swapped"), { once: true })""")
        page.evaluate(REFRESH, "talk")
    expect(page.locator(".split-here:visible").first).to_be_visible()


def _keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def _copies(page: Page) -> None:
    page.locator("[data-cc] summary").click()
    expect(page.locator("[name=cc]")).to_be_visible()


def _mention(page: Page) -> None:
    page.locator(TALK).press("n")
    page.locator(DRAFT).press_sequentially("@")
    expect(page.locator("[data-mentions] [role=option]:visible").first).to_be_visible()


def _later(page: Page) -> None:
    _writes(page, "Напишем завтра")
    _menu("send-")(page)
    page.locator(f"{MENU} [data-send-later]").click()
    _types(page, "")


def _offline(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    _writes(page, "Без связи")
    page.locator("[data-submit]").click()
    expect(page.locator(".toast").first).to_be_visible()


def _online(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=20_000)
    _dismissed(page)
    _emptied(page)


def _dismissed(page: Page) -> None:
    for close in reversed(page.locator(".toast [data-close]").all()):
        close.click()


def _toast(page: Page) -> None:
    """Several put aside, with the way back."""
    _chosen_asks("snooze")(page)
    page.keyboard.press("Enter")
    expect(page.locator(".toast form button")).to_be_visible()


def _undone(page: Page) -> None:
    page.locator(".toast form button").click()
    expect(page.locator(".toast form button")).to_have_count(0)
    _dismissed(page)


def _later_left(page: Page) -> None:
    page.keyboard.press("Escape")
    _emptied(page)


def _waits(page: Page) -> None:
    _later(page)
    page.keyboard.press("Enter")
    expect(page.locator(".msg.waits")).to_be_visible()


def _back(page: Page) -> None:
    page.locator(".msg.waits button[value=back]").first.click()
    expect(page.locator(".msg.waits")).to_have_count(0)
    _emptied(page)


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


def _two_drafts(page: Page) -> None:
    with page.expect_response("**/draft/"):
        _writes(page, "Начато здесь")
    page.evaluate(ANOTHER, LONG)
    page.locator(DRAFT).press_sequentially(", и дальше")
    expect(page.locator("[data-newer]")).to_be_visible()


def _one_draft(page: Page) -> None:
    page.locator("[data-newer-keep]").click()
    _emptied(page)


def _left_unsent(page: Page) -> None:
    """Off to another page in the middle of writing, and back: the words are there."""
    _writes(page, "Не отправлено, но и не потеряно")
    page.locator(".rail a[data-nav]").nth(1).evaluate("link => link.click()")
    page.wait_for_url("**/customers/**")
    page.go_back()
    expect(page.locator(DRAFT)).to_have_value("Не отправлено, но и не потеряно")


def _notices(page: Page) -> None:
    page.locator("#bell").evaluate("bell => bell.click()")
    expect(page.locator("#notices")).to_be_visible()


def _macros(page: Page) -> None:
    """Only macros, by the menu of the conversation."""
    _by_more("[data-run-macro]")(page)
    _types(page, "")
    expect(page.locator("#palette h2")).to_have_count(0)


def _stale(page: Page) -> None:
    """The server fails while the page lives: after some failures a strip says so."""
    page.route("**/inbox/?*", lambda route: route.fulfill(status=503))
    page.evaluate(REFRESH, "rows")
    expect(page.locator("#stale")).to_be_visible(timeout=20_000)


REFRESH = """id => Promise.all([...document.scripts].filter(script => script.src.includes("/ui/app.js")).map(script =>
    import(new URL("refresh.js", script.src)).then(({ refresh }) => refresh(document.getElementById(id)))))"""


def _fresh(page: Page) -> None:
    page.unroute("**/inbox/?*")
    page.locator("[data-retry]").click()
    expect(page.locator("#stale")).to_be_hidden(timeout=20_000)


# Opened by a menu or a key from inside: who leaves them must be where they were
LEADS_BACK = {
    "views",
    "by-label",
    "member",
    "assign",
    "assign-by-menu",
    "more",
    "places",
    "send",
    "snooze",
    "snooze-by-menu",
    "merge",
    "split",
}
# name → how it opens, how it is left unless by Escape, where: list, thread, thread on a desk (wide), phone (narrow)
STATES: dict[str, tuple[State, State | None, str]] = {
    "views": (_menu("views"), None, "list"),
    "by-label": (_menu("by-label"), None, "list"),
    "member": (_menu("me-menu"), None, "wide"),
    "assign": (_menu("assign-"), None, "wide"),
    "assign-by-menu": (_by_more("[popovertarget]"), None, "narrow"),
    "more": (_menu("more-"), None, "thread"),
    "places": (_menu("places-"), None, "thread"),
    "send": (_menu("send-"), None, "thread"),
    "snooze": (_asked("h"), None, "wide"),
    "snooze-words": (_asked("h", "завтра 9"), None, "wide"),
    "snooze-by-menu": (_by_more("[data-snooze]"), None, "thread"),
    "labels": (_asked("l", rows=4), None, "wide"),
    "label-new": (_asked("l", "новая"), None, "wide"),
    "canned": (_canned, None, "thread"),
    "unfilled": (_unfilled, _emptied, "thread"),
    "macro": (_macro, None, "thread"),
    "palette": (_palette(""), None, "thread"),
    "palette-found": (_palette("1"), None, "thread"),
    "palette-nothing": (_nothing_found, None, "thread"),
    "merge": (_merge, None, "thread"),
    "split": (_split, None, "thread"),
    "chosen": (_chosen, None, "list"),
    "chosen-snooze": (_chosen_asks("snooze"), _none_chosen, "list"),
    "chosen-label": (_chosen_asks("label"), _none_chosen, "list"),
    "chosen-assign": (_chosen_asks("assign"), _none_chosen, "list"),
    "toast": (_toast, _undone, "list"),
    "keys": (_keys, None, "thread"),
    "copies": (_copies, lambda page: page.locator("[data-cc] summary").click(), "thread"),
    "mention": (_mention, _emptied, "wide"),
    "later": (_later, _later_left, "thread"),
    "waits": (_waits, _back, "thread"),
    "offline": (_offline, _online, "thread"),
    "macros": (_macros, None, "thread"),
    "two-drafts": (_two_drafts, _one_draft, "thread"),
    "left-unsent": (_left_unsent, _emptied, "thread"),
    "stale": (_stale, _fresh, "list"),
    "notices": (_notices, lambda page: page.go_back() and None, "list"),
}


# What a telephone shows in a way of its own
NARROW = {
    "views",
    "chosen",
    "chosen-label",
    "toast",
    "assign-by-menu",
    "more",
    "send",
    "macro",
    "palette",
    "split",
    "waits",
    "offline",
    "macros",
    "two-drafts",
    "left-unsent",
    "stale",
    "notices",
}


def faults_of(page: Page, place: str, look: str) -> list[str]:
    """What is wrong with each state that opens at this place, "list" or "thread", in this look."""
    found: list[str] = []
    for name, (opens, leaves, where) in STATES.items():
        if where not in (place, *((("wide" if _is_wide(page) else "narrow"),) if place == "thread" else ())):
            continue
        if not _is_wide(page) and name not in NARROW:
            continue
        try:
            found += [f"{look} {name} {fault}" for fault in _through(page, name, look, opens, leaves)]
        except (AssertionError, Error) as error:
            found.append(f"{look} {name} {str(error).splitlines()[:2]}")
            page.context.set_offline(False)
            page.reload()
    return found


def _through(page: Page, name: str, look: str, opens: State, leaves: State | None) -> list[str]:
    """Open it, look, leave it."""
    opens(page)
    found = _judged(page, f"{name}-{look}")
    (leaves or _escape)(page)
    if page.locator(f"{MENU}, dialog[open]").count():
        found.append("stays open")
        page.reload()
    elif name in LEADS_BACK and page.evaluate("document.activeElement === document.body"):
        found.append("loses the focus")
    return found


def _is_wide(page: Page) -> bool:
    return bool(page.evaluate("innerWidth >= 768"))


def _escape(page: Page) -> None:
    page.keyboard.press("Escape")


def _judged(page: Page, name: str) -> list[str]:
    """axe in the light; in the dark the colours of what is open; nothing is wider than the screen."""
    _picture(page, f"{name}-light")
    found = faults(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the screen")
    if page.evaluate(VOID):
        found.append("can be scrolled into nothing")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    _picture(page, f"{name}-dark")
    found += [f"in the dark {place}" for place in page.evaluate(PALE, OPENED)]
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    return found


OPENED = f"{MENU}, dialog[open], #picked:not([hidden]), #toasts, #offline:not([hidden]), .composer"
PALE = """async places => {
    const include = [...document.querySelectorAll(places)].filter(element => element.checkVisibility())
    if (!include.length) return []
    const { violations } = await axe.run({ include }, { runOnly: ["color-contrast"] })
    return violations.flatMap(({ nodes }) => nodes.map(({ target }) => target.join(" ")))
}"""


def _picture(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")
