"""Whether two installations hold the same: a checksum of each table's rows, and of each file."""

import hashlib
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

TABLES = """
select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
and not relispartition and relpersistence = 'p' order by relname
"""
ROWS = "select count(*), coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {} t"
SEQUENCES = "select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1"
# What rows name as their blobs.
NAMED = """
select workspace_id::text, sha256 from conversations_attachment
union select workspace_id::text, sha256 from conversations_upload
union select workspace_id::text, blob from inbound_log where blob is not null
union select workspace_id::text, sha256 from moments_archive
"""


def tables(connection: psycopg.Connection) -> dict[str, Any]:
    """Table → rows and their checksum; sequences too."""
    found: dict[str, Any] = {}
    for (name,) in connection.execute(TABLES).fetchall():
        found[name] = connection.execute(sql.SQL(ROWS).format(sql.Identifier(name))).fetchone()
    return found | {"sequences": connection.execute(SEQUENCES).fetchall()}


def files(data: Path) -> dict[str, str]:
    """Place → checksum of all below `blobs`."""
    root = data / "blobs"
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def unkept(connection: psycopg.Connection, data: Path) -> list[tuple[str, str]]:
    """The blobs that rows name and that are not there, or hold other bytes."""
    there = files(data)
    named = connection.execute(NAMED).fetchall()  # type: ignore[call-overload]
    assert named
    return [(of, name) for of, name in named if there.get(f"{of}/{name[:2]}/{name[2:]}") != name]
