"""A conversation with all that stands around it: identities, who had it, closures, who is looking.

One statement finds what the member may see, one reads everything else: SQL, as putting so large a query together anew
took longer than answering it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.conversations import queries
from nitka.conversations.desk.aside import PARTS, Aside, aside
from nitka.conversations.desk.typed import typed
from nitka.conversations.models import Conversation
from nitka.customers.belonging import of_customers
from nitka.customers.models import Confirmation, Customer, Identity
from nitka.customers.panel import CONSENTS, LABELS, NOTES, STOPPED, Agreed, Label, Note
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.ahead import Rows, Soon, ask
from nitka.moments.actions import recall_customer
from nitka.moments.held import UNDER_WAY, Held
from nitka.realtime.queries import LOOKING

EVENTS = 200
MOMENTS = 60
EARLIER = 6

_ROWS = "(select coalesce(json_agg(r), '[]')::text from ({}) r)"
_ASKED = """(select max(q.asked_at) from customers_confirmation q where q.workspace_id = %(workspace)s
    and q.identity_id = {} and q.answer = '' and q.asked_at > %(asked)s)"""
_AROUND = (
    f"""select id, kind, value, name, status, created_at, {_ASKED.format("customers_identity.id")} as asked_at,
      status <> 'verified' and exists (select from customers_confirmation q where q.workspace_id = %(workspace)s
        and q.identity_id = customers_identity.id and q.answer = 'no') as denied
    from customers_identity
    where workspace_id = %(workspace)s and customer_id = %(customer)s order by created_at""",  # noqa: S608 (constants)
    """select at, member_id, team_id, by_id, reason, detail from conversations_assignment
    where workspace_id = %(workspace)s and conversation_id = %(conversation)s order by at desc limit %(events)s""",
    """select at, by_id, reopened_at, reopened_by_id from conversations_closure
    where workspace_id = %(workspace)s and conversation_id = %(conversation)s order by at desc limit %(events)s""",
    """select member_id from realtime_presence
    where workspace_id = %(workspace)s and conversation_id = %(conversation)s and seen_at > %(here)s
    group by member_id order by max(seen_at)""",
)
_FOLLOWERS = """select member_id from conversations_follower
    where workspace_id = %(workspace)s and conversation_id = %(conversation)s order by at limit 100"""
_REGROUPED = """select g.id, g.kind, g.at, g.by_id, o.number, g.into_id = %(conversation)s as came
    from conversations_regrouping g
    join conversations_conversation o on o.workspace_id = g.workspace_id
      and o.id = case when g.into_id = %(conversation)s then g.source_id else g.into_id end
    where g.workspace_id = %(workspace)s and %(conversation)s in (g.into_id, g.source_id) and g.undone_at is null
    order by g.at limit 50"""
_TOLD = """and (conversation_id is null or exists (select from conversations_conversation v
    where v.workspace_id = moments_moment.workspace_id and v.id = moments_moment.conversation_id and {seen}))"""
_OWNED = """and exists (select from conversations_conversation v
    join customers_identity i on i.workspace_id = v.workspace_id and i.id = v.identity_id
    where i.workspace_id = o.workspace_id and i.customer_id = o.customer_id and {seen})"""
_PANEL = (
    """select v.id, v.number, v.subject, v.status, v.last_at, v.channel_id
    from conversations_conversation v
    join customers_identity i on i.workspace_id = v.workspace_id and i.id = v.identity_id
    where v.workspace_id = %(workspace)s and i.customer_id = %(customer)s and v.id <> %(conversation)s
    and v.status <> 'merged' and {seen}
    order by v.last_at desc limit %(earlier)s""",
    """select id, at, kind, channel_id, conversation_id, member_id, data from moments_moment
    where workspace_id = %(workspace)s and identity_id in (
        select id from customers_identity where workspace_id = %(workspace)s and customer_id = %(customer)s) {told}
    order by id desc limit %(moments)s""",
    f"""select p.id, p.at, p.why, o.kind, o.value, c.name as owner, o.customer_id as owner_id, o.id as identity_id,
      {_ASKED.format("o.id")} as asked_at
    from customers_proposal p
    join customers_identity s on s.workspace_id = p.workspace_id and s.id = p.claimant_id
    join customers_identity o on o.workspace_id = p.workspace_id and o.id = p.identity_id
    join customers_customer c on c.workspace_id = o.workspace_id and c.id = o.customer_id
    where p.workspace_id = %(workspace)s and s.customer_id = %(customer)s and p.decision = '' {{owned}}
    order by p.at limit 5""",  # noqa: S608 (constants)
    of_customers("%(customer)s"),
    UNDER_WAY,
    CONSENTS,
    NOTES,
    LABELS,
)


@dataclass(frozen=True, slots=True)
class Known:
    """An identity of the customer."""

    id: UUID
    kind: str
    value: str
    name: str
    status: str
    created_at: datetime
    asked_at: datetime | None  # somebody was asked there whether it is theirs, and has not answered
    denied: bool  # whoever reads there says that it is not theirs


@dataclass(frozen=True, slots=True)
class Handover:
    """From `at` on it is the member's, a team's, or nobody's; with the card of that moment."""

    at: datetime
    member_id: UUID | None
    team_id: UUID | None
    by_id: UUID | None
    reason: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ending:
    """It was closed, and perhaps opened again."""

    at: datetime
    by_id: UUID | None
    reopened_at: datetime | None
    reopened_by_id: UUID | None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who has it before them."""

    member_id: UUID


@dataclass(frozen=True, slots=True)
class Follows:
    """Who follows it."""

    member_id: UUID


@dataclass(frozen=True, slots=True)
class Regrouped:
    """A merge or split; `number` is the other conversation's, `came`: from there to here."""

    id: UUID
    kind: str
    at: datetime
    by_id: UUID | None
    number: int
    came: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Another conversation of the customer."""

    id: UUID
    number: int
    subject: str
    status: str
    last_at: datetime
    channel_id: UUID


@dataclass(frozen=True, slots=True)
class Happened:
    """A moment of the customer."""

    id: UUID
    at: datetime
    kind: str
    channel_id: UUID | None
    conversation_id: UUID | None
    member_id: UUID | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Perhaps one person: a stated address that is another customer's, or a pair that was computed."""

    id: UUID
    at: datetime
    why: str
    kind: str
    value: str
    owner: str
    owner_id: UUID
    identity_id: UUID
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class With:
    """A company they are with."""

    customer_id: UUID
    id: UUID
    name: str
    role: str


