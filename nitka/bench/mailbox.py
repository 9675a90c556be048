"""`nitka bench mailbox`: a full mailbox in a real Dovecot, read by the worker's poller until all letters are stored.

3,000 letters (`--full`: 50,000), and the most memory that the worker took, its digester at work beside the fetching.
The limit is what the bare IMAP client fetches without storing, in the same run; `ratio` is ours over it. Then how long
a new letter takes from the mailbox to the log by IDLE.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import psycopg

from nitka.bench import usage
from nitka.bench.dovecot import PASSWORD, Dovecot, dovecot
from nitka.bench.ground import ground, running
from nitka.bench.letters import letters
from nitka.channels.email.fetch.account import Account
from nitka.channels.email.fetch.imap import Imap
from nitka.channels.fetching import Cursor

USER = "support@uklad.example"
PUSHED = 10
PREPARE = f"""
import django; django.setup()
from nitka.accounts.actions import create_workspace
from nitka.channels.actions import create_channel
workspace = create_workspace(name='Bench', slug='bench')
given = {{'host': '127.0.0.1', 'port': %d, 'security': 'none'}}
create_channel(workspace=workspace, kind='email', name='Mail', settings={{'address': {USER!r}, 'imap': given}},
               secrets={{'imap_password': {PASSWORD!r}}})
"""


def run(full: bool) -> dict[str, Any]:
    """Measure; see the module."""
    load = letters(50_000 if full else 3_000, 4_000 if full else 400)
    with dovecot() as server, ground() as place:
        server.add(USER)
        for letter in load:
            server.put(USER, letter.data)
        bare = _bare(server)
        place.ask(PREPARE % server.imap)
        connection = psycopg.connect(**place.installation.connection("owner"), autocommit=True)
        with connection as database, running(place.part("worker", role="worker")) as worker:
            _until(database, 1)
            start = time.perf_counter()
            first, weight = _count(database), Weight(worker.pid)
            _until(database, len(load), weight.look)
            stored = (len(load) - first) / (time.perf_counter() - start)
            pushed = [_push(database, server, len(load) + n, load[n].data) for n in range(PUSHED)]
    return {
        "bench": "mailbox",
        "figures": {
            "letters_per_s": round(stored),
            "letters": len(load),
            "memory_begin_mib": round(weight.begin / 2**20),
            "memory_most_mib": round(weight.most / 2**20),
            "median_bytes": round(statistics.median(len(letter.data) for letter in load)),
            "push_p50_ms": round(statistics.median(pushed) * 1000),
            "push_max_ms": round(max(pushed) * 1000),
        },
        "limit": {"bare_client_per_s": round(bare)},
        "ratio": round(stored / bare, 2),
    }


class Weight:
    """What a process and its children take, looked at twice a second."""

    def __init__(self, pid: int) -> None:
        self.pids, self.at = usage.family(pid), 0.0
        self.begin = self.most = usage.memory(self.pids)

    def look(self) -> None:
        """Note the most."""
        if time.monotonic() - self.at > 0.5:
            self.at = time.monotonic()
            self.most = max(self.most, usage.memory(self.pids))


def _bare(server: Dovecot) -> float:
    """Letters a second that are fetched and thrown away (the second time: the server's indexes are warm)."""
    account = Account("imap", "127.0.0.1", server.imap, "none", USER, PASSWORD)
    for _ in range(2):
        source, cursor = Imap(account), Cursor("INBOX")
        source.begin(cursor)
        start = time.perf_counter()
        count = sum(len(portion.letters) for portion in source.after(cursor))
        taken = time.perf_counter() - start
        source.close()
    return count / taken


def _push(database: "psycopg.Connection[Any]", server: Dovecot, before: int, data: bytes) -> float:
    """Seconds from a letter in the mailbox to the letter in the log."""
    server.put(USER, data.replace(b"Message-ID: <", b"Message-ID: <again-", 1))
    start = time.perf_counter()
    _until(database, before + 1)
    return time.perf_counter() - start


def _until(database: "psycopg.Connection[Any]", count: int, meanwhile: Callable[[], None] = lambda: None) -> None:
    deadline = time.monotonic() + 600
    while _count(database) < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{_count(database)} of {count} letters were stored")
        meanwhile()
        time.sleep(0.01)


def _count(database: "psycopg.Connection[Any]") -> int:
    row = database.execute("select count(*) from inbound_log").fetchone()
    return int(row[0]) if row else 0
