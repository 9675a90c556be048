"""The players of the demo: patient at the doors, told by a page what to play."""

import asyncio
import json
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler
from random import Random
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.demo import place
from nitka.demo.people import WORKERS, crowd
from nitka.demo.simulation import control
from nitka.demo.simulation.case import Case
from nitka.demo.simulation.doors import Doors, Keys, Refused, wait_of
from nitka.demo.simulation.follow import Player
from nitka.demo.simulation.scenarios import SCENARIOS, story_of
from nitka.demo.simulation.scene import Scene
from nitka.kit.tests.listening import listening
from nitka.kit.tests.loops import run

KEYS = Keys("c", "help@uklad.example", {"vera": "t"}, "key")


class Busy(BaseHTTPRequestHandler):
    """Says twice that it is busy, then answers; a refusal stands where the path says so."""

    seen: list[str] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        status = 404 if "nothing" in self.path else (429, 503, 200)[min(2, len(self.seen) - 1)]
        body = b'{"ok": true}'
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status in (429, 503):
            self.send_header("Retry-After", "0.05")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def busy():
    Busy.seen = []
    with listening(Busy) as address:
        yield address


def _knock(url: str, path: str):
    async def go():
        doors = Doors(url, KEYS)
        try:
            return await doors.knock("GET", path), doors.waits
        finally:
            await doors.close()

    return run(go())


def test_who_is_told_to_wait_waits_and_knocks_again(busy) -> None:
    assert _knock(busy, "/x") == ({"ok": True}, 2)
    assert len(Busy.seen) == 3


def test_a_refusal_is_not_knocked_at_again(busy) -> None:
    with pytest.raises(Refused, match="404"):
        _knock(busy, "/nothing")
    assert len(Busy.seen) == 1


@pytest.mark.parametrize(("header", "least", "most"), [("3", 3, 3), ("9999", 60, 60), ("", 0.5, 2), ("soon", 0.5, 2)])
def test_a_wait_is_what_the_door_asks_for_within_reason(header: str, least: float, most: float) -> None:
    assert least <= wait_of(header, 1) <= most


def test_an_outage_is_about_what_broke() -> None:
    random = Random(3)
    people = crowd(random, 50)

    def causes(name: str) -> Counter[str]:
        return Counter(story_of(random, SCENARIOS[name], random.choice(people)).cause for _ in range(400))

    assert causes("outage")["product"] > 1.8 * causes("day")["product"]


def test_the_player_follows_the_page_and_says_when_it_breaks_off(tmp_path) -> None:
    async def go() -> list[control.Shown]:
        player = Player(tmp_path, "http://127.0.0.1:9")
        job = asyncio.create_task(player.live())
        seen = []
        control.want(tmp_path, on=False, scenario="day", speed=60)
        while not control.shown(tmp_path).at:
            await asyncio.sleep(0.05)
        control.want(tmp_path, on=True, scenario="outage", speed=300)
        while not control.shown(tmp_path).trouble:  # there are no keys here
            await asyncio.sleep(0.05)
        seen.append(control.shown(tmp_path))
        player.end.set()
        await job
        seen.append(control.shown(tmp_path))
        return seen

    broke, last = run(asyncio.wait_for(go(), 20))
    assert (broke.trouble, broke.on, broke.alive) == ("FileNotFoundError", False, True)
    assert not last.on


def test_what_is_not_for_playing_is_not_played(tmp_path) -> None:
    (tmp_path / control.WANTED).write_text(json.dumps({"on": True, "scenario": "rm", "speed": 60, "turn": 4}))
    assert control.wanted(tmp_path) == control.Wanted(turn=4)
    (tmp_path / control.WANTED).write_text("{")
    assert control.wanted(tmp_path) == control.Wanted()
    (tmp_path / control.SHOWN).write_text('{"more": 1}')
    assert not control.shown(tmp_path).alive


