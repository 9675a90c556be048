"""Addresses, ids and dates of a letter's header."""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses, parsedate_to_datetime

from .words import decode_words

_ONE = re.compile(r"""^\s*(?:"((?:[^"\\]|\\.)*)"|([^<>",]*?))\s*<\s*([^<>\s,;"@]+@[^<>\s,;"@]+)\s*>\s*$""")
_BARE = re.compile(r"^\s*<?([^<>\s,;\"@()]+@[^<>\s,;\"@()]+)>?\s*$")
_ADDRESS = re.compile(r"[^<>\s,;\"@():]{1,200}@[^<>\s,;\"@():]{1,250}")
_ID = re.compile(r"<([^<>]{1,900})>")
_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
LONGEST = 50_000
MAX_LATE = timedelta(days=365)
MAX_EARLY = timedelta(minutes=10)


def addresses(raw: str) -> list[tuple[str, str]]:
    """`(name, address)` pairs of a header; names decoded, addresses in lower case."""
    raw = _on_one_line(raw[:LONGEST])
    if not raw:
        return []
    one = _ONE.match(raw)
    if one:
        return [(tidy_name(one[1] if one[1] is not None else one[2]), normal(one[3]))]
    bare = _BARE.match(raw)
    if bare:
        return [("", normal(bare[1]))]
    found = [(tidy_name(name), normal(address)) for name, address in _loose(raw) if "@" in address]
    return found or [("", normal(address)) for address in _ADDRESS.findall(decode_words(raw[:5_000]))[:50]]


def tidy_name(raw: str) -> str:
    """A display name on one line, without tricks of direction and without its quotes."""
    name = decode_words(re.sub(r"\\(.)", r"\1", raw))
    return " ".join(_BIDI.sub("", name).split()).strip(" '\"")[:200]


def normal(address: str) -> str:
    """An address in the form it is compared in."""
    local, _, domain = address.strip().rpartition("@")
    domain = domain.rstrip(".").lower()
    if domain.startswith("xn--") or ".xn--" in domain:
        with contextlib.suppress(UnicodeError):
            domain = domain.encode("ascii").decode("idna")
    return f"{local.lower()}@{domain}" if local else ""


def ids(raw: str) -> list[str]:
    """Message-IDs without brackets, in order."""
    if not raw:
        return []
    found = [one.replace(" ", "") for one in _ID.findall(_on_one_line(raw[:100_000]))]
    if found := [one for one in found if one]:
        return found[-100:]
    return [word for word in raw[:5_000].split() if "@" in word][-100:]


def sent_at(raw: str, received: datetime) -> tuple[datetime, bool]:
    """The time a letter says it was written, kept within reason; and whether its word was taken."""
    if raw:
        try:
            at = parsedate_to_datetime(raw[:200])
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
            if received - MAX_LATE <= at <= received + MAX_EARLY:
                return at, True
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
    return received, False


def _on_one_line(raw: str) -> str:
    """With one blank where there were many: no expression may try each way of dividing them."""
    return " ".join(raw.split())


def _loose(raw: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([raw])
    except (ValueError, TypeError, IndexError, RecursionError):
        return []
