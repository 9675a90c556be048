"""What is done with a conversation, on both pages at once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.soak.desk import DRAFT, MENU
from tests.soak.world import World


def taken_and_handed_over(w: World) -> None:
    """Taken from whoever had it; handed over with words along, which stand on the card."""
    w.together()
    for desk, name in ((w.vera, "Вера"), (w.ilya, "Илья")):
        words = w.words("Ждёт звонка до шести")
        w.vera.key("a")
        w.vera.see(f"{MENU} [name=words]").fill(words)
        w.vera.page.locator(f"{MENU} [data-find-in]").fill(name)
        w.vera.page.locator(f"{MENU} [data-find-in]").press("Enter")
        desk.see("#talk button.mine", name)
    w.ilya.see("#talk .handover[open] .said", words)
    expect(w.vera.page.locator("#talk .handover .said", has_text=words)).to_have_count(1)


def note_with_mention(w: World) -> None:
    """The bell rings; the notice leads to the note; the customer sees none of it."""
    customer = w.stranger()
    w.ilya.go("inbox/?view=all")
    w.vera.turn_to(customer.number)
    w.vera.key("n")
    draft, text = w.vera.page.locator(DRAFT), w.words("глянь, пожалуйста")
    draft.press_sequentially("@Иль")
    draft.press("Enter")
    draft.press_sequentially(text)
    draft.press("Control+Enter")
    w.vera.heard_once(text, "note")
    w.ilya.see("#bell .n")
    w.ilya.page.locator("#rows").press("b")
    w.ilya.page.locator("#notices a.row", has_text=f"#{customer.number}").first.click()
    w.ilya.heard_once(text, "note")
    assert customer.sees() == customer.texts


def snoozed(w: World) -> None:
    """In the words of each; the other sees it; it comes back by the same key."""
    w.together()
    for desk, words in ((w.vera, "через 2 часа"), (w.ilya, "in 3 hours")):
        desk.key("h")
        desk.choose(words)
        for both in w.desks:
            both.see("#talk .bar form[action*='/reopening/']")
        desk.key("h")
        for both in w.desks:
            both.see("#talk .bar [data-snooze][data-key=h]")


def labelled(w: World) -> None:
    """A new label, made in passing, on both pages."""
    w.together()
    w.vera.key("l")
    w.vera.choose("срочно", "срочно")
    for desk in w.desks:
        desk.see("#talk .sub .tag", "срочно")
    w.ilya.key("l")
    w.ilya.choose("срочно", "срочно")
    for desk in w.desks:
        expect(desk.page.locator("#talk .sub .tag", has_text="срочно")).to_have_count(0)


def closed_by_the_handful(w: World) -> None:
    """Two at once, and back again by the toast."""
    texts = [w.stranger().texts[0] for _ in range(2)]
    page = w.vera.page
    for text in texts:
        expect(w.vera.row(text)).to_be_visible(timeout=10_000)
    for text in texts:
        w.vera.row(text).locator(".ava").click()
    page.keyboard.press("e")
    undo = w.vera.see(".toast form button")
    for text in texts:
        expect(w.ilya.row(text)).to_have_count(0, timeout=10_000)
    undo.click()
    for text in texts:
        expect(w.ilya.row(text)).to_have_count(1, timeout=10_000)


def split_and_merged(w: World) -> None:
    """Split from the last message on, merged again by its number, that undone, and merged for good."""
    customer = w.together()
    for line in ("И ещё вопрос", "Про другой заказ"):
        w.says(customer, line)
    page = w.vera.page
    page.locator("[popovertarget^='more-']").click()
    page.locator(f"{MENU} [data-split]").click()
    page.locator(".split-here:visible").last.click()
    expect(page.locator("#talk .msg.in", has_text=customer.texts[-1])).to_have_count(0)
    apart = w.house.ask("select max(number) from conversations_conversation")[0][0]
    w.vera.turn_to(customer.number)
    for undone in (True, False):
        page.locator("[popovertarget^='more-']").click()
        page.locator(f"{MENU} [data-merge]").click()
        w.vera.choose(str(apart), f"№ {apart}")
        for desk in w.desks:
            desk.heard_once(customer.texts[-1])
        if undone:
            page.locator("#talk .sys .back button").last.click()
            for desk in w.desks:
                expect(desk.page.locator("#talk .msg.in", has_text=customer.texts[-1])).to_have_count(0)
