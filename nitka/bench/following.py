"""What runs inside the installation of `nitka bench segments`: definitions, previews, events, the loop that follows."""

import json
import random
import statistics
import sys
import threading
import time
from typing import Any
from uuid import UUID

from django.db import connection

from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import append
from nitka.moments.models import Moment
from nitka.segments import queries
from nitka.segments.actions import fill_segment, make_segment
from nitka.segments.models import Why

EACH = 100  # events of a batch
OF_COMPANIES = {"of": "companies", "all": [
    {"is": "moment", "kinds": ["kind.0"], "at_least": 20, "days": 30},
    {"is": "money", "measure": "sum", "at_least": 9000, "currency": "RUB"},
]}  # fmt: skip


def definitions(count: int) -> list[dict[str, Any]]:
    """Such as people write: moments of a kind in days, not since, money, ratings, cities, groups of them."""
    dice, made = random.Random(7), []  # noqa: S311
    for n in range(count):
        kind = f"kind.{n % 10}"
        often = {"is": "moment", "kinds": [kind], "at_least": 1 + n % 4, "days": dice.choice((7, 30, 60, 90))}
        quiet = {"is": "moment", "kinds": [kind], "at_most": 0, "days": dice.choice((7, 14, 30))}
        other: dict[str, Any] = dice.choice((
            {"is": "money", "measure": "sum", "at_least": dice.choice((3000, 9000)), "currency": "RUB", "days": 90},
            {"is": "rating", "measure": "last", "at_most": 3, "days": 90},
            {"is": "attribute", "key": "city", "value": [f"city {dice.randint(11, 33)}" for _ in range(4)]},
            {"is": "rating", "measure": "lowest", "at_most": 3, "since": {"kinds": [kind], "times": 2, "days": 60}},
        ))  # fmt: skip
        made.append(dice.choice((
            {"all": [often]}, {"all": [often, other]}, {"all": [quiet]}, {"any": [often, other]},
            {"all": [often, {"any": [quiet, other]}]}, {"all": [other, {"none": [often]}]},
        )))  # fmt: skip
    return made


def previews(workspace: str, count: int) -> dict[str, float]:
    """Each in a transaction of its own, as a page asks."""
    took, exact = [], 0
    for definition in definitions(count):
        with in_workspace(UUID(workspace)):
            start = time.perf_counter()
            exact += queries.preview_of(definition).exact
            took.append((time.perf_counter() - start) * 1000)
    took.sort()
    return {"preview_p50_ms": round(statistics.median(took), 1), "preview_p95_ms": round(took[int(count * 0.95)], 1),
            "preview_max_ms": round(took[-1], 1), "previews_exact_share": exact / count}  # fmt: skip


def live(workspace: str, count: int) -> dict[str, float]:
    """Make segments and fill them."""
    start = time.perf_counter()
    for n, definition in enumerate([*definitions(count - 1), OF_COMPANIES]):
        with in_workspace(UUID(workspace)):
            made = make_segment(name=f"Segment {n}", definition=definition)
            fill_segment(segment=made, why=Why.DEFINITION)
    return {"fill_ms": round((time.perf_counter() - start) * 1000 / count, 1)}


def tell(workspace: str, per_s: int, seconds: int) -> None:
    """So many events a second, in batches, each its own transaction; late ones are made up for."""
    with in_workspace(UUID(workspace)), connection.cursor() as cursor:
        cursor.execute("select id from customers_identity limit 50000")
        people = [key for (key,) in cursor.fetchall()]
    dice, start, batches = random.Random(1), time.perf_counter(), per_s * seconds // EACH  # noqa: S311
    for n in range(batches):
        time.sleep(max(0.0, start + n * EACH / per_s - time.perf_counter()))
        with in_workspace(UUID(workspace)):
            append([
                Moment(identity_id=dice.choice(people), kind=f"kind.{dice.randrange(10)}", data={"page": "/p/1"})
                for _ in range(EACH)
            ])  # fmt: skip
    print(json.dumps({"told_per_s": round(batches * EACH / (time.perf_counter() - start))}))


def _until_closed(done: threading.Event) -> None:
    sys.stdin.read()
    done.set()


def follow() -> None:
    """The worker's loop until its input is closed; then how long it was busy, rests left out."""
    from nitka.segments import following

    done = threading.Event()
    threading.Thread(target=_until_closed, args=[done], daemon=True).start()
    busy = 0.0
    while not done.is_set():
        start = time.perf_counter()
        if following.follow_once():
            took = time.perf_counter() - start
            busy += took
            done.wait(following.rest(took))
        else:
            done.wait(following.IDLE)
    print(json.dumps({"busy_s": round(busy, 2)}))
