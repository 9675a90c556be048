"""What arrived, whether it had arrived before, what waits in which lane, and what could not be read."""

from typing import Any, ClassVar

from django.db import models

from nitka.kit import blobs, clock
from nitka.kit.db.models import WorkspaceModel

LANES = 64
HEAVY = frozenset(("collect",))  # kinds with lanes of their own, another 64: thousands a second must not hold up a chat


class InboundLog(WorkspaceModel):
    """One thing that arrived, raw: `payload` as JSON, or bytes in `raw`, or in a blob when they are large."""

    source_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    key = models.TextField()
    sender = models.TextField()
    payload = models.JSONField(null=True)
    raw = models.BinaryField(null=True)
    blob = models.CharField(max_length=64, null=True)  # noqa: DJ001 - absent is not empty
    at = models.DateTimeField(default=clock.now)
    request_id = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "inbound_log"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def content(self) -> bytes:
        """The raw bytes, wherever they lie; empty when there are none or they have been erased."""
        if self.blob:
            return blobs.read(self.workspace_id, self.blob)
        return bytes(self.raw or b"")


class Ledger(models.Model):
    """What has arrived before: a repeat of (workspace, source, key) gets the first answer."""

    pk: Any = models.CompositePrimaryKey("workspace_id", "source_id", "key")
    workspace_id = models.UUIDField()
    source_id = models.UUIDField()
    key = models.TextField()
    inbound_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "inbound_ledger"

    def __str__(self) -> str:
        return self.key


class Queued(models.Model):
    """What waits to be digested, by lane; the worker's role sees every workspace's.

    `turn` is given by the database as it is stored, so that order hangs on no clock and on no one door.
    """

    pk: Any = models.CompositePrimaryKey("lane", "turn")
    lane = models.SmallIntegerField()
    turn = models.BigIntegerField()
    inbound_id = models.UUIDField()
    workspace_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    weight = models.SmallIntegerField(default=1, db_default=1)  # what it is worth in a batch: see `accept.Raw`

    class Meta:
        db_table = "inbound_queue"

    def __str__(self) -> str:
        return f"{self.lane}: {self.inbound_id}"


class Lane(models.Model):
    """A row to lock: who holds it digests its senders, so that one sender's order holds. Another 64 are for `HEAVY`."""

    lane = models.SmallIntegerField(primary_key=True)

    class Meta:
        db_table = "inbound_lane"

    def __str__(self) -> str:
        return str(self.lane)


class Quarantine(WorkspaceModel):
    """What could not be digested, under the id it arrived by; kept until a person has it digested again."""

    source_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    reason = models.CharField(max_length=64)
    detail = models.TextField(default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "inbound_quarantine"
        indexes: ClassVar = [models.Index("workspace_id", models.F("at").desc(), name="inbound_quarantine_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reason}"
