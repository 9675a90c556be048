"""A run from its beginning to its report."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from nitka.chaos import checks, plan
from nitka.chaos.arena import Arena
from nitka.chaos.checks.drained import LEASED, TRIED_LATER
from nitka.chaos.checks.health import held
from nitka.chaos.crowd.everybody import MANY, Crowd, Size
from nitka.chaos.disk import LARGE, SIZE, Disk
from nitka.chaos.faults import FAULTS, Skipped
from nitka.chaos.hands import Hands
from nitka.chaos.place import Fill, standing, within
from nitka.chaos.relay import Relay
from nitka.chaos.report import Finding, Report, Trouble
from nitka.chaos.starts import starts

READY = 90.0  # seconds in which the house must be ready again after a trouble
INSIDE = {"NITKA_INSIDE_NETWORKS": "127.0.0.0/8"}  # where its relay stands
Say = Callable[[str], None]
LOGS = 2_000_000  # bytes of a log that are kept when something was found


@dataclass(frozen=True)
class Options:
    """What to play. `names`: only these faults, in their order at first; empty: all. `steps`: so many at most."""

    seed: int
    seconds: float
    longest: float = 20.0
    names: Sequence[str] = ()
    steps: int = 100_000
    messages: int = 10**9  # acknowledged by all doors: it ends then
    calm: float = 3.0
    patience: float = 180.0  # seconds in which a queue that waits must grow shorter
    size: Size = field(default_factory=Size)
    fill: Fill | None = None  # brings the tables, so that they need not be made
    wrong_starts: bool = True
    leases: bool = True  # what a dead worker held is waited for
    disk: int = SIZE  # bytes that the data may take


def full(options: Options) -> Options:
    """The long one: a million messages by as many senders as a machine of two cores can hold, within two days."""
    return replace(options, seconds=48 * 3600, messages=1_000_000, size=MANY, calm=30.0, patience=1800.0, disk=LARGE)


def run(options: Options, say: Say = lambda _line: None) -> Report:
    """Play and look. `say` hears what happens while it does."""
    report, begun = Report(options.seed, 0), time.monotonic()
    with ExitStack() as stack:
        disk = Disk.make(options.disk) if not options.names or "disk" in options.names else None
        base = Path(tempfile.mkdtemp(prefix="nitka-chaos-"))
        stack.callback(shutil.rmtree, base, ignore_errors=True)
        base.chmod(0o711)
        if disk is not None:
            stack.callback(disk.remove)
        hands = Hands(base / "clock")
        data = (disk.path if disk else base) / "data"
        relay = Relay()
        relay.open()
        stack.callback(relay.close)
        data.mkdir(mode=0o711)
        place = stack.enter_context(standing(data, options.fill, hands.environment | INSIDE))
        say(f"open after {time.monotonic() - begun:.1f} s, data in {data}")
        crowd = Crowd(place, relay, Random(options.seed), options.size)
        arena = Arena(place, relay, crowd, disk, hands, options.longest)
        try:
            _play(options, arena, report, say)
            report.findings += _look(options, arena, report, say)
        finally:
            if report.violations or not report.findings:
                report.kept = str(_keep_logs(arena))
    left = place.end()
    report.findings.append(Finding("no process outlived it", 1, [f"process {pid}" for pid in left]))
    report.seconds = round(time.monotonic() - begun, 1)
    return report


def _play(options: Options, arena: Arena, report: Report, say: Say) -> None:
    if options.wrong_starts:
        report.findings += starts(arena.place, mounts=arena.disk is not None)
    arena.crowd.start()
    within(30, lambda: all(arena.crowd.acknowledged().values()))
    report.figures["memory_before_mb"] = round(held(arena) / 1e6)
    begun = time.monotonic()
    for number, step in enumerate(plan.steps(options.seed, options.names, options.calm)):
        if number >= options.steps or _enough(options, arena, begun):
            break
        arena.wait(step.pause)
        at = time.monotonic() - begun
        try:
            did = FAULTS[step.fault](arena, step.random())
        except Skipped as why:
            report.skipped[step.fault] = str(why)
            continue
        except RuntimeError as error:
            did = f"{step.fault}: {error}"
            arena.complaints.append(did)
        ready = _ready(arena)
        report.troubles.append(Trouble(round(at, 1), step.fault, did, ready))
        said = f"{sum(arena.crowd.acknowledged().values()):,} acknowledged"
        say(f"{at:6.1f} s  {said}: {did}; ready {'never' if ready is None else f'after {ready:.1f} s'}")
    report.figures["played_s"] = round(time.monotonic() - begun, 1)


def _enough(options: Options, arena: Arena, begun: float) -> bool:
    said = sum(arena.crowd.acknowledged().values())
    return said >= options.messages or time.monotonic() - begun > options.seconds


def _ready(arena: Arena) -> float | None:
    start = time.monotonic()
    if not arena.place.alive:
        with contextlib.suppress(RuntimeError):
            arena.place.open()
    return round(time.monotonic() - start, 1) if within(READY, arena.place.ready) else None


def _look(options: Options, arena: Arena, report: Report, say: Say) -> Iterator[Finding]:
    late = arena.crowd.finish(READY)
    yield Finding("whoever still writes is acknowledged", len(arena.crowd.everybody), late)
    never = [one.did for one in report.troubles if one.ready_after is None]
    yield Finding("the house is ready again after each trouble", len(report.troubles), never)
    kills = sum(one.fault == "kill all" for one in report.troubles)
    yield Finding("nothing outlives nitka up, and it starts again", kills, arena.complaints)
    start = time.monotonic()
    yield from checks.drained(arena, options.patience, TRIED_LATER if options.leases else LEASED)
    report.figures["drained_s"] = round(time.monotonic() - start, 1)
    say(f"drained after {report.figures['drained_s']:g} s")
    yield from checks.moves(arena)
    for check in (checks.messages, checks.letters, checks.events, checks.answers, checks.calm, checks.doctor):
        yield from _done(check, arena)
    yield from checks.memory(arena, int(report.figures["memory_before_mb"] * 1e6))
    report.figures["memory_after_mb"] = round(held(arena) / 1e6)
    report.figures |= {f"{kind}_acknowledged": count for kind, count in arena.crowd.acknowledged().items()}
    report.figures["tries"] = sum(one.tries for one in arena.crowd.everybody)
    report.figures["letters_out"] = len(arena.relay.taken)


def _done(check: Callable[[Arena], Iterator[Finding]], arena: Arena) -> Iterator[Finding]:
    """A check that breaks is told as what was found, beside the findings of all others."""
    try:
        yield from check(arena)
    except Exception as error:
        yield Finding(f"the check of {check.__name__} went through", 1, [repr(error)])


def _keep_logs(arena: Arena) -> Path:
    kept = Path(tempfile.mkdtemp(prefix="nitka-chaos-logs-"))
    for path in [*(arena.place.data / "log").glob("*.log"), arena.place.out]:
        with contextlib.suppress(OSError):
            (kept / path.name).write_bytes(path.read_bytes()[-LOGS:])
    return kept
