"""RFC 2047: `=?koi8-r?B?…?=` in headers → text. Takes the broken forms that real programs write."""

import re
from base64 import b64decode
from binascii import a2b_qp

from .charset import clean, decode

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def decode_words(raw: str) -> str:
    """A header's value as people read it, on one line."""
    if "=?" not in raw:
        return _CONTROL.sub(" ", raw) if not raw.isprintable() else raw
    raw = _BETWEEN.sub(r"\1", raw)
    out: list[str] = []
    pending, charset, at = bytearray(), "", 0
    for found in _WORD.finditer(raw):
        label = found[1].partition("*")[0].lower()
        if pending and (found.start() > at or label != charset):
            out.append(decode(bytes(pending), charset))
            pending.clear()
        out.append(raw[at : found.start()])
        charset = label
        pending += _bytes(found[2], found[3])  # a character may be split between two words: join the bytes first
        at = found.end()
    if pending:
        out.append(decode(bytes(pending), charset))
    out.append(raw[at:])
    return clean(_CONTROL.sub(" ", "".join(out)))


def _bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return a2b_qp(data, header=True)
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    return b64decode(data[:-1] if len(data) % 4 == 1 else data + b"=" * (-len(data) % 4))
