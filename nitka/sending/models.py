"""What is sent, when and where to, and how it went."""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from nitka.kit import clock
from nitka.kit import secrets as kept
from nitka.kit.db.models import Claimed, WorkspaceKey, WorkspaceModel

KEPT = timedelta(days=90)  # the log of runs


class Every(models.TextChoices):
    """How often."""

    DAY = "day", _("every day")
    WEEK = "week", _("every week")


class Place(models.TextChoices):
    """What kind of store."""

    S3 = "s3", _("S3-compatible storage")
    SFTP = "sftp", _("a server by SFTP")


class State(models.TextChoices):
    """How far a run is."""

    WAITING = "waiting", _("waits")
    SENDING = "sending", _("is being sent")
    DONE = "done", _("arrived")
    FAILED = "failed", _("did not arrive")


class Schedule(WorkspaceModel):
    """A list that is sent by itself."""

    objects: ClassVar["models.Manager[Schedule]"] = Claimed()

    member_id = models.UUIDField()  # as whom it is read
    list = models.CharField(max_length=80)  # a code of `lists.py`
    format = models.CharField(max_length=8, default="csv")
    every = models.CharField(max_length=4, choices=Every.choices, default=Every.DAY)
    weekday = models.SmallIntegerField(default=0)  # 0: Monday
    hour = models.SmallIntegerField(default=6)  # on the workspace's clock
    place = models.CharField(max_length=4, choices=Place.choices, default=Place.S3)
    address = models.CharField(max_length=300)  # of S3 an address of the web, of SFTP a host, a port behind it
    region = models.CharField(max_length=40, blank=True, default="")
    bucket = models.CharField(max_length=63, blank=True, default="")
    folder = models.CharField(max_length=300, blank=True, default="")
    login = models.CharField(max_length=200)  # the key's id of S3, the user of SFTP
    sealed = models.TextField(blank=True, default="")  # the key of S3; the password or the private key of SFTP
    host_key = models.CharField(max_length=1000, blank=True, default="")  # of the server, as it is trusted
    offered = models.CharField(max_length=1000, blank=True, default="")  # the key it showed last, not trusted yet
    created_at = models.DateTimeField(default=clock.now)
    off_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()

    class Meta:
        db_table = "sending_schedule"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "created_at"], name="sending_schedule_of"),
            models.Index(fields=["next_at"], name="sending_due", condition=models.Q(off_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.every}"

    def give(self, secret: str) -> None:
        """Take a secret; save the row afterwards."""
        self.sealed = kept.seal(secret, self._aad())

    @property
    def secret(self) -> str:
        """The secret, opened."""
        return kept.unseal(self.sealed, self._aad())

    def _aad(self) -> str:
        return f"{self.workspace_id}:sending:{self.pk}"


class Run(WorkspaceModel):
    """One sending."""

    objects: ClassVar["models.Manager[Run]"] = Claimed()

    of = WorkspaceKey(Schedule, related_name="runs")
    of_id: UUID
    trial = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    name = models.CharField(max_length=120)  # of the file
    size = models.BigIntegerField(default=0)
    rows = models.IntegerField(default=0)
    reason = models.CharField(max_length=16, blank=True, default="")  # a code of `words.py`
    detail = models.CharField(max_length=200, blank=True, default="")  # what the other side called it
    tries = models.SmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(default=clock.now)  # when it is tried; while it is sent: when it counts as dead

    class Meta:
        db_table = "sending_run"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "of_id", "-at"], name="sending_runs_of"),
            models.Index(fields=["next_at"], name="sending_run_due",
                         condition=models.Q(state__in=(State.WAITING, State.SENDING))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"
