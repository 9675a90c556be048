"""What is seen of the system at a moment; the checks judge it, `/metrics` and the page show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nitka.kit.health import Queue

DEAD = 45.0  # seconds without a word after which a process counts as dead: it speaks every ten
Facts = Mapping[str, list[tuple[Any, ...]]]  # rows by the name of the fact


@dataclass(frozen=True)
class Loop:
    """A loop of a worker: for how many seconds nothing was heard of it, how often it broke."""

    name: str
    silence: float
    breaks: int


@dataclass(frozen=True)
class Process:
    """A process that said of itself that it lives, `age` seconds ago."""

    kind: str
    host: str
    pid: int
    version: str
    began_at: datetime
    at: datetime
    age: float
    figures: Mapping[str, Any]

    @property
    def lives(self) -> bool:
        """Whether it spoke lately."""
        return self.age < DEAD

    @property
    def loops(self) -> list[Loop]:
        """Its loops, those longest silent first."""
        given = self.figures.get("loops", {})
        loops = [Loop(name, one["silence"] + self.age * (not self.lives), one["breaks"]) for name, one in given.items()]
        return sorted(loops, key=lambda loop: (-loop.silence, loop.name))


@dataclass(frozen=True)
class Waiting:
    """A queue: how many wait, and for how many seconds the first of them could have been taken."""

    queue: Queue
    count: int
    late: float


@dataclass(frozen=True)
class Relay:
    """A mail server that letters go out by, and what it said when it was called; "": it answered."""

    host: str
    port: int
    trouble: str


@dataclass(frozen=True)
class Machine:
    """This machine: disks in bytes, files that others can read, doors."""

    free: int
    total: int
    pg_free: int | None = None  # where the database of ours lies, when that is another disk
    loose: tuple[Path, ...] = ()
    blobs: str = ""  # why no file can be written there
    url: str = ""  # of a running `nitka up`
    unread: tuple[str, ...] = ()  # variables that are set and that nothing reads
    log: str = ""  # the last complaint of a server that does not run


@dataclass(frozen=True)
class Database:
    """What the database answered."""

    server: int  # its major version
    full_version: str
    ahead: float  # seconds that its clock is ahead of ours
    extensions: frozenset[str]
    missing: tuple[str, ...]  # migrations that were not applied
    unknown: tuple[str, ...]  # applied ones that this version does not have
    figures: Mapping[str, Any]
    processes: tuple[Process, ...] = ()
    queues: tuple[Waiting, ...] = ()
    facts: Facts = field(default_factory=dict)
    samples: tuple[tuple[datetime, int, int], ...] = ()  # (at, database, free), first and last
    faults: tuple[str, ...] = ()  # of isolation
    in_the_clear: bool = False  # it is reached over a network, without TLS

    def one(self, fact: str) -> int:
        """The sum of a fact's first column, which counts."""
        return sum(int(row[0]) for row in self.facts.get(fact, []))


@dataclass(frozen=True)
class Reading:
    """All that was seen. `database` is None where it did not answer; `trouble` says why, `expected` if it should."""

    at: datetime
    version: str
    python: str
    django: str
    data: Path
    embedded: bool
    machine: Machine
    database: Database | None
    trouble: str = ""
    expected: bool = True
    relays: tuple[Relay, ...] = ()
    nameless: tuple[str, ...] = ()  # "host:port" of mail servers that channels name and that have no public address
    doors: Mapping[str, str] = field(default_factory=dict)  # "host:port" of the mail listener → trouble, "": it answers
