"""Members with the desk open, as its page behaves: one stream, parts that are fetched again when a signal concerns
them (`ui/static/ui/live.js`, `swap.js`), a heartbeat, a word that one has read. What a part listens to is read from the
page.
"""

import asyncio
import html
import json
import random
import re
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from nitka.bench.wire import Wire

PACE, SHARE, LONGEST, EVERY, CALM = 0.5, 4, 5.0, 30.0, 10.0
PARTS = ("rows", "talk", "customer", "bell")
MARK = re.compile(rb"zz(\d{6})zz")
READ = re.compile(rb'data-first-read="([^"]+)"')
CSRF = "c" * 32


@dataclass(slots=True)
class Sent:
    """A customer's message: when it was stored, and which screens should show it."""

    number: int
    thread: str
    at: float = 0.0
    streams: int = 0  # how many name its conversation
    signalled: list[float] = field(default_factory=list)
    shown: dict[tuple[int, str], float] = field(default_factory=dict)
    screens: set[tuple[int, str]] = field(default_factory=set)


class Traffic:
    """What all agents share: the messages under way, and how long fetches took."""

    def __init__(self) -> None:
        self.told_of: dict[str, list[Sent]] = {}  # conversation → its messages, in order
        self.expected: dict[tuple[int, str], dict[int, Sent]] = {}  # screen → messages it does not show yet
        self.fetches: list[tuple[str, float]] = []
        self.failed = 0
        self.over = False

    def send(self, sent: Sent) -> None:
        """From now on its screens are watched."""
        self.told_of.setdefault(sent.thread, []).append(sent)
        for screen in sent.screens:
            self.expected.setdefault(screen, {})[sent.number] = sent

    def heard(self, signal: dict[str, Any], now: float) -> None:
        """A stream brought word of conversations, not of which message: the oldest that some stream has not told of.

        That of a list, or of all of them, names none.
        """
        data = signal["data"]
        if data.get("what") != "message":
            return
        waiting = [sent for sent in self.told_of.get(data.get("id", ""), ()) if len(sent.signalled) < sent.streams]
        if waiting:
            waiting[0].signalled.append(now)

    def fetched(self, screen: tuple[int, str], body: bytes, now: float) -> None:
        """A screen shows what stands in it; a list that shows a later message has caught up with the earlier."""
        waiting = self.expected.get(screen)
        if not waiting:
            return
        there = {int(mark) for mark in MARK.findall(body)}
        latest = max(there, default=0) if screen[1] == "rows" else 0
        for number in [number for number in waiting if number in there or number < latest]:
            waiting.pop(number).shown[screen] = now

    @property
    def left(self) -> int:
        """How many screens do not show what they should."""
        return sum(map(len, self.expected.values()))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page, and which signals concern it."""

    name: str
    source: str
    kinds: tuple[str, ...]
    topic: str
    together: str  # with whom it is fetched
    calm: tuple[str, ...]  # of what it need not show at once
    pace: float  # seconds from one fetch to the next, at the least

    @property
    def path(self) -> str:
        return self.source.partition("?")[0]

    @property
    def place(self) -> str:
        return self.together or self.path

    def concerns(self, signal: dict[str, Any]) -> bool:
        """As live.js has it."""
        return signal["kind"] in self.kinds and self.topic in ("", signal["topic"])


@dataclass(slots=True)
class Page:
    """Parts that are fetched together: what is due, when the last fetch began, the pause after it."""

    due: dict[str, Part] = field(default_factory=dict)
    waits: bool = False
    began: float = 0.0
    least: float = PACE
    pace: float = 0.0


class Agent:
    """One open page."""

    def __init__(self, number: int, port: int, session: str, path: str, traffic: Traffic) -> None:
        self.number, self.port, self.path, self.traffic = number, port, path, traffic
        self.cookie = f"sessionid={session}; csrftoken={CSRF}"
        self.parts: list[Part] = []
        self.pages: dict[str, Page] = {}
        self.calm: dict[str, asyncio.TimerHandle] = {}
        self.wires: list[Wire] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self.read = ""
        self.thread = re.search(r"/inbox/(\d+)/", path)[1]  # type: ignore[index]

    async def open(self) -> None:
        """Load the page, open its stream, begin to beat."""
        page = (await self._get(self.path)).decode()
        self.parts = [part for name in PARTS if (part := _part(name, page))]
        body = _attributes(re.search(r"<body[^>]*>", page)[0])  # type: ignore[index]
        topics = ",".join(sorted(body["data-topics"].split()))
        door = json.loads(await self._get(f"{body['data-stream']}?{urlencode({'topics': topics})}"))
        after = f"&after={body['data-after']}" if body.get("data-after") else ""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: _Stream(self, f"{door['url']}{after}"), "127.0.0.1", self.port)
        self._start(self._beat())

    def hear(self, signal: dict[str, Any], now: float) -> None:
        """What live.js does with a signal."""
        self.traffic.heard(signal, now)
        for part in self.parts:
            if part.concerns(signal):
                self._due(part, later=signal["data"].get("what") in part.calm)

    async def close(self) -> None:
        """The page is closed."""
        self.traffic.over = True
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def _due(self, part: Part, *, later: bool) -> None:
        if not later:
            if waiting := self.calm.pop(part.name, None):
                waiting.cancel()
            self._refresh(part)
        elif part.name not in self.calm:
            self.calm[part.name] = asyncio.get_running_loop().call_later(CALM, self._due_now, part)

    def _due_now(self, part: Part) -> None:
        self._due(part, later=False)

    def _refresh(self, part: Part) -> None:
        page = self.pages.setdefault(part.place, Page(least=part.pace))
        page.due[part.name] = part
        if not page.waits and not self.traffic.over:
            self._wait(page)

    def _wait(self, page: Page) -> None:
        page.waits = True
        pause = max(0.0, page.pace - (time.perf_counter() - page.began))
        late = pause * random.uniform(0.8, 1.2) + random.random() * 0.06  # noqa: S311
        asyncio.get_running_loop().call_later(late, self._begin, page)

    def _begin(self, page: Page) -> None:
        if not self.traffic.over:
            self._start(self._load(page))

    async def _load(self, page: Page) -> None:
        parts, page.due, page.began = list(page.due.values()), {}, time.perf_counter()
        body = await self._get(_address(parts), f"Nitka-Part: {' '.join(part.name for part in parts)}\r\n")
        now = time.perf_counter()
        page.pace = max(page.least, min(LONGEST, SHARE * (now - page.began)))
        self.traffic.fetches.append(("+".join(part.name for part in parts), now - page.began))
        for part in parts:
            self.traffic.fetched((self.number, part.name), body, now)
        if upto := READ.search(body):
            await self._tell_read(upto[1].decode())
        page.waits = False
        if page.due:
            self._wait(page)

    async def _tell_read(self, upto: str) -> None:
        if upto != self.read:
            self.read = upto
            await self._post(f"/w/bench/inbox/{self.thread}/reading/", {"upto": upto})

    async def _beat(self) -> None:
        await asyncio.sleep(random.random() * EVERY)  # noqa: S311
        while True:
            await self._post("/w/bench/presence/", {"conversation": self.thread})
            await asyncio.sleep(EVERY)

    async def _get(self, path: str, head: str = "") -> bytes:
        wire = await self._wire()
        status, body = await wire.get(path, self.cookie, head)
        self._back(wire, status)
        return body

    async def _post(self, path: str, fields: dict[str, str]) -> None:
        wire = await self._wire()
        self._back(wire, (await wire.form(path, self.cookie, CSRF, urlencode(fields).encode()))[0])

    async def _wire(self) -> Wire:
        return self.wires.pop() if self.wires else await Wire.open("127.0.0.1", self.port)

    def _back(self, wire: Wire, status: int) -> None:
        self.wires.append(wire)
        if status >= 300:
            self.traffic.failed += 1

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


class _Stream(asyncio.Protocol):
    """The reader of an agent's stream. The same bytes go to all, so that they are understood once."""

    known: dict[bytes, dict[str, Any] | None] = {}

    def __init__(self, agent: Agent, url: str) -> None:
        self.agent, self.url, self.rest = agent, url, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        head = f"GET {self.url} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
        transport.write(head.encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Take whole events."""
        now = time.perf_counter()
        *frames, self.rest = (self.rest + data).split(b"\n\n")
        for frame in frames:
            if frame not in self.known:
                self.known[frame] = _signal(frame)
            if signal := self.known[frame]:
                self.agent.hear(signal, now)


def _signal(frame: bytes) -> dict[str, Any] | None:
    found = re.search(rb"^data: (.*)$", frame, re.MULTILINE)
    signal = json.loads(found[1]) if found else {}
    return signal if signal.get("topic") else None


def _address(parts: list[Part]) -> str:
    """One address for parts fetched together, as refresh.js has it: the deepest; the others' parameters win."""
    ordered = sorted(parts, key=lambda part: -len(part.path))
    asked = {
        name: value
        for part in ordered
        for name, value in parse_qsl(part.source.partition("?")[2], keep_blank_values=True)
    }
    return f"{ordered[0].path}?{urlencode(asked)}"


def _part(name: str, page: str) -> Part | None:
    found = re.search(rf'<[^<>]*\bid="{name}"[^<>]*>', page)
    given = _attributes(found[0]) if found else {}
    if "data-live" not in given:
        return None
    return Part(
        name,
        given["data-src"],
        tuple(given["data-live"].split()),
        given.get("data-live-topic", ""),
        given.get("data-with", ""),
        tuple(given.get("data-calm", "").split()),
        float(given.get("data-pace", PACE * 1000)) / 1000,
    )


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
