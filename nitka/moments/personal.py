# ruff: noqa: S608 - statements are put together of constants
"""What moments hold of a person: that something happened, when, by which channel and for how much stays."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from nitka.inbound import actions as inbound
from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, Told, change, number, rows
from nitka.moments.archive.known import any_archived
from nitka.moments.archive.recall import around, recall, take_out
from nitka.moments.archive.rows import Archive
from nitka.moments.hooks.digest import DAYS

_OF = "workspace_id = %(workspace)s and identity_id = any(%(identities)s::uuid[])"
# What was refused has no contact yet: it is told by what stands in it.
_ARRIVED = f"""delete from moments_arrival where ({_OF}) or (workspace_id = %(workspace)s and given is not null
    and exists (select from unnest(%(values)s::text[]) v where strpos(lower(given::text), v) > 0))"""
_SENT = """delete from moments_payload where workspace_id = %(workspace)s
    and exists (select from unnest(%(values)s::text[]) v where strpos(lower(body), v) > 0)"""
SHORT = 5  # a contact of fewer letters ("7", "an") stands in too much that is not theirs


def _values(person: Person) -> dict[str, Any]:
    values = [value.lower() for _kind, value in person.values if len(value) >= SHORT]
    return {"workspace": require_workspace(), "identities": person.identities, "values": values}


def _archived(person: Person) -> int:
    return take_out(person.identity_ids)


def _files(person: Person) -> set[str]:
    """Files of old moments that theirs may be in."""
    return {one.sha256 for one in around(person.identity_ids)} if any_archived() else set()


def _needed(hashes: Sequence[str]) -> set[str]:
    return set(Archive.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))


def _bare(person: Person) -> int:
    return number("select nitka_erase_moments(%(identities)s::uuid[])", _values(person))


def _things(person: Person) -> int:
    return change(f"delete from moments_holding where {_OF}", _values(person))


def _payloads(person: Person) -> int:
    return change(_SENT, _values(person))


def _arrivals(person: Person) -> int:
    return change(_ARRIVED, _values(person))


def _ledger(person: Person) -> int:
    both = f"select id from moments_moment where {_OF} union select id from moments_arrival where {_OF}"
    ids: list[UUID] = [row["id"] for row in rows(both, _values(person))]
    return inbound.erase(ids=ids)


def _count(person: Person) -> Mapping[str, int]:
    recall(person.identity_ids)
    return {"moments": number(f"select count(*) from moments_moment where {_OF}", _values(person))}


def _tell(person: Person) -> Told:
    recall(person.identity_ids)
    values = _values(person)
    moments = rows(
        f"select id, kind, at, channel_id as channel, data from moments_moment where {_OF} order by at, id", values
    )
    things = rows(
        "select sort, key, name, state, total, refunded, currency, until, began_at, at from moments_holding"
        f" where {_OF} order by began_at, id", values,
    )  # fmt: skip
    return Told({"moments": moments, "orders_and_things": things})


PART = Part(
    "moments",
    held={
        "moments_moment": "data",
        "moments_holding": "key name",
        "moments_arrival": "name key given",
        "moments_payload": "head body detail",
    },
    codes={
        "moments_moment": "kind",
        "moments_holding": "sort state currency",
        "moments_archive": "sha256 sums kept",
        "moments_arrival": "type reason notes",
        "moments_hook": "name signing header sealed mapping",
        "moments_payload": "reason",
        "moments_source": "name kind digest sealed consents",
        "moments_touchpoint": "name kind",
        "moments_wanted": "kind",
    },
    steps=(_archived, _ledger, _bare, _things, _payloads, _arrivals),
    keeps={"payloads": DAYS},
    count=_count,
    tell=_tell,
    hashes=_files,
    blobs=_needed,
)
