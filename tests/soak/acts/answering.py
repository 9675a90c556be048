"""What is said to customers, and how it is written."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from playwright.sync_api import expect

from nitka.cli.tests.house import until
from tests.soak.desk import DRAFT, MENU
from tests.soak.world import World

LETTER = """select c.number from conversations_message m join conversations_conversation c on c.id = m.conversation_id
            where m.external_id = %s"""


def talk(w: World) -> None:
    """Three lines, an answer that the customer reads once and the colleague sees."""
    customer = w.together()
    for line in ("Пищит каждую ночь", "Батарейку менял", "Что делать"):
        w.says(customer, line)
    answer = w.words("Посмотрим журнал")
    w.vera.answer(answer)
    w.ilya.heard_once(answer, "out")
    customer.hears(answer)


def canned_and_macro(w: World) -> None:
    """By "/" and by the palette; what the macro closes is closed for both."""
    customer = w.together()
    w.vera.write("")
    w.vera.page.locator(DRAFT).press("/")
    w.vera.choose("hi", "Приветствие")
    expect(w.vera.page.locator(DRAFT)).to_have_value(re.compile("Здравствуйте"))
    w.vera.page.locator(DRAFT).press("Control+Enter")
    w.ilya.heard_once("Уже смотрю", "out")
    customer.hears("Уже смотрю")
    w.ilya.key("Control+k")
    w.ilya.choose("Ответить и", "Ответить и закрыть")
    w.ilya.see("#macro [data-run] button").press("Enter")
    for desk in w.desks:
        desk.see("#talk form[action*='/reopening/'] [data-key=e]")


def later_and_taken_back(w: World) -> None:
    """Sent for tomorrow, taken back into the composer."""
    w.together()
    text = w.words("Напишем утром")
    w.vera.write(text)
    w.vera.page.locator("[popovertarget^='send-']").click()
    w.vera.page.locator(f"{MENU} [data-send-later]").click()
    w.vera.choose("завтра 9")
    w.vera.see(".msg.waits", text)
    w.ilya.see(".msg.waits", text)
    w.vera.page.locator(".msg.waits [value=back]").click()
    expect(w.vera.page.locator(DRAFT)).to_have_value(text)
    expect(w.ilya.page.locator(".msg.waits")).to_have_count(0)
    w.vera.page.locator(DRAFT).press("Control+Enter")
    w.ilya.heard_once(text, "out")


def letter_undone_and_sent(w: World) -> None:
    """A letter comes by SMTP; the answer is taken back within its seconds, sent again, and goes out once."""
    letter, text = EmailMessage(), w.words("Счёт не пришёл")
    letter["From"], letter["To"] = f"Анна <anna{w.count}@post.example>", "help@uklad.example"
    letter["Subject"], letter["Date"], letter["Message-ID"] = "Счёт", formatdate(), make_msgid(domain="post.example")
    letter.set_content(text)
    w.house.post(letter)
    found = until(lambda: w.house.ask(LETTER, letter["Message-ID"].strip("<>")), 20)
    for desk in w.desks:
        desk.turn_to(found[0][0])
        desk.heard_once(text)
    answer = w.words("Выслали ещё раз")
    for take_back in (True, False):
        w.vera.write(answer)
        w.vera.page.locator(DRAFT).press("Control+Enter")
        w.vera.see(".msg.waits", answer)
        if take_back:
            w.vera.page.locator(".msg.waits [value=back]").click()
            expect(w.vera.page.locator(".msg.waits")).to_have_count(0)
            expect(w.vera.page.locator(DRAFT)).to_have_value(answer)
    for desk in w.desks:
        expect(desk.page.locator("#talk .msg.out:not(.waits)", has_text=answer)).to_have_count(1, timeout=15_000)
    w.relay.to(f"anna{w.count - 1}@post.example", answer)


def both_answer_at_once(w: World) -> None:
    """One goes out, the other is held until its author has seen it; nothing of either is lost."""
    customer = w.together()
    answers = {desk: w.words("Сейчас посмотрю") for desk in w.desks}
    for desk, text in answers.items():
        desk.write(text)
    with w.vera.trouble(), w.ilya.trouble():  # 422 is the answer to who was second
        for desk in w.desks:
            desk.page.locator("[data-submit]").click()
        held = until(lambda: [desk for desk in w.desks if desk.page.locator("[data-meanwhile]").count()], 10)
    assert len(held) == 1
    expect(held[0].page.locator(DRAFT)).to_have_value(answers[held[0]])
    held[0].page.locator("[data-all-the-same]").click()
    for text in answers.values():
        for desk in w.desks:
            desk.heard_once(text, "out")
        customer.hears(text)


def drafts_in_two_tabs(w: World) -> None:
    """A draft is in the second tab; a tab that lags behind is told, and takes the newer one."""
    customer = w.together()
    first, text = w.vera.page, w.words("Начало ответа")
    w.vera.write(text)
    w.vera.see("[data-saved]")
    second = w.vera.new_page()
    second.goto(first.url)
    expect(second.locator(DRAFT)).to_have_value(text)
    newer = w.words("Во второй вкладке лучше")
    second.locator(DRAFT).fill(newer)
    expect(second.locator("[data-saved]")).to_be_visible()
    until(lambda: w.house.ask("select 1 from conversations_draft where text = %s", newer), 10)
    with w.vera.trouble():  # 409 is the answer to who lags behind
        first.locator(DRAFT).press_sequentially(" и ещё")
        expect(first.locator("[data-newer]")).to_be_visible()
    first.locator("[data-newer-take]").click()
    expect(first.locator(DRAFT)).to_have_value(newer)
    second.close()
    first.locator(DRAFT).press("Control+Enter")
    customer.hears(newer)


def held_still(w: World) -> None:
    """Focus, selection, draft and the place in the list stay while messages come."""
    customer = w.together()
    page, text = w.vera.page, "Пишу долго и вдумчиво"
    w.vera.write(text)
    page.locator(DRAFT).evaluate("field => field.setSelectionRange(5, 10)")
    page.locator("#rows").evaluate("rows => { rows.scrollTop = 160 }")
    before = page.evaluate(STANDS)
    for line in ("Ау", "Вы тут", "Жду"):
        w.says(customer, line)
    other = w.stranger()
    expect(w.ilya.row(other.texts[0])).to_have_count(1, timeout=10_000)
    expect(w.vera.row(other.texts[0])).to_have_count(1, timeout=10_000)
    assert page.evaluate(STANDS) == before
    page.locator(DRAFT).fill("")


STANDS = """() => [document.activeElement.id, document.activeElement.value, document.activeElement.selectionStart,
    document.activeElement.selectionEnd, document.getElementById("rows").scrollTop > 60]"""
