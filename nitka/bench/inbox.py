"""`nitka bench inbox`: pages of the list, of threads, of search and of a customer over HTTP from the real web process,
as a signed-in member.

10,000 conversations with 100,000 messages (`--full`: 1,000,000 and 10,000,000; `--count N`: N conversations). The limit
is the bare statements of the same pages, one after another on one connection in the same run; `ratio` is their p50 over
the pages' p50. With `--keep DIR` what was filled stays there and serves the next run; what was broken off goes on.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from nitka.bench.corpus import corpus, lines
from nitka.bench.filling import fill, index
from nitka.bench.ground import Ground, ground, running
from nitka.bench.wire import Wire
from nitka.kit.ports import free_port

SIZES = (10_000, 1_000_000)
ROUNDS, EACH = 30, 40  # times that a page is asked for; pages of a kind that are asked for once
KINDS = ("list", "thread", "open", "search", "customer")
MEMBERS = 8
OPENED = "Nitka-Part: thread customer\r\n"  # what the desk fetches when a row of its list is chosen
PREPARE = f"""
import django; django.setup()
import json
from django.test import Client
from nitka.accounts.actions import create_member, create_workspace
from nitka.accounts.models import User
from nitka.channels.actions import create_channel
workspace = create_workspace(name='Bench', slug='bench')
made = [create_channel(workspace=workspace, kind='chat', name='Chat on the site'),
        create_channel(workspace=workspace, kind='email', name='Mail', settings={{'address': 'help@bench.example'}})]
members = [create_member(workspace=workspace, email=f'm{{n}}@bench.example', name=f'Member {{n}}')[0]
           for n in range({MEMBERS})]
client = Client()
user = User.objects.get(email='m0@bench.example')
client.force_login(user)
print(json.dumps([str(workspace.pk), [str(channel.pk) for channel in made], [str(member.pk) for member in members],
                  client.cookies['sessionid'].value]))
"""
STATEMENTS = """
import django; django.setup()
import json, sys
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
settings.ALLOWED_HOSTS = ['*']
asked = json.loads({pages!r})
client = Client()
client.cookies['sessionid'] = {session!r}
found = {{}}
for name, path in asked.items():
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200, path
    found[name] = [query['sql'] for query in seen.captured_queries]
