"""`nitka keys renew`: secrets at rest are sealed under a new key, and the old ones are forgotten."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from nitka.cli.attach import alone
from nitka.kit import config
from nitka.kit.config import ConfigError, Installation
from nitka.kit.secrets import seal_with, unseal_with

ALIVE = "select kind, host from health_process where at > clock_timestamp() - interval '45 seconds' limit 1"


@dataclass(frozen=True)
class Sealed:
    """A column with sealed text, and for what each row's is sealed; `inside`: keys of a JSON column that hold it."""

    table: str
    column: str
    aad: str
    inside: tuple[str, ...] = ()


SEALED = (
    Sealed("accounts_issuer", "sealed", "accounts.issuer"),
    Sealed("mfa_authenticator", "data", "accounts.second_factor", ("secret", "seed", "migrated_codes")),
    Sealed("channels_channel", "sealed", "{workspace_id}:channel:{id}"),
    Sealed("channels_mailbox", "tokens", "{workspace_id}:mailbox:{channel_id}"),
    Sealed("moments_hook", "sealed", "{workspace_id}:hook:{id}"),
    Sealed("moments_source", "sealed", "{workspace_id}:source:{id}"),
    Sealed("moving_moving", "sealed", "{workspace_id}:moving:{id}"),
    Sealed("notices_device", "sealed", "{workspace_id}:device:{id}"),
    Sealed("notices_vapid", "sealed", "notices.vapid"),
    Sealed("rights_erasure", "sealed", "{id}"),
    Sealed("sending_schedule", "sealed", "{workspace_id}:sending:{id}"),
    Sealed("webhooks_endpoint", "sealed", "{workspace_id}:webhook:{id}"),
    Sealed("webhooks_endpoint", "sealed_before", "{workspace_id}:webhook:{id}"),
)


def run(options: argparse.Namespace) -> int:
    """Renew; what goes wrong leaves all keys where they are, and the command may be given again."""
    with alone(options.data, "keys renew") as installation:
        _nobody_works(installation)
        ring = config.with_new_key(installation)
        says = {"key": ring.key_id, "sealed": renew(ring), "forgotten": sorted(installation.keys)}
        config.with_newest_key_only(ring)
    print(json.dumps(says) if options.json else _sentence(says))
    return 0


def renew(ring: Installation) -> int:
    """Seal under the ring's newest key whatever is sealed under another; how many. All or nothing."""
    with psycopg.connect(**ring.connection("owner", direct=True), row_factory=dict_row) as connection:
        return sum(_column(connection, ring, one) for one in SEALED)


def _nobody_works(installation: Installation) -> None:
    """Other machines have the old keys in memory. Raises ConfigError."""
    with psycopg.connect(**installation.connection("owner", direct=True)) as connection:
        if living := connection.execute(ALIVE).fetchone():
            raise ConfigError(
                "A process is at work ({} on {}), or was a minute ago: stop all of them first.".format(*living)
            )


def _column(connection: psycopg.Connection[dict[str, Any]], ring: Installation, one: Sealed) -> int:
    table, column = sql.Identifier(one.table), sql.Identifier(one.column)
    change = sql.SQL("update {} set {} = %s where ctid = %s").format(table, column)
    count = 0
    for row in list(_rows(connection, one)):
        had = row[one.column]
        new = _anew(ring, had, one.aad.format_map(row), one.inside)
        if new != had:
            connection.execute(change, [json.dumps(new) if one.inside else new, row["ctid"]])
            count += 1
    return count


def _rows(connection: psycopg.Connection[dict[str, Any]], one: Sealed) -> Iterator[dict[str, Any]]:
    wanted = sorted({word for word in ("workspace_id", "channel_id", "id") if f"{{{word}}}" in one.aad})
    columns = [sql.SQL("ctid"), *(sql.Identifier(name) for name in [*wanted, one.column])]
    ask = sql.SQL("select {} from {} where {} is not null").format(
        sql.SQL(", ").join(columns), sql.Identifier(one.table), sql.Identifier(one.column)
    )
    yield from connection.execute(ask)


def _anew(ring: Installation, had: Any, aad: str, inside: tuple[str, ...]) -> Any:
    """The same, sealed under the newest key; text, or a JSON value some of whose parts are sealed."""
    if inside:
        return {key: _anew(ring, value, aad, ()) if key in inside else value for key, value in had.items()}
    if isinstance(had, list):
        return [_anew(ring, value, aad, ()) for value in had]
    if not had or had.startswith(f"{ring.key_id}."):
        return had
    return seal_with(ring, unseal_with(ring, had, aad), aad)


def _sentence(says: dict[str, Any]) -> str:
    gone = ", ".join(says["forgotten"])
    return (
        f"{says['sealed']} secrets are sealed under the new key {says['key']}; {gone} forgotten.\n"
        "Make a backup now: those made before hold the old keys. Other machines of a cluster need this nitka.json."
    )
