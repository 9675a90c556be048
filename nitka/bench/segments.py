"""`nitka bench segments`: previews of 60 definitions at 20,000 customers of 20 moments each; then 50 live segments, one
of them of companies, under 2,000 events a second: how long after an event was written membership says so, and what an
event costs. Companies rest between two looks, so that theirs is a lag of its own.

`--full`: previews at 1,000,000 customers. What is live costs by whom something happens to, not by how many there are.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

from nitka.bench.ground import Ground, ground, running
from nitka.bench.progress import say
from nitka.kit.ids import moment_of

SEGMENTS, PER_S, SECONDS = 50, 2_000, 20
COMPANIES = 500
EACH, PREVIEWS = 20, 60
SETUP = "import django; django.setup(); import json; from nitka.bench import following as f; "
MAKE = """
import django; django.setup()
from datetime import timedelta
from nitka.accounts.actions import create_workspace
from nitka.kit import clock
from nitka.moments.actions import ensure_partitions
ensure_partitions(since=clock.now() - timedelta(days=100), until=clock.now() + timedelta(days=40))
print(create_workspace(name="Bench", slug="bench", language="en", timezone="UTC").pk)
"""
# Twenty million rows are indexed all at once in minutes, one by one in hours
BARE = "alter table moments_moment drop constraint moments_moment_pkey; drop index moments_moment_of"
INDEXED = """alter table moments_moment add constraint moments_moment_pkey primary key (workspace_id, id);
create index moments_moment_of on moments_moment (workspace_id, identity_id, id desc)"""
LATER = "firms"  # as nitka/segments/actions/gather.py says, which needs Django
LOOK = 0.02  # seconds between looks at what waits


def run(full: bool) -> dict[str, Any]:
    """Measure; see the module."""
    with ground() as place:
        workspace = place.ask(MAKE)
        with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
            _fill(database, workspace, 1_000_000 if full else 20_000)
        say(f"{PREVIEWS} previews")
        figures = json.loads(place.ask(SETUP + f"print(json.dumps(f.previews({workspace!r}, {PREVIEWS})))"))
        if not full:
            say(f"{SEGMENTS} segments are filled")
            figures |= json.loads(place.ask(SETUP + f"print(json.dumps(f.live({workspace!r}, {SEGMENTS})))"))
            say(f"{SECONDS} seconds of {PER_S:,} events each")
            figures |= _under_load(place, workspace, SECONDS)
    return {"bench": "segments", "figures": figures,
            "limit": {"preview_p95_ms": 300, "lag_p99_ms": 2000}, "ratio": None}  # fmt: skip


def _fill(database: "psycopg.Connection[Any]", workspace: str, count: int) -> None:
    """Customers and what happened to them, a statement for each of their moments."""
    values: dict[str, Any] = {"n": count, "workspace": workspace}
    with psycopg.ClientCursor(database) as cursor:
        say(f"{count:,} customers")
        cursor.execute(_sql("segments"), values)
        cursor.execute(BARE)
        for k in range(EACH):
            if k % 4 == 0:
                say(f"moments: {k * count:,} of {EACH * count:,}")
            cursor.execute(_sql("segments_moments"), values | {"k": k})
        cursor.execute(_sql("segments_companies"), values | {"companies": COMPANIES})
        say("indexes and statistics")
        cursor.execute(INDEXED)
    database.execute("vacuum analyze")


def _sql(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text()


def _under_load(place: Ground, workspace: str, seconds: int) -> dict[str, Any]:
    follower = subprocess.Popen(
        [sys.executable, "-c", SETUP + "f.follow()"], env=place.env | {"NITKA_ROLE": "worker"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with running(follower):
        teller = place.python("-c", SETUP + f"f.tell({workspace!r}, {PER_S}, {seconds})")
        lags, later = _lags(place, teller)
        told = json.loads(teller.communicate()[0])
        busy = json.loads(follower.communicate("")[0])["busy_s"]
    lags.sort()
    later.sort()
    events = PER_S * seconds
    return {**told, "segments": SEGMENTS, "lag_p50_ms": round(lags[len(lags) // 2] * 1000),
            "lag_p99_ms": round(lags[int(len(lags) * 0.99)] * 1000), "lag_max_ms": round(lags[-1] * 1000),
            "companies_lag_p50_ms": round(later[len(later) // 2] * 1000),
            "companies_lag_p99_ms": round(later[int(len(later) * 0.99)] * 1000),
            "cost_per_event_us": round(busy * 1_000_000 / events)}  # fmt: skip


def _lags(place: Ground, teller: "subprocess.Popen[str]") -> tuple[list[float], list[float]]:
    """Of each batch of events, from when it was written to when it was judged: its row goes with the judgement. Then of
    companies, from when it was known that they are to be looked at.
    """
    waiting: dict[Any, float] = {}
    lags: tuple[list[float], list[float]] = [], []
    with psycopg.connect(**place.installation.connection("worker"), autocommit=True) as database:
        while True:
            over = teller.poll() is not None
            asked = time.time()
            rows = database.execute("select id, by, at from segments_touch").fetchall()
            seen = {(key, by): (moment_of(key) if by == LATER else at).timestamp() for key, by, at in rows}
            for key in [key for key in waiting if key not in seen]:
                lags[key[1] == LATER].append(asked - waiting.pop(key))
            waiting |= seen
            if over and not seen:
                return lags
            time.sleep(LOOK)
