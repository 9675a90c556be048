"""What must survive when a part of a page changes under one's hands."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from nitka.ui.tests.browser import ORIGIN, Site, browsing, frame

pytestmark = pytest.mark.browser
ROWS = "".join(f'<li><a class="row" id="r{n}" href="/c/{n}">Row {n}</a></li>' for n in range(60))
LIST = (
    '<section id="list" data-src="/list" data-live="message" style="height:200px;overflow:auto">'
    "<ul data-list>%s</ul></section>"
)
FORM = (
    '<form id="form" method="post" action="/save" data-swap="form">'
    '<input name="mail" id="mail" value="">%s<button>Go</button></form>'
)
RUSSIAN_J = """() => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: "о", code: "KeyJ", bubbles: true, cancelable: true }))"""
REFRESH = """async id => {
    const { refresh } = await import("/static/ui/refresh.js"), part = document.getElementById(id)
    const done = new Promise(resolve => part.addEventListener("swapped", resolve, { once: true }))
    refresh(part)
    await done
}"""
HELLO = 'id: 41\ndata: {"kind":"hello","data":{}}\n\n'
MESSAGE = 'id: 42\ndata: {"topic":"inbox:1","kind":"message","data":{}}\n\n'
RELOAD = 'id: 43\ndata: {"kind":"reload","data":{}}\n\n'
REVOKED = 'id: 1\ndata: {"kind":"revoked","data":{}}\n\n'
COMPOSER = (
    '<form id="form" method="post" action="/reply" data-swap="thread" data-reset>'
    '<textarea name="text" data-draft="reply-7" data-key="r"></textarea><button>Send</button></form>'
)
STREAM = 'data-stream="/door" data-topics="inbox:1" data-worker="/static/ui/live-worker.js"'


@pytest.fixture
def browser() -> Iterator[tuple[Page, Site]]:
    with browsing() as (page, site):
        page.add_init_script("delete window.SharedWorker")
        yield page, site


def refresh(page: Page, part: str = "list") -> None:
    page.evaluate(REFRESH, part)


def test_focus_scroll_and_selection_stay_when_a_list_is_refreshed(browser: tuple[Page, Site]) -> None:
    page, site = browser
    site.pages["/"] = frame(LIST % ROWS)
    site.pages["/list"] = LIST % ('<li><a class="row" id="new" href="/c/99">New</a></li>' + ROWS)
    page.goto(ORIGIN)
    page.focus("#r30")
    page.evaluate("document.getElementById('list').scrollTop = 700")
    refresh(page)
    assert page.locator("#new").count() == 1
    assert page.evaluate("document.activeElement.id") == "r30"
    assert page.evaluate("document.getElementById('list').scrollTop") > 600


def test_what_one_is_writing_is_not_overwritten_but_its_error_is_shown(browser: tuple[Page, Site]) -> None:
    page, site = browser
    failed = (FORM % '<p class="error">No</p>').replace("<input", '<input aria-invalid="true"')
    site.pages |= {"/": frame(FORM % ""), "/save": lambda route: (422, failed)}
    page.goto(ORIGIN)
    page.fill("#mail", "anna@")
    page.click("button")
    expect(page.locator(".error")).to_have_text("No")
    assert page.input_value("#mail") == "anna@"
    assert page.get_attribute("#mail", "aria-invalid") == "true"


def test_a_sent_text_is_cleared_and_its_draft_forgotten(browser: tuple[Page, Site]) -> None:
    page, site = browser
    site.pages["/"] = frame('<div id="thread">Old</div>' + COMPOSER)
    site.pages["/reply"] = lambda route: (200, '<div id="thread">Old and new</div>')
    page.goto(ORIGIN)
    page.fill("textarea", "Здравствуйте")
    page.wait_for_function("localStorage.getItem('draft:reply-7')")
    page.press("textarea", "Control+Enter")
    expect(page.locator("#thread")).to_have_text("Old and new")
    expect(page.locator("textarea")).to_have_value("")
    assert page.evaluate("localStorage.getItem('draft:reply-7')") is None


def test_a_draft_survives_a_reload(browser: tuple[Page, Site]) -> None:
    page, site = browser
    site.pages["/"] = frame(COMPOSER)
    page.goto(ORIGIN)
    page.fill("textarea", "Не успела")
    page.wait_for_function("localStorage.getItem('draft:reply-7') === 'Не успела'")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Не успела")


EVERYWHERE = '<form method="post" action="/w/uklad/me/sessions/"><button data-leaves>Everywhere</button></form>'
ASKED = '<a id="back" href="/w/uklad/me/">Back</a><a id="done" href="/accounts/login/">Confirm</a>'
SIGN_IN = '<script type="module" src="/static/ui/leave.js"></script><p>Sign in</p>'


@pytest.mark.parametrize(("then", "left"), [("#done", []), ("#back", ["draft:reply-7"])])
def test_who_signs_out_everywhere_leaves_no_draft_once_it_is_done(
    browser: tuple[Page, Site], then: str, left: list[str]
) -> None:
    page, site = browser
    site.pages |= {"/w/uklad/me/": frame(COMPOSER + EVERYWHERE), "/w/uklad/me/sessions/": ASKED,
                   "/accounts/login/": SIGN_IN}  # fmt: skip
    page.goto(f"{ORIGIN}/w/uklad/me/")
    page.fill("textarea", "Не успела")
    page.wait_for_function("localStorage.getItem('draft:reply-7')")
    page.click("[data-leaves]")
    page.click(then)
    page.wait_for_function("sessionStorage.getItem('leaving') === null")
    page.goto(f"{ORIGIN}/accounts/login/")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == left


def test_who_signs_out_leaves_no_draft_though_no_server_answers(browser: tuple[Page, Site]) -> None:
    page, site = browser
    out = '<form method="post" action="/accounts/logout/"><button id="out">Out</button></form>'
    site.pages |= {"/w/uklad/me/": frame(COMPOSER + out), "/accounts/login/": SIGN_IN}
    site.pages["/accounts/logout/"] = lambda route: (503, "<p>Down")
    page.goto(f"{ORIGIN}/w/uklad/me/")
    page.fill("textarea", "Не успела")
    page.wait_for_function("localStorage.getItem('draft:reply-7')")
    page.click("#out")
    expect(page.locator("p")).to_have_text("Down")
    page.goto(f"{ORIGIN}/accounts/login/")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_without_a_connection_nothing_is_lost_and_one_is_told(browser: tuple[Page, Site]) -> None:
    page, site = browser
    site.pages["/"] = frame('<div id="thread"></div>' + COMPOSER)
    page.goto(ORIGIN)
    page.fill("textarea", "Здравствуйте")
    page.context.set_offline(True)
    page.unroute("**/*")
    page.click("button")
    expect(page.locator(".toast")).to_have_text("Unsent")
    expect(page.locator("textarea")).to_have_value("Здравствуйте")
    expect(page.locator("#offline")).to_be_visible()


def test_a_double_click_sends_once(browser: tuple[Page, Site]) -> None:
    page, site = browser
    site.pages["/"] = frame('<div id="thread"></div>' + COMPOSER)
    site.pages["/reply"] = lambda route: (200, '<div id="thread">Sent</div>')
    page.goto(ORIGIN)
    page.fill("textarea", "Да")
    page.dblclick("button")
    expect(page.locator("#thread")).to_have_text("Sent")
    assert site.asked.count("POST /reply") == 1


def test_keys_work_in_the_russian_layout_and_not_while_writing(browser: tuple[Page, Site]) -> None:
    page, site = browser
    site.pages["/"] = frame(LIST % ROWS + COMPOSER + '<button data-key="e" id="close">Close</button>')
    page.goto(ORIGIN)
    page.evaluate("() => { window.pressed = 0; document.getElementById('close').onclick = () => window.pressed++ }")
    for _ in range(2):
        page.evaluate(RUSSIAN_J)
    assert page.evaluate("document.activeElement.id") == "r1"
    page.keyboard.press("e")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.type("je")
    assert page.input_value("textarea") == "je"
    assert page.evaluate("window.pressed") == 1
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys dt", has_text="Close")).to_be_visible()


def test_a_signal_refreshes_the_part_and_a_new_connection_resumes_after_it(browser: tuple[Page, Site]) -> None:
    page, site = browser
    frames = iter([HELLO + MESSAGE, RELOAD])

    def stream(route: Route) -> tuple[int, str]:
        text = next(frames, None)
        return (200, text) if text else (503, "")

    site.pages |= {"/": frame(LIST % ROWS, STREAM + ' data-after="40"'), "/list": LIST % "<li>Fresh</li>"}
    site.pages |= {"/door": lambda route: (200, '{"url": "/stream?t=1"}'), "/stream": stream}
    page.goto(ORIGIN)
    expect(page.locator("#list")).to_have_text("Fresh")
    page.wait_for_function("document.documentElement.dataset.live === 'offline'")  # two refusals in a row
    streams = [line for line in site.asked if line.startswith("GET /stream")]
    assert [line.partition("after=")[2] for line in streams[:3]] == ["40", "42", "43"]
    assert "GET /door?topics=inbox%3A1" in site.asked
    assert 1 <= site.asked.count("GET /list") <= 3
    assert not [line for line in site.asked if line.startswith("ERROR")]


BOTH = """() => import("/static/ui/refresh.js").then(({ refresh }) => {
    for (const id of ["list", "aside"]) refresh(document.getElementById(id))
})"""


def test_parts_of_one_address_are_asked_for_together(browser: tuple[Page, Site]) -> None:
    page, site = browser
    parts = (
        '<section id="list" data-src="/desk?view=all&amp;shown=50">%s</section>'
        '<section id="aside" data-src="/desk?view=all">%s</section>'
    )
    site.pages |= {"/": frame(parts % ("old", "old")), "/desk": parts % ("new", "new")}
    page.goto(ORIGIN)
    page.evaluate(BOTH)
    expect(page.locator("#list")).to_have_text("new")
    expect(page.locator("#aside")).to_have_text("new")
    assert [line for line in site.asked if "/desk" in line] == ["GET /desk?view=all&shown=50"]


DESK = (
    '<section id="list" data-with="desk" data-src="/desk/?view=mine&amp;label=">%s</section>'
    '<section id="aside" data-with="desk" data-src="/desk/7/?view=all&amp;shown=50">%s</section>'
)


def test_parts_of_several_addresses_come_in_one_request_where_they_say_so(browser: tuple[Page, Site]) -> None:
    page, site = browser
    site.pages |= {"/": frame(DESK % ("old", "old")), "/desk/7/": DESK % ("new", "new")}
    page.goto(ORIGIN)
    page.evaluate(BOTH)
    expect(page.locator("#list")).to_have_text("new")
    expect(page.locator("#aside")).to_have_text("new")
    assert [line for line in site.asked if "/desk" in line] == ["GET /desk/7/?view=mine&shown=50&label="]


def test_a_list_comes_by_itself_where_the_thread_beside_it_is_gone(browser: tuple[Page, Site]) -> None:
    page, site = browser
    site.pages |= {"/": frame(DESK % ("old", "old")), "/desk/7/": lambda route: (404, "")}
    site.pages["/desk/"] = DESK % ("new", "not asked for")
    page.goto(ORIGIN)
    page.evaluate(BOTH)
    expect(page.locator("#list")).to_have_text("new")
    expect(page.locator("#aside")).to_have_text("old")


def test_what_may_wait_is_fetched_later_and_once(browser: tuple[Page, Site]) -> None:
    page, site = browser
    part = '<section id="list" data-src="/list">%s</section>'
    site.pages |= {"/": frame(part % "old"), "/list": part % "new"}
    page.clock.install()
    page.goto(ORIGIN)
    page.evaluate(
        """() => import("/static/ui/refresh.js").then(({ refresh }) => {
            for (let n = 0; n < 3; n++) refresh(document.getElementById("list"), { calmly: true })
        })"""
    )
    page.clock.run_for(9000)
    assert "GET /list" not in site.asked
    page.clock.run_for(2000)
    expect(page.locator("#list")).to_have_text("new")
    page.clock.run_for(20_000)
    assert site.asked.count("GET /list") == 1


def test_a_slow_server_is_asked_less_often(browser: tuple[Page, Site]) -> None:
    page, site = browser
    asked, answered = [], []

    def slowly(route: Route) -> tuple[int, str]:
        asked.append(time.monotonic())
        time.sleep(0.4)
        answered.append(time.monotonic())
        return 200, LIST % "<li>Fresh</li>"

    site.pages |= {"/": frame(LIST % ROWS), "/list": slowly}
    page.goto(ORIGIN)
    refresh(page)
    refresh(page)
    assert asked[1] - answered[0] > 0.8, "a pause four times as long as its answer took, give or take a fifth"


def test_a_member_who_has_no_right_any_more_is_not_asked_again(browser: tuple[Page, Site]) -> None:
    page, site = browser
    doors = iter([(200, '{"url": "/stream?t=1"}')])
    site.pages |= {"/": frame("", STREAM), "/door": lambda route: next(doors, (403, "{}"))}
    site.pages["/stream"] = REVOKED
    page.goto(ORIGIN)
    page.wait_for_function("document.documentElement.dataset.live === 'ended'")
    assert len([line for line in site.asked if line.startswith("GET /stream")]) == 1


def test_a_session_that_is_still_in_force_listens_on_after_a_revocation(browser: tuple[Page, Site]) -> None:
    page, site = browser
    frames = iter([REVOKED, MESSAGE])
    site.pages |= {"/": frame(LIST % ROWS, STREAM), "/list": LIST % "<li>Fresh</li>"}
    site.pages["/door"] = lambda route: (200, '{"url": "/stream?t=1"}')
    site.pages["/stream"] = lambda route: (200, text) if (text := next(frames, None)) else (503, "")
    page.goto(ORIGIN)
    expect(page.locator("#list")).to_have_text("Fresh")


WRONG = (
    '<form id="form" method="post" action="/save" data-swap="form" novalidate><input id="name" name="name">'
    '<input id="mail" name="mail" value=""%s><button id="go">Go</button></form>'
)


def test_who_is_refused_goes_on_where_it_is_wrong(browser: tuple[Page, Site]) -> None:
    page, site = browser
    site.pages |= {"/": frame(WRONG % ""), "/save": lambda route: (422, WRONG % ' aria-invalid="true"')}
    page.goto(ORIGIN)
    page.fill("#name", "Anna")
    page.click("#go")
    expect(page.locator("#mail")).to_be_focused()
    expect(page.locator("#name")).to_have_value("Anna")


def test_a_page_that_comes_back_wrong_has_the_focus_there_and_in_view(browser: tuple[Page, Site]) -> None:
    page, site = browser
    tall = '<form><input id="first" autofocus><div style="height: 3000px"></div><fieldset aria-invalid="true">'
    site.pages["/"] = frame(tall + '<input id="wrong" type="radio"></fieldset></form>')
    page.goto(ORIGIN)
    expect(page.locator("#wrong")).to_be_focused()
    expect(page.locator("#wrong")).to_be_in_viewport()
