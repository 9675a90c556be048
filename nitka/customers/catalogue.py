"""The catalogue of attributes as its page reads it: what is kept, how many have it, what waits for a purpose."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy, pgettext_lazy

from nitka.accounts.models import Member
from nitka.customers.attributes import label, said
from nitka.customers.known import Attribute, AttributeKind, Removal, UnknownAttribute, UnknownValue
from nitka.customers.using import Uses, is_idle, uses
from nitka.kit.context import require_workspace

BROUGHT = 20
REMOVALS = 30  # nights that are shown
SAMPLE, READ = 3, 20  # values shown of each, of so many that are read
_COUNTED = "select key, count(*) from {table} where workspace_id = %s group by key"


@dataclass(frozen=True, slots=True)
class Line:
    """An attribute, how many customers have it, and who answers for it."""

    row: AttributeKind
    count: int
    owner: str
    uses: Uses

    @property
    def idle(self) -> bool:
        """Nobody used it for so long that it may go."""
        return is_idle(self.row, self.uses)

    @property
    def name(self) -> str:
        """What it is called, else its key as a name."""
        return self.row.name or label(self.row.key)


_PLACES = {
    "column": gettext_lazy("Shown in the customers’ list"),
    "filter": gettext_lazy("The customers’ list was narrowed by it"),
    "file": gettext_lazy("Saved as a file"),
    "api": gettext_lazy("Read by programs, as every attribute is"),
    "webhook": gettext_lazy("Sent to webhooks, as every attribute is"),
}
_SORTS = {
    "segment": gettext_lazy("Segment"),
    "view": pgettext_lazy("customers", "View"),
    "import": pgettext_lazy("attribute", "File"),
    "hook": gettext_lazy("Incoming webhook"),
}


def told(of: Uses) -> dict[str, Any]:
    """Who uses an attribute, in words: what asks for it, where it was seen and when last, what brings it."""
    return {
        "uses": of,
        "by": [(_SORTS[one.sort], one) for one in of.by],
        "last": [(_PLACES[place], day) for place, day in sorted(of.last.items()) if place in _PLACES],
        "brought": [(_SORTS[one.sort], one) for one in of.brought[:BROUGHT]],
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that nobody gave a purpose, of how many customers it was said, and a few of its values."""

    row: UnknownAttribute
    count: int
    values: list[str]


def lines() -> list[Line]:
    """What is kept, those without a purpose first."""
    counts, names = _counted(Attribute._meta.db_table), dict(Member.objects.values_list("pk", "name"))
    rows = sorted(AttributeKind.objects.all(), key=lambda row: (row.purpose != "", row.key))
    used, nobody = uses(), Uses()
    return [
        Line(row, counts.get(row.key, 0), names.get(row.owner_id, "") if row.owner_id else "",
             used.get(row.key, nobody))
        for row in rows
    ]  # fmt: skip


def waiting() -> list[Waiting]:
    """What waits, the newest first."""
    rows = list(UnknownAttribute.objects.filter(dropped_at=None).order_by("-at", "key"))
    counts = _counted(UnknownValue._meta.db_table) if rows else {}
    samples = _samples() if rows else {}
    return [Waiting(row, counts.get(row.key, 0), samples.get(row.key, [])) for row in rows]


def removals(key: str) -> list[Removal]:
    """What outlived an attribute's days and was deleted, the latest first."""
    return list(Removal.objects.filter(key=key).order_by("-day")[:REMOVALS])


def dropped() -> list[UnknownAttribute]:
    """What is refused."""
    return list(UnknownAttribute.objects.filter(dropped_at__isnull=False).order_by("key"))


def kind(key: UUID) -> AttributeKind | None:
    """One that is kept."""
    return AttributeKind.objects.filter(pk=key).first()


def unknown(key: UUID) -> UnknownAttribute | None:
    """One that waits or was dropped."""
    return UnknownAttribute.objects.filter(pk=key).first()


def _counted(table: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(table=table), [require_workspace()])
        return dict(cursor.fetchall())


def _samples() -> dict[str, list[str]]:
    """The newest few values of each that waits, each once."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select u.key, v.value from customers_unknown u cross join lateral (select value from"
            " customers_unknown_value v where v.workspace_id = u.workspace_id and v.key = u.key"
            " order by v.at desc limit %s) v where u.workspace_id = %s and u.dropped_at is null",
            [READ, require_workspace()],
        )
        for key, value in cursor.fetchall():
            found.setdefault(key, []).append(said(_loaded(value))[:60])
    return {key: list(dict.fromkeys(values))[:SAMPLE] for key, values in found.items()}


def _loaded(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value
