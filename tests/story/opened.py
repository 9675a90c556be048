"""Whatever opens at the desk, opened: menus, windows, strips and toasts.

Each state opens from the page as it stands and is left by Escape, which must lead back;
`NITKA_SHOTS=<directory>` keeps a picture of it.
"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Error, Page

from nitka.ui.tests.axe import VOID, faults
from tests.story import opening
from tests.story.opening import MENU, State

SHOTS = os.environ.get("NITKA_SHOTS", "")

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
    "views": (opening.menu("views"), None, "list"),
    "by-label": (opening.menu("by-label"), None, "list"),
    "member": (opening.menu("me-menu"), None, "wide"),
    "assign": (opening.menu("assign-"), None, "wide"),
    "assign-by-menu": (opening.by_more("[popovertarget]"), None, "narrow"),
    "more": (opening.menu("more-"), None, "thread"),
    "places": (opening.menu("places-"), None, "thread"),
    "send": (opening.menu("send-"), None, "thread"),
    "snooze": (opening.asked("h"), None, "wide"),
    "snooze-words": (opening.asked("h", "завтра 9"), None, "wide"),
    "snooze-by-menu": (opening.by_more("[data-snooze]"), None, "thread"),
    "labels": (opening.asked("l", rows=4), None, "wide"),
    "label-new": (opening.asked("l", "новая"), None, "wide"),
    "canned": (opening.canned, None, "thread"),
    "unfilled": (opening.unfilled, opening.emptied, "thread"),
    "macro": (opening.macro, None, "thread"),
    "palette": (opening.palette(""), None, "thread"),
    "palette-found": (opening.palette("1"), None, "thread"),
    "palette-nothing": (opening.nothing_found, None, "thread"),
    "merge": (opening.merge, None, "thread"),
    "split": (opening.split, None, "thread"),
    "chosen": (opening.chosen, None, "list"),
    "chosen-snooze": (opening.chosen_asks("snooze"), opening.none_chosen, "list"),
    "chosen-label": (opening.chosen_asks("label"), opening.none_chosen, "list"),
    "chosen-assign": (opening.chosen_asks("assign"), opening.none_chosen, "list"),
    "toast": (opening.toast, opening.undone, "list"),
    "keys": (opening.keys, None, "thread"),
    "copies": (opening.copies, lambda page: page.locator("[data-cc] summary").click(), "thread"),
    "mention": (opening.mention, opening.emptied, "wide"),
    "later": (opening.later, opening.later_left, "thread"),
    "waits": (opening.waits, opening.back, "thread"),
    "offline": (opening.offline, opening.online, "thread"),
    "macros": (opening.macros, None, "thread"),
    "two-drafts": (opening.two_drafts, opening.one_draft, "thread"),
    "left-unsent": (opening.left_unsent, opening.emptied, "thread"),
    "stale": (opening.stale, opening.fresh, "list"),
    "notices": (opening.notices, lambda page: page.go_back() and None, "list"),
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
