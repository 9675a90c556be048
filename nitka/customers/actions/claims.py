"""Who is meant: a claim, and the known identities that answer to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from nitka.customers.models import Customer, Identity, Status
from nitka.kit.db.bulk import instance
from nitka.kit.text import dump

Key = tuple[str, str]
# Without the times, which nobody here asks for and which cost more to read than the rest
_OF_IDENTITY = ("id", "workspace_id", "customer_id", "kind", "value", "name", "status", "quarantined")
_OF_CUSTOMER = ("id", "workspace_id", "name", "language", "merged_into_id")


@dataclass(slots=True, frozen=True)
class Claim:
    """A sender: kind and normalised value, the name they give, how sure it is and how that was shown.

    `also`: who they say they are besides, in the same breath: a login, a phone confirmed by a code. `verified` means
    that it was proven just now: by a code, a link, a message from there, or a source that knows.
    """

    kind: str
    value: str
    name: str = ""
    status: str = Status.VERIFIED
    how: str = "message"
    source_id: UUID | None = None
    also: "tuple[Claim, ...]" = ()

    @property
    def key(self) -> Key:
        return (self.kind, self.value)


def find(keys: Iterable[Key]) -> dict[Key, Identity]:
    """Known identities by (kind, value), with their customers."""
    pairs = list(keys)
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.id, i.workspace_id, i.customer_id, i.kind, i.value, i.name, i.status, i.quarantined,"
            " c.id, c.workspace_id, c.name, c.language, c.merged_into_id"
            " from json_to_recordset(%s) as k (kind text, value text)"
            " join customers_identity i on i.kind = k.kind and i.value = k.value"
            " join customers_customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id",
            [dump([{"kind": kind, "value": value} for kind, value in pairs])],
        )
        return {(row[3], row[4]): _identity(row) for row in cursor.fetchall()}


def _identity(row: tuple[object, ...]) -> Identity:
    identity = instance(Identity, zip(_OF_IDENTITY, row, strict=False))
    customer = instance(Customer, zip(_OF_CUSTOMER, row[len(_OF_IDENTITY) :], strict=True))
    identity._state.fields_cache["customer"] = customer
    return identity
