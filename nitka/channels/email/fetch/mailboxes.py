"""The fetching side of the e-mail plug-in (`fetching.Fetching`)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from nitka.channels.contract import ChannelInfo
from nitka.channels.fetching import Source, Step

from .account import Account, folders_of, section
from .check import check
from .guess import guess
from .imap import Imap
from .pop3 import Pop3


class Mailboxes:
    """Settings: `imap` or `pop3` with host, port, security (tls, starttls, none), user, folders, after, first."""

    def account(self, settings: Mapping[str, Any]) -> str:
        """Protocol, user and host."""
        found = section(settings)
        if found is None:
            return ""
        protocol, given = found
        user = given.get("user") or settings.get("address") or ""
        return f"{protocol}://{user}@{given['host']}:{given.get('port') or ''}"[:600]

    def folders(self, settings: Mapping[str, Any]) -> list[str]:
        """The folders to read."""
        found = section(settings)
        if found is None:
            return []
        protocol, given = found
        return list(folders_of(given)) if protocol == "imap" else ["INBOX"]

    def first(self, settings: Mapping[str, Any], now: datetime) -> datetime | None:
        """`first` is "all" (default), "new", or a number of days."""
        found = section(settings)
        given = str(found[1].get("first") or "") if found else ""
        if given == "new":
            return now
        return now - timedelta(days=int(given)) if given.isdecimal() else None

    def open(self, channel: ChannelInfo) -> Source:
        """Connect and log in."""
        account = Account.of(channel)
        if account.token is not None:
            account.token()  # whether there is still consent is known before anybody is called
        return Imap(account) if account.protocol == "imap" else Pop3(account)

    def check(self, channel: ChannelInfo) -> dict[str, list[Step]]:
        """Step by step, both ways."""
        return check(channel)

    def guess(self, address: str) -> dict[str, Any]:
        """By the address's domain."""
        return guess(address)


mailboxes = Mailboxes()
