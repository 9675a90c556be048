"""Letters out by SMTP: one connection per channel and thread, reused while it is warm."""

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from nitka.channels.contract import ChannelError, ChannelInfo
from nitka.kit.outside import mail

from .compose.letter import Letter
from .fetch.sasl import xoauth2
from .parse.bounce import reason_of

TIMEOUT = 20.0
WARM = 30.0
MAX_CONNECTIONS = 32  # per thread
_REASONS: dict[type[Exception], str] = {TimeoutError: "timeout", socket.gaierror: "dns", mail.NotMail: "port"}


@dataclass(slots=True, frozen=True)
class Relay:
    """Where a channel's letters go out: `security` is starttls (default), tls, or none."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = ""
    verify: bool = True
    token: Callable[[], str] | None = field(default=None, compare=False)  # OAuth 2 instead of a password

    @classmethod
    def of(cls, channel: ChannelInfo) -> "Relay":
        """From a channel's settings; raises ChannelError when there is none."""
        given = channel.settings.get("relay")
        if not isinstance(given, dict) or not given.get("host"):
            raise ChannelError("not_configured", permanent=False)
        security = str(given.get("security") or "starttls")
        port = int(given.get("port") or {"tls": 465, "starttls": 587}.get(security, 25))
        password = str(channel.secrets.get("relay_password") or "")
        user, verify = str(given.get("user") or ""), bool(given.get("verify", True))
        if channel.token is not None:
            user = user or str(channel.settings.get("address") or "")
        return cls(str(given["host"]), port, security, user, password, verify, channel.token)


class Unavailable(ChannelError):
    """The relay takes no letter at all now; another letter need not be tried."""


class _Smtp(smtplib.SMTP):
    """Goes only where a channel's server may stand."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return mail.dial(host, port, timeout)


class _SmtpTls(smtplib.SMTP_SSL):
    """The same under TLS, which proves the server's name."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.context.wrap_socket(mail.dial(host, port, timeout), server_hostname=host)


@dataclass(slots=True)
class _Kept:
    smtp: smtplib.SMTP
    used: float


_local = threading.local()


def send(letter: Letter, channel: ChannelInfo) -> dict[str, str]:
    """Hand one letter to the channel's relay, or raise ChannelError. Answers which copies were refused, and why."""
    relay = Relay.of(channel)
    smtp, warm = _connection(relay)
    try:
        refused = _hand_over(smtp, letter)
    except (smtplib.SMTPServerDisconnected, ConnectionError) as error:
        _drop(relay)
        if not warm:
            raise ChannelError("unreachable", permanent=False, detail=str(error)[:300]) from error
        smtp, _ = _connection(relay)  # it had gone cold: once more on a new one
        refused = _again(relay, smtp, letter)
    except smtplib.SMTPException as error:
        raise _refused(relay, error) from error
    except OSError as error:
        _drop(relay)
        raise _unreachable(error) from error
    _kept()[relay].used = time.monotonic()
    return refused


def check(channel: ChannelInfo) -> None:
    """Can the relay be reached and does it accept us? Raises ChannelError."""
    relay = Relay.of(channel)
    _drop(relay)
    smtp, _ = _connection(relay)
    smtp.noop()


def connected(channel: ChannelInfo) -> smtplib.SMTP:
    """The warm connection of this thread to the channel's relay."""
    return _connection(Relay.of(channel))[0]


def close() -> None:
    """Say goodbye on every connection of this thread."""
    for relay in list(_kept()):
        _drop(relay)


def _again(relay: Relay, smtp: smtplib.SMTP, letter: Letter) -> dict[str, str]:
    try:
        return _hand_over(smtp, letter)
    except smtplib.SMTPServerDisconnected as error:
        _drop(relay)
        raise ChannelError("unreachable", permanent=False, detail=str(error)[:300]) from error
    except smtplib.SMTPException as error:
        raise _refused(relay, error) from error
    except OSError as error:
        _drop(relay)
        raise _unreachable(error) from error


