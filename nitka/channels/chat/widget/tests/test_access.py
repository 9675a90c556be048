"""Keyboard, screen reader, phone, strict pages, hostile text."""

from __future__ import annotations

from pathlib import Path

import pytest

from nitka.channels.chat.widget.tests.conftest import page_of
from nitka.channels.chat.widget.tests.fake_doors import CHANNEL, PNG, Doors, serving, until
from nitka.ui.tests.looks import looks

pytestmark = pytest.mark.browser

AXE = Path("node_modules/axe-core/axe.min.js")
FAULTS = """axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200))}`))"""
SHOP = Path(__file__).parents[4] / "demo" / "shop"


def axe(anna) -> list[str]:
    anna.page.evaluate(AXE.read_text() + ";0")
    found: list[str] = anna.page.evaluate(FAULTS)
    return found


@looks(0, 1)
def test_axe_finds_nothing_in_any_state(doors, visitor, width, theme, language):
    anna = visitor(width, theme, reduced_motion="reduce").visit(f"/{language[:2]}")
    assert axe(anna) == [], "closed"
    anna.open()
    anna.say("https://uklad.example/valves")
    until(lambda: len(doors.rows) == 1)
    doors.answer("Здравствуйте https://uklad.example")
    anna.see(".theirs")
    anna.say("Ещё вопрос")
    anna.see(".wait")
    anna.see(".contact form")
    assert axe(anna) == [], "talking"
    doors.tell("rating", {"url": "/rate/token", "scale": "csat", "factors": True})
    anna.page.locator(".faces button").nth(1).click()
    anna.see(".why")
    anna.context.set_offline(True)
    anna.say("без связи")
    anna.see(".strip")
    assert axe(anna) == [], "rating, offline"


def test_axe_finds_nothing_on_the_shop_with_the_chat_open(doors, visitor):
    page = (SHOP / "index.html").read_text().replace("{{channel}}", str(CHANNEL))
    style = f"<style>{(SHOP / 'shop.css').read_text()}</style></head>"
    doors.pages["/shop/"] = (page.replace("</head>", style), {})
    for width, scheme in ((1440, "light"), (390, "dark")):
        anna = visitor(width, scheme, reduced_motion="reduce").visit("/shop/").open()
        assert axe(anna) == [], (width, scheme)


def test_everything_goes_by_keyboard_and_focus_comes_back(doors, visitor):
    anna = visitor().visit()
    anna.page.keyboard.press("Tab")
    anna.page.keyboard.press("Tab")
    anna.page.keyboard.press("Enter")
    anna.page.keyboard.type("с клавиатуры")
    anna.page.keyboard.press("Shift+Enter")
    anna.page.keyboard.type("вторая строка")
    anna.page.keyboard.press("Enter")
    until(lambda: doors.texts == ["с клавиатуры\nвторая строка"])
    anna.page.keyboard.press("Escape")
    anna.page.locator("#nk-box").wait_for(state="hidden")
    focused = "document.querySelector('nitka-chat').shadowRoot.activeElement?.className"
    assert anna.page.evaluate(focused) == "launch"


def test_a_screen_reader_finds_a_named_dialog_and_a_polite_log(doors, visitor):
    anna = visitor().visit().open()
    assert anna.page.get_by_role("dialog", name="Уклад").is_visible()
    anna.say("кто")
    anna.see(".mine")
    log = anna.page.get_by_role("log", name="Переписка")
    assert log.get_attribute("aria-live") == "polite"
    assert anna.page.get_by_role("textbox", name="Сообщение").is_visible()


def test_on_a_phone_it_fills_the_screen_and_back_closes_it(doors, visitor):
    anna = visitor(390, reduced_motion="reduce").visit()
    before = anna.page.url
    anna.open()
    box = anna.page.locator("#nk-box").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    assert anna.page.locator("#nk-box").get_attribute("aria-modal") == "true"
    anna.page.go_back()
    anna.page.locator("#nk-box").wait_for(state="hidden")
    assert anna.page.url == before
    anna.open()
    anna.page.locator(".shut").click()
    anna.page.locator("#nk-box").wait_for(state="hidden")
    assert anna.page.evaluate("history.state?.nitka") is None


SHIFTS = """window.shifts = []
new PerformanceObserver(list => { for (const one of list.getEntries()) shifts.push(one.value) })
  .observe({ type: "layout-shift", buffered: true })"""


def test_opening_it_on_a_phone_moves_nothing_that_was_there(doors, visitor):
    anna = visitor(390)
    anna.page.add_init_script(SHIFTS)
    anna.visit().open()
    anna.say("Здравствуйте")
    anna.see(".wait .done")  # the second file has come, too
    assert sum(anna.page.evaluate("shifts")) < 0.01


def test_the_page_below_the_closed_chat_can_be_pressed(doors, visitor):
    anna = visitor(390).visit()
    point = "document.elementFromPoint(40, innerHeight - 30).localName"
    assert anna.page.evaluate(point) != "nitka-chat"


