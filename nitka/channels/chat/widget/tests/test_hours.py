"""Open and closed: the widget says what the server says, and asks again when that has turned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nitka.channels.chat.widget.tests.fake_doors import CHANNEL

pytestmark = pytest.mark.browser
AWAY = {"ru": {"greeting": "Здравствуйте", "away": "Мы спим <b>до утра</b>"}, "en": {}}


def closed(**more: Any) -> dict[str, Any]:
    at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    shut = {"open": False, "opens": at, "until": at, "people": [], "on_shift": 0, "wait": None, "texts": AWAY}
    return shut | more


def test_a_closed_chat_says_when_somebody_answers_and_promises_nothing_sooner(doors, visitor):
    doors.hours = closed()
    anna = visitor().visit()
    assert "ответим за" not in anna.page.locator(".launch").inner_text()
    anna.open()
    anna.see(".head p", has_text="Сейчас закрыто. Ответим завтра, после")
    anna.see(".hello", has_text="Мы спим <b>до утра</b>")
    anna.say("Есть кто?")
    anna.see(".wait .now", has_text="Никого на смене")
    anna.see(".wait p", has_text="Ответим завтра")
    doors.tell("wait", {"wait": None, "who": "Вера"})
    anna.see(".wait .now", has_text="Вера смотрит")
    assert anna.errors == []


def test_when_the_hours_have_turned_the_open_panel_learns_it_by_itself(doors, visitor):
    past = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    doors.hours = closed(until=past)
    anna = visitor()
    anna.page.clock.install()
    anna.visit().open()
    anna.see(".head p", has_text="Сейчас закрыто")
    doors.hours = {"open": True}
    anna.page.clock.fast_forward(31_000)
    anna.see(".head p", has_text="На смене")


def test_the_chat_may_stand_on_the_left(doors, visitor):
    doors.hours = {"side": "start"}
    anna = visitor().visit()
    box = anna.page.locator(".launch").bounding_box()
    assert box is not None
    assert box["x"] < 40
    anna.open()
    assert (anna.page.locator(".box").bounding_box() or {})["x"] < 40


def test_in_a_sandbox_without_an_origin_one_can_talk(doors, visitor):
    """No storage, no locks: a page that frames a shop may give it neither."""
    script = f"{doors.url}/widget.js?channel={CHANNEL}"
    doors.pages["/frame"] = (f'<!doctype html><html lang="ru"><body><script async src="{script}"></script>', {})
    doors.pages["/host"] = ('<!doctype html><iframe sandbox="allow-scripts" src="/frame" width=1000 height=800>', {})
    anna = visitor()
    anna.page.goto(f"{doors.url}/host")
    frame = anna.page.frame_locator("iframe")
    frame.locator(".launch").click()
    frame.locator("#nk-say").fill("Слышно?")
    frame.locator("#nk-say").press("Enter")
    frame.locator(".mine .st", has_text="принято").or_(frame.locator(".mine .st", has_text="доставлено")).wait_for()
    assert doors.texts == ["Слышно?"]
