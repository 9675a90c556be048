"""The rows of the collector: sources, and the last of what came by them."""

import hashlib
import secrets
from functools import lru_cache
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from nitka.kit import clock
from nitka.kit import secrets as kept
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Trust(models.TextChoices):
    """Who holds the key, and so what its word is worth (docs/decisions/collector.md)."""

    SERVER = "server", _("Server")  # the key is a secret: what it says of a person is proven
    SITE = "site", _("Site or app")  # everybody can read the key: an address it names is only stated


RATE = 20_000  # events a second that a source may send, unless told


class Source(WorkspaceModel):
    """A sender of events and its write key: the digest finds it, the sealed key can be shown again."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Trust.choices, default=Trust.SERVER)
    digest = models.CharField(max_length=64)
    sealed = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    by_id = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.UUIDField(null=True)
    last_at = models.DateTimeField(null=True)
    taken = models.BigIntegerField(default=0)  # events that became something
    repeated = models.BigIntegerField(default=0)  # that had come before
    refused = models.BigIntegerField(default=0)  # that could not be read
    # Its consent category → a purpose of ours, or analytics
    consents = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    per_second = models.IntegerField(default=RATE, db_default=RATE)  # so many events; above it 429

    class Meta:
        app_label = "moments"
        db_table = "moments_source"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "created_at"], name="moments_source_of")]

    def __str__(self) -> str:
        return self.name

    @property
    def write_key(self) -> str:
        """The key, opened."""
        return kept.unseal(self.sealed, self._aad())

    def give(self, key: str) -> None:
        """Take a key; save the row afterwards."""
        self.digest, self.sealed = digest_of(key), kept.seal(key, self._aad())

    def _aad(self) -> str:
        return f"{self.workspace_id}:source:{self.pk}"


class Arrival(WorkspaceModel):
    """One of the last events of a source; with a `reason` it became nothing, and is kept as it came."""

    source = WorkspaceKey(Source, related_name="arrivals")
    source_id: UUID
    type = models.CharField(max_length=16)
    name = models.CharField(max_length=200, blank=True, default="")
    identity_id = models.UUIDField(null=True)
    moment_id = models.UUIDField(null=True)
    key = models.TextField()
    received_at = models.DateTimeField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=32, blank=True, default="")
    given = models.JSONField(null=True)  # of one that became nothing; erasure blanks it
    notes = models.JSONField(null=True)  # of one that was taken: [what of it was not, why]

    class Meta:
        app_label = "moments"
        db_table = "moments_arrival"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "source_id", "-id"], name="moments_arrival_last"),
            models.Index(fields=["workspace_id", "source_id", "-id"], name="moments_arrival_bad",
                         condition=~models.Q(reason="")),
            models.Index(fields=["workspace_id", "source_id", "-id"], name="moments_arrival_noted",
                         condition=models.Q(notes__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.type} {self.reason}"


def new_key() -> str:
    """A write key nobody guesses; letters and digits, as it stands in addresses."""
    return secrets.token_hex(20)


@lru_cache(1024)
def digest_of(key: str) -> str:
    """What a key is found by; the same few keys come with each request."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
