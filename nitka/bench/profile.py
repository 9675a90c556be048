"""`nitka bench profile`: customers' pages over HTTP from the real web process, as a signed-in member.

20,000 customers with 200,000 moments of a year (`--full`: 1,000,000 and 20,000,000): the page of an ordinary one, of
one with a long story, of one with forty identities; a page deep in a story; the desk's side panel; the list at its
beginning, sorted, narrowed, searched and deep. `--count N`: N customers; `--keep DIR`: what was filled stays there for
the next run. The limit is 50 ms at the 95th percentile; `ratio` is that over the
slowest page's.
"""

import asyncio
import json
import statistics
from pathlib import Path
from typing import Any

import psycopg

from nitka.bench.filling import fill, unchecked
from nitka.bench.ground import Ground, ground
from nitka.bench.inbox import PREPARE, STATEMENTS, fetch, ms, p95, web
from nitka.bench.progress import say

SIZES = (20_000, 1_000_000)
LIMIT = 0.050


def run(full: bool) -> dict[str, Any]:
    """Measure; see the module."""
    return sized(SIZES[full])


def sized(count: int, keep: Path | None = None) -> dict[str, Any]:
    """The same with so many customers, in a directory that stays."""
    with ground(keep=keep) as place:
        place.holds(f"profile {count}")
        made = place.once("prepared", lambda: json.loads(place.ask(PREPARE)))
        place.once("filled", lambda: _filled(place, made, count))
        with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
            moments = database.execute("select count(*) from moments_moment").fetchone()[0]  # type: ignore[index]
            pages = _pages(database)
        session = made[-1]
        found = json.loads(place.ask(STATEMENTS.format(pages=json.dumps(pages), session=session)))
        with web(place) as port:
            _, taken = asyncio.run(fetch(port, pages, session))
    figures: dict[str, Any] = {"customers": count, "moments": moments}
    for name, seconds in taken.items():
        figures |= {f"{name}_p50_ms": ms(statistics.median(seconds)), f"{name}_p95_ms": ms(p95(seconds))}
    figures["queries"] = {name: len(statements) for name, statements in found.items()}
    worst = max(p95(seconds) for seconds in taken.values())
    return {"bench": "profile", "figures": figures, "limit": {"p95_ms": LIMIT * 1000}, "ratio": round(LIMIT / worst, 2)}


def _filled(place: Ground, made: list[Any], count: int) -> int:
    """Customers and what happened to them, a statement for each of their moments; how many there are of these."""
    workspace, channels, members, _ = made
    per, heavy, talks = (20, 50_000, 20_000) if count > 20_000 else (10, 5_000, 1_000)
    fill(place, talks, workspace, channels, members)
    values: dict[str, Any] = {"n": count, "heavy": heavy, "workspace": workspace}
    with unchecked(place) as database, psycopg.ClientCursor(database) as cursor:
        database.execute("select nitka_moment_partitions((now() - interval '400 days')::date, now()::date)")
        say(f"{count:,} customers")
        cursor.execute(_sql("profile"), values)
        for k in range(1, per + 1):
            say(f"moments: {(k - 1) * count:,} of {per * count:,}")
            cursor.execute(_sql("profile_moments"), values | {"k": k})
        cursor.execute(_sql("profile_long"), values)
        say("vacuum")
        database.execute("vacuum analyze")
    return per * count


def _sql(name: str) -> bytes:
    return Path(__file__).with_name(f"{name}.sql").read_bytes()


def _pages(database: "psycopg.Connection[Any]") -> dict[str, str]:
    """Name → path."""
    base = "/w/bench/customers/"
    found = database.execute(
        "select i.value, c.id::text from customers_customer c join customers_identity i on i.customer_id = c.id"
        " where i.value in ('folk7@example.org', 'folk1@example.org', 'folk2@example.org')"
    ).fetchall()
    who = dict(found)
    talk = database.execute(
        "select number from conversations_conversation order by number offset 500 limit 1"
    ).fetchone()
    deep = database.execute(
        "select last_at, id from customers_customer order by last_at desc, id desc"
        " offset (select count(*) / 2 from customers_customer) limit 1"
    ).fetchone()
    old = database.execute("select nitka_first_key(now() - interval '200 days')").fetchone()
    if talk is None or deep is None or old is None:
        raise RuntimeError("nothing was written")
    return {
        "profile": f"{base}{who['folk7@example.org']}/",
        "profile_long": f"{base}{who['folk1@example.org']}/",
        "profile_long_deep": f"{base}{who['folk1@example.org']}/?before={old[0]}",
        "profile_forty_identities": f"{base}{who['folk2@example.org']}/",
        "side_panel": f"/w/bench/inbox/{talk[0]}/customer/",
        "list": base,
        "list_spent": f"{base}?sort=spent",
        "list_unhappy": f"{base}?mood=unhappy",
        "list_deep": f"{base}?after={deep[0].isoformat().replace('+', '%2B')}~{deep[1]}",
        "list_found": f"{base}?q=folk77@example.org",
    }
