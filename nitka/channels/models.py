"""Channels: the configured ways in and out."""

import json
from typing import Any, ClassVar

from django.db import models

from nitka.kit import clock, secrets
from nitka.kit.db.models import WorkspaceModel


class Channel(WorkspaceModel):
    """A configured way in and out. `kind` names the plug-in; `sealed` holds its secrets encrypted."""

    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    settings = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    language = models.CharField(max_length=2, default="ru")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "channels_channel"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "created_at"], name="channels_channel_of")]

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, Any]:
        """The plug-in's secrets, opened."""
        if not self.sealed:
            return {}
        opened: dict[str, Any] = json.loads(secrets.unseal(self.sealed, self._aad()))
        return opened

    def seal(self, values: dict[str, Any]) -> None:
        """Keep `values` encrypted; save the row afterwards."""
        self.sealed = secrets.seal(json.dumps(values), self._aad()) if values else ""

    def _aad(self) -> str:
        return f"{self.workspace_id}:channel:{self.pk}"
