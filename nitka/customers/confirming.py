"""Asking whoever has an address whether they are who gave it; the code and the link that answer."""

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel

TRIES = 5
SALT = "nitka.customers.confirmation"


class Confirmation(WorkspaceModel):
    """`claimant` gave the address of `identity`; whoever reads what is sent there says whether that is so."""

    OPEN_FOR: ClassVar = timedelta(hours=24)

    identity = WorkspaceKey("customers.Identity", related_name="confirmations")
    identity_id: UUID
    claimant = WorkspaceKey("customers.Identity", related_name="asked_of")
    claimant_id: UUID
    member_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=3, blank=True, default="")  # yes, no
    how = models.CharField(max_length=4, blank=True, default="")  # code, link
    answered_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "customers"
        db_table = "customers_confirmation"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "identity_id", "asked_at"], name="customers_confirmation_of"),
            models.Index(fields=["workspace_id", "claimant_id", "asked_at"], name="customers_confirmation_by"),
        ]

    def __str__(self) -> str:
        return f"{self.claimant_id} is {self.identity_id}? {self.answer}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return not self.answer and clock.now() < self.asked_at + self.OPEN_FOR

    @property
    def code(self) -> str:
        """Six digits, the same each time: kept nowhere, so that nobody but the letter's reader has them."""
        key = sha256(b"nitka.customers.code" + settings.SECRET_KEY.encode()).digest()
        number = int.from_bytes(hmac.new(key, self.pk.bytes, sha256).digest()[:8], "big")
        return f"{number % 1_000_000:06d}"

    @property
    def token(self) -> str:
        """The signed part of the link."""
        return signing.dumps([str(self.workspace_id), str(self.pk)], salt=SALT)

    @staticmethod
    def read_token(token: str) -> tuple[UUID, UUID] | None:
        """Workspace and confirmation of a genuine link, else None."""
        try:
            workspace, key = signing.loads(token, salt=SALT)
            return UUID(workspace), UUID(key)
        except (signing.BadSignature, ValueError, TypeError):
            return None
