"""What an installation is: its data directory, its keys, and how to reach its database."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import ipaddress
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

FORMAT = 1
FILE = "nitka.json"
ROLES = ("owner", "app", "worker")
DATABASE = "nitka"
ONLY_WHERE_ASKED = 1_000_000_000  # executions before a statement is prepared by itself: `kit.db.reading` asks
# sockaddr_un has 108 bytes; the server adds "/.s.PGSQL.5432" and needs a lock file beside it.
LONGEST_SOCKET_DIRECTORY = 80


# A line to another machine that was pulled says nothing: by itself Linux asks after two hours, and waits a quarter of
# an hour for an answer. What a DATABASE_URL says of these wins.
NOTICED = {
    "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "20000",
}  # fmt: skip


class ConfigError(Exception):
    """A sentence for the person who runs the installation, with the way out."""


@dataclass(frozen=True)
class Installation:
    """The secrets and places of one installation, as `nitka.json` in its data directory holds them."""

    data: Path
    secret_key: str
    keys: Mapping[str, bytes]
    key_id: str
    passwords: Mapping[str, str]
    database_url: str = ""
    direct_url: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.data / FILE

    @property
    def embedded(self) -> bool:
        """True when the database is the server in our own data directory."""
        return not self.database_url

    @property
    def run(self) -> Path:
        """Where sockets lie: inside the data directory, or in a short path when that one is too long."""
        inside = self.data / "run"
        if len(str(inside)) <= LONGEST_SOCKET_DIRECTORY:
            return inside
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"nitka-{digest}"

    @property
    def lmtp_socket(self) -> Path:
        return self.run / "lmtp.sock"

    def connection(self, role: str, *, direct: bool = False) -> dict[str, Any]:
        """libpq parameters for a role: owner, app, worker, or admin (who may make the other three)."""
        url = (self.direct_url or self.database_url) if direct else self.database_url
        if not url:
            user = "postgres" if role == "admin" else f"nitka_{role}"
            return {"host": str(self.run), "user": user, "password": self.passwords[role], "dbname": DATABASE}
        parameters = NOTICED | parse_url(url)
        if role != "admin":
            parameters |= {"user": f"nitka_{role}", "password": self.password(role)}
        return parameters

    def password(self, role: str) -> str:
        """On a server of the customer's, derived from its own secret: every machine and installation agrees."""
        secret = parse_url(self.database_url).get("password") if self.database_url else None
        if not secret:
            return self.passwords[role]
        return hmac.new(str(secret).encode(), f"nitka_{role}".encode(), hashlib.sha256).hexdigest()


def parse_url(url: str) -> dict[str, Any]:
    """The parts of a DATABASE_URL; a sentence when it is not one."""
    from psycopg import ProgrammingError  # not above: web's starter reads settings and never talks to the database
    from psycopg.conninfo import conninfo_to_dict

    try:
        parameters = dict(conninfo_to_dict(url))
    except ProgrammingError as error:
        raise ConfigError(
            f"DATABASE_URL cannot be read ({str(error).strip()}): write it as postgresql://user:password@host:5432/database."
        ) from None
    if not parameters.get("dbname"):
        raise ConfigError("DATABASE_URL names no database: write it as postgresql://user:password@host:5432/database.")
    return parameters


def networks(text: str) -> list[str]:
    """NITKA_INSIDE_NETWORKS taken apart; a sentence when one of them is none."""
    found = [part.strip() for part in text.split(",") if part.strip()]
    for part in found:
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError:
            raise ConfigError(f"NITKA_INSIDE_NETWORKS: {part!r} is no network: write 10.0.0.0/8,fd00::/8.") from None
    return found


def _from_environment() -> dict[str, Any]:
    return {
        "database_url": os.environ.get("DATABASE_URL", ""),
        "direct_url": os.environ.get("NITKA_DIRECT_URL", ""),
    }


def with_own_server(installation: Installation) -> Installation:
    """The same, with its database in its data directory, whatever the environment says."""
    return replace(installation, database_url="", direct_url="")


def _fresh(data: Path) -> Installation:
    key_id = secrets.token_hex(4)
    return Installation(
        data=data,
        secret_key=secrets.token_urlsafe(48),
        keys={key_id: secrets.token_bytes(32)},
        key_id=key_id,
        passwords={role: secrets.token_urlsafe(24) for role in ("admin", *ROLES)},
        **_from_environment(),
    )


def _write(installation: Installation) -> None:
    """Write `nitka.json` so that it is there whole or not at all, readable by its owner only."""
    content = {
        "format": FORMAT,
        "secret_key": installation.secret_key,
        "keys": {name: base64.b64encode(key).decode() for name, key in installation.keys.items()},
        "key": installation.key_id,
        "passwords": dict(installation.passwords),
        **installation.extra,
    }
    temporary = installation.data / f".{FILE}.{os.getpid()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(installation.file)


