"""The page of results: every word and address ready."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.accounts.models import Member
from nitka.conversations.desk import names
from nitka.conversations.desk.frame import Frame
from nitka.conversations.search.conditions import Asker
from nitka.conversations.search.found import COUNTED, File, Found, Question, Said, Thread, search
from nitka.conversations.search.indexing import Lag
from nitka.conversations.search.line import without
from nitka.conversations.search.marks import Piece, passage
from nitka.conversations.search.text import plain
from nitka.ui import words

BEHIND = timedelta(seconds=15)  # from when on the page says that the latest words are not there yet


@dataclass(slots=True)
class Passage:
    """A message that matched, as a line of its conversation's thread."""

    icon: str
    where: str
    pieces: list[Piece]
    who: str
    when: str
    href: str
    note: bool


@dataclass(slots=True)
class Card:
    """A conversation that was found."""

    id: UUID
    number: int
    subject: list[Piece]
    name: str
    hue: UUID
    channel: str
    meta: str
    when: str
    href: str
    lines: list[Passage]
    more: str


@dataclass(slots=True)
class Aside:
    """A customer or a file beside the conversations."""

    name: list[Piece]
    plain: str
    about: str
    href: str
    key: UUID


@dataclass(slots=True)
class Page:
    """What the template draws."""

    text: str
    order: str
    chips: list[dict[str, str]] = field(default_factory=list)
    summary: str = ""
    notes: list[dict[str, str]] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    numbers: list[Card] = field(default_factory=list)
    people: list[Aside] = field(default_factory=list)
    files: list[Aside] = field(default_factory=list)
    more: str = ""
    ways: list[dict[str, str]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    behind: str = ""
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page stands: the workspace's addresses, and what there is."""

    slug: str
    frame: Frame

    def search(self, text: str, **more: str) -> str:
        return f"/w/{self.slug}/search/?" + urlencode({"q": text, **{k: v for k, v in more.items() if v}})

    def thread(self, number: int, message: UUID | None = None) -> str:
        there = f"?at={message}#m-{message}" if message else ""
        return f"/w/{self.slug}/inbox/{number}/{there}"


def page(member: Member, place: Place, question: Question) -> Page:
    """Search, and put it into words."""
    text = " ".join(question.text.replace("\x00", " ").split())
    made = Page(text, question.order, orders=_orders(text, question.order, place))
    if not text:
        return made
    found = search(member, question, Asker.of(member, place.frame))
    made.chips = [
        {
            "label": chip.label,
            "fault": chip.fault,
            "href": place.search(without(text, chip.source), order=question.order),
        }
        for chip in found.conditions.chips
    ]
    made.cards = [_card(thread, place) for thread in found.threads]
    made.numbers = [_card(thread, place) for thread in found.numbers]
    made.people = [_person(row, found, place) for row in found.people]
    made.files = [_file(row, place) for row in found.files]
    made.more = place.search(text, order=question.order, after=found.next) if found.next else ""
    made.summary = _summary(found)
    made.notes = _notes(found, text, place)
    made.nothing = found.nothing
    made.behind = _behind(found.lag)
    if found.nothing:
        made.ways = _ways(found, text, place)
    return made


def _orders(text: str, order: str, place: Place) -> list[dict[str, Any]]:
    return [
        {"name": _("Latest"), "href": place.search(text), "on": order != "best"},
        {"name": _("Closest"), "href": place.search(text, order="best"), "on": order == "best"},
    ]


def _summary(found: Found) -> str:
    if found.conversations is None or not found.threads:
        return ""
    threads = ngettext("%(n)s conversation", "%(n)s conversations", found.conversations)
    if not found.messages:
        return threads % {"n": words.figure(found.conversations)}
    said = ngettext("%(n)s message", "%(n)s messages", found.messages)
    return f"{threads % {'n': words.figure(found.conversations)}}, {said % {'n': words.figure(found.messages)}}"


def _notes(found: Found, text: str, place: Place) -> list[dict[str, str]]:
    """What was read otherwise than it was typed."""
    notes = []
    for one in found.match.read_as if found.threads else []:
        said = _("“%(asked)s” was read as “%(read)s”.") % {"asked": one.asked, "read": one.read}
        exact = place.search(" ".join(f'"{w}"' if plain(w) == one.asked else w for w in text.split()))
        notes.append({"said": said, "href": exact, "link": _("Search exactly “%(asked)s”") % {"asked": one.asked}})
    if found.match.ignored and found.match.query:
        ignored = ", ".join(f"“{word}”" for word in found.match.ignored)
        notes.append({"said": _("Too common to be looked for: %(words)s.") % {"words": ignored}})
    unknown = _("There is no condition “%(key)s:”, so it was searched as a word.")
    notes += [{"said": unknown % {"key": key}} for key in found.line.unknown]
    return notes


def _ways(found: Found, text: str, place: Place) -> list[dict[str, str]]:
    """What to try when nothing was found."""
    ways = [
        {
            "icon": "filter",
            "name": _("Without “%(condition)s”") % {"condition": chip.label},
            "href": place.search(without(text, chip.source)),
        }
        for chip in found.conditions.chips
        if not chip.fault
    ]
    if len(found.line.wanted) > 1:
        longest = max((term.words[0] for term in found.line.wanted), key=len)
        ways.append({"icon": "search", "name": _("Only “%(word)s”") % {"word": longest}, "href": place.search(longest)})
    return ways[:4]


def _behind(lag: Lag) -> str:
    if lag.seconds < BEHIND.total_seconds():
        return ""
    said = ngettext("%(n)s message is not in the search yet", "%(n)s messages are not in the search yet", lag.messages)
    return said % {"n": f"{words.figure(COUNTED)}+" if lag.messages > COUNTED else words.figure(lag.messages)}


def _card(thread: Thread, place: Place) -> Card:
    name = names.customer_name(thread.name, thread.kind, thread.value)
    way = place.frame.channels.get(thread.channel_id)
    person = place.frame.members.get(thread.assignee_id) if thread.assignee_id else None
    first = thread.said[0].id if thread.said else None
    more = ngettext("%(n)s more in this conversation", "%(n)s more in this conversation", thread.more)
    return Card(
        id=thread.id,
        number=thread.number,
        subject=passage(thread.subject or _("No subject"), {w for said in thread.said for w in said.marked}, 160),
        name=name,
        hue=thread.customer_id,
        channel=way.kind if way else "",
        meta=_meta(thread, name, person.name if person else ""),
        when=words.when(timezone.localtime(thread.at or thread.last_at)),
        href=place.thread(thread.number, first),
        lines=[_passage(said, thread, name, place) for said in thread.said],
        more=more % {"n": words.figure(thread.more)} if thread.more > 0 else "",
    )


def _meta(thread: Thread, name: str, assignee: str) -> str:
    status = {"open": _("open"), "snoozed": _("snoozed"), "closed": _("closed")}[thread.status]
    if assignee:
        status = _("%(status)s, %(name)s has it") % {"status": status, "name": names.first_name(assignee)}
    return f"{name} · {words.numbered(thread.number)} · {status}"


def _passage(said: Said, thread: Thread, customer: str, place: Place) -> Passage:
    way = place.frame.channels.get(said.channel_id)
    author = place.frame.members.get(said.author_id) if said.author_id else None
    who = said.sender or customer if said.direction == "in" else author.name if author else _("Automatically")
    return Passage(
        icon="lock" if said.direction == "note" else way.icon if way else "globe",
        where=_("Note") if said.direction == "note" else way.name if way else "",
        pieces=passage(said.text or thread.subject, said.marked),
        who=names.first_name(who),
        when=words.when(timezone.localtime(said.at)),
        href=place.thread(thread.number, said.id),
        note=said.direction == "note",
    )


def _person(row: Any, found: Found, place: Place) -> Aside:
    known = [one for one in row.identities.all() if one.kind != "visitor"]
    first = next(iter([*known, *row.identities.all()]), None)
    name = names.customer_name(
        row.name or (first.name if first else ""), first.kind if first else "", first.value if first else ""
    )
    about = ", ".join(names.address(one.kind, one.value) for one in known[:2])
    asked = {plain(chunk) for chunk in found.line.chunks}
    return Aside(
        _beginnings(name, asked), name, about if about != name else "", f"/w/{place.slug}/customers/{row.pk}/", row.pk
    )


def _beginnings(name: str, asked: set[str]) -> list[Piece]:
    """A name with the part that was typed marked."""
    low = plain(name)
    for part in sorted(asked, key=len, reverse=True):
        at = low.find(part)
        if at >= 0 and len(low) == len(name):
            end = at + len(part)
            return [Piece(name[:at]), Piece(name[at:end], hit=True), Piece(name[end:])]
    return [Piece(name)]


def _file(row: File, place: Place) -> Aside:
    about = f"{words.numbered(row.number)}, {words.file_size(row.size)}, {words.when(timezone.localtime(row.at))}"
    return Aside(passage(row.name, row.marked, 60), row.name, about, place.thread(row.number, row.message_id), row.id)
