"""Moments, partitioned by month of their id; touchpoints, where experience happens."""

from typing import ClassVar

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel


class Touchpoint(WorkspaceModel):
    """A place and step where experience happens: a channel's chat, a counter, a phase of a call."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, default="channel")
    channel_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "moments_touchpoint"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "channel_id"], name="moments_touchpoint_of_channel"),
        ]

    def __str__(self) -> str:
        return self.name


class Moment(WorkspaceModel):
    """One thing that happened between a customer and the company. Nothing has a foreign key to it; `data` holds ids and
    figures, no text a person wrote."""

    identity_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=32)
    at = models.DateTimeField(default=clock.now)
    channel_id = models.UUIDField(null=True)  # or, of what a program told, the `Source` it came by
    conversation_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "moments_moment"

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


from nitka.moments.archive.rows import Archive as Archive  # noqa: E402 - where old months are
from nitka.moments.archive.rows import Recall as Recall  # noqa: E402
from nitka.moments.archive.rows import Wanted as Wanted  # noqa: E402
from nitka.moments.collector.rows import Arrival as Arrival  # noqa: E402 - who tells of moments
from nitka.moments.collector.rows import Source as Source  # noqa: E402
from nitka.moments.collector.rows import Trust as Trust  # noqa: E402
from nitka.moments.holdings import Holding as Holding  # noqa: E402 - what moments leave behind
from nitka.moments.hooks.rows import Hook as Hook  # noqa: E402 - what other programs send
from nitka.moments.hooks.rows import Payload as Payload  # noqa: E402
