"""A letter that somebody of the company forwards to us: who really wrote it, and what.

Only senders that the channel names (its setting `forwarders`, addresses or domains) are believed, and only where its
mail server vouches for them (`authentic`) or, as the channel says, lets nobody else write in their name (its setting
`forwarders_safe`): From is written by whoever sends. From anybody else a forwarded text is just text. What a server
forwards by a rule keeps its From and needs nothing of this.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .addresses import addresses
from .charset import clean
from .mime import Part

MAX_BEFORE = 20_000
_MARK = re.compile(
    r"^[ \t>]*(?:-{2,}[ \t]*)?(?:Forwarded message|Begin forwarded message|Пересылаемое сообщение|"
    r"Пересланное сообщение|Начало переадресованного сообщения|Начало пересылаемого сообщения)[^\n]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
# Outlook marks answers and forwarded letters alike; only its subject tells them apart.
_OUTLOOK = re.compile(
    r"^[ \t>]*(?:-{2,}[ \t]*(?:Original Message|Исходное сообщение)[ \t]*-{2,}|"
    r"(?=(?:From|От):[ \t].{1,300}\n(?:Sent|Отправлено):))",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT = re.compile(r"^\s*(?:fwd?|пересл|пер|перенапр)\s*(?:\[\d+\])?:\s*", re.IGNORECASE)
_END = re.compile(r"^[ \t>]*-{2,}[ \t]*(?:Конец пересылаемого сообщения|End of forwarded message)[^\n]*$", re.MULTILINE)
_DATED = re.compile(
    r"^[ \t>]*\d[^\n<>\"]{3,80}?(\"?[^\n<>\"]{0,200}\"?[ \t]*<[^<>\s@]{1,200}@[^<>\s]{1,250}>):?[ \t]*$"
)
_MAILTO = re.compile(r"\[(?:mailto:)?([^\[\]\s@]{1,200}@[^\[\]\s]{1,250})\]")
_FIELD = re.compile(r"^[ \t>]*\*?([A-Za-zА-Яа-яё-]{2,12})\*?:\*?[ \t]+(.{1,500})$")
_NAMES = {
    "from": "from", "от": "from", "отправитель": "from", "subject": "subject", "тема": "subject",
    "date": "date", "sent": "date", "дата": "date", "отправлено": "date", "to": "to", "кому": "to", "cc": "cc",
    "копия": "cc", "reply-to": "reply-to",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The letter inside the letter; `note` is what the forwarder wrote above it."""

    name: str
    address: str
    subject: str
    text: str
    note: str


def may_forward(sender: str, settings: Mapping[str, Any]) -> bool:
    """Whether the channel believes this sender about whom they forward."""
    named = settings.get("forwarders") or ()
    known: Iterable[str] = named.split() if isinstance(named, str) else named
    domain = sender.rpartition("@")[2]
    return any(str(one).strip(" ,;").lower() in (sender, domain, f"@{domain}") for one in known)


def needs_no_proof(settings: Mapping[str, Any]) -> bool:
    """Whether, as the channel says, nobody else can write in a forwarder's name: then a silent mail server will do."""
    return settings.get("forwarders_safe") is True


def attached(root: Part) -> bytes:
    """The letter that lies in another as its attachment; nothing when there is none, or several."""
    found = [part for part in root.children if part.type in ("message/rfc822", "message/global")]
    return found[0].content() if len(found) == 1 else b""


def forwarded(text: str, subject: str = "") -> Forwarded | None:
    """The first letter forwarded in a text, or None when there is none or its writer cannot be told."""
    is_named = _SUBJECT.match(subject)
    found = _MARK.search(text[:MAX_BEFORE]) or (_OUTLOOK.search(text[:MAX_BEFORE]) if is_named else None)
    if found is None:
        return None
    body = _END.split(text[found.end() :].lstrip("\n"), maxsplit=1)[0]
    fields, rest = _head(_unquoted(body).lstrip("\n").split("\n"))
    writer = addresses(_MAILTO.sub(r"<\1>", fields.get("from", "")))
    if not writer or "@" not in writer[0][1]:
        return None
    name, address = writer[0]
    return Forwarded(
        name=name,
        address=clean(address[:320]),
        subject=clean(fields.get("subject", "") or _SUBJECT.sub("", subject))[:1_000],
        text=rest.strip(),
        note=text[: found.start()].strip(),
    )


def _unquoted(text: str) -> str:
    """Without the marks of a quotation, where every line has one."""
    lines = text.rstrip().split("\n")
    if all(line.startswith(">") or not line.strip() for line in lines):
        return "\n".join(re.sub(r"^> ?", "", line) for line in lines)
    return text


def _head(lines: list[str]) -> tuple[dict[str, str], str]:
    """The fields at the beginning, and what follows them."""
    dated = _DATED.match(lines[0]) if lines else None
    if dated:  # Yandex: the date and the writer on one line
        return {"from": dated[1].strip(" ,")}, "\n".join(lines[1:])
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[:25]):
        found = _FIELD.match(line)
        if found and found[1].lower() in _NAMES:
            fields.setdefault(_NAMES[found[1].lower()], found[2].strip())
        elif fields and not line.strip():
            return fields, "\n".join(lines[number + 1 :])
        elif fields and not line[:1].isspace():
            return fields, "\n".join(lines[number:])
    return fields, ""