def read(data: Path) -> Installation:
    """The installation in a data directory."""
    path = data.resolve() / FILE
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError:
        raise ConfigError(f"{path} does not exist: start once with `nitka up --data {data}`.") from None
    except PermissionError:
        raise ConfigError(f"{path} is not readable for this user: run as the user who owns it.") from None
    except ValueError:
        raise ConfigError(f"{path} is damaged: take it from your last backup.") from None
    version = content.pop("format", 0)
    if version > FORMAT:
        raise ConfigError(
            f"{data} belongs to a newer version of Nitka (format {version}, this one knows {FORMAT}): "
            "install that version, or choose another directory with --data."
        )
    return Installation(
        data=path.parent,
        secret_key=content.pop("secret_key"),
        keys={name: base64.b64decode(key) for name, key in content.pop("keys").items()},
        key_id=content.pop("key"),
        passwords=content.pop("passwords"),
        extra=content,
        **_from_environment(),
    )


def open_or_create(data: Path) -> Installation:
    """The installation in a data directory; a new one when the directory is empty or absent."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not (data / FILE).exists():
            _not_anothers(data)
            _write(_fresh(data.resolve()))
    except OSError as error:
        raise ConfigError(
            f"{data} cannot be written ({error.strerror}): choose another directory with --data."
        ) from None
    return read(data)


def with_new_key(installation: Installation) -> Installation:
    """The same with one more key, which seals from now on; `nitka.json` says so."""
    key_id = secrets.token_hex(4)
    made = replace(installation, keys={**installation.keys, key_id: secrets.token_bytes(32)}, key_id=key_id)
    _write(made)
    return made


def with_newest_key_only(installation: Installation) -> Installation:
    """The same without the keys that seal nothing any more; `nitka.json` says so."""
    made = replace(installation, keys={installation.key_id: installation.keys[installation.key_id]})
    _write(made)
    return made


def _not_anothers(data: Path) -> None:
    """New keys beside an old database open nothing of it, and would hide that the old ones are lost."""
    if any((data / name).exists() for name in ("pg", "blobs")):
        raise ConfigError(
            f"{data} holds a database or files, but not {FILE} with the keys to them: "
            f"take {FILE} from your last backup, or choose another directory with --data."
        )


@functools.cache
def load() -> Installation:
    """This process's installation (NITKA_DATA).

    Without the variable: keys for this process only, so that tools can import the settings of a bare checkout.
    """
    directory = os.environ.get("NITKA_DATA")
    return read(Path(directory)) if directory else _fresh(Path(".data").resolve())


def role() -> str:
    """The role this process connects as: NITKA_ROLE, the app's unless told."""
    name = os.environ.get("NITKA_ROLE", "app")
    if name not in ROLES:
        raise ConfigError(f"NITKA_ROLE is {name!r}: it must be one of {', '.join(ROLES)}.")
    return name


def dsn(for_role: str | None = None, *, direct: bool = True) -> str:
    """A psycopg connection string; `direct` goes round a pooler (LISTEN, advisory locks)."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo("", **load().connection(for_role or role(), direct=direct))


POOL = 12  # connections of a process at most; the worker counts its loops
# Seconds until one that nobody needs is closed, then the next, each a server process of PostgreSQL: loops need theirs
# for a moment, but a page should find one that has planned its statements
MAX_IDLE = {"worker": 5.0, "app": 600.0}


def database_settings(for_role: str | None = None) -> dict[str, Any]:
    """One entry of Django's DATABASES."""
    name = for_role or role()
    parameters = load().connection(name)
    options: dict[str, Any] = {
        key: value for key, value in parameters.items() if key not in ("host", "port", "user", "password", "dbname")
    }
    if not os.environ.get("NITKA_DIRECT_URL"):  # a pooler may give each transaction another server process
        options["prepare_threshold"] = ONLY_WHERE_ASKED
    pool = int(os.environ.get("NITKA_POOL", str(POOL)))
    if pool and name != "owner":
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10, "max_idle": MAX_IDLE[name]}
    return {
        "ENGINE": "nitka.kit.db.engine",
        "NAME": parameters["dbname"],
        "USER": parameters.get("user", ""),
        "PASSWORD": parameters.get("password", ""),
        "HOST": parameters.get("host", ""),
        "PORT": str(parameters.get("port", "")),
        "OPTIONS": options,
        # The database is made by the throw-away cluster of a test run, not by Django.
        "TEST": {"NAME": parameters["dbname"]},
    }
