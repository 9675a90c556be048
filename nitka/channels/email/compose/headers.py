"""Header lines that nobody can break out of: one line in, one (folded) field out."""

import re
from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.utils import formatdate

from nitka.channels.contract import ChannelError

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ADDRESS = re.compile(r"^[^\s<>()\[\]\\,;:@\"\x00-\x1f]{1,64}@[^\s<>()\[\]\\,;:@\"\x00-\x1f]{1,253}$")
_ID = re.compile(r"^[^\s<>\x00-\x1f\x7f]{1,250}@[^\s<>\x00-\x1f\x7f]{1,250}$")
_ATOM = re.compile(r"^[A-Za-z0-9 !#$%&'*+/=?^_`{|}~.-]*$")
MAX_REFERENCES = 20


def one_line(text: str) -> str:
    """Text without anything that could end a header line."""
    return " ".join(_CONTROL.sub(" ", text).split())


def words(name: str, text: str) -> str:
    """An unstructured field's value, encoded and folded."""
    text = one_line(text)
    if text.isascii() and len(text) + len(name) < 76:
        return text
    return Header(text, "utf-8" if not text.isascii() else "us-ascii", header_name=name, maxlinelen=76).encode(
        linesep="\r\n"
    )


def address(value: str) -> str:
    """An address as it is written on the wire; raises ChannelError for what is none."""
    value = value.strip()
    if not _ADDRESS.match(value) or value.endswith(".invalid"):  # RFC 2606: nobody can ever be there
        raise ChannelError("bad_address", permanent=True, detail=one_line(value)[:200])
    local, _, domain = value.rpartition("@")
    if domain.isascii():
        return value
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise ChannelError("bad_address", permanent=True, detail=one_line(value)[:200]) from None


def mailbox(name: str, where: str) -> str:
    """`"Вера Климова" <support@…>`."""
    name = one_line(name)[:100]
    if not name:
        return where
    if not name.isascii():
        return f"{Header(name, 'utf-8', maxlinelen=70).encode(linesep=chr(13) + chr(10))} <{where}>"
    quoted = name if _ATOM.match(name) and "." not in name else '"' + re.sub(r'([\\"])', r"\\\1", name) + '"'
    return f"{quoted} <{where}>"


def reference_chain(in_reply_to: str, references: Sequence[str]) -> list[str]:
    """References in order, each once, the first one and the last ones when there are too many."""
    chain = list(dict.fromkeys(one for one in [*references, in_reply_to] if one and _ID.match(one)))
    if in_reply_to in chain:
        chain.remove(in_reply_to)
        chain.append(in_reply_to)
    return chain if len(chain) <= MAX_REFERENCES else [chain[0], *chain[-(MAX_REFERENCES - 1) :]]


def ids(chain: Sequence[str]) -> str:
    """Message-IDs in brackets, one on a line."""
    return "\r\n ".join(f"<{one}>" for one in chain)


def date(at: datetime) -> str:
    """A Date field."""
    return formatdate(at.timestamp())
