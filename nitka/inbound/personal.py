# ruff: noqa: S608 - statements are put together of constants
"""What the way in holds of a person: raw letters, messages and requests. They are erased by the ids of what became of
them (`actions.erase`, called by the modules above) and, here, by sender and by what is written in them."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from nitka.inbound.actions import erase
from nitka.inbound.models import InboundLog, Quarantine
from nitka.inbound.queries import blobs_of
from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, change, number, rows

SHORT = 5  # fewer letters than these stand in too much that is not theirs
# Bounced and quarantined things became nothing, and what was stated in a chat has no message: their sender tells.
_SENT = """select id from inbound_log where workspace_id = %(workspace)s and lower(sender) = any(%(values)s)
    and (key <> '' or payload is not null or raw is not null or blob is not null)"""
_NAMED = """select id from inbound_log l where workspace_id = %(workspace)s and payload is not null
    and exists (select from unnest(%(long)s::text[]) v where strpos(lower(payload::text), v) > 0)"""


def _values(person: Person) -> dict[str, Any]:
    values = [value.lower() for _kind, value in person.values]
    return {"workspace": require_workspace(), "values": values, "long": [one for one in values if len(one) >= SHORT]}


def _ids(person: Person) -> list[UUID]:
    values = _values(person)
    return [*{row["id"] for statement in (_SENT, _NAMED) for row in rows(statement, values)}, *_unread(person)]


def _unread(person: Person) -> Iterator[UUID]:
    """What lies in quarantine and names them somewhere inside."""
    needles = [one.encode() for one in _values(person)["long"]]
    if not needles:
        return
    for item in InboundLog.objects.filter(pk__in=Quarantine.objects.values("pk")).iterator(chunk_size=20):
        if any(needle in _bytes(item).lower() for needle in needles):
            yield item.pk


def _bytes(item: InboundLog) -> bytes:
    try:
        raw = item.content()
        return zlib.decompress(raw) if item.kind == "collect" else raw
    except (zlib.error, OSError):
        return b""


def _raw(person: Person) -> int:
    return erase(ids=_ids(person), words=_values(person)["long"])


def _needed(hashes: Any) -> set[str]:
    values = {"workspace": require_workspace(), "hashes": list(hashes)}
    statement = "select distinct blob from inbound_log where workspace_id = %(workspace)s and blob = any(%(hashes)s)"
    return {row["blob"] for row in rows(statement, values)}


def _count(person: Person) -> Mapping[str, int]:
    return {"raw": number(f"select count(*) from ({_SENT}) q", _values(person))}


def _hashes(person: Person) -> set[str]:
    return blobs_of(_ids(person))


def _details(person: Person) -> int:
    return change(
        """update inbound_quarantine set detail = '' where workspace_id = %(workspace)s and detail <> ''
           and exists (select from unnest(%(long)s::text[]) v where strpos(lower(detail), v) > 0)""",
        _values(person),
    )


PART = Part(
    "inbound",
    held={
        "inbound_log": "key sender payload raw blob",
        "inbound_ledger": "key",
        "inbound_quarantine": "detail",
    },
    codes={
        "inbound_log": "kind request_id",
        "inbound_quarantine": "kind reason",
        "inbound_queue": "kind",
    },
    steps=(_raw, _details),
    keeps={"quarantine": None},
    count=_count,
    hashes=_hashes,
    blobs=_needed,
)