def test_on_a_phone_tab_stays_inside(doors, visitor):
    anna = visitor(390).visit().open()
    for _ in range(12):
        anna.page.keyboard.press("Tab")
        assert anna.page.evaluate("document.activeElement.localName") == "nitka-chat"


def test_the_page_does_not_move(doors, visitor):
    anna = visitor()
    anna.page.add_init_script(
        """window.moved = 0;
        const add = (shift) => { window.moved += shift.hadRecentInput ? 0 : shift.value; };
        const watch = new PerformanceObserver((list) => list.getEntries().forEach(add));
        watch.observe({type: "layout-shift", buffered: true});"""
    )
    anna.visit().open()
    anna.say("сдвиг?")
    anna.see(".wait")
    assert anna.page.evaluate("window.moved") < 0.01


def test_hostile_text_is_shown_as_text(doors, visitor):
    anna = visitor().visit().open()
    word = "ж" * 10_000
    anna.say("<img src=x onerror=alert(1)>")
    until(lambda: len(doors.rows) == 1)
    doors.answer(word)
    doors.answer("javascript:alert(1) \u202egpj.exe", who={"name": "\u202eареВ", "initials": "<b>", "hue": "x;y"})
    anna.see(".theirs", has_text="javascript:alert(1)")
    assert anna.own() == ["<img src=x onerror=alert(1)>"]
    assert anna.page.locator("nitka-chat img").count() == 0
    assert anna.page.locator(".theirs a").count() == 0
    scroll = anna.page.locator(".scroll")
    assert scroll.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    assert anna.errors == []


def test_at_200_percent_nothing_is_cut(doors, visitor):
    anna = visitor(720, reduced_motion="reduce").visit().open()
    anna.page.set_viewport_size({"width": 720, "height": 450})
    for selector in ("#nk-box > .head", "#nk-say", ".by"):
        box = anna.page.locator(selector).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 450
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 720


def test_the_widgets_size_does_not_follow_the_pages_root_size(doors, visitor):
    anna = visitor().visit()  # the page's root is 10 px
    assert anna.page.locator(".launch").bounding_box()["height"] == 52


def test_the_widget_follows_the_pages_language_and_theme(doors, visitor):
    anna = visitor().visit("/en").open()
    anna.see(".hello", has_text="Hello")
    anna.page.evaluate("document.documentElement.lang = 'ru'; document.documentElement.dataset.theme = 'dark'")
    anna.see(".hello", has_text="Здравствуйте")
    anna.see(".by", has_text="Работает на Нитке")
    assert anna.page.locator("nitka-chat").evaluate("(n) => getComputedStyle(n).colorScheme") == "dark"


def test_a_brands_colour_keeps_its_words_readable(doors, visitor):
    doors.brand = {"name": "Жёлтый", "color": "#ffd400", "logo": None}
    anna = visitor().visit()
    style = "(n) => [getComputedStyle(n).backgroundColor, getComputedStyle(n).color]"
    assert anna.page.locator(".launch").evaluate(style) == ["rgb(255, 212, 0)", "rgb(0, 0, 0)"]


@pytest.fixture
def plain(doors) -> Doors:
    """The demo's strict page on another origin."""
    with serving() as other:
        page = (SHOP / "plain.html").read_text().replace("{{origin}}", doors.url).replace("{{channel}}", CHANNEL)
        other.pages["/plain.html"] = (page, {})
        yield other


def test_a_strict_page_of_another_origin_holds_the_whole_widget(doors, plain, visitor):
    doors.files["pic"] = ("a.png", "image/png", PNG)
    anna = visitor().visit(f"{plain.url}/plain.html").open()
    anna.say("с чужой страницы")
    until(lambda: doors.texts == ["с чужой страницы"])
    doors.answer("видно", [doors.file_row("pic")])
    anna.see(".theirs canvas")
    assert anna.page.locator("#nk-box").bounding_box()["width"] == 376
    assert anna.errors == []


def test_only_the_widgets_own_origin_is_asked(doors, plain, visitor):
    asked: set[str] = set()
    anna = visitor()
    anna.page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
    anna.visit(f"{plain.url}/plain.html").open()
    anna.say("кого спросили")
    until(lambda: len(doors.rows) == 1)
    assert asked <= {plain.url, doors.url}


def test_without_a_channel_the_script_does_nothing(doors, visitor):
    doors.pages["/none"] = (page_of("ru").replace(f"?channel={CHANNEL}", ""), {})
    doors.pages["/wrong"] = (page_of("ru").replace(CHANNEL, "0198b1f0-0000-7000-8000-00000000dead"), {})
    anna = visitor()
    for path, words in (("/none", "name the channel"), ("/wrong", "is not there")):
        with anna.page.expect_console_message(lambda m, words=words: words in m.text):
            anna.page.goto(doors.url + path)
        assert anna.page.locator(".launch").count() == 0
    assert anna.errors == []
