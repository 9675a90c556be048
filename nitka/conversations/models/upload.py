"""A file that a visitor has sent ahead of the message it is for."""

from typing import ClassVar

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel


class Upload(WorkspaceModel):
    """Counts against its session's day; the bytes go when no message has named it within that day."""

    session = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    is_named = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_upload"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "session", "at"], name="conversations_upload_of"),
            models.Index(fields=["workspace_id", "sha256"], name="conversations_upload_bytes"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
