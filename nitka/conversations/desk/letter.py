"""What stands around a letter's text: whether its sender is proven, who forwarded it, who else got it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nitka.channels.contract import reason_words
from nitka.conversations.desk.texts import paragraphs
from nitka.conversations.desk.thread import Written

PROPOSED = 10
SHOWN = 4  # people named before "and n more"


@dataclass(frozen=True, slots=True)
class Beside:
    """In words; empty where there is nothing to say."""

    proof: str = ""  # what the mail server found out, for who asks
    doubt: str = ""  # why the sender may be somebody else
    forwarder: str = ""
    note: SafeString | None = None  # what the forwarder wrote above it
    copies: str = ""
    unseen: str = ""
    lost: tuple[str, ...] = ()  # copies that did not arrive


def beside(row: Written, own: frozenset[str]) -> Beside | None:
    """None where there is nothing to say. `own`: our addresses, which are not worth naming."""
    meta = row.meta
    if not meta.keys() & {"auth", "forwarded", "forward", "cc", "to", "bcc", "copies_failed"}:
        return None
    auth, forwarded = meta.get("auth") or {}, meta.get("forwarded") or {}
    note = str(forwarded.get("note", ""))
    return Beside(
        proof=_proof(auth),
        doubt=_doubt(auth, row.sender_value) or _unproven(meta, row.sender_value),
        forwarder=str(forwarded.get("name") or forwarded.get("by") or ""),
        note=paragraphs(note) if note else None,
        copies=_people([*_list(meta, "to"), *_list(meta, "cc")], {*own, row.sender_value}, _unkept(meta)),
        unseen=_people(_list(meta, "bcc"), own),
        lost=tuple(
            f"{address}: {reason_words(reason, get_language() or 'en')}"
            for address, reason in (meta.get("copies_failed") or {}).items()
        ),
    )


def reply_to_all(row: Written | None, own: frozenset[str]) -> str:
    """Who besides the sender got a letter, as the composer's field proposes them; at most ten."""
    if row is None:
        return ""
    people = [*_list(row.meta, "to"), *_list(row.meta, "cc")]
    others = {one["address"] for one in people} - own - {row.sender_value}
    if len(others) > PROPOSED:
        return ""  # a list of addressees is no conversation: the member names whom they mean
    return ", ".join(dict.fromkeys(one["address"] for one in people if one["address"] in others))


def _list(meta: dict[str, Any], key: str) -> list[dict[str, str]]:
    found = meta.get(key)  # of a received message `to` is one address of ours
    return found if isinstance(found, list) else []


def _proof(auth: dict[str, str]) -> str:
    said = [f"{name.upper()} {auth[name]}" for name in ("spf", "dkim", "dmarc") if name in auth]
    if not said:
        return ""
    return _("%(results)s, says %(server)s") % {"results": ", ".join(said), "server": auth.get("by", "")}


def _doubt(auth: dict[str, str], address: str) -> str:
    if auth.get("verdict") != "doubtful":
        return ""
    return _("Perhaps not from %(address)s: the mail server could not confirm the sender") % {"address": address}


def _unproven(meta: dict[str, Any], address: str) -> str:
    if meta.get("forward") != "unproven":
        return ""
    said = _("Perhaps not forwarded by %(address)s: the mail server does not vouch for it, so it stays their letter")
    return said % {"address": address}


def _unkept(meta: dict[str, Any]) -> int:
    """How many people a letter went to beyond those whose addresses were kept."""
    return sum(max(0, int(meta.get(f"{key}_all", 0)) - len(_list(meta, key))) for key in ("to", "cc"))


def _people(found: Sequence[dict[str, str]], without: set[str] | frozenset[str], unkept: int = 0) -> str:
    people = {one["address"]: one.get("name") or one["address"] for one in found if one["address"] not in without}
    names = list(people.values())
    more = len(names) + unkept - SHOWN
    if more <= 0:
        return ", ".join(names)
    rest = ngettext("%(n)s more", "%(n)s more", more) % {"n": more}
    return ", ".join([*names[:SHOWN], rest])
