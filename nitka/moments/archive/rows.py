"""Which files hold old moments, and what of them lies in the journal again for a while."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel


class Archive(WorkspaceModel):
    """A file of a month's moments, whole contacts from `first` to `last`; the journal let them go at `emptied_at`.

    `kept`: the kinds that stayed in the journal; `sums`: rows, and of each column a sum over all values.
    """

    month = models.DateField()
    first = models.UUIDField()
    last = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    rows = models.BigIntegerField()
    sums = models.JSONField()
    kept = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)
    emptied_at: "models.DateTimeField[str | datetime | None, datetime | None]" = models.DateTimeField(null=True)
    compacted = models.BooleanField(default=False)  # the month was written anew, without the room of what went

    class Meta:
        app_label = "moments"
        db_table = "moments_archive"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "month", "first"], name="moments_archive_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.rows}"


class Recall(WorkspaceModel):
    """Archived moments of a contact lie in the journal again, for some days."""

    identity_id = models.UUIDField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "moments"
        db_table = "moments_recall"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "identity_id"], name="moments_recall_once")
        ]

    def __str__(self) -> str:
        return str(self.identity_id)


class Wanted(WorkspaceModel):
    """Moments of a kind are asked for over everybody and all time: they lie in the journal beside the files."""

    kind = models.CharField(max_length=32)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "moments"
        db_table = "moments_wanted"
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace_id", "kind"], name="moments_wanted_once")]

    def __str__(self) -> str:
        return self.kind
