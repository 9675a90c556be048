"""Delivery reports (RFC 3464), read receipts (RFC 8098) and what old servers write instead → Receipts."""

import re
from datetime import datetime
from uuid import UUID

from nitka.channels.contract import ChannelInfo, Receipt

from ..tokens import ours
from .addresses import ids, normal
from .mime import MAX_HEADER_BYTES, Headers, Part, read_headers
from .words import decode_words

MAX_RECEIPTS = 50
MAX_REPORT = 64 * 1024
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_BY_STATUS = {
    "1.0": "unknown_recipient", "1.1": "unknown_recipient", "1.2": "unknown_recipient", "1.3": "bad_address",
    "1.6": "unknown_recipient", "1.10": "unknown_recipient", "2.1": "unknown_recipient", "2.2": "mailbox_full",
    "2.3": "too_large", "3.4": "too_large", "4.1": "unreachable", "4.4": "unreachable", "4.7": "timeout",
    "7.1": "refused_policy", "7.0": "refused_policy", "7.26": "refused_policy", "7.27": "refused_spam",
}  # fmt: skip


def reason_of(status: str, words: str = "") -> str:
    """A code of `REASONS` for an enhanced status code and the server's words."""
    lowered = words.lower()
    if any(mark in lowered for mark in ("spam", "blacklist", "blocklist", "спам", "reputation")):
        return "refused_spam"
    found = _STATUS.search(status) or _STATUS.search(words)
    if found:
        known = _BY_STATUS.get(f"{found[2]}.{found[3]}")
        if known:
            return known
    if any(mark in lowered for mark in ("user unknown", "no such user", "does not exist", "unknown user", "not found")):
        return "unknown_recipient"
    if any(mark in lowered for mark in ("quota", "mailbox full", "mailbox is full")):
        return "mailbox_full"
    if found and found[2] == "7":
        return "refused_policy"
    return "busy" if status.startswith("4") else "refused"


def receipts(reports: list[Part], at: datetime, channel: ChannelInfo) -> list[Receipt]:
    """What the reports of a letter say about messages of ours; empty when they are about nothing of ours."""
    out: list[Receipt] = []
    for report in reports[:MAX_RECEIPTS]:
        message, external = _original(report, channel)
        if message is None:
            continue
        for part in report.children:
            if part.type == "message/delivery-status":
                out += _delivery(part.content()[:MAX_REPORT], at, message, external)
            elif part.type == "message/disposition-notification":
                out += _disposition(part.content()[:MAX_REPORT], at, message, external)
            if len(out) > MAX_RECEIPTS:
                return out[:MAX_RECEIPTS]
    return out


def unstructured(text: str, at: datetime, channel: ChannelInfo) -> list[Receipt]:
    """A bounce in prose that quotes our Message-ID."""
    found = ours(text[:200_000], channel.workspace_id, channel.key)
    if not found:
        return []
    line = next((one.strip() for one in text.split("\n") if _STATUS.search(one) or re.match(r"\s*55\d ", one)), "")
    return [Receipt("failed", at, ours=found[0], reason=reason_of(line, line or text[:4_000]), detail=line[:500])]


def _original(report: Part, channel: ChannelInfo) -> tuple[UUID | None, str]:
    for part in report.children:
        if part.type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            headers = read_headers(_BLANK.split(part.content()[:MAX_HEADER_BYTES].lstrip(b"\r\n"), 1)[0])
            external = next(iter(ids(headers.text("message-id"))), "")
        elif part.type == "message/disposition-notification":
            headers = read_headers(part.content()[:MAX_REPORT])
            external = next(iter(ids(headers.text("original-message-id"))), "")
        else:
            continue
        found = ours(external, channel.workspace_id, channel.key)
        if found:
            return found[0], external
    return None, ""


def _delivery(content: bytes, at: datetime, message: UUID, external: str) -> list[Receipt]:
    out = []
    for block in _BLANK.split(content, MAX_RECEIPTS)[:MAX_RECEIPTS]:
        fields = read_headers(block)
        action = fields.text("action").lower()
        if action in ("failed", "delivered", "relayed", "expanded"):
            out.append(_recipient(fields, action, at, message, external))
    return out


def _recipient(fields: Headers, action: str, at: datetime, message: UUID, external: str) -> Receipt:
    status = fields.text("status")
    detail = decode_words(fields.text("diagnostic-code"))[:500]
    raw = fields.text("original-recipient") or fields.text("final-recipient")
    recipient = normal(raw.partition(";")[2] or raw)
    if action != "failed":
        return Receipt("delivered" if action == "delivered" else "sent", at, message, external, recipient=recipient)
    reason = reason_of(status, detail)
    return Receipt("failed", at, message, external, reason, detail, permanent=True, recipient=recipient)


def _disposition(content: bytes, at: datetime, message: UUID, external: str) -> list[Receipt]:
    fields = read_headers(content)
    word = fields.text("disposition").lower()
    recipient = normal(fields.text("final-recipient").partition(";")[2])
    return [Receipt("read", at, message, external, recipient=recipient)] if "displayed" in word else []
