"""The providers: where consent is asked for and for what. Every address may be named anew in a channel's settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nitka.channels.contract import ChannelError, ChannelInfo


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a mailbox's owner says yes."""

    slug: str
    name: str
    authorize_url: str
    token_url: str
    scope: str
    extra: Mapping[str, str] = field(default_factory=dict)
    client_id: str = ""
    client_secret: str = ""

    @classmethod
    def of(cls, channel: ChannelInfo) -> "Provider":
        """From a channel's settings (`oauth`: provider, client_id, tenant, …); raises ChannelError without one."""
        given = channel.settings.get("oauth")
        if not isinstance(given, Mapping) or given.get("provider") not in PROVIDERS or not given.get("client_id"):
            raise ChannelError("no_consent", permanent=True)
        base = PROVIDERS[str(given["provider"])]
        tenant = str(given.get("tenant") or "common")
        return replace(
            base,
            authorize_url=str(given.get("authorize_url") or base.authorize_url.format(tenant=tenant)),
            token_url=str(given.get("token_url") or base.token_url.format(tenant=tenant)),
            scope=str(given.get("scope") or base.scope),
            client_id=str(given["client_id"]),
            client_secret=str(channel.secrets.get("oauth_client_secret") or ""),
        )


_OUTLOOK = "https://outlook.office.com/"
_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/"
PROVIDERS: dict[str, Provider] = {
    "google": Provider(
        "google",
        "Google",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://mail.google.com/",
        {"access_type": "offline", "prompt": "consent"},
    ),
    "microsoft": Provider(
        "microsoft",
        "Microsoft",
        f"{_MICROSOFT}authorize",
        f"{_MICROSOFT}token",
        f"offline_access {_OUTLOOK}IMAP.AccessAsUser.All {_OUTLOOK}POP.AccessAsUser.All {_OUTLOOK}SMTP.Send",
        {"prompt": "select_account"},
    ),
}


def uses_oauth(settings: Mapping[str, Any]) -> bool:
    """Whether a channel logs in by a provider's token instead of a password."""
    given = settings.get("oauth")
    return isinstance(given, Mapping) and bool(given.get("provider"))
