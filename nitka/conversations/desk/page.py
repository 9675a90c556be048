"""The thread and the customer as their page shows them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.accounts.models import Member
from nitka.conversations import policies
from nitka.conversations.desk import names
from nitka.conversations.desk.aside import Aside
from nitka.conversations.desk.destinations import Place, places
from nitka.conversations.desk.dossier import Dossier, Other, With, ask_dossier
from nitka.conversations.desk.frame import Frame, Person
from nitka.conversations.desk.items import items
from nitka.conversations.desk.letter import reply_to_all
from nitka.conversations.desk.row import waiting
from nitka.conversations.desk.story import Knot, story
from nitka.conversations.desk.thread import SHOWN, Latest, Written, ask_messages, last_inbound
from nitka.conversations.desk.tokens import token
from nitka.conversations.desk.told import Waiting, answers_that_wait
from nitka.conversations.models import Conversation
from nitka.customers.models import Customer
from nitka.customers.panel import Agreed, Label, Note
from nitka.kit import clock, slots
from nitka.kit.db.ahead import Soon
from nitka.moments.held import line_of
from nitka.ui import words
from nitka.ui.templatetags.ui import script_json


@dataclass(slots=True)
class Contact:
    """An identity in words."""

    icon: str
    kind: str
    value: str
    status: str
    said: str
    id: UUID
    can_ask: bool
    asked: str  # since when it waits for an answer there


@dataclass(slots=True)
class Claim:
    """Perhaps one person with another: accept or refuse (rule 9)."""

    id: UUID
    computed: bool  # from what is known of both; else the customer stated the address
    kind: str
    value: str
    owner: str
    owner_id: UUID
    identity_id: UUID
    can_ask: bool
    asked: str


@dataclass(slots=True)
class ThreadPage:
    """Everything of one conversation's page."""

    conversation: Conversation
    name: str
    hue: int
    customer_id: UUID
    since: Any
    mood: int  # the face of their last rating; 0: none
    value: str  # what they bought, in words
    items: list[Any]
    shown: int
    earlier_shown: int
    first_read: str
    last: str
    places: list[Place]
    copies: str
    assignee: Person | None
    people: list[Person]
    everybody: list[Person]
    followers: list[Person]
    follows: bool
    team: str
    teams: list[tuple[UUID, str]]
    viewers: list[Person]
    wait: tuple[str, str, int] | None
    can_reply: bool
    contacts: list[Contact]
    claims: list[Claim]
    companies: list[With]
    holdings: list[dict[str, str]]
    consents: list[Agreed]
    notes: list[Note]
    labels: list[Label]
    owner: Person | None  # who answers for the customer
    earlier: list[tuple[Other, str]]
    story: list[Knot]
    chips: list[Any]
    ratings: list[Any]
    aside: Aside
    waits: list[Waiting]
    stopped: bool = False  # nothing may be sent to them
    snoozed: str = ""
    draft_files: str = "[]"

    @property
    def can_split(self) -> bool:
        """Whether a message stands before another."""
        return len([item for item in self.items if item.type == "msg"]) > 1

    @property
    def labels_json(self) -> SafeString:
        """All labels and whether it wears them, for the script that asks for one."""
        rows = self.aside.labels
        return script_json(
            [{"id": str(row.id), "label": row.name, "tone": row.tone, "worn": row.worn} for row in rows]
        )


class Opening(NamedTuple):
    """A page under way: what it is made of was asked for."""

    dossier: Soon[Dossier]
    messages: Soon[Latest]
    shown: int
    chips: list[Soon[str]]  # of the customer's panel, in its head
    sections: list[Soon[str]]  # and below it


def ask_page(
    member: Member, conversation: Conversation, slug: str, *, shown: int = SHOWN, panel: bool = True
) -> Opening:
    """Ask for all that a conversation's page shows; `panel`: the customer's, too."""
    around = ask_dossier(member, conversation, panel=panel)
    messages = ask_messages(conversation.pk, shown)
    chips, sections = _sections(member, conversation.identity.customer_id, slug) if panel else ([], [])
    return Opening(around, messages, max(SHOWN, shown), chips, sections)


def _sections(member: Member, customer_id: UUID, slug: str) -> tuple[list[Soon[str]], list[Soon[str]]]:
    """What other modules say of a customer: in the head of the panel, and below it."""
    chips = [fill(customer_id, member, slug) for fill in slots.fillers("customer.chips")]
    return chips, [fill(customer_id, member) for fill in slots.fillers("customer.ratings")]