@pytest.mark.django_db(transaction=True)
def test_only_administrators_of_the_demo_start_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(place, "data", lambda: tmp_path)
    monkeypatch.setattr("nitka.demo.simulating.data", lambda: tmp_path)
    workspace = accounts.workspace(slug="uklad")
    owner, agent = Client(), Client()
    owner.force_login(accounts.member(workspace, role=Role.OWNER).user)
    agent.force_login(accounts.member(workspace).user)
    url = "/w/uklad/settings/demo/"
    assert owner.get(url).status_code == 404, "no demo yet"
    (tmp_path / place.KEYS).write_text(json.dumps({"workspace": str(workspace.pk)}))
    assert agent.get(url).status_code == 403
    assert agent.post(url, {"scenario": "day", "speed": 60}).status_code == 403
    assert url in owner.get(url).content.decode()
    assert owner.post(url, {"scenario": "day", "speed": 7}).status_code == 422
    assert owner.post(url, {"scenario": "sale", "speed": 300}).status_code == 302
    assert control.wanted(tmp_path) == control.Wanted(True, "sale", 300, 1)
    assert owner.post(url, {"stop": "1"}).status_code == 302
    assert not control.wanted(tmp_path).on
    control.show(tmp_path, control.Shown(
        acts=({"at": "2026-11-29T12:00:00+00:00", "kind": "rated", "who": "Anna <b>", "what": "5/5"},)
    ))  # fmt: skip
    assert "Anna &lt;b&gt;" in owner.get(f"{url}now/").content.decode()


class Desk:
    """The API's lists as the watcher asks for them: conversations by id, the one begun last first."""

    def __init__(self, **conversations: dict) -> None:
        self.conversations = conversations

    async def ask(self, agent: str, method: str, path: str, body=None):
        where, _, query = path.partition("?")
        given = dict(parse_qsl(query))
        if where == "customers":
            rows = [{"id": given["identity"].partition(":")[2]}]
        elif where == "conversations":
            rows = [{"id": key, "last_at": one["last_at"]} for key, one in reversed(self.conversations.items())
                    if one["status"] == given.get("status", one["status"])
                    and one["customer"] == given.get("customer", one["customer"])]  # fmt: skip
        else:
            rows = [{"external_id": key} for key in self.conversations[where.split("/")[1]]["messages"]]
        first, most = int(given.get("cursor", 0)), int(given["limit"])
        return {"data": rows[first : first + most], "next": str(first + most) if first + most < len(rows) else None}


def _thread(*messages: str, status: str = "open", customer: str = "", last_at: str = "1") -> dict:
    return {"status": status, "customer": customer, "last_at": last_at, "messages": messages}


def _case(scene: Scene, key: str, *, ago: float = 0.0, **more) -> Case:
    random = Random(1)
    person = crowd(random, 1)[0]
    case = Case(scene, random, person, story_of(random, SCENARIOS["day"], person), WORKERS[1], True, key=key,
                said="Yes, thank you.", wrote=time.monotonic() - ago, **more)  # fmt: skip
    scene.expect(case)
    return case


def _looked(desk: Desk, *begun) -> list[str]:
    """In which conversations cases find what they wrote, after as many looks as there are rows of them."""

    async def go() -> list[str]:
        scene = Scene(desk, SCENARIOS["day"], 60, None, lambda *_: None, "vera")
        cases = []
        for begin in begun:
            cases += begin(scene)
            await scene.look()
        return [case.conversation if case.found.is_set() else "" for case in cases]

    return run(go())


def test_two_who_say_the_same_words_are_told_apart() -> None:
    desk = Desk(a=_thread("m1"), b=_thread("m2"))
    assert _looked(desk, lambda scene: [_case(scene, "m1"), _case(scene, "m2")]) == ["a", "b"]


def test_words_said_before_are_not_taken_for_those_that_are_awaited() -> None:
    assert _looked(Desk(a=_thread("m1")), lambda scene: [_case(scene, "m2")]) == [""]


def test_who_writes_again_is_found_in_a_long_conversation_begun_long_ago() -> None:
    desk = Desk(old=_thread(*(f"o{n}" for n in range(300)), "m1"), **{f"c{n}": _thread() for n in range(450)})
    assert _looked(desk, lambda scene: [_case(scene, "m1")]) == ["old"]


def test_what_comes_behind_a_later_answer_is_found_though_the_list_shows_no_change() -> None:
    desk = Desk(a=_thread("m1", last_at="5"))

    def late(scene: Scene) -> list[Case]:
        desk.conversations["a"]["messages"] = ("m1", "m2")
        return [_case(scene, "m2", conversation="a")]

    assert _looked(desk, lambda scene: [_case(scene, "m1")], late) == ["a", "a"]


def test_what_a_colleague_closed_before_it_was_seen_is_searched_for_after_a_while() -> None:
    email = crowd(Random(1), 1)[0].email
    desk = Desk(a=_thread("m1", status="closed", customer=email))
    assert _looked(desk, lambda scene: [_case(scene, "m1")]) == [""]
    assert _looked(desk, lambda scene: [_case(scene, "m1", ago=60)]) == ["a"]
