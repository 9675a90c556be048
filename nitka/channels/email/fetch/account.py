"""A mailbox as its channel's settings describe it."""

import ipaddress
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nitka.channels.contract import ChannelError, ChannelInfo

Protocol = Literal["imap", "pop3"]
PORTS = {("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143}
PORTS |= {("pop3", "tls"): 995, ("pop3", "starttls"): 110, ("pop3", "none"): 110}
MAX_BYTES = 50 * 1024 * 1024  # of a larger letter only the beginning is fetched


@dataclass(slots=True, frozen=True)
class Account:
    """Where letters lie. `after`: what happens to a stored letter there: nothing, seen, or move (to `move_to`)."""

    protocol: Protocol
    host: str
    port: int
    security: str
    user: str
    password: str = ""
    verify: bool = True
    plain: bool = False  # a password may go unencrypted to another machine
    folders: tuple[str, ...] = ("INBOX",)
    after: str = "nothing"
    move_to: str = ""
    max_bytes: int = MAX_BYTES
    token: Callable[[], str] | None = None  # OAuth 2 instead of a password

    @classmethod
    def of(cls, channel: ChannelInfo) -> "Account":
        """From a channel's settings; raises ChannelError when there is none, or when it would be unsafe."""
        found = section(channel.settings)
        if found is None:
            raise ChannelError("no_mailbox", permanent=True)
        protocol, given = found
        security = str(given.get("security") or "tls")
        account = cls(
            protocol=protocol,
            host=str(given["host"]),
            port=int(given.get("port") or PORTS.get((protocol, security), 993)),
            security=security,
            user=str(given.get("user") or channel.settings.get("address") or ""),
            password=str(channel.secrets.get(f"{protocol}_password") or ""),
            verify=bool(given.get("verify", True)),
            plain=bool(given.get("plain", False)),
            folders=folders_of(given),
            after=str(given.get("after") or "nothing"),
            move_to=str(given.get("move_to") or ""),
            max_bytes=int(given.get("max_bytes") or MAX_BYTES),
            token=channel.token,
        )
        if security == "none" and not (account.plain or is_loopback(account.host)):
            raise ChannelError("plain", permanent=True)
        return account

    def tls(self) -> ssl.SSLContext:
        """What a secure connection has to prove."""
        context = ssl.create_default_context()
        if not self.verify:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context


def section(settings: Mapping[str, Any]) -> tuple[Protocol, Mapping[str, Any]] | None:
    """The part of a channel's settings about its mailbox: IMAP, else POP3, else none."""
    protocols: tuple[Protocol, ...] = ("imap", "pop3")
    for protocol in protocols:
        given = settings.get(protocol)
        if isinstance(given, Mapping) and given.get("host"):
            return protocol, given
    return None


def folders_of(given: Mapping[str, Any]) -> tuple[str, ...]:
    """The folders to read, written as a list or with commas between."""
    named = given.get("folders") or given.get("folder") or ()
    names = named.split(",") if isinstance(named, str) else [str(name) for name in named]
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip())) or ("INBOX",)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