def thread_page(member: Member, opening: Opening, at: Frame) -> ThreadPage:
    """Put a conversation's page together."""
    found = opening.dossier.get()
    rows, more = opening.messages.get()
    conversation = found.conversation
    last = last_inbound(rows)
    way = at.channels.get(conversation.channel_id)
    since = conversation.waiting_since
    written_to = {one.kind for one in at.channels.values() if one.active and one.writes_first}
    keys = dict.fromkeys(viewer.member_id for viewer in found.viewers)  # each once, however many windows
    return ThreadPage(
        conversation=conversation,
        name=_name(found),
        hue=words.hue(found.customer.pk),
        customer_id=found.customer.pk,
        since=found.customer.created_at,
        mood=found.customer.mood,
        value=_value(found.customer),
        items=items(found, rows, at, member.pk, whole=not more),
        shown=opening.shown,
        earlier_shown=opening.shown + 100 if more else 0,
        first_read=str(last.id) if last else "",
        last=str(rows[-1].position) if rows else "",
        places=places(found, rows, at),
        copies=reply_to_all(last, frozenset(way.address for way in at.channels.values())),
        assignee=at.members.get(conversation.assignee_id) if conversation.assignee_id else None,
        people=[person for person in at.members.values() if person.active and person.role != "observer"],
        everybody=[person for person in at.members.values() if person.active and person.id != member.pk],
        followers=[at.members[row.member_id] for row in found.followers if row.member_id in at.members],
        follows=any(row.member_id == member.pk for row in found.followers),
        team=at.teams.get(conversation.team_id, "") if conversation.team_id else "",
        teams=list(at.teams.items()),
        viewers=[at.members[key] for key in keys if key in at.members and key != member.pk],
        wait=waiting(since, clock.now(), live=bool(way and way.typing)) if since else None,
        can_reply=policies.can_reply(member, conversation),
        contacts=_contacts(found, written_to),
        claims=_claims(found, written_to),
        companies=found.companies,
        holdings=[line_of(row) for row in found.holdings],
        consents=found.consents,
        notes=found.notes,
        labels=found.labels,
        owner=at.members.get(found.customer.owner_id) if found.customer.owner_id else None,
        earlier=_earlier(found, at),
        story=story(found.moments, at, _numbers(found)),
        chips=[html for asked in opening.chips if (html := asked.get())],
        ratings=[html for asked in opening.sections if (html := asked.get())],
        aside=found.aside,
        stopped=found.stopped,
        waits=answers_that_wait(found.aside, at, member.pk, _written_at(rows)),
        draft_files=_files(found.aside),
        snoozed=words.when(conversation.snoozed_until, "full") if conversation.snoozed_until else "",
    )


def _value(customer: Customer) -> str:
    if not customer.orders:
        return ""
    said = ngettext("%(n)s order", "%(n)s orders", customer.orders) % {"n": words.figure(customer.orders)}
    return f"{said} · {words.money(customer.spent, customer.currency)}" if customer.currency else said


def _files(kept: Aside) -> str:
    """The files of a draft, as the composer puts them back."""
    rows = kept.draft.files if kept.draft else []
    return json.dumps([{"id": token(row), "name": row["name"], "size": row["size"]} for row in rows])


def _written_at(rows: list[Written]) -> datetime | None:
    """When somebody last wrote: the customer, or a member to them."""
    return next((row.at for row in reversed(rows) if row.direction != "note" and not row.auto), None)


def _numbers(found: Dossier) -> dict[UUID, int]:
    return {found.conversation.pk: found.conversation.number} | {row.id: row.number for row in found.earlier}


def _name(found: Dossier) -> str:
    identity = found.conversation.identity
    return names.customer_name(found.customer.name or identity.name, identity.kind, identity.value)


def _contacts(found: Dossier, kinds: set[str]) -> list[Contact]:
    return [
        Contact(
            names.identity_icon(row.kind),
            names.identity_kind(row.kind),
            names.address(row.kind, row.value),
            row.status,
            names.identity_status(row.status) if not row.denied else _("Who reads there says: it is not theirs"),
            row.id,
            row.status != "verified" and row.kind in kinds and not row.denied,
            words.when(row.asked_at) if row.asked_at else "",
        )
        for row in sorted(found.identities, key=lambda row: row.kind == "visitor")
    ]


def _claims(found: Dossier, kinds: set[str]) -> list[Claim]:
    return [
        Claim(
            row.id,
            row.why == "computed",
            names.identity_kind(row.kind),
            names.address(row.kind, row.value),
            row.owner or row.value,
            row.owner_id,
            row.identity_id,
            row.kind in kinds,
            words.when(row.asked_at) if row.asked_at else "",
        )
        for row in found.proposals
    ]


def _earlier(found: Dossier, at: Frame) -> list[tuple[Other, str]]:
    """The customer's other conversations, each with the mark of its channel."""
    icons = {key: way.icon for key, way in at.channels.items()}
    return [(row, icons.get(row.channel_id, "globe")) for row in found.earlier]
