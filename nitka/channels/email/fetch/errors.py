"""What went wrong, as a reason that people can read (`contract.REASONS`)."""

import imaplib
import poplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from nitka.channels.contract import ChannelError
from nitka.kit.outside import mail

_CERTIFICATE = {
    10: "certificate_expired",
    18: "certificate_self_signed",
    62: "certificate_name",
    64: "certificate_name",
}
_DETAIL = 300


@contextmanager
def in_words(otherwise: str = "protocol") -> Iterator[None]:
    """Raise ChannelError for whatever a connection raises."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error, poplib.error_proto, EOFError, ValueError) as error:
        raise channel_error(error, otherwise) from error


def channel_error(error: BaseException, otherwise: str = "protocol") -> ChannelError:
    """An exception of a connection in words; `otherwise` is what a plain refusal of the server means here."""
    return ChannelError(reason_of(error, otherwise), permanent=False, detail=words_of(error))


def reason_of(error: BaseException, otherwise: str = "protocol") -> str:
    """The key of REASONS for an exception."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATE.get(error.verify_code, "certificate")
    if isinstance(error, mail.NotMail):
        return "port"
    if isinstance(error, socket.gaierror):
        return "dns"
    if isinstance(error, ssl.SSLError):
        return "tls_in"
    if isinstance(error, TimeoutError):
        return "timeout_in"
    if isinstance(error, ConnectionRefusedError):
        return "no_answer"
    if isinstance(error, OSError | EOFError | imaplib.IMAP4.abort):
        return "cut"
    return otherwise


def words_of(error: BaseException) -> str:
    """The other side's own words, on one line."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message[:_DETAIL]
    if isinstance(error, OSError) and error.strerror and not isinstance(error, ssl.SSLError):
        return error.strerror[:_DETAIL]
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said.removeprefix("b'").removesuffix("'")
    return " ".join(text.split())[:_DETAIL]
