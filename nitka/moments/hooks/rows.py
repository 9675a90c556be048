"""The rows of incoming webhooks: the doors, and the last of what came by them."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from nitka.kit import clock
from nitka.kit import secrets as kept
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel
from nitka.moments.collector.rows import Source


class Signing(models.TextChoices):
    """How a sender proves that it is who it says."""

    NONE = "none", _("Not at all: anybody who knows the address may send")
    TOKEN = "token", _("A secret word in a header or in the address (?token=)")
    GITHUB = "github", _("HMAC-SHA256, hexadecimal, as GitHub does (sha256=…)")
    SHOPIFY = "shopify", _("HMAC-SHA256, base64, as Shopify and WooCommerce do")
    STRIPE = "stripe", _("HMAC-SHA256 with a time, as Stripe does (t=…,v1=…)")
    STANDARD = "standard", _("Standard Webhooks (whsec_…)")


class Hook(WorkspaceModel):
    """A door for one sender. What its mapping makes of a payload goes to its source as events of the collector."""

    source = WorkspaceKey(Source, related_name="hooks")
    source_id: UUID
    name = models.CharField(max_length=120)
    signing = models.CharField(max_length=8, choices=Signing.choices, default=Signing.NONE)
    header = models.CharField(max_length=60, blank=True, default="")
    sealed = models.TextField(blank=True, default="")
    mapping = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    by_id = models.UUIDField(null=True)
    on_at = models.DateTimeField(null=True)  # off: what comes is only kept

    class Meta:
        app_label = "moments"
        db_table = "moments_hook"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "created_at"], name="moments_hook_of")]

    def __str__(self) -> str:
        return self.name

    def give(self, secret: str) -> None:
        """Take a secret; save the row afterwards."""
        self.sealed = kept.seal(secret, self._aad()) if secret else ""

    @property
    def secret(self) -> str:
        """The secret, opened; empty: none."""
        return kept.unseal(self.sealed, self._aad()) if self.sealed else ""

    def _aad(self) -> str:
        return f"{self.workspace_id}:hook:{self.pk}"


class Payload(WorkspaceModel):
    """One of the last things that came, as it came. `reason`: why it became nothing; empty with `events`: it did."""

    hook = WorkspaceKey(Hook, related_name="payloads")
    hook_id: UUID
    received_at = models.DateTimeField(default=clock.now)
    head = models.JSONField(default=dict)  # the headers and the query that the check needs
    body = models.TextField(null=True)  # noqa: DJ001 - erasure blanks it
    reason = models.CharField(max_length=24, blank=True, default="")
    detail = models.CharField(max_length=200, blank=True, default="")
    events = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "moments"
        db_table = "moments_payload"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "hook_id", "-id"], name="moments_payload_last")]

    def __str__(self) -> str:
        return f"{self.hook_id} {self.reason}"
