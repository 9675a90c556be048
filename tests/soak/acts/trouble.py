"""The line is slow, the server goes away, a laptop sleeps."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from tests.soak.desk import DRAFT
from tests.soak.world import World

SENT = "select count(*) from conversations_message where direction = 'out' and text = %s"


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
