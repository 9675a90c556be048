"""Customers and their identities; the journal of links is the truth, `Identity.customer` its projection."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Status(models.TextChoices):
    """How sure we are that an identity is the customer's."""

    VERIFIED = "verified", _("Verified")
    STATED = "stated", _("Stated")
    GUESSED = "guessed", _("Guessed")


class Customer(WorkspaceModel):
    """A person. A merged one stays as an alias of `merged_into`."""

    name = models.TextField(blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    merged_into_id = models.UUIDField(null=True, editable=False)
    # How they stand, projected from their moments (actions/stand.py): what lists filter and sort by
    last_at = models.DateTimeField(default=clock.now, db_default=Now())
    last_kind = models.CharField(max_length=32, blank=True, default="", db_default="")
    orders = models.PositiveIntegerField(default=0, db_default=0)
    spent = models.DecimalField(max_digits=18, decimal_places=4, default=0, db_default=0)
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    mood = models.PositiveSmallIntegerField(default=0, db_default=0)  # the face of their last rating; 0: none
    rated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_customer"
        indexes: ClassVar = [
            models.Index("workspace_id", models.F("created_at").desc(), models.F("id").desc(), name="customers_latest"),
            models.Index("workspace_id", models.F("last_at").desc(), models.F("id").desc(), name="customers_by_last"),
            models.Index("workspace_id", models.F("spent").desc(), models.F("id").desc(), name="customers_by_spent"),
            models.Index("workspace_id", models.F("orders").desc(), models.F("id").desc(), name="customers_by_orders"),
            models.Index("workspace_id", "mood", models.F("last_at").desc(), models.F("id").desc(),
                         name="customers_by_mood"),
            models.Index(fields=["workspace_id", "merged_into_id"], condition=models.Q(merged_into_id__isnull=False),
                         name="customers_merged"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Identity(WorkspaceModel):
    """One e-mail, phone, messenger id or browser of a customer, normalised."""

    customer = WorkspaceKey(Customer, related_name="identities")
    customer_id: UUID
    kind = models.CharField(max_length=16)
    value = models.TextField()
    name = models.TextField(blank=True, default="")
    status = models.CharField(max_length=8, choices=Status.choices)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "customers_identity"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "kind", "value"], name="customers_identity_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "customer_id"], name="customers_identity_of")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Link(WorkspaceModel):
    """A line of the journal: from now on this identity is that customer's. `rule` says why; nothing personal."""

    identity = WorkspaceKey(Identity, related_name="links")
    identity_id: UUID
    customer = WorkspaceKey(Customer, related_name="links")
    customer_id: UUID
    rule = models.CharField(max_length=32)
    merge_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "customers_link"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "identity_id", "at"], name="customers_link_of")]

    def __str__(self) -> str:
        return f"{self.identity_id} → {self.customer_id}"


class Merge(WorkspaceModel):
    """Two customers are one, says a person or a rule."""

    into = WorkspaceKey(Customer, related_name="merges")
    into_id: UUID
    source = WorkspaceKey(Customer, related_name="merged")
    source_id: UUID
    why = models.TextField(blank=True, default="")
    took_name = models.BooleanField(default=False)  # `into` had none and is called as `source`; undoing gives it back
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "customers_merge"
        indexes: ClassVar = [models.Index("workspace_id", models.F("at").desc(), name="customers_merge_latest")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.into_id}"


class Proposal(WorkspaceModel):
    """A visitor stated an address that is another's: an agent accepts or refuses that they are one."""

    identity = WorkspaceKey(Identity, related_name="proposals")  # the address, already somebody's
    identity_id: UUID
    claimant = WorkspaceKey(Identity, related_name="claims")  # who stated it
    claimant_id: UUID
    at = models.DateTimeField(default=clock.now)
    decision = models.CharField(max_length=8, blank=True, default="")  # accepted, refused
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "customers_proposal"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "identity_id", "claimant_id"], name="customers_proposal_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "claimant_id"], name="customers_proposal_of")]

    def __str__(self) -> str:
        return f"{self.claimant_id} = {self.identity_id}?"


from nitka.customers.known import Attribute, AttributeKind, Note  # noqa: E402, F401 - what hangs on a customer
