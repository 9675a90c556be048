"""`look`: a reading of the whole system, and what the checks make of it."""

import platform
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version
from socket import gethostname
from typing import Any

import psycopg

from nitka.health import asking, machine
from nitka.health.checks import CHECKS
from nitka.health.findings import Finding, Severity
from nitka.health.reading import Database, Facts, Reading
from nitka.kit import clock, config
from nitka.kit.config import Installation

FRESH = 5.0  # seconds for which a reading is good enough for the next who asks
_kept: dict[bool, tuple[float, Reading]] = {}
_looking = threading.Lock()


def look(*, deep: bool = False, expected: bool = True) -> Reading:
    """What is seen now. `deep`: the catalogue is compared with the models and relays are called, too, which takes
    longer. `expected`: a database that does not answer is a fault."""
    installation = config.load()
    database, trouble = _database(installation, deep=deep) if expected else (None, "")
    relays = set(_relays(database.facts)) if deep and database else set()
    nameless = machine.nameless({*relays, *_fetched(database.facts)}) if deep and database else ()
    return Reading(
        at=clock.now(),
        version=version("nitka"),
        python=platform.python_version(),
        django=version("django"),
        data=installation.data,
        embedded=installation.embedded,
        machine=machine.look(installation),
        database=database,
        trouble=trouble,
        expected=expected,
        relays=machine.relays((host, port) for host, port in relays if f"{host}:{port}" not in nameless),
        nameless=nameless,
        doors=_doors(database) if database else {},
    )


def recent(*, deep: bool = False) -> Reading:
    """The same, at most some seconds old: pages and `/metrics` may ask as often as they like."""
    with _looking:  # who comes meanwhile gets the same
        kept = _kept.get(deep)
        if kept is None or time.monotonic() - kept[0] > FRESH:
            kept = _kept[deep] = (time.monotonic(), look(deep=deep))
        return kept[1]


def findings(reading: Reading) -> list[Finding]:
    """All that there is to say, the worst first."""
    said = [finding for check in CHECKS for finding in check(reading)]
    order = list(reversed(Severity))
    return sorted(said, key=lambda one: order.index(one.severity))


def forget() -> None:
    """The next who asks looks anew (tests)."""
    _kept.clear()


def _database(installation: Installation, *, deep: bool) -> tuple[Database | None, str]:
    try:
        return asking.ask(installation, deep=deep), ""
    except psycopg.Error as error:
        return None, (str(error).strip().splitlines() or [type(error).__name__])[-1]


def own(reading: Reading) -> Reading:
    """What the company at work may see of a reading: of mail servers those that its own channels name."""
    facts = asking.facts_here(("relays", "fetched")) if reading.relays or reading.nameless else {}
    named = {*_relays(facts), *_fetched(facts)}
    return replace(
        reading,
        relays=tuple(one for one in reading.relays if (one.host, one.port) in named),
        nameless=tuple(one for one in reading.nameless if one in {f"{host}:{port}" for host, port in named}),
    )


def _relays(facts: Facts) -> Iterable[tuple[str, int]]:
    from django.conf import settings

    if settings.MAIL_RELAY:
        yield str(settings.MAIL_RELAY["host"]), int(str(settings.MAIL_RELAY["port"]))
    for host, security, port in facts.get("relays", []):
        yield host, machine.port_of(security, port)


def _fetched(facts: Facts) -> Iterable[tuple[str, int]]:
    for host, port in facts.get("fetched", []):
        yield host, int(port) if port.isdigit() else machine.IMAP


def _doors(database: Database) -> dict[str, str]:
    """The mail listeners of this machine, each called."""
    here = gethostname()
    listens: list[Any] = [
        one.figures["listens"] for one in database.processes
        if one.kind == "mail" and one.lives and one.host == here and one.figures.get("listens")
    ]  # fmt: skip
    return {f"{host}:{port}": machine.smtp(_near(host), port) for host, port in listens if port}


def _near(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where it listens, not we
