"""Keys to the REST API."""

import hashlib
import secrets
from uuid import UUID

from django.db import models

from nitka.accounts.models.member import Member
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class ApiToken(WorkspaceModel):
    """A key to the REST API; only its hash is kept."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    member = WorkspaceKey(Member, null=True, related_name="tokens")  # for whom it acts; none: for the company
    member_id: UUID | None
    by_id = models.UUIDField(null=True)  # who made it
    created_at = models.DateTimeField(default=clock.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_api_token"

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(token: str) -> str:
        """The hash a token is kept and found by."""
        return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

    @staticmethod
    def new_secret() -> str:
        """A token nobody guesses."""
        return "nitka_" + secrets.token_urlsafe(32)
