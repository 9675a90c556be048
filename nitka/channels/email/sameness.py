"""When are two letters the same: Message-ID *and* content, without what the way adds (rule 1).

A forged Message-ID cannot suppress another letter, and the same letter by two ways is one.
"""

import hashlib
import re

from .parse.addresses import addresses
from .parse.mime import Headers, read_headers, split_head

_CONTENT = frozenset(
    [
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "date",
        "subject",
        "message-id",
        "in-reply-to",
        "references",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    ]
)
_ID = re.compile(r"<\s*([^<>\s]{1,250})\s*>")


def key_of(letter: bytes) -> str:
    """The key of a letter in the ledger."""
    head, body = split_head(letter)
    headers = read_headers(head)
    return f"{message_id(headers)[:250]}#{_digest(headers, body)}"


def sender_of(letter: bytes, mail_from: str = "") -> str:
    """Whose letter it is, for the order of one sender's letters: From, else the envelope."""
    head, _ = split_head(letter)
    found = addresses(read_headers(head).text("from")) or addresses(mail_from)
    return found[0][1][:320] if found else ""


def message_id(headers: Headers) -> str:
    """The Message-ID without brackets; empty when there is none."""
    raw = headers.text("message-id")
    found = _ID.search(raw)
    return found[1] if found else "".join(raw.split())[:250]


def made_up_id(letter: bytes) -> str:
    """A Message-ID for a letter that has none: the same each time."""
    head, body = split_head(letter)
    return f"{_digest(read_headers(head), body)}@no-message-id.invalid"


def _digest(headers: Headers, body: bytes) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for name, value in headers.fields:
        if name in _CONTENT:
            digest.update(name.encode() + b":" + b" ".join(value.split()) + b"\n")
    digest.update(body.rstrip(b"\r\n"))
    return digest.hexdigest()
