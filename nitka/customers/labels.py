"""Labels of customers: words that people are sorted by, and who wears them."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models.functions import Lower

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Rows, Soon, ask
from nitka.kit.db.bulk import array
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel
from nitka.ui.labels import LENGTH, Tone

if TYPE_CHECKING:
    from nitka.customers.models import Customer

MOST = 200  # labels of a workspace


class Label(WorkspaceModel):
    """A word that customers are sorted by. Conversations have words of their own."""

    name = models.CharField(max_length=LENGTH)
    tone = models.CharField(max_length=6, choices=Tone.choices, default=Tone.PLAIN)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "customers"
        db_table = "customers_label"
        constraints: ClassVar = [
            models.UniqueConstraint("workspace_id", Lower("name"), name="customers_label_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Labelling(WorkspaceModel):
    """A customer wears a label. It stays theirs whatever is merged; `now_id`: who they are at present, a projection."""

    customer = WorkspaceKey("customers.Customer", related_name="labellings")
    customer_id: UUID
    now_id = models.UUIDField()
    label = WorkspaceKey(Label, related_name="labellings")
    label_id: UUID
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "customers"
        db_table = "customers_labelling"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "customer_id", "label_id"],
                                    name="customers_labelling_once"),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "label_id", "now_id"], name="customers_labelled"),
            models.Index(fields=["workspace_id", "now_id"], name="customers_labelling_now"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.label_id}"


class Worn(NamedTuple):
    """A label that a customer wears, as much of it as is shown."""

    id: UUID
    name: str
    tone: str


_WORN = """select distinct w.now_id, l.id, l.name, l.tone, lower(l.name) from customers_labelling w
    join customers_label l on l.workspace_id = w.workspace_id and l.id = w.label_id
    where w.workspace_id = %s and w.now_id = any(%s::uuid[]) order by lower(l.name)"""


def ask_worn(customers: Collection[UUID]) -> Soon[dict[UUID, list[Worn]]]:
    """Ask which labels some customers wear, those of who was merged into them too. One statement."""

    def read(rows: Rows) -> dict[UUID, list[Worn]]:
        found: dict[UUID, list[Worn]] = {}
        for customer, *columns, _order in rows:
            found.setdefault(customer, []).append(Worn(*columns))
        return found

    return ask(_WORN, [require_workspace(), array(customers)], read)


def worn_by(customer_id: UUID) -> list[Worn]:
    """The labels of one customer."""
    return ask_worn([customer_id]).get().get(customer_id, [])


def ask_all() -> Soon[list[Worn]]:
    """Ask for the labels of the workspace."""
    statement = "select id, name, tone from customers_label where workspace_id = %s order by lower(name) limit %s"
    return ask(statement, [require_workspace(), MOST], lambda rows: [Worn(*row) for row in rows])


def labels_called(names: Iterable[str]) -> tuple[list[Label], list[str]]:
    """The labels of some names, and the names that none has."""
    by = {label.name.lower(): label for label in Label.objects.all()}
    known = {spelt: by.get(spelt.lower()) for name in names if (spelt := spell_label(name))}
    return [label for label in known.values() if label], [name for name, label in known.items() if label is None]


def spell_label(name: str) -> str:
    """A name as it is kept."""
    return " ".join(name.replace("\x00", "").split())[:LENGTH]


def narrow(rows: "models.QuerySet[Customer]", label: UUID) -> "models.QuerySet[Customer]":
    """Who wears a label."""
    return rows.filter(pk__in=Labelling.objects.filter(label_id=label).values("now_id"))
