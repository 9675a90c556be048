"""Streams are cut for half a minute while messages flow: afterwards each has heard everything once and in order."""

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from nitka.cli.tests.house import House, until, within
from tests.faults.stream import Stream
from tests.faults.test_kills import caught_up
from tests.faults.visitor import Visitor
from tests.faults.wire import Wire

pytestmark = pytest.mark.slow
VISITORS, CUT = 6, 30.0
LOG = "select id, kind, data from realtime_eventlog where topic = %s and id > %s order by id"


@pytest.fixture
def wire(house: House) -> Iterator[Wire]:
    wire = Wire(house.port)
    yield wire
    wire.cut()


class Talk(threading.Thread):
    """Visitors write and are answered, in turn, until it is over."""

    def __init__(self, house: House, api: httpx.Client, visitors: list[Visitor]) -> None:
        super().__init__(daemon=True)
        self.api, self.visitors, self.answered = api, visitors, 0
        self.over = threading.Event()
        for visitor in visitors:
            visitor.write(1)
        self.threads = [until(lambda v=visitor: _conversation(house, v), 30) for visitor in visitors]

    def run(self) -> None:
        while not self.over.wait(0.1):
            turn = self.answered % len(self.visitors)
            self.visitors[turn].write(1)
            conversation, channel = self.threads[turn]
            body = {"text": f"Answer {self.answered}", "channel": str(channel)}
            assert self.api.post(f"conversations/{conversation}/messages", json=body).status_code == 201
            self.answered += 1


def _conversation(house: House, visitor: Visitor) -> tuple[Any, ...] | None:
    asked = "select conversation_id, channel_id from conversations_message where external_id = %s"
    return next(iter(house.ask(asked, visitor.acknowledged[0])), None)


def widget(visitor: Visitor, wire: Wire, last_id: int | None = None) -> Stream:
    """What the widget does behind the wire."""
    door = visitor.base.replace(visitor.base[: visitor.base.index("/chat/")], wire.url) + "/stream"
    return Stream(lambda: str(httpx.get(door, headers=visitor.headers, timeout=5).json()["stream"]), last_id)


def desk(member: httpx.Client, wire: Wire, topic: str) -> Stream:
    """What the agent's page does behind the wire."""
    door = f"{wire.url}{member.base_url.path}stream"
    cookies = dict(member.cookies)
    return Stream(
        lambda: wire.url + httpx.get(door, params={"topics": topic}, cookies=cookies, timeout=5).json()["url"]
    )


def test_streams_cut_for_half_a_minute_under_load_miss_nothing_and_double_nothing(
    house: House, channel: str, api: httpx.Client, member: httpx.Client, wire: Wire
) -> None:
    visitors = [Visitor(house.url, channel) for _ in range(VISITORS)]
    talk = Talk(house, api, visitors)
    [(workspace,)] = house.ask("select id from accounts_workspace")
    topics = [f"visitor:{visitor.token.split('.')[1]}" for visitor in visitors] + [f"inbox:{workspace}"]
    streams = [widget(visitor, wire) for visitor in visitors] + [desk(member, wire, topics[-1])]
    assert within(20, lambda: all(stream.own for stream in streams)), "all are open"
    talk.start()
    assert within(20, lambda: all(stream.heard for stream in streams))
    wire.cut()
    before, deaf = talk.answered, [len(stream.heard) for stream in streams]
    talk.join(CUT)
    assert talk.is_alive()
    assert talk.answered > before + VISITORS, "messages flowed on"
    assert all(len(stream.heard) <= n + 1 for stream, n in zip(streams, deaf, strict=True)), "nobody heard them"
    wire.mend()
    assert within(20, lambda: all(stream.opened > 1 for stream in streams)), "all came back by themselves"
    talk.over.set()
    talk.join(20)
    for visitor in visitors:
        assert within(30, lambda visitor=visitor: caught_up(visitor))
    for stream, topic in zip(streams, topics, strict=True):
        assert within(20, lambda s=stream, t=topic: len(s.heard) >= len(house.ask(LOG, t, s.begun)))
        assert stream.heard == house.ask(LOG, topic, stream.begun), "each once, in order"
        assert "reload" not in stream.own
        stream.end()


def test_who_comes_back_after_everything_was_forgotten_is_told_to_reload_and_reads_all(
    house: House, channel: str, api: httpx.Client, wire: Wire
) -> None:
    visitor = Visitor(house.url, channel)
    visitor.write(3)
    assert within(20, lambda: caught_up(visitor))
    house.ask("update realtime_eventhead set floor = value")  # what the sweep does after a day
    house.ask("delete from realtime_eventlog")
    house.kill("web")  # its memory of the latest events goes, too
    stream = widget(visitor, wire, last_id=1)
    assert within(20, lambda: "reload" in stream.own)
    stream.end()
    again = Visitor(house.url, channel)
    again.token, again.acknowledged = visitor.token, visitor.acknowledged
    assert within(10, lambda: caught_up(again)), "what the page fetches when it is loaded"
    assert again.read == visitor.acknowledged