print(json.dumps(found))
"""


def run(full: bool) -> dict[str, Any]:
    """Measure and compare; see the module."""
    return sized(SIZES[full])


def sized(count: int, keep: Path | None = None) -> dict[str, Any]:
    """The same with so many conversations, in a directory that stays."""
    with ground(keep=keep) as place:
        place.holds(f"inbox {count}")
        workspace, channels, members, session = place.once("prepared", lambda: json.loads(place.ask(PREPARE)))
        fill(place, count, workspace, channels, members)
        index(place)
        with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
            there = _there(database)
            pages, others = _pages(database, members[0]), _others(database)
        found = json.loads(place.ask(STATEMENTS.format(pages=json.dumps(pages), session=session)))
        limit = _bare(place, workspace, found)
        with web(place) as port:
            cold, ours = asyncio.run(fetch(port, pages, session))
            ours |= asyncio.run(_each(port, others, session))
    return _answer(there, found, cold, ours, limit)


def _there(database: "psycopg.Connection[Any]") -> dict[str, int]:
    """How much there is of what grows."""
    counted = {
        "conversations": "select count(*) from conversations_conversation",
        "open": "select count(*) from conversations_conversation where status = 'open'",
        "messages": "select count(*) from conversations_message",
        "searched": "select count(*) from conversations_search",
        "customers": "select count(*) from customers_customer",
        "database_mb": "select pg_database_size(current_database()) / 1048576",
    }
    return {name: database.execute(asked).fetchone()[0] for name, asked in counted.items()}  # type: ignore[index]


def _pages(database: "psycopg.Connection[Any]", member: str) -> dict[str, str]:
    """Name → path: lists at their beginning and deep in them, threads short, long and as most are."""
    base = "/w/bench/inbox/"
    lists = {
        "list_mine": "",
        "list_unassigned": "?view=unassigned",
        "list_all": "?view=all",
        "list_closed": "?view=closed",
        "list_all_deep": f"?view=all&after={_cursor(database, 'open', 1)}",
        "list_closed_deep": f"?view=closed&after={_cursor(database, 'closed', 3)}",
    }
    counts = (
        "select v.number from conversations_conversation v join conversations_message m on m.conversation_id = v.id"
    )
    order = " where assignee_id = %s group by v.number order by count(*) {}, v.number desc offset %s limit 1"
    threads = {
        "thread_short": database.execute(counts + order.format("asc"), [member, 0]).fetchone(),
        "thread_typical": database.execute(counts + order.format("asc"), [member, 500]).fetchone(),
        "thread_long": database.execute(counts + order.format("desc"), [member, 0]).fetchone(),
    }
    return {name: base + query for name, query in lists.items()} | {
        name: f"{base}{row[0]}/" for name, row in threads.items() if row
    }


def _others(database: "psycopg.Connection[Any]") -> dict[str, list[str]]:
    """Name → paths that are asked for once each: searches by kind of line, customers who wrote seldom and often."""
    found = {
        f"search_{kind}": [f"/w/bench/search/?q={quote(line)}" for line in asked[:EACH]]
        for kind, asked in lines(corpus(10_000)).items()
    }
    order = (
        "select i.customer_id from (select identity_id from conversations_conversation order by number desc limit 5000)"
        " v join customers_identity i on i.id = v.identity_id group by 1 order by count(*) {}, 1 limit %s"
    )
    for name, by in {"customer_typical": "asc", "customer_busy": "desc"}.items():
        rows = database.execute(order.format(by).encode(), [EACH]).fetchall()
        found[name] = [f"/w/bench/customers/{key}/" for (key,) in rows]
    return found


def _cursor(database: "psycopg.Connection[Any]", status: str, part: int) -> str:
    """The place halfway down a list."""
    where = "status = %s" + (" and waiting_since is null" if part == 1 else "")
    at, key = database.execute(
        f"select last_at, id from conversations_conversation where {where} order by last_at desc, id desc"  # noqa: S608
        f" offset (select count(*) / 2 from conversations_conversation where {where}) limit 1",
        [status, status],
    ).fetchone()  # type: ignore[misc]
    return f"{part}~{at.isoformat().replace('+', '%2B')}~{key}"


def _bare(place: Ground, workspace: str, found: dict[str, list[str]]) -> dict[str, list[float]]:
    """Seconds that the statements of each page take by themselves, with the rows fetched."""
    taken: dict[str, list[float]] = {name: [] for name in found}
    with psycopg.connect(**place.installation.connection("app"), autocommit=True) as database:
        for _ in range(ROUNDS):
            for name, statements in found.items():
                start = time.perf_counter()
                with database.transaction():
                    database.execute("select set_config('nitka.workspace', %s, true)", [workspace])
                    for statement in statements:
                        if statement.lstrip("( \n").lower().startswith("select") and "set_config" not in statement:
                            database.execute(statement.encode()).fetchall()
                taken[name].append(time.perf_counter() - start)
    return taken


async def fetch(port: int, pages: dict[str, str], session: str) -> tuple[float, dict[str, list[float]]]:
    """Seconds of the very first page, of every page again and again, and of threads as a row of the list opens them."""
    wire = await Wire.open("127.0.0.1", port)
    chosen = {name: name.replace("thread", "open") for name in pages if name.startswith("thread")}
    taken: dict[str, list[float]] = {name: [] for name in [*pages, *chosen.values()]}
    cold = await _one(wire, next(iter(pages.values())), session)
    for turn in range(-8, ROUNDS):  # each of the eight threads connects and compiles templates once
        for name, path in pages.items():
            seconds = await _one(wire, path, session)
            if turn >= 0:
                taken[name].append(seconds)
        for name, part in chosen.items():
            seconds = await _one(wire, pages[name], session, OPENED)
            if turn >= 0:
                taken[part].append(seconds)
    wire.close()
    return cold, taken


async def _each(port: int, asked: dict[str, list[str]], session: str) -> dict[str, list[float]]:
    """Seconds of pages that are asked for once each; the first of a kind go before, for threads and templates."""
    wire = await Wire.open("127.0.0.1", port)
    taken: dict[str, list[float]] = {}
    for name, paths in asked.items():
        for _ in range(8):
            await _one(wire, paths[0], session)
        taken[name] = [await _one(wire, path, session) for path in paths[1:]]
    wire.close()
    return taken


async def _one(wire: Wire, path: str, session: str, head: str = "") -> float:
    start = time.perf_counter()
    status, body = await wire.get(path, f"sessionid={session}", head)
    if status != 200 or (b'id="thread"' if head else b"</html>") not in body:
        raise RuntimeError(f"{path} answered {status}")
    return time.perf_counter() - start


@contextmanager
def web(place: Ground) -> Iterator[int]:
    """The real web process; its port."""
    port, data = free_port(), place.env["NITKA_DATA"]
    with running(place.part("web", "--port", str(port), "--data", data), patience=15):
        asyncio.run(Wire.wait("127.0.0.1", port))
        yield port


def _answer(
    there: dict[str, int],
    found: dict[str, list[str]],
    cold: float,
    ours: dict[str, list[float]],
    limit: dict[str, list[float]],
) -> dict[str, Any]:
    figures: dict[str, Any] = {**there, "cold_first_page_ms": ms(cold)}
    limits: dict[str, Any] = {}
    for kind in KINDS:
        names = [name for name in ours if name.startswith(kind)]
        taken = [seconds for name in names for seconds in ours[name]]
        figures |= {f"{kind}_p50_ms": ms(statistics.median(taken)), f"{kind}_p95_ms": ms(p95(taken))}
        if bare_of := [seconds for name in names for seconds in limit.get(name, [])]:
            limits[f"{kind}_statements_p50_ms"] = ms(statistics.median(bare_of))
    for name, seconds in ours.items():
        figures |= {f"{name}_p50_ms": ms(statistics.median(seconds)), f"{name}_p95_ms": ms(p95(seconds))}
    figures["queries"] = {name: len(statements) for name, statements in found.items()}
    every = [seconds for name in limit for seconds in ours[name]]  # whole pages of the desk
    bare = [seconds for taken in limit.values() for seconds in taken]
    figures |= {"page_p50_ms": ms(statistics.median(every)), "page_p95_ms": ms(p95(every))}
    ratio = round(statistics.median(bare) / statistics.median(every), 3)
    return {"bench": "inbox", "figures": figures, "limit": limits, "ratio": ratio}


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[int(len(values) * 0.95)]


def ms(seconds: float) -> float:
    """Seconds as milliseconds."""
    return round(seconds * 1000, 2)
