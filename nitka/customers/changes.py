"""One change of many customers (or companies) at once: what is done, how far it is, and how it was before."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import Claimed, WorkspaceKey, WorkspaceModel

FIRMS = "firms"  # the verb of a change of companies
KEPT = timedelta(days=7)  # for so long a change can be taken back


class State(models.TextChoices):
    """Where a change stands."""

    GOING = "going"
    DONE = "done"
    RETURNING = "returning"
    RETURNED = "returned"


class Change(WorkspaceModel):
    """What a member does to many: those they ticked, or all whom a list shows them."""

    objects: ClassVar["models.Manager[Change]"] = Claimed()

    member_id = models.UUIDField()
    verb = models.CharField(max_length=12)  # attribute, company, label, unlabel, owner; firms: companies' owner
    key = models.CharField(max_length=40, blank=True, default="")
    value: Any = models.JSONField(null=True)  # null: the attribute is taken away
    plain = models.CharField(max_length=200, null=True)  # noqa: DJ001 - as `Attribute.plain`
    founds = models.BooleanField(default=False)  # nobody had the attribute before
    company_id = models.UUIDField(null=True)
    query = models.CharField(max_length=4000, blank=True, default="")  # the list's address
    ticked: Any = models.JSONField(null=True)  # ids; null: all whom the list shows
    state = models.CharField(max_length=12, choices=State.choices, default=State.GOING)
    total = models.IntegerField(default=0)
    seen = models.IntegerField(default=0)  # looked at so far
    changed = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    reached = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    next_at = models.DateTimeField(default=clock.now)  # when the worker goes on
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "customers"
        db_table = "customers_change"
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="customers_change_due",
                         condition=models.Q(state__in=("going", "returning"))),
            models.Index("workspace_id", "member_id", models.F("at").desc(), name="customers_change_of"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.verb}: {self.changed} of {self.total}"

    @property
    def under_way(self) -> bool:
        """Whether there is more to do."""
        return self.state in (State.GOING, State.RETURNING)


class Before(WorkspaceModel):
    """One customer (or company, of a change of companies) that was changed, and how it was before; kept while it can be
    taken back."""

    change = WorkspaceKey(Change, related_name="rows")
    change_id: UUID
    customer_id = models.UUIDField()
    before: Any = models.JSONField(null=True)  # null: there was nothing

    class Meta:
        app_label = "customers"
        db_table = "customers_change_before"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "change_id", "customer_id"], name="customers_before_once")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} before {self.change_id}"
