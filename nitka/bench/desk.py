"""`nitka bench desk`: 100 members (`--full`: 400) with the desk open, 20,000 open conversations, 50 messages a second.

Messages come by the chat's own door into the real web process, half of them into conversations that somebody has open;
the members are `agents.py`: their pages hear one stream each and fetch what the signal concerns, as the page's own
script does. Seven in ten look at what is theirs (and see no more than that), one in ten each at a team's, at what is
nobody's and at everything. Both figures begin when the sender is told that the message is stored: `signal` ends when
the last stream that names it has brought it, `screen` when the HTML that a page fetched shows it, for every list and
thread that should. The limit is the same number of signals, at the same pace, written to as many bare sockets.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import psycopg

from nitka.bench.agents import Agent, Sent, Traffic
from nitka.bench.crowd import open_crowd
from nitka.bench.ground import Ground, ground, running
from nitka.bench.stream import BARE, SAMPLE, answers
from nitka.bench.texts import SUBJECTS, TEXTS
from nitka.bench.wire import Wire
from nitka.kit import usage
from nitka.kit.ports import free_port

THREADS, TEAMS, RATE = 20_000, 5, 50
PATIENCE = 10.0  # what a screen that never showed a message counts as
VIEWS = (*["mine"] * 7, "team", "unassigned", "all")
_numbers = count(1)
PREPARE = f"""
import django; django.setup()
import json, sys
from django.test import Client
from nitka.accounts.actions import create_member, create_team, create_workspace
from nitka.accounts.models import Member, User
from nitka.channels.actions import create_channel
from nitka.conversations.chat import sessions
from nitka.kit.db.tenancy import in_workspace
workspace = create_workspace(name='Bench', slug='bench')
channel = create_channel(workspace=workspace, kind='chat', name='Chat on the site')
members, cookies = [], []
for n in range(%d):
    user = User.objects.create_user(f'm{{n}}@bench.example', None, name=f'Member {{n}}')
    member = create_member(workspace=workspace, email=user.email, name=user.name)[0]
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    members.append(member)
    cookies.append(client.cookies['sessionid'].value)
with in_workspace(workspace.id):
    teams = [create_team(name=f'Team {{n}}', member_ids=[m.pk for m in members[n::{TEAMS}]]) for n in range({TEAMS})]
    for n, member in enumerate(members):
        Member.objects.filter(pk=member.pk).update(scope='all' if n %% 10 == 9 else 'team' if n %% 10 > 6 else 'own')
visitors = [[str(key), token] for key, token in (sessions.make(channel.pk) for _ in range({THREADS}))]
print(json.dumps([str(workspace.pk), str(channel.pk), [str(m.pk) for m in members], cookies,
                  [str(team.pk) for team in teams], visitors]))
"""
ROWS = "select number, id::text, assignee_id::text, team_id::text from conversations_conversation order by number desc"


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation, and the token its customer writes with."""

    number: int
    key: str
    member: str | None
    team: str | None
    token: str


