"""What the widget shows before anybody writes: the one shape of `config`, of settings in force or of unsaved ones."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from nitka.accounts.models import Availability, Member, Role, Workspace
from nitka.accounts.queries import weeks
from nitka.conversations import queries
from nitka.conversations.chat import files, messages
from nitka.kit import clock
from nitka.kit.hours import Opening, opening
from nitka.realtime.queries import present
from nitka.ui.words import hue, initials

FACES = 3
LANGUAGES = ("ru", "en")
TEXTS = ("greeting", "ask", "away")


@dataclass(frozen=True, slots=True)
class Looks:
    """A chat channel as its widget needs it."""

    id: UUID
    brand: str
    language: str
    team_id: UUID | None
    settings: Mapping[str, Any]


def config(chat: Looks, workspace: Workspace) -> dict[str, Any]:
    """What `config` answers now. Who is here although it is not their time opens a chat that follows its members."""
    people = on_shift(chat.team_id)
    found = hours(chat, workspace, clock.now())
    if people and not found.open and not _own(chat.settings):
        found = Opening(True, None, found.opens)
    return {
        **_looks(chat, workspace),
        **_people(people if found.open else []),
        **_times(found),
        "wait": _wait(chat.id) if found.open else None,
    }


def sample(chat: Looks, workspace: Workspace, *, is_open: bool) -> dict[str, Any]:
    """The same as it will look when it is open, or closed, whatever it is now."""
    found = hours(chat, workspace, clock.now())
    faces = list(_answering(chat.team_id).order_by("name")[:FACES]) if is_open else []
    wait = _wait(chat.id) or {"low": 120, "typical": 240, "high": 360, "n": 0}
    shown = Opening(True, None, found.opens) if is_open else Opening(False, None, found.opens)
    return {
        **_looks(chat, workspace),
        **_people(faces),
        **_times(shown),
        "wait": wait if is_open else None,
    }


def hours(chat: Looks, workspace: Workspace, now: datetime) -> Opening:
    """Whether somebody answers: by the channel's own hours, else by those of the members who get what it brings."""
    kept = chat.settings.get("hours") or {}
    if _own(chat.settings):
        return opening([(kept.get("days") or {}, ZoneInfo(kept.get("timezone") or workspace.timezone))], now)
    # A member without hours may be written to at any time, which is no promise to a visitor.
    return opening([week for week in weeks(chat.team_id) if week[0]], now)


def on_shift(team: UUID | None) -> list[Member]:
    """Who is here and answers customers."""
    here = present()
    return list(_answering(team).filter(pk__in=here).order_by("name")) if here else []


def _answering(team: UUID | None) -> Any:
    found = Member.objects.filter(is_active=True).exclude(role=Role.OBSERVER).exclude(availability=Availability.AWAY)
    return found.filter(team_ids__contains=[team]) if team else found


def _own(settings: Mapping[str, Any]) -> bool:
    return bool((settings.get("hours") or {}).get("mode") == "own")


def _looks(chat: Looks, workspace: Workspace) -> dict[str, Any]:
    given, texts = chat.settings, chat.settings.get("texts") or {}
    return {
        "channel": str(chat.id),
        "language": chat.language,
        "brand": {
            "name": given.get("brand") or chat.brand,
            "color": given.get("color") or workspace.settings.get("brand", {}).get("colour"),
            "logo": given.get("logo"),
        },
        "side": given.get("side") or "end",
        "texts": {
            language: {name: (texts.get(language) or {}).get(name) for name in TEXTS} for language in LANGUAGES
        },
        "limits": {"text": messages.TEXT, "file": files.LIMIT, "files": messages.FILES},
    }


def _people(people: list[Member]) -> dict[str, Any]:
    shown = [
        {"name": (member.name.split() or [""])[0], "initials": initials(member.name), "hue": hue(member.pk)}
        for member in people[:FACES]
    ]
    return {"people": shown, "on_shift": len(people)}


def _times(found: Opening) -> dict[str, Any]:
    return {
        "open": found.open,
        "until": found.until.isoformat() if found.until else None,
        "opens": found.opens.isoformat() if found.opens else None,
    }


def _wait(channel_id: UUID) -> dict[str, int] | None:
    measured = queries.wait(channel_id)
    return asdict(measured) if measured else None
