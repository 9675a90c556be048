"""A letter from a mailbox as `inbound` keeps it: the same key as by SMTP, so that both ways give one message."""

import hashlib
from typing import Any

from nitka.channels.email.parse.addresses import addresses
from nitka.channels.email.parse.mime import read_headers, split_head
from nitka.channels.email.sameness import key_of, sender_of
from nitka.channels.fetching import Letter

_DELIVERED = ("x-original-to", "envelope-to", "delivered-to")


def letter(ref: str, body: bytes, **more: Any) -> Letter:
    """Never raises: what cannot be understood is for the parser and its quarantine."""
    try:
        return Letter(ref, key_of(body), sender_of(body), body, {**_envelope(body), **more})
    except Exception:  # whatever a letter does to us, its bytes come first
        digest = hashlib.blake2b(body, digest_size=16).hexdigest()
        return Letter(ref, f"#broken:{digest}", "", body, {"by": "mailbox", **more})


def _envelope(body: bytes) -> dict[str, Any]:
    """What the mailbox's server wrote down of the envelope, where it did."""
    head, _ = split_head(body)
    headers = read_headers(head)
    found: dict[str, Any] = {"by": "mailbox"}
    path = headers.text("return-path").strip()
    if path:  # "<>": a report, which nobody answers
        sender = addresses(path)
        found["mail_from"] = sender[0][1] if sender else ""
    for name in _DELIVERED:
        given = addresses(headers.text(name))
        if given:
            found["rcpt"] = [given[0][1]]
            break
    return found
