"""What two members and their customers do all day. Each act begins at the lists; none trips over another."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from playwright.sync_api import Route, expect

from nitka.cli.tests.house import House, until
from tests.soak.crowd import Customer
from tests.soak.desk import DRAFT, Desk
from tests.story.world import Relay

MENU = "[popover]:popover-open"
SENT = "select count(*) from conversations_message where direction = 'out' and text = %s"
LETTER = """select c.number from conversations_message m join conversations_conversation c on c.id = m.conversation_id
            where m.external_id = %s"""


@dataclass
class World:
    """Everybody, and what was measured."""

    house: House
    relay: Relay
    channel: str
    vera: Desk
    ilya: Desk
    phone: Desk
    customers: list[Customer] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    count: int = 0

    @property
    def desks(self) -> tuple[Desk, Desk]:
        """The two side by side."""
        return self.vera, self.ilya

    def words(self, text: str) -> str:
        """A text that nobody has said yet."""
        self.count += 1
        return f"{text}, раз {self.count:04}."

    def stranger(self, text: str = "Датчик протечки молчит") -> Customer:
        """Somebody new writes."""
        customer = Customer(self.house, self.channel)
        customer.say(self.words(text))
        self.customers.append(customer)
        return customer

    def together(self) -> Customer:
        """Somebody new writes, and both have it open."""
        customer = self.stranger()
        for desk in self.desks:
            desk.turn_to(customer.number)
            desk.heard_once(customer.texts[0])
        return customer

    def says(self, customer: Customer, text: str) -> None:
        """And it is on both pages, once, soon."""
        said, begin = self.words(text), time.monotonic()
        customer.say(said)
        for desk in self.desks:
            desk.heard_once(said)
            self.lags.append(time.monotonic() - begin)


def arrives(w: World) -> None:
    """In both lists, once."""
    customer = w.stranger()
    for desk in w.desks:
        expect(desk.row(customer.texts[0])).to_have_count(1, timeout=10_000)


def talk(w: World) -> None:
    """Three lines, an answer that the customer reads once and the colleague sees."""
    customer = w.together()
    for line in ("Пищит каждую ночь", "Батарейку менял", "Что делать"):
        w.says(customer, line)
    answer = w.words("Посмотрим журнал")
    w.vera.answer(answer)
    w.ilya.heard_once(answer, "out")
    customer.hears(answer)


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
    w.ilya.page.locator("#notices a.row", has_text=f"№ {customer.number}").first.click()
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


def canned_and_macro(w: World) -> None:
    """By "/" and by the palette; what the macro closes is closed for both."""
    customer = w.together()
    w.vera.write("")
    w.vera.page.locator(DRAFT).press("/")
    w.vera.choose("hi", "Приветствие")
    expect(w.vera.page.locator(DRAFT)).to_have_value(re.compile("Здравствуйте"))
    w.vera.page.locator(DRAFT).press("Control+Enter")
    w.ilya.heard_once("Уже смотрим", "out")
    customer.hears("Уже смотрим")
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


def split_and_merged(w: World) -> None:
    """Split from the last message on, merged again by its number, and that undone."""
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
    page.locator("[popovertarget^='more-']").click()
    page.locator(f"{MENU} [data-merge]").click()
    w.vera.choose(str(apart), f"№ {apart}")
    for desk in w.desks:
        desk.heard_once(customer.texts[-1])
    page.locator("#talk .sys .back button").last.click()
    for desk in w.desks:
        expect(desk.page.locator("#talk .msg.in", has_text=customer.texts[-1])).to_have_count(0)


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


def a_deploy_while_one_writes(w: World) -> None:
    """The server goes and comes back under a half-written answer: nothing of it is lost, it goes out once."""
    customer = w.together()
    w.vera.write("Первая половина")
    with w.vera.trouble(), w.ilya.trouble(), w.phone.trouble():
        w.house.kill("web")
        answer = w.words("Первая половина, и вторая")
        w.vera.page.locator(DRAFT).fill(answer)
        for desk in (*w.desks, w.phone):
            expect(desk.page.locator("html")).to_have_attribute("data-live", "online", timeout=30_000)
            expect(desk.page.locator("#offline")).to_be_hidden(timeout=30_000)
    expect(w.vera.page.locator(DRAFT)).to_have_value(answer)
    w.vera.page.locator(DRAFT).press("Control+Enter")
    w.ilya.heard_once(answer, "out")
    customer.hears(answer)
    assert w.house.ask(SENT, answer) == [(1,)]


def asleep_for_an_hour(w: World) -> None:
    """What was said meanwhile is no longer remembered by the stream: the page asks anew, the draft stands."""
    customer = w.together()
    w.vera.write("Недописанное")
    w.vera.context.set_offline(True)
    w.vera.see("#offline")
    said = w.words("Пока ноутбук спал")
    customer.say(said)
    w.ilya.heard_once(said)
    with w.ilya.trouble(), w.phone.trouble():
        w.house.ask("update realtime_eventhead set floor = value")
        w.house.ask("delete from realtime_eventlog")
        w.house.kill("web")  # its memory of the latest events goes, too
        with w.vera.trouble():
            w.vera.context.set_offline(False)
            expect(w.vera.page.locator("#offline")).to_be_hidden(timeout=30_000)
        expect(w.ilya.page.locator("html")).to_have_attribute("data-live", "online", timeout=30_000)
        expect(w.phone.page.locator("html")).to_have_attribute("data-live", "online", timeout=30_000)
    w.vera.heard_once(said)
    expect(w.vera.page.locator(DRAFT)).to_have_value("Недописанное")
    w.vera.page.locator(DRAFT).fill("")


def before_the_stream_is(w: World) -> None:
    """On a slow network the page is of use before its stream is."""
    customer = w.together()
    slow = w.ilya.new_page()
    slow.add_init_script("delete window.SharedWorker")  # so that this tab asks by itself
    held: list[Route] = []
    slow.route(re.compile(r"/stream"), lambda route: held.append(route))
    slow.goto(w.ilya.page.url)
    answer = w.words("Связь еле дышит")
    slow.locator(DRAFT).fill(answer)
    slow.locator(DRAFT).press("Control+Enter")
    expect(slow.locator("#talk .msg.out", has_text=answer)).to_have_count(1)
    customer.hears(answer)
    assert held, "its stream was not asked for"
    for route in held:
        route.abort("aborted")
    slow.close()


QUIET = (
    arrives, talk, taken_and_handed_over, note_with_mention, snoozed, labelled, closed_by_the_handful, canned_and_macro,
    later_and_taken_back, letter_undone_and_sent, split_and_merged, both_answer_at_once, drafts_in_two_tabs,
    searched_and_helped, busy_for_a_while, held_still, on_a_telephone, before_the_stream_is,
)  # fmt: skip
LOUD = (a_deploy_while_one_writes, asleep_for_an_hour)
