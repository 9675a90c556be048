"""What is seen of a running system once a minute: memory, files, disk, pages, queues, errors; each a number by name."""

import json
import os
import re
import statistics
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg

from nitka.bench.house import Browser, House
from nitka.bench.progress import say
from nitka.kit import config, usage

ASKED = 7  # times that a page is asked for in one look
METRIC = re.compile(r"^nitka_(\w+?)(?:\{(.*)\})? ([\d.e+-]+)$", re.MULTILINE)
BAD = ('"level": "error"', '"level": "critical"')
COUNTS = """select (select count(*) from conversations_message), (select count(*) from conversations_conversation),
    (select count(*) from moments_moment), pg_database_size(current_database()),
    (select coalesce(sum(size), 0) from pg_ls_waldir())"""
TABLES = """select c.relname, pg_total_relation_size(c.oid), coalesce(s.n_live_tup, 0), coalesce(s.n_dead_tup, 0)
    from pg_class c left join pg_stat_all_tables s on s.relid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"""
# As Prometheus would: the worst of all that a name has
WORST = {"queue_lag_seconds": "lag.queues_s", "loop_silence_seconds": "lag.loops_s", "queue_depth": "lag.waiting",
         "loop_breaks_total": "errors.loops", "open_streams": "files.streams", "quarantine": "errors.quarantine",
         "deliveries_parked": "errors.parked"}  # fmt: skip
Seen = dict[str, float]


class Watch:
    """Looks at a house whenever it is asked to."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.begun = time.monotonic()
        self.pages = _pages(browser)
        self.admin = config.read(house.data).connection("admin")
        self.missed = 0  # what did not answer; the hour goes on
        self.log = Log(house.data / "log" / "nitka.log")

    def look(self) -> Seen:
        """One look; `at` is in seconds since the first."""
        seen = {"at": time.monotonic() - self.begun, "machine.load": os.getloadavg()[0], "machine.loop_ms": _machine()}
        for part in (self._processes, self._database, self._disk, self._latency, self._metrics):
            try:
                seen |= part()
            except (OSError, LookupError, psycopg.Error) as error:
                self.missed += 1
                say(f"not seen: {error!r}")
        seen["errors.looks"] = self.missed
        return seen | {"errors.log": self.log.errors(), "disk.log": _size(self.house.data / "log")[0]}

    def tables(self) -> dict[str, tuple[int, int, int]]:
        """Bytes with indexes, rows alive and dead as PostgreSQL believes them, by table."""
        with psycopg.connect(**self.admin, autocommit=True) as connection:
            return {name: (size, alive, dead) for name, size, alive, dead in connection.execute(TABLES).fetchall()}

    def _processes(self) -> Seen:
        parts = self.house.parts()
        found: Seen = {f"memory.{name}": usage.memory(pids) for name, pids in parts.items()}
        found["memory.all"] = sum(found.values())
        for name, pids in parts.items():
            found[f"files.{name}"] = sum(_open_files(pid) for pid in pids)
        found["processor.all_s"] = sum(usage.processor(pids, ended=True) for pids in parts.values())
        found["files.processes"] = sum(map(len, parts.values()))
        return found

    def _database(self) -> Seen:
        with psycopg.connect(**self.admin, autocommit=True) as connection:
            messages, conversations, moments, size, wal = connection.execute(COUNTS).fetchall()[0]
        return {"rows.messages": messages, "rows.conversations": conversations, "rows.moments": moments,
                "disk.database": size, "disk.wal": int(wal)}  # fmt: skip

    def _disk(self) -> Seen:
        blobs, count = _size(self.house.data / "blobs")
        return {"disk.blobs": blobs, "disk.blob_files": count, "disk.relay": _size(self.house.data / "relay")[0]}

    def _latency(self) -> Seen:
        found = {f"page.{name}_ms": _middle(lambda: self.browser.get(path)) for name, path in self.pages.items()}  # noqa: B023 (called at once)
        return found | {f"shown.{name}_bytes": float(len(self.browser.get(path))) for name, path in self.pages.items()}

    def _metrics(self) -> Seen:
        with urllib.request.urlopen(f"{self.house.url}/metrics", timeout=30) as answer:  # noqa: S310
            text = answer.read().decode()
        found: Seen = {}
        for name, _labels, value in METRIC.findall(text):
            if name == "database_connections":
                found["files.connections"] = float(value)
            if seen_as := WORST.get(name):
                found[seen_as] = max(found.get(seen_as, 0.0), float(value))
        return found


class Log:
    """Counts complaints in a log that grows and is turned over."""

    def __init__(self, path: Path) -> None:
        self.path, self.at, self.count = path, 0, 0
        self.said: Counter[str] = Counter()

    def errors(self) -> int:
        """How many there were so far; `said` has their events."""
        if self.path.stat().st_size < self.at:
            self.at = 0
        with self.path.open(encoding="utf-8") as file:
            file.seek(self.at)
            for line in iter(file.readline, ""):
                if any(level in line for level in BAD):
                    self.count += 1
                    self.said[str(json.loads(line).get("event"))[:120]] += 1
            self.at = file.tell()
        return self.count


def _pages(browser: Browser) -> Mapping[str, str]:
    """List, thread, customer and figures; thread and customer are those on top at the beginning, and stay."""
    home = re.findall(r'href="(/w/[^"/]+/)', browser.get("/"))[0]
    listed = f"{home}inbox/?view=all"
    thread = re.findall(rf'href="({home}inbox/\d+/)', browser.get(listed))[0]
    customer = re.findall(rf'href="({home}customers/[0-9a-f-]{{36}}/)', browser.get(f"{home}customers/"))[0]
    return {"list": listed, "thread": thread, "customer": customer, "insight": f"{home}insight/", "healthz": "/healthz"}


def _middle(ask: Callable[[], object]) -> float:
    took = []
    for _ in range(ASKED):
        start = time.perf_counter()
        ask()
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000


def _machine() -> float:
    """What the same little work of Python's takes now: how quick the machine is, and how busy others keep it."""
    return _middle(lambda: sum(n * n for n in range(100_000)))


def _open_files(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def _size(directory: Path) -> tuple[int, int]:
    """Bytes and files below a directory that others work in."""
    sizes = list(_sizes(directory))
    return sum(sizes), len(sizes)


def _sizes(directory: Path) -> Iterator[int]:
    for path in directory.rglob("*"):
        try:
            if path.is_file():
                yield path.stat().st_size
        except OSError:
            continue
