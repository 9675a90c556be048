"""What was done that matters for security. The app adds lines and cannot change them."""

from typing import ClassVar

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel


class AuditEntry(WorkspaceModel):
    """Who did what to what, from where. `detail` holds ids and words, no personal data."""

    at = models.DateTimeField(default=clock.now, editable=False)
    member_id = models.UUIDField(null=True)  # no key: a line outlives all it names
    verb = models.CharField(max_length=48)
    kind = models.CharField(max_length=24, blank=True, default="")
    object_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "accounts_audit_entry"
        indexes: ClassVar = [models.Index("workspace_id", models.F("at").desc(), name="accounts_audit_by_time")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
