"""A connection test, step by step, for both directions at once."""

import smtplib
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from nitka.channels.contract import ChannelError, ChannelInfo
from nitka.channels.fetching import Cursor, Step

from .. import relay
from .account import Account, section
from .errors import reason_of
from .imap import Imap
from .pop3 import Pop3

_STEP = {  # where a reason stops the test; what is not named stops it at the connection
    "dns": "dns",
    "port": "connect",
    "tls": "tls",
    "tls_in": "tls",
    "plain": "tls",
    "auth_in": "auth",
    "authentication": "auth",
    "no_password": "auth",
    "consent": "auth",
    "no_consent": "auth",
    "provider": "auth",
    "no_folder": "folder",
}
INCOMING = ("dns", "connect", "tls", "auth", "folder")
OUTGOING = ("dns", "connect", "tls", "auth")


def check(channel: ChannelInfo) -> dict[str, list[Step]]:
    """`in` and `out`, each with its steps; a direction that is not set up is not there."""
    wanted: dict[str, tuple[tuple[str, ...], Callable[[ChannelInfo], str]]] = {}
    if section(channel.settings):
        wanted["in"] = (INCOMING, _incoming)
    if (channel.settings.get("relay") or {}).get("host"):
        wanted["out"] = (OUTGOING, _outgoing)
    with ThreadPoolExecutor(2) as pool:
        tried = {way: pool.submit(_steps, names, test, channel) for way, (names, test) in wanted.items()}
        return {way: future.result() for way, future in tried.items()}


def _steps(names: tuple[str, ...], test: Callable[[ChannelInfo], str], channel: ChannelInfo) -> list[Step]:
    try:
        until = test(channel)
    except ChannelError as error:
        reason = _refined(error)
        default = "tls" if reason.startswith("certificate") else "connect"
        bad = names.index(_STEP.get(reason, default))
        done = [Step(name, "good") for name in names[:bad]]
        return [
            *done,
            Step(names[bad], "bad", reason, error.detail),
            *[Step(name, "ahead") for name in names[bad + 1 :]],
        ]
    return [Step(name, "good", detail=until if name == "tls" else "") for name in names]


def _incoming(channel: ChannelInfo) -> str:
    account = Account.of(channel)
    if account.token is not None:
        account.token()
    source = Imap(account) if account.protocol == "imap" else Pop3(account)
    try:
        for folder in account.folders if isinstance(source, Imap) else ("INBOX",):
            source.begin(Cursor(folder))
        return _until(source.client.socket() if isinstance(source, Imap) else source.pop.sock)
    finally:
        source.close()


def _outgoing(channel: ChannelInfo) -> str:
    relay.check(channel)
    try:
        return _until(relay.connected(channel).sock)
    finally:
        relay.close()


def _until(sock: Any) -> str:
    """The last day of the server's certificate, as it writes it; empty where nothing is encrypted."""
    if isinstance(sock, ssl.SSLSocket):
        with suppress(OSError, ValueError):
            return str((sock.getpeercert() or {}).get("notAfter") or "")
    return ""


def _refined(error: ChannelError) -> str:
    """The relay speaks of what to do with a letter; a test can say more of why."""
    cause = error.__cause__
    if isinstance(cause, OSError) and not isinstance(cause, smtplib.SMTPException) and error.reason != "authentication":
        return reason_of(cause)
    return {"unreachable": "cut", "tls": "tls_in"}.get(error.reason, error.reason)
