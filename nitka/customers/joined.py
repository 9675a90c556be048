"""Who became this customer: what their own page says of it. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nitka.customers.merged import FAMILY, Line, lines
from nitka.customers.models import Merge
from nitka.customers.queries import LATELY
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Soon, ask

_STANDING = (
    FAMILY
    + """
select count(*), (array_agg(m.id order by m.at desc, m.id desc))[1], max(m.at) from family f
    join customers_merge m on m.workspace_id = %(workspace)s and m.into_id = f.id and m.undone_at is null"""
)


@dataclass(frozen=True, slots=True)
class Joined:
    """How many merges stand in a customer, and the latest one in words when it is of late."""

    n: int
    latest: Line | None


def ask_joined(customer_id: UUID) -> Soon[Joined]:
    """Ask for the merges that made a customer who they are. One statement; six more for one of late."""
    values = {"workspace": require_workspace(), "customer": customer_id}
    return ask(_STANDING, values, _told)


def _told(rows: Sequence[tuple[Any, ...]]) -> Joined:
    n, latest, at = rows[0]
    if latest is None or at < clock.now() - LATELY:
        return Joined(n, None)
    merge = Merge.objects.select_related("into", "source").get(pk=latest)
    return Joined(n, lines([merge])[0])
