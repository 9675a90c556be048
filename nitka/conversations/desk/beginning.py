"""The page on which a conversation is begun: whom it is for, by which ways, what was written already."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import get_language

from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.channels.registry import adapters
from nitka.conversations import queries, reach
from nitka.conversations.desk import names
from nitka.conversations.desk.frame import Frame, frame, most_of
from nitka.conversations.desk.tokens import token
from nitka.conversations.models import Beginning, Conversation
from nitka.customers.models import Customer, Identity
from nitka.customers.queries import agreed, purposes_to_write_for, standing

NEW = "new"  # the address of who is not known yet


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is written to: a customer, or an address that nobody has yet."""

    customer: Customer | None
    name: str
    address: str = ""


class Choice(NamedTuple):
    """A channel and an address; `bar` says in words why nothing goes there."""

    key: str
    channel: Channel
    address: str
    sure: bool
    copies: bool
    files: bool
    bar: str
    most: int  # how long one message may be there; 0: as long as one likes
    unit: str
    subject: bool  # whether a message has one there


class For(NamedTuple):
    """What it may be written for, and whether one of the customer's addresses agreed to that."""

    code: str
    name: str
    agreed: bool


@dataclass(slots=True)
class Page:
    """Everything of the form."""

    key: UUID
    whom: Whom
    choices: list[Choice]
    to: str
    people: list[tuple[str, str]]
    teams: list[tuple[str, str]]
    purposes: list[For]
    open: list[Conversation]
    held: dict[str, str]  # the form's fields as they stand
    files: list[dict[str, Any]] = field(default_factory=list)
    version: int = 0
    stopped: str = ""  # nothing goes to any of the addresses, and why

    @property
    def copies(self) -> bool:
        """Whether others may get the same."""
        return any(choice.copies for choice in self.choices)


def page(member: Member, whom: Whom, key: UUID, row: Beginning | None, given: dict[str, str]) -> Page:
    """Put the form together; what was `given` stands, else what was kept."""
    channels = reach.writing()
    ways = reach.reaches(whom.customer.pk, channels) if whom.customer else []
    choices = [_choice(way) for way in ways] if whom.customer else [_unknown(channel, whom) for channel in channels]
    at = frame(member)
    held = given or _kept(row)
    free = [choice for choice in choices if not choice.bar]
    wanted = held.get("to", "")
    to = next((one.key for one in choices if one.key == wanted or one.key.endswith(f":{wanted}")), "")
    return Page(
        key=key,
        whom=whom,
        choices=choices,
        to=to if wanted and to else (free[0].key if free else ""),
        people=_people(at, member),
        teams=[(f"team:{key}", name) for key, name in at.teams.items()],
        purposes=_purposes([way.identity for way in ways]),
        open=_open(member, whom),
        held=held,
        files=[{**one, "id": token(one)} for one in (row.files if row else [])],
        version=row.version if row else 0,
        stopped=choices[0].bar if choices and not free else "",
    )


def begun(member: Member, whom: Whom) -> Beginning | None:
    """What the member has begun to write to them."""
    rows = Beginning.objects.filter(member_id=member.pk, conversation_id=None)
    if whom.customer:
        rows = rows.filter(identity__customer_id=whom.customer.pk)
    else:
        rows = rows.filter(identity_id=None, address=whom.address)
    return rows.order_by("-changed_at").first()


def version_of(member: Member, key: UUID) -> int:
    """Which version of a form's draft is kept; 0: none."""
    return Beginning.objects.filter(pk=key, member_id=member.pk).values_list("version", flat=True).first() or 0


def _kept(row: Beginning | None) -> dict[str, str]:
    if row is None:
        return {}
    return {**row.fields, "subject": row.subject or "", "text": row.text or "", "name": row.name or ""}


def _choice(way: reach.Reach) -> Choice:
    can = adapters()[way.channel.kind].capabilities
    address = names.address(way.identity.kind, way.identity.value)
    bar = reach.why_barred(way.bar, get_language() or "en") if way.bar else ""
    sure = way.identity.status == "verified"
    return Choice(way.key, way.channel, address, sure, can.copies, can.files, bar, *most_of(can), can.subject)


def _unknown(channel: Channel, whom: Whom) -> Choice:
    can = adapters()[channel.kind].capabilities
    bar = "" if can.reaches == "email" else reach.why_barred("kind")
    key = f"{channel.pk}:{NEW}"
    return Choice(key, channel, whom.address, False, can.copies, can.files, bar, *most_of(can), can.subject)


def _people(at: Frame, member: Member) -> list[tuple[str, str]]:
    others = [one for one in at.members.values() if one.active and one.role != "observer" and one.id != member.pk]
    return [(f"member:{one.id}", one.name) for one in others]


def _purposes(identities: Sequence[Identity]) -> list[For]:
    stands = standing([one.pk for one in identities])
    return [
        For(row.code, row.name, any(agreed(stands, one.pk, row.code) for one in identities))
        for row in purposes_to_write_for()
    ]


def _open(member: Member, whom: Whom) -> list[Conversation]:
    """What is open with them already: perhaps it belongs there."""
    if whom.customer is None:
        return []
    rows = queries.visible_to(member).filter(identity__customer_id=whom.customer.pk, status__in=("open", "snoozed"))
    return list(rows.order_by("-last_at")[:3])
