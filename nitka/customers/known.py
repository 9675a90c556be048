"""What is known of a customer besides their identities: attributes of the company's own, and members' notes."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import pgettext_lazy

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Sort(models.TextChoices):
    """What an attribute holds."""

    TEXT = "text", pgettext_lazy("attribute", "Text")
    NUMBER = "number", pgettext_lazy("attribute", "Number")
    MONEY = "money", pgettext_lazy("attribute", "Money")
    DATE = "date", pgettext_lazy("attribute", "Date")
    YESNO = "yesno", pgettext_lazy("attribute", "Yes or no")
    LIST = "list", pgettext_lazy("attribute", "List")


class SeenBy(models.TextChoices):
    """Whose eyes an attribute is for."""

    EVERYBODY = "everybody", pgettext_lazy("attribute", "Everybody")
    MANAGERS = "managers", pgettext_lazy("attribute", "Managers and administrators")
    ADMINISTRATORS = "administrators", pgettext_lazy("attribute", "Administrators only")


class AttributeKind(WorkspaceModel):
    """An attribute the company keeps: a line of its catalogue. Its first value decides what it holds from then on."""

    key = models.CharField(max_length=40)
    sort = models.CharField(max_length=8, choices=Sort.choices)
    name = models.CharField(max_length=80, blank=True, default="", db_default="")  # "": said by its key
    purpose = models.CharField(max_length=300, blank=True, default="", db_default="")  # what it is kept for
    owner_id = models.UUIDField(null=True)  # the member who answers for it
    personal = models.BooleanField(default=True, db_default=True)  # whether it says something of a person
    seen_by = models.CharField(max_length=16, choices=SeenBy.choices, default=SeenBy.EVERYBODY,
                               db_default=SeenBy.EVERYBODY)  # fmt: skip
    keep_days = models.PositiveSmallIntegerField(null=True)  # since a value was last said; null: as long as the person
    checked_at = models.DateTimeField(null=True)  # when what outlived that was last looked for
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "customers"
        db_table = "customers_attribute_kind"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="customers_attribute_kind_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.sort}"


class Attribute(WorkspaceModel):
    """One attribute of one customer. It stays with whom it was said of: a merge shows both, the survivor's first."""

    customer = WorkspaceKey("customers.Customer", related_name="attributes")
    customer_id: UUID
    key = models.CharField(max_length=40)
    value: Any = models.JSONField(null=True)  # null once erased
    plain = models.CharField(max_length=200, null=True)  # noqa: DJ001 - as lists filter by it; erasure blanks it
    origin = models.CharField(max_length=16, default="api")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "customers"
        db_table = "customers_attribute"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "customer_id", "key"], name="customers_attribute_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "key", "plain"], name="customers_attribute_by")]

    def __str__(self) -> str:
        return f"{self.key} of {self.customer_id}"


class UnknownAttribute(WorkspaceModel):
    """An attribute that events brought and nobody gave a purpose: its values lie apart. Dropped: it is refused."""

    key = models.CharField(max_length=40)
    sort = models.CharField(max_length=8, choices=Sort.choices)
    at = models.DateTimeField(default=clock.now)
    dropped_at = models.DateTimeField(null=True)
    member_id = models.UUIDField(null=True)  # who dropped it

    class Meta:
        app_label = "customers"
        db_table = "customers_unknown"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="customers_unknown_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.sort}"


class UnknownValue(WorkspaceModel):
    """What was said of a customer by an attribute that nobody gave a purpose: shown to nobody, found by nothing."""

    customer = WorkspaceKey("customers.Customer", related_name="unknown_values")
    customer_id: UUID
    key = models.CharField(max_length=40)
    value: Any = models.JSONField()
    plain = models.CharField(max_length=200)
    origin = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        app_label = "customers"
        db_table = "customers_unknown_value"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "customer_id", "key"], name="customers_unknown_value_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "key"], name="customers_unknown_value_by")]

    def __str__(self) -> str:
        return f"{self.key} of {self.customer_id}"


class Removal(WorkspaceModel):
    """Values that outlived their attribute's days and were deleted, by day: how many customers had them."""

    key = models.CharField(max_length=40)
    day = models.DateField()
    at = models.DateTimeField(default=clock.now)  # of the last of them
    customers = models.IntegerField()
    days = models.PositiveSmallIntegerField()  # how long they were to be kept

    class Meta:
        app_label = "customers"
        db_table = "customers_removal"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key", "day"], name="customers_removal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.customers}"


class AttributeUse(WorkspaceModel):
    """On this day somebody saw an attribute, or asked for it: where (`using.py`)."""

    key = models.CharField(max_length=40)
    place = models.CharField(max_length=8)
    day = models.DateField()

    class Meta:
        app_label = "customers"
        db_table = "customers_attribute_use"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key", "place", "day"], name="customers_used_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.place}"


class Note(WorkspaceModel):
    """What a member wrote down about a customer."""

    customer = WorkspaceKey("customers.Customer", related_name="notes")
    customer_id: UUID
    member_id = models.UUIDField(null=True)
    text = models.TextField(null=True)  # noqa: DJ001 - erasure blanks it
    at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "customers"
        db_table = "customers_note"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "customer_id", "at"], name="customers_note_of")]

    def __str__(self) -> str:
        return f"note of {self.customer_id}"
