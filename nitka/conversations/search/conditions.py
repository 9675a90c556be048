"""Conditions of a line made real: on conversations, on time, or as tags of messages; each with its words for a chip."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.accounts.models import Member
from nitka.conversations.desk.frame import Frame
from nitka.conversations.desk.names import first_name
from nitka.conversations.models import Label as LabelRow
from nitka.conversations.models import Labelling
from nitka.conversations.search import periods
from nitka.conversations.search.line import Filter
from nitka.conversations.search.text import plain
from nitka.customers.models import Identity
from nitka.customers.queries import find
from nitka.ui import words

ME = {"me", "я", "мне", "меня"}
NOBODY = {"none", "nobody", "никого", "никто"}
OURS = {*ME, "mine", "мои", "моя", "наши", "наша"}
NO_TEAM = {*NOBODY, "no", "нет", "ничьи", "ничья", "без"}
IS = {
    "open": {"open", "открыто", "открытые", "открыт"},
    "snoozed": {"snoozed", "отложено", "отложенные"},
    "closed": {"closed", "закрыто", "закрытые", "закрыт"},
    "waiting": {"waiting", "ждет", "ждут"},
    "unassigned": {"unassigned", "ничье", "ничьи"},
    "in": {"in", "входящее", "входящие"},
    "out": {"out", "исходящее", "исходящие", "ответ"},
    "note": {"note", "notes", "заметка", "заметки"},
}
FILES = {"file", "files", "attachment", "файл", "файлы", "вложение", "вложения"}


@dataclass(slots=True)
class Chip:
    """A condition as the page shows it; `fault` says why it was not applied."""

    source: str
    label: str
    fault: str = ""


@dataclass(slots=True)
class Conditions:
    """All of a line's: on conversations, tags of messages (each a choice), from when and before when."""

    where: Q = field(default_factory=Q)
    tags: list[list[str]] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    chips: list[Chip] = field(default_factory=list)
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who searches (None: a program) and what there is."""

    member_id: UUID | None
    frame: Frame
    team_ids: tuple[UUID, ...] = ()

    @classmethod
    def of(cls, member: Member | None, frame: Frame) -> "Asker":
        """A member with their teams, or a program."""
        return cls(member.pk, frame, tuple(member.team_ids)) if member else cls(None, frame)


def conditions(filters: tuple[Filter, ...], asker: Asker) -> Conditions:
    """What the filters of a line mean."""
    made = Conditions()
    for one in filters:
        label = _KEYS[one.key](one, made, asker)
        source = one.source or str(one)
        made.chips.append(Chip(source, label[0], label[1]) if isinstance(label, tuple) else Chip(source, label))
    return made


Label = str | tuple[str, str]


def _channel(one: Filter, made: Conditions, asker: Asker) -> Label:
    found = [way for way in asker.frame.channels.values() if any(_names_channel(v, way) for v in one.values)]
    if not found:
        return _unknown(one)
    made.tags.append([tag("c", way.id) for way in found])
    return ", ".join(way.name for way in found)


def _names_channel(value: str, way: Any) -> bool:
    said = plain(value)
    kinds = {"почта": "email", "mail": "email", "письмо": "email", "чат": "chat"}
    return way.kind == kinds.get(said, said) or plain(way.name).startswith(said)


def _is(one: Filter, made: Conditions, asker: Asker) -> Label:
    found = [name for value in one.values for name, said in IS.items() if plain(value) in said]
    if not found:
        return _unknown(one)
    if directions := [name for name in found if name in ("in", "out", "note")]:
        made.tags.append([f"=d{name}" for name in directions])
    states = [name for name in found if name in ("open", "snoozed", "closed")]
    where = Q(status__in=states) if states else Q()
    where |= Q(status="open", waiting_since__isnull=False) if "waiting" in found else Q()
    where |= Q(assignee_id=None) if "unassigned" in found else Q()
    made.where &= where
    return ", ".join(_state_words()[name] for name in dict.fromkeys(found))


def _state_words() -> dict[str, str]:
    return {
        "open": _("open"),
        "snoozed": _("snoozed"),
        "closed": _("closed"),
        "waiting": _("waiting for an answer"),
        "unassigned": pgettext("search", "nobody’s"),
        "in": _("from customers"),
        "out": _("our answers"),
        "note": _("notes"),
    }


def _before(one: Filter, made: Conditions, asker: Asker) -> Label:
    at = periods.beginning(one.values[0])
    if at is None:
        return _no_date(one)
    made.until = min(at, made.until) if made.until else at
    return _("before %(day)s") % {"day": words.when(at)}


def _after(one: Filter, made: Conditions, asker: Asker) -> Label:
    at = periods.beginning(one.values[0])
    if at is None:
        return _no_date(one)
    made.since = max(at, made.since) if made.since else at
    return _("since %(day)s") % {"day": words.when(at)}


def _from(one: Filter, made: Conditions, asker: Asker) -> Label:
    """Who wrote: a member by name, or customers by name or address."""
    said = one.values[0]
    members = _members(said, asker)
    keys = identities(said)
    made.tags.append([tag("m", key) for key in members] + [tag("i", key) for key in keys] or ["=nobody"])
    if not members and not keys:
        return _("from %(name)s") % {"name": said}, _("Nobody of that name or address has written")
    return _("from %(name)s") % {"name": said}


def _customer(one: Filter, made: Conditions, asker: Asker) -> Label:
    said = one.values[0]
    found = find(said.split(), 200)
    made.where &= Q(identity__customer_id__in=found)
    label = _("customer %(name)s") % {"name": said}
    return label if found else (label, _("There is no such customer"))


def _assignee(one: Filter, made: Conditions, asker: Asker) -> Label:
    said = plain(one.values[0])
    if said in NOBODY:
        made.where &= Q(assignee_id=None)
        return pgettext("search", "nobody’s")
    found = _members(one.values[0], asker)
    if not found:
        made.where &= Q(pk__in=[])
        return one.values[0], _("There is no such member")
    made.where &= Q(assignee_id__in=found)
    if said in ME:
        return _("yours")
    return _("with %(name)s") % {"name": ", ".join(first_name(asker.frame.members[key].name) for key in found[:3])}


def _has(one: Filter, made: Conditions, asker: Asker) -> Label:
    if plain(one.values[0]) not in FILES:
        return _unknown(one)
    made.tags.append(["=f"])
    return _("with a file")


def _number(one: Filter, made: Conditions, asker: Asker) -> Label:
    digits = one.values[0].lstrip(words.SIGNS)
    if not digits.isdecimal() or len(digits) > 9:
        return _unknown(one)
    made.number = int(digits)
    made.where &= Q(number=made.number)
    return words.numbered(made.number)


def _label(one: Filter, made: Conditions, asker: Asker) -> Label:
    said = [plain(value) for value in one.values]
    found = [label for label in LabelRow.objects.all()[:500] if any(plain(label.name).startswith(v) for v in said)]
    if not found:
        made.where &= Q(pk__in=[])
        return one.values[0], _("There is no such label")
    worn = Labelling.objects.filter(label_id__in=[label.pk for label in found])
    made.where &= Q(pk__in=worn.values("conversation_id"))
    return ", ".join(label.name for label in found[:3])


def _team(one: Filter, made: Conditions, asker: Asker) -> Label:
    """By name, one's own (`team:me`), or no team's (`team:none`); several of them are a choice."""
    said = [plain(value) for value in one.values]
    found = {key: name for key, name in asker.frame.teams.items() if any(_begins(plain(name), value) for value in said)}
    mine = set(asker.team_ids) if OURS & set(said) else set()
    nobodys = bool(NO_TEAM & set(said))
    where = Q(team_id__in=[*found, *mine]) | (Q(team_id=None) if nobodys else Q(pk__in=[]))
    made.where &= where
    words_of = [_("team %(name)s") % {"name": ", ".join(list(found.values())[:3])}] if found else []
    words_of += [_("your teams")] if mine else []
    words_of += [_("no team’s")] if nobodys else []
    return ", ".join(words_of) or (one.values[0], _("There is no such team"))


def _unknown(one: Filter) -> Label:
    return one.values[0], _("“%(value)s” is nothing that “%(key)s:” knows, so this was left out") % {
        "value": one.values[0],
        "key": one.key,
    }


def _no_date(one: Filter) -> Label:
    return one.values[0], _("“%(value)s” is no date: write 2026-03, 2026-03-15 or 15.03") % {"value": one.values[0]}


def _members(said: str, asker: Asker) -> list[UUID]:
    if plain(said) in ME:
        return [asker.member_id] if asker.member_id in asker.frame.members else []
    name = plain(said)
    found = [key for key, person in asker.frame.members.items() if _begins(plain(person.name), name)]
    return found[:20]


def _begins(full: str, part: str) -> bool:
    """A name begins with what was typed, or one of its words does, in any case of it (у Веры)."""
    stem = part[:-1] if len(part) > 3 else part
    return full.startswith(part) or any(word.startswith(stem) for word in full.split())


def identities(said: str) -> list[UUID]:
    """The identities of customers of that name or address."""
    found = find(said.split(), 50)
    return list(Identity.objects.filter(customer_id__in=found).values_list("pk", flat=True)[:300]) if found else []


def tag(kind: str, key: UUID) -> str:
    """How `nitka_search_tag` writes it."""
    return f"={kind}{key.hex[-16:]}"


_KEYS: dict[str, Callable[[Filter, Conditions, Asker], Label]] = {
    "channel": _channel,
    "is": _is,
    "before": _before,
    "after": _after,
    "from": _from,
    "customer": _customer,
    "assignee": _assignee,
    "team": _team,
    "label": _label,
    "has": _has,
    "number": _number,
}