def _hand_over(smtp: smtplib.SMTP, letter: Letter) -> dict[str, str]:
    """Raises as smtplib does, also when only the copies are taken: the letter is for its recipient."""
    options = []
    everybody = [letter.rcpt, *letter.copies]
    if not all(address.isascii() for address in (letter.mail_from, *everybody)):
        if not smtp.has_extn("smtputf8"):
            raise ChannelError("bad_address", permanent=True, detail="the relay does not speak SMTPUTF8")
        smtp.command_encoding = "utf-8"
        options.append("SMTPUTF8")
    if smtp.has_extn("8bitmime"):
        options.append("BODY=8BITMIME")
    refused = smtp.sendmail(letter.mail_from, everybody, letter.data, mail_options=options)
    if letter.rcpt in refused:
        raise smtplib.SMTPRecipientsRefused({letter.rcpt: refused[letter.rcpt]})
    return {address: reason_of(_words(said), _words(said)) for address, (_code, said) in refused.items()}


def _kept() -> dict[Relay, _Kept]:
    if not hasattr(_local, "kept"):
        _local.kept = {}
    kept: dict[Relay, _Kept] = _local.kept
    return kept


def _connection(relay: Relay) -> tuple[smtplib.SMTP, bool]:
    kept = _kept().get(relay)
    if kept is not None:
        if time.monotonic() - kept.used < WARM:
            return kept.smtp, True
        _drop(relay)
    if len(_kept()) >= MAX_CONNECTIONS:
        _drop(min(_kept(), key=lambda one: _kept()[one].used))
    smtp = _connect(relay)
    _kept()[relay] = _Kept(smtp, time.monotonic())
    return smtp, False


def _connect(relay: Relay) -> smtplib.SMTP:
    try:
        context = _context(relay)
        if relay.security == "tls":
            smtp: smtplib.SMTP = _SmtpTls(relay.host, relay.port, timeout=TIMEOUT, context=context)
        else:
            smtp = _Smtp(relay.host, relay.port, timeout=TIMEOUT)
        if relay.security == "starttls":
            smtp.starttls(context=context)
        if relay.user:
            _log_in(smtp, relay)
        else:
            smtp.ehlo_or_helo_if_needed()
        return smtp
    except smtplib.SMTPAuthenticationError as error:
        raise Unavailable("authentication", permanent=False, detail=_words(error.smtp_error)) from error
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise Unavailable("tls", permanent=False, detail=str(error)[:300]) from error
    except smtplib.SMTPResponseException as error:
        raise Unavailable("busy", permanent=False, detail=f"{error.smtp_code} {_words(error.smtp_error)}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise _unreachable(error, Unavailable) from error


def _log_in(smtp: smtplib.SMTP, relay: Relay) -> None:
    """A server that hangs up or falls silent over a password has refused it."""
    try:
        if relay.token is not None:
            said = xoauth2(relay.user, relay.token())
            smtp.ehlo_or_helo_if_needed()
            # To an empty answer to its complaint the server says what it is by its code.
            smtp.auth("XOAUTH2", lambda challenge=None: "" if challenge else said)
        else:
            smtp.login(relay.user, relay.password)
    except smtplib.SMTPServerDisconnected as error:
        raise Unavailable("authentication", permanent=False, detail=str(error)[:300]) from error


def _context(relay: Relay) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not relay.verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _drop(relay: Relay) -> None:
    kept = _kept().pop(relay, None)
    if kept is not None:
        with suppress(OSError, smtplib.SMTPException):
            kept.smtp.quit()


def _refused(relay: Relay, error: smtplib.SMTPException) -> ChannelError:
    """A refusal in words: 5xx will not change by trying again, 4xx may."""
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return ChannelError("refused", permanent=False, detail=str(error)[:300])
    words = _words(said)
    if code == 421 or code < 400:
        _drop(relay)
    if code in (530, 535):
        return ChannelError("authentication", permanent=False, detail=f"{code} {words}")
    permanent = code >= 500
    reason = reason_of(words, words) if permanent else "busy"
    if isinstance(error, smtplib.SMTPRecipientsRefused) and permanent and reason == "refused":
        reason = "unknown_recipient"
    return ChannelError(reason, permanent=permanent, detail=f"{code} {words}")


def _unreachable(error: Exception, kind: type[ChannelError] = ChannelError) -> ChannelError:
    reason = next((reason for sort, reason in _REASONS.items() if isinstance(error, sort)), "unreachable")
    said = isinstance(error, OSError) and error.strerror
    return kind(reason, permanent=False, detail=(said or str(error))[:300])


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:500]