@dataclass(slots=True)
class Dossier:
    """The conversation, its customer, and the rows around it."""

    conversation: Conversation
    customer: Customer
    identities: list[Known]
    assignments: list[Handover]
    closures: list[Ending]
    viewers: list[Viewer]
    aside: Aside
    earlier: list[Other] = field(default_factory=list)
    moments: list[Happened] = field(default_factory=list)
    proposals: list[Proposed] = field(default_factory=list)
    companies: list[With] = field(default_factory=list)
    holdings: list[Held] = field(default_factory=list)
    consents: list[Agreed] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    followers: list[Follows] = field(default_factory=list, kw_only=True)
    regrouped: list[Regrouped] = field(default_factory=list, kw_only=True)
    stopped: bool = field(default=False, kw_only=True)  # nothing may be sent to them
    narrow: bool = field(default=False, kw_only=True)  # its reader does not see every conversation


def dossier(member: Member, number: int, *, panel: bool = True) -> Dossier | None:
    """Read a conversation by its number; `panel` adds what the customer's panel shows."""
    found = found_or_survivor(member, number, ask_conversation(member, number))
    return ask_dossier(member, found, panel=panel).get() if found else None


def ask_dossier(member: Member, found: Conversation, *, panel: bool = True) -> Soon[Dossier]:
    """Ask for all that stands around a conversation."""
    values = {
        "workspace": found.workspace_id,
        "conversation": found.pk,
        "member": member.pk,
        "customer": found.identity.customer_id,
        "here": clock.now() - LOOKING,
        "asked": clock.now() - Confirmation.OPEN_FOR,
        "events": EVENTS,
        "moments": MOMENTS,
        "earlier": EARLIER,
    }
    parts: tuple[str, ...] = PARTS + _AROUND
    if panel:
        recall_customer(found.identity.customer_id)
        seen, more = queries.scope_sql(member)
        told, owned = ("" if seen == "true" else part.format(seen=seen) for part in (_TOLD, _OWNED))
        parts += tuple(part.format(seen=seen, told=told, owned=owned) for part in _PANEL)
        values |= more
    parts += (_FOLLOWERS, _REGROUPED, STOPPED)
    statement = "select " + ", ".join(_ROWS.format(part) for part in parts)
    return ask(statement, values, lambda rows: _made(member, found, rows[0]))


def _made(member: Member, found: Conversation, row: tuple[Any, ...]) -> Dossier:
    *rows, following, regrouped, stopped = row
    kinds = (Known, Handover, Ending, Viewer, Other, Happened, Proposed, With, Held, Agreed, Note, Label)
    beside, rows = aside(*rows[: len(PARTS)]), rows[len(PARTS) :]
    around: list[Any] = [typed(kind, text) for kind, text in zip(kinds, rows, strict=False)]
    customer = found.identity.customer
    whole = Dossier(found, customer, around[0], around[1], around[2], around[3], beside, *around[4:])
    whole.followers, whole.narrow = typed(Follows, following), not sees_all(member)
    whole.regrouped, whole.stopped = typed(Regrouped, regrouped), stopped != "[]"
    return whole


_COLUMNS = ", ".join(reading.columns(*of) for of in ((Conversation, "v"), (Identity, "i"), (Customer, "c")))
_FOUND = f"""select {_COLUMNS} from conversations_conversation v
    join customers_identity i on i.workspace_id = v.workspace_id and i.id = v.identity_id
    join customers_customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id
    where v.workspace_id = %(workspace)s and v.number = %(number)s and v.status <> 'merged' and {{seen}}"""  # noqa: S608


def ask_conversation(member: Member, number: int) -> Soon[Conversation | None]:
    """Ask for the conversation with its identity and customer; none where the member may not see it."""
    seen, more = queries.scope_sql(member)
    return ask(_FOUND.format(seen=seen), {"workspace": require_workspace(), "number": number} | more, _conversation)


def found_or_survivor(member: Member, number: int, asked: Soon[Conversation | None]) -> Conversation | None:
    """The conversation of a number, for a merged one where it stands now."""
    return asked.get() or queries.survivor(member, Q(number=number))


def _conversation(rows: Rows) -> Conversation | None:
    if not rows:
        return None
    conversation: Conversation
    conversation, identity, customer = reading.split(rows[0], Conversation, Identity, Customer)
    identity.customer, conversation.identity = customer, identity
    return conversation
