"""`nitka bench mailbox`: a full mailbox in a real Dovecot, read by the worker's poller until all are in threads.

3,000 letters (`--full`: 50,000), and the most memory that the worker took. Meanwhile, and while the reconciliation that
follows runs, new letters come into the same mailbox and into another company's: how long each takes into its thread.
The limit is what the bare IMAP client fetches without storing, in the same run; `ratio` is ours over it. Then how long
a new letter takes from the mailbox to its thread by IDLE, when nothing else is to be done.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings

from nitka.bench.dovecot import PASSWORD, Dovecot, dovecot
from nitka.bench.ground import ground, running
from nitka.bench.letters import letters
from nitka.channels.email.fetch.account import Account
from nitka.channels.email.fetch.imap import Imap
from nitka.channels.fetching import Cursor
from nitka.kit import usage

INSIDE = "127.0.0.0/8"  # where the server stands
USER = "support@uklad.example"
OTHER = "help@another.example"
PUSHED = 10
NEWS_EVERY = 1.5
PREPARE = f"""
import django; django.setup()
from nitka.accounts.actions import create_workspace
from nitka.channels.actions import create_channel
for slug, user in (('bench', {USER!r}), ('other', {OTHER!r})):
    workspace = create_workspace(name=slug, slug=slug)
    given = {{'host': '127.0.0.1', 'port': %d, 'security': 'none'}}
    create_channel(workspace=workspace, kind='email', name='Mail', settings={{'address': user, 'imap': given}},
                   secrets={{'imap_password': {PASSWORD!r}}})
"""
FOUND = """
select external_id from conversations_message
where workspace_id in (select id from accounts_workspace) and external_id = any(%s)
"""  # by the index, which begins with the workspace
Database = psycopg.Connection[Any]


def run(full: bool) -> dict[str, Any]:
    """Measure; see the module."""
    load = letters(50_000 if full else 3_000, 4_000 if full else 400)
    with dovecot() as server, ground() as place:
        for user in (USER, OTHER):
            server.add(user)
        for letter in load:
            server.put(USER, letter.data)
        bare = _bare(server)
        place.ask(PREPARE % server.imap)
        connection = psycopg.connect(**place.installation.connection("owner"), autocommit=True)
        working = place.part("worker", role="worker", NITKA_INSIDE_NETWORKS=INSIDE)
        with connection as database, running(working) as worker:
            _until(lambda: _count(database) > 0)
            start, first = time.perf_counter(), _count(database)
            weight, news = Weight(worker.pid), News(database, server)

            def meanwhile() -> None:
                weight.look()
                news.look()

            _until(lambda: _count(database) >= len(load) + news.came(), meanwhile)
            stored = (_count(database) - first) / (time.perf_counter() - start)
            _until(lambda: _reconciled(database), meanwhile)
            news.puts = False
            _until(lambda: not news.waiting, meanwhile)
            pushed = [_push(database, server, n) for n in range(PUSHED)]
    return {
        "bench": "mailbox",
        "figures": {
            "letters_per_s": round(stored),
            "letters": len(load),
            "memory_begin_mib": round(weight.begin / 2**20),
            "memory_most_mib": round(weight.most / 2**20),
            "median_bytes": round(statistics.median(len(letter.data) for letter in load)),
            "news": len(news.took[USER]),
            **news.figures("same", USER),
            **news.figures("another", OTHER),
            "push_p50_ms": round(statistics.median(pushed) * 1000),
            "push_max_ms": round(max(pushed) * 1000),
        },
        "limit": {"bare_client_per_s": round(bare)},
        "ratio": round(stored / bare, 2),
    }


class News:
    """New letters to both mailboxes every now and then, and how long each takes into its thread."""

    def __init__(self, database: Database, server: Dovecot) -> None:
        self.database, self.server, self.puts = database, server, True
        self.waiting: dict[str, tuple[str, float]] = {}
        self.took: dict[str, list[float]] = {USER: [], OTHER: []}
        self.at, self.number = 0.0, 0

    def look(self) -> None:
        """Put letters when it is time, and note which have come."""
        if self.puts and time.monotonic() - self.at > NEWS_EVERY:
            self.at = time.monotonic()
            self.number += 1
            for user in (USER, OTHER):
                name = f"news-{self.number}.{user}"
                self.server.put(user, _letter(name))
                self.waiting[name] = (user, time.monotonic())
        for name in _threaded(self.database, list(self.waiting)):
            user, since = self.waiting.pop(name)
            self.took[user].append(time.monotonic() - since)

    def came(self) -> int:
        """How many are in their threads."""
        return sum(map(len, self.took.values()))

    def figures(self, name: str, user: str) -> dict[str, int]:
        """The middle and the worst."""
        took = self.took[user]
        return {f"{name}_p50_ms": round(statistics.median(took) * 1000), f"{name}_max_ms": round(max(took) * 1000)}


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
    if not settings.configured:
        settings.configure(INSIDE_NETWORKS=[INSIDE], MAIL_DOORS=())
    account = Account("imap", "127.0.0.1", server.imap, "none", USER, PASSWORD)
    for _ in range(2):
        source, cursor = Imap(account), Cursor("INBOX")
        source.begin(cursor)
        start = time.perf_counter()
        count = sum(len(portion.letters) for portion in source.after(cursor))
        taken = time.perf_counter() - start
        source.close()
    return count / taken


def _push(database: Database, server: Dovecot, number: int) -> float:
    """Seconds from a letter in the mailbox to its thread."""
    name = f"again-{number}.{USER}"
    server.put(USER, _letter(name))
    start = time.perf_counter()
    _until(lambda: bool(_threaded(database, [name])))
    return time.perf_counter() - start


def _letter(name: str) -> bytes:
    head = f"From: Anna <{name.partition('.')[0]}@example.org>\r\nMessage-ID: <{name}>\r\nSubject: Leak sensor\r\n"
    return f"{head}Content-Type: text/plain\r\n\r\nThe sensor is silent.\r\n".encode()


def _until(reached: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
    deadline = time.monotonic() + 600
    while not reached():
        if time.monotonic() > deadline:
            raise TimeoutError("it takes more than ten minutes")
        meanwhile()
        time.sleep(0.05)


def _threaded(database: Database, names: list[str]) -> list[str]:
    return [name for (name,) in database.execute(FOUND, [names])] if names else []


def _reconciled(database: Database) -> bool:
    row = database.execute("select bool_and(reconciled_at is not null) from channels_mailbox").fetchone()
    return bool(row and row[0])


def _count(database: Database) -> int:
    row = database.execute("select count(*) from conversations_message").fetchone()
    return int(row[0]) if row else 0
