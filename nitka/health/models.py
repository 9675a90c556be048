"""What the processes of the system say of themselves. Nothing of a workspace is in these tables."""

from typing import Any, ClassVar

from django.db import models

from nitka.kit import clock


class Process(models.Model):
    """One running process: when it last said that it lives, and its figures. Unlogged: they are of this run only.

    `figures` holds `meters.snapshot()`, "rss" (bytes), "loops" (name → {"silence" seconds, "breaks"}), "listens"
    (host, port), "jumps" (seconds that its clock jumped by, when) and "errors" (the latest lines of its log).
    """

    id = models.CharField(primary_key=True, max_length=200)  # kind, host, pid
    kind = models.CharField(max_length=16)
    host = models.CharField(max_length=120)
    pid = models.IntegerField()
    version = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    at = models.DateTimeField()
    figures: Any = models.JSONField(default=dict)

    class Meta:
        db_table = "health_process"

    def __str__(self) -> str:
        return self.id


class Sample(models.Model):
    """How large things were at an hour: from these comes how fast a disk fills."""

    at = models.DateTimeField(primary_key=True, default=clock.now)
    database = models.BigIntegerField()  # bytes
    free = models.BigIntegerField()  # bytes left where the data lies

    class Meta:
        db_table = "health_sample"
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
