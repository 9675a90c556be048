"""What accounts hold of a customer: nothing. Members are persons too; their rights are their employer's to grant."""

from collections.abc import Sequence

from nitka.accounts.models import Workspace
from nitka.kit.context import require_workspace
from nitka.kit.personal import Part


def _needed(hashes: Sequence[str]) -> set[str]:
    """The company's logo."""
    brand = Workspace.objects.get(pk=require_workspace()).settings.get("brand", {})
    return {brand.get("logo", {}).get("sha256", "")} & set(hashes)


PART = Part(
    "accounts",
    held={},
    codes={
        "accounts_api_token": "name digest",
        "accounts_audit_entry": "verb kind detail ip user_agent",
        "accounts_entry": "kind key",
        "accounts_invitation": "email role scope",
        "accounts_issuer": "url client_id sealed label domains",
        "accounts_known_device": "digest name ip",
        "accounts_member": "name role scope timezone hours availability away_reason",
        "accounts_team": "name",
        "accounts_user": "password email name language theme",
        "accounts_workspace": "slug name language timezone settings",
    },
    blobs=_needed,
)
