"""Who is told, what is to be told, and how it went."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nitka.kit import clock
from nitka.kit import secrets as kept
from nitka.kit.db.models import Claimed, WorkspaceKey, WorkspaceModel


class Off(models.TextChoices):
    """Why nothing goes to an endpoint."""

    HAND = "hand", _("Switched off")
    GONE = "gone", _("It answered 410 Gone")
    FAILING = "failing", _("It failed for five days")


class Endpoint(WorkspaceModel):
    """An address that is told of events. Its lane (`fails`, `resume_at`) rests after failures."""

    objects: ClassVar["models.Manager[Endpoint]"] = Claimed()

    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=200, blank=True, default="")
    types = ArrayField(models.CharField(max_length=40), default=list)
    sealed = models.TextField()
    sealed_before = models.TextField(blank=True, default="")  # the secret before, until `before_until`
    before_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    by_id = models.UUIDField(null=True)
    off_at = models.DateTimeField(null=True)
    off_why = models.CharField(max_length=8, choices=Off.choices, blank=True, default="")
    fails = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    resume_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)  # when something arrived

    class Meta:
        db_table = "webhooks_endpoint"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "created_at"], name="webhooks_endpoint_of")]

    def __str__(self) -> str:
        return self.url

    def give(self, secret: str) -> None:
        """Take a secret; save the row afterwards."""
        self.sealed = kept.seal(secret, self._aad())

    @property
    def secret(self) -> str:
        """The secret, opened."""
        return kept.unseal(self.sealed, self._aad())

    def secrets(self, now: datetime) -> list[str]:
        """The secrets that sign: the newest, and the one before it for a day."""
        both = self.sealed_before and self.before_until and self.before_until > now
        return [self.secret, *([kept.unseal(self.sealed_before, self._aad())] if both else [])]

    def _aad(self) -> str:
        return f"{self.workspace_id}:webhook:{self.pk}"


class Happening(WorkspaceModel):
    """Something happened that somebody is to be told of: written with its cause, spread to endpoints by the worker."""

    objects: ClassVar["models.Manager[Happening]"] = Claimed()

    type = models.CharField(max_length=40)
    ids = models.JSONField(default=list)
    of_id = models.UUIDField(null=True)  # of what they are told: a segment that they entered
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "webhooks_happening"

    def __str__(self) -> str:
        return f"{self.type} {len(self.ids)}"


class Message(WorkspaceModel):
    """What is told of one object, word for word; erasure blanks it."""

    objects: ClassVar["models.Manager[Message]"] = Claimed()

    type = models.CharField(max_length=40)
    about_id = models.UUIDField()
    customer_ids = ArrayField(models.UUIDField(), default=list)
    at = models.DateTimeField(default=clock.now)
    body = models.TextField(null=True)  # noqa: DJ001 - erasure blanks it

    class Meta:
        db_table = "webhooks_message"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "at"], name="webhooks_message_by_age")]

    def __str__(self) -> str:
        return f"{self.type} {self.about_id}"

    @property
    def key(self) -> str:
        """`webhook-id`: the same however often it is sent."""
        return f"msg_{self.pk.hex}"


class State(models.TextChoices):
    """How far a delivery is."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Delivered")
    FAILED = "failed", _("Failed")


class Delivery(WorkspaceModel):
    """One message to one endpoint. `log`: the last attempts, each {at, ms, status, error, answer}."""

    objects: ClassVar["models.Manager[Delivery]"] = Claimed()

    endpoint = WorkspaceKey(Endpoint, related_name="deliveries")
    endpoint_id: UUID
    message = WorkspaceKey(Message, related_name="deliveries")
    message_id: UUID
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    next_at = models.DateTimeField(null=True, default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)  # since it was last asked for
    log = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "webhooks_delivery"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "endpoint_id", "message_id"], name="webhooks_delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "endpoint_id", "next_at"], name="webhooks_delivery_due",
                         condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["workspace_id", "endpoint_id", "-id"], name="webhooks_delivery_of"),
            models.Index(fields=["workspace_id", "message_id"], name="webhooks_delivery_message"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.state} {self.message_id}"