def run(full: bool) -> dict[str, Any]:
    """Measure; see the module."""
    agents, seconds = (400, 60) if full else (100, 14)
    with ground() as place:
        workspace, channel, members, cookies, teams, visitors = json.loads(place.ask(PREPARE % agents))
        with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
            _fill(database, workspace, channel, members, [key for key, _ in visitors])
            rows = [Row(*row, visitors[row[0] - 1][1]) for row in database.execute(ROWS).fetchall()]  # type: ignore[call-arg]
        office = Office(channel, members, cookies, teams, rows)
        with _processes(place) as (port, parts):
            seen = asyncio.run(office.work(port, seconds, parts))
        limit = asyncio.run(_bare(place, agents, seconds // 2))
    return _answer(len(members), seen, limit)


@dataclass(slots=True)
class Seen:
    """What was measured."""

    sent: list[Sent]
    traffic: Traffic
    seconds: float
    processor: dict[str, float]
    memory: dict[str, int]


class Office:
    """The company: who has which conversations open, who looks at which list."""

    def __init__(self, channel: str, members: list[str], cookies: list[str], teams: list[str], rows: list[Row]) -> None:
        self.path, self.members, self.cookies, self.rows = f"/chat/{channel}/messages", members, cookies, rows
        latest = {row.member: row for row in reversed(rows) if row.member}
        self.open = [latest[member] for member in members]
        self.teams = [teams[n % TEAMS] for n in range(len(members))]
        self.views = [VIEWS[n % 10] for n in range(len(members))]
        self.traffic = Traffic()

    async def work(self, port: int, seconds: float, parts: dict[str, list[int]]) -> Seen:
        """Everybody opens the desk; then customers write for so long."""
        agents = [self._agent(n, port) for n in range(len(self.members))]
        for agent in agents:
            await agent.open()
        await self._write(port, 3)  # warm: every thread of the web process has connected and compiled
        self.traffic.fetches.clear()
        before = {name: usage.processor(pids) for name, pids in parts.items()}
        start = time.perf_counter()
        sent = await self._write(port, seconds)
        taken = time.perf_counter() - start
        after = {name: usage.processor(pids) for name, pids in parts.items()}
        await self._settle()
        memory = {name: usage.memory(pids) for name, pids in parts.items()}
        for agent in agents:
            await agent.close()
        spent = {name: (after[name] - before[name]) / taken for name in parts}
        return Seen(sent, self.traffic, taken, spent, memory)

    def _agent(self, n: int, port: int) -> Agent:
        view = f"team-{self.teams[n]}" if self.views[n] == "team" else self.views[n]
        path = f"/w/bench/inbox/{self.open[n].number}/" + (f"?view={view}" if view != "mine" else "")
        return Agent(n, port, self.cookies[n], path, self.traffic)

    async def _write(self, port: int, seconds: float) -> list[Sent]:
        """Customers write at an even pace, half of them into what somebody has open."""
        chance, opened = Random(seconds), cycle(self.open)  # noqa: S311
        wires = [await Wire.open("127.0.0.1", port) for _ in range(8)]
        start, sent, tasks = time.perf_counter(), [], []
        for turn in range(round(seconds * RATE)):
            await asyncio.sleep(max(0.0, start + turn / RATE - time.perf_counter()))
            row = next(opened) if turn % 2 else chance.choice(self.rows)
            sent.append(Sent(next(_numbers), row.key, streams=self._streams(row), screens=self._screens(row)))
            tasks.append(asyncio.create_task(self._one(wires, port, row, sent[-1])))
        await asyncio.gather(*tasks)
        return sent

    async def _one(self, wires: list[Wire], port: int, row: Row, sent: Sent) -> None:
        wire = wires.pop() if wires else await Wire.open("127.0.0.1", port)
        said = {"id": str(uuid4()), "text": f"zz{sent.number:06}zz {TEXTS[sent.number % len(TEXTS)]}", "files": []}
        self.traffic.send(sent)
        status = await wire.post(self.path, row.token, json.dumps(said).encode())
        if status != 202:
            raise RuntimeError(f"the chat's door answered {status}")
        sent.at = time.perf_counter()
        wires.append(wire)

    def _streams(self, row: Row) -> int:
        """How many pages hear of it by its id: those with it open."""
        return sum(opened is row for opened in self.open)

    def _screens(self, row: Row) -> set[tuple[int, str]]:
        """Where the message should appear: lists that it comes to the top of, the thread where that is open."""
        found = {(n, "talk") for n, opened in enumerate(self.open) if opened is row}
        for n, view in enumerate(self.views):
            mine, teams = view == "mine" and row.member == self.members[n], view == "team" and row.team == self.teams[n]
            if mine or teams or view == "all":
                found.add((n, "rows"))
        return found

    async def _settle(self, patience: float = 10) -> None:
        deadline = time.perf_counter() + patience
        while self.traffic.left and time.perf_counter() < deadline:
            await asyncio.sleep(0.05)


def _fill(
    database: "psycopg.Connection[Any]", workspace: str, channel: str, members: list[str], sessions: list[str]
) -> None:
    database.execute("select nitka_moment_partitions((now() - interval '35 days')::date, now()::date)")
    values = {"n": THREADS, "workspace": workspace, "channel": channel, "members": members, "sessions": sessions}
    values |= {"texts": list(TEXTS), "subjects": list(SUBJECTS)}
    with database.transaction(), psycopg.ClientCursor(database) as cursor:
        cursor.execute(Path(__file__).with_name("desk.sql").read_text(), values)
    database.execute("vacuum analyze")


@contextmanager
def _processes(place: Ground) -> Iterator[tuple[int, dict[str, list[int]]]]:
    """Web and worker as they are; the port, and who is who."""
    port, data = free_port(), place.env["NITKA_DATA"]
    web = place.part("web", "--port", str(port), "--data", data)
    worker = place.part("worker", "--data", data, role="worker")
    with running(web, patience=15), running(worker, patience=15):
        asyncio.run(Wire.wait("127.0.0.1", port))
        database = usage.family(usage.server_of(data))
        yield port, {
            "web": usage.family(web.pid),
            "worker": usage.family(worker.pid),
            "database": database,
            "agents": [os.getpid()],
        }


async def _bare(place: Ground, streams: int, seconds: int) -> list[float]:
    """The same number of signals at the same pace over bare sockets: seconds to the last reader."""
    port = free_port()
    with running(place.python("-c", BARE, str(port))):
        await answers(port)
        crowd = await open_crowd(port, b"hello", streams)
        _, teller = await asyncio.open_connection("127.0.0.1", port)
        found, start = [], time.perf_counter()
        for turn in range(seconds * RATE):
            await asyncio.sleep(max(0.0, start + turn / RATE - time.perf_counter()))
            mark = f"round-{turn}-".encode()
            waiting, told = crowd.wait_for(mark), time.perf_counter()
            teller.write(b"!" + SAMPLE % mark)
            await asyncio.wait_for(waiting, 30)
            found.append(time.perf_counter() - told)
        return found


def _answer(agents: int, seen: Seen, limit: list[float]) -> dict[str, Any]:
    named = [sent for sent in seen.sent if sent.streams]
    whole = [sent for sent in named if len(sent.signalled) >= sent.streams]
    signals = [max(0.0, sorted(sent.signalled)[sent.streams - 1] - sent.at) for sent in whole]
    screens: dict[str, list[float]] = {"talk": [], "rows": []}
    late = 0
    for sent in seen.sent:
        for screen in sent.screens:
            shown = sent.shown.get(screen)
            late += shown is None
            screens[screen[1]].append(max(0.0, shown - sent.at) if shown else PATIENCE)
    fetches = [taken for _, taken in seen.traffic.fetches]
    figures: dict[str, Any] = {
        "agents": agents,
        "conversations": THREADS,
        "messages_per_s": round(len(seen.sent) / seen.seconds, 1),
        **_times("signal", signals),
        **_times("screen", screens["talk"] + screens["rows"]),
        **_times("thread", screens["talk"]),
        **_times("list", screens["rows"]),
        "screens": sum(map(len, screens.values())),
        "screens_late": late,
        "signals_missing": len(named) - len(whole),
        "fetches_per_s": round(len(fetches) / seen.seconds, 1),
        **_times("fetch", fetches),
        "failed": seen.traffic.failed,
    }
    figures |= {f"cores_{name}": round(cores, 2) for name, cores in seen.processor.items()}
    figures |= {f"memory_{name}_mib": round(size / 2**20) for name, size in seen.memory.items() if name != "agents"}
    counts = Counter(name for name, _ in seen.traffic.fetches)
    figures["fetches"] = dict(counts)
    ratio = round(_percentile(limit, 99) / _percentile(signals, 99), 3) if signals else None
    return {"bench": "desk", "figures": figures, "limit": _times("bare_sockets", limit), "ratio": ratio}


def _times(name: str, values: list[float]) -> dict[str, float]:
    return {f"{name}_p{part}_ms": round(_percentile(values, part) * 1000, 1) for part in (50, 99)}


def _percentile(values: list[float], part: int) -> float:
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, len(ordered) * part // 100)]
