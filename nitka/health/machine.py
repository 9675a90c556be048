"""Looking at this machine: disks, files, doors. Changes nothing but a file of no bytes where blobs are written."""

import os
import shutil
import smtplib
import socket
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nitka.health.reading import Machine, Relay
from nitka.kit.config import Installation
from nitka.kit.known import strange
from nitka.kit.outside import mail
from nitka.kit.supervisor.lock import published

PATIENCE = 2.0  # seconds for a door to answer
MOST_RELAYS = 20
MOST_SERVERS = 100
IMAP = 993


def look(installation: Installation) -> Machine:
    """What can be seen without the database."""
    disk = shutil.disk_usage(installation.data)
    state = published(installation.data)
    return Machine(
        free=disk.free,
        total=disk.total,
        pg_free=_elsewhere(installation.data, installation.data / "pg"),
        loose=tuple(_loose(installation)),
        blobs=_blobs(installation.data / "blobs"),
        url=state["url"] if state else "",
        unread=tuple(strange(os.environ)),
        log="" if state else _last_words(installation.data / "log" / "postgres.log"),
    )


def _elsewhere(data: Path, pg: Path) -> int | None:
    """What is free on the disk of the database's server, when it is not the one of the data."""
    if not pg.exists() or pg.stat().st_dev == data.stat().st_dev:
        return None
    return shutil.disk_usage(pg).free


def _loose(installation: Installation) -> list[Path]:
    """Files with secrets, and the database's own, that others may read."""
    secret = [installation.file, installation.data / "up.json", installation.data / "pg"]
    return [path for path in secret if path.exists() and path.stat().st_mode & 0o077]


def _blobs(folder: Path) -> str:
    """Why no file can be written; "": one can."""
    place = folder if folder.exists() else folder.parent
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".health."):
            return ""
    except OSError as error:
        return str(error.strerror)


def _last_words(log: Path) -> str:
    """The last complaint of the database's server; "" when it was stopped as it should be."""
    try:
        lines = log.read_text(errors="replace").splitlines()[-50:]
    except OSError:
        return ""
    if any("database system is shut down" in line for line in lines[-2:]):
        return ""
    return next((line for line in reversed(lines) if "FATAL" in line or "PANIC" in line), "")


def smtp(host: str, port: int) -> str:
    """What a mail server has against us; "": it greets."""
    try:
        with socket.create_connection((host, port), PATIENCE) as line:
            line.settimeout(PATIENCE)
            said = line.recv(512)
            line.sendall(b"QUIT\r\n")
    except OSError as error:
        return error.strerror or str(error)
    return "" if said.startswith(b"220") else said.decode(errors="replace").strip()[:100] or "no greeting"


def reachable(host: str, port: int) -> str:
    """Why nobody answers at an address; "": somebody does (a server that begins with TLS does not greet)."""
    try:
        mail.dial(host, port, PATIENCE).close()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def relays(addresses: Iterable[tuple[str, int]]) -> tuple[Relay, ...]:
    """Each called, all at once."""
    wanted = sorted(set(addresses))[:MOST_RELAYS]
    with ThreadPoolExecutor(max(1, len(wanted))) as pool:
        troubles = list(pool.map(lambda one: reachable(*one), wanted))
    return tuple(Relay(host, port, trouble) for (host, port), trouble in zip(wanted, troubles, strict=True))


def nameless(addresses: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Servers that have no address at which we may call."""
    wanted = sorted(set(addresses))[:MOST_SERVERS]
    with ThreadPoolExecutor(max(1, len(wanted))) as pool:
        found = list(pool.map(lambda one: mail.is_nameless(*one), wanted))
    return tuple(f"{host}:{port}" for (host, port), is_nameless in zip(wanted, found, strict=True) if is_nameless)


def port_of(security: str, port: str) -> int:
    """A relay's port where none was named."""
    return int(port) if port.isdigit() else {"tls": 465, "none": smtplib.SMTP_PORT}.get(security, 587)
