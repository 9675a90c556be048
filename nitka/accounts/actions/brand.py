"""How the company looks and signs to its customers; kept in the workspace's settings."""

from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Workspace
from nitka.kit import blobs

LOGO_BYTES = 256 * 1024
_SIGNS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def logo_type(data: bytes) -> str | None:
    """What a picture is by its bytes; None for what is none that we serve (never SVG, which may hold scripts)."""
    for sign, kind in _SIGNS:
        if data.startswith(sign):
            return kind
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


@transaction.atomic
def set_brand(
    *,
    workspace: Workspace,
    name: str,
    language: str,
    timezone: str,
    colour: str,
    signatures: dict[str, str],
    logo: bytes | None = None,
    no_logo: bool = False,
) -> None:
    """Change all of it; `logo` None keeps the one there is unless `no_logo`."""
    workspace = Workspace.objects.select_for_update().get(pk=workspace.pk)
    brand = dict(workspace.settings.get("brand", {}))
    if no_logo and logo is None:
        brand.pop("logo", None)
    if logo is not None:
        brand["logo"] = {"sha256": blobs.store(workspace.pk, logo), "type": logo_type(logo)}
    brand |= {"colour": colour, "signature": signatures}
    workspace.name, workspace.language, workspace.timezone = name, language, timezone
    workspace.settings = {**workspace.settings, "brand": brand}
    workspace.save(update_fields=["name", "language", "timezone", "settings"])
    record("workspace.brand", kind="workspace", object_id=workspace.pk)
