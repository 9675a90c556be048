"""By which channels and addresses a customer can be written to first, and why one cannot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from nitka.channels.contract import NO_ADDRESS, reason_words
from nitka.channels.models import Channel
from nitka.channels.registry import adapters
from nitka.customers.models import Confirmation, Identity, Status
from nitka.customers.queries import nobodys, restricted
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array

HARD = ("unknown_recipient", "bad_address")  # a letter that came back so comes back again

# Of each address the last that it is known by: a letter from there, or what became of the last one to it
_LAST = """
select i.id, last.state, last.channel_id
from unnest(%(ids)s::uuid[]) as i (id)
cross join lateral (
  select coalesce(d.state, m.direction) as state, m.channel_id from conversations_message m
  left join conversations_delivery d on d.workspace_id = m.workspace_id and d.message_id = m.id
  where m.workspace_id = %(workspace)s and m.identity_id = i.id
    and (m.direction = 'in' or d.state in ('sent', 'delivered', 'read') or d.reason = any(%(hard)s))
  order by m.position desc limit 1) last
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to write first; `bar` is a code of `why_barred`, empty where nothing stands against it."""

    channel: Channel
    identity: Identity
    bar: str = ""

    @property
    def key(self) -> str:
        """As a form names it."""
        return f"{self.channel.pk}:{self.identity.pk}"


def writing() -> list[Channel]:
    """The channels that are on and can begin, the oldest first."""
    kinds = [slug for slug, plug_in in adapters().items() if plug_in.capabilities.writes_first]
    return list(Channel.objects.filter(is_active=True, kind__in=kinds).order_by("created_at"))


def reaches(customer_id: UUID, channels: Sequence[Channel] | None = None) -> list[Reach]:
    """Every way to a customer, the best first: what nothing stands against, proven, by the channel used there last."""
    channels = writing() if channels is None else channels
    kinds = {adapters()[channel.kind].capabilities.reaches for channel in channels}
    found = list(Identity.objects.filter(customer_id=customer_id, kind__in=kinds).order_by("created_at"))
    bars, used = bars_of(found)
    ways = [
        Reach(channel, identity, bars.get(identity.pk, ""))
        for identity in found
        for channel in channels
        if adapters()[channel.kind].capabilities.reaches == identity.kind
    ]
    sure = {Status.VERIFIED: 0, Status.STATED: 1}
    return sorted(
        ways,
        key=lambda way: (
            bool(way.bar), sure.get(Status(way.identity.status), 2), used.get(way.identity.pk) != way.channel.pk,
        ),
    )  # fmt: skip


def bars_of(identities: Collection[Identity]) -> tuple[dict[UUID, str], dict[UUID, UUID]]:
    """Address → why nothing goes there; and the channel that was used with it last. Five statements at most."""
    if not identities:
        return {}, {}
    keys = [one.pk for one in identities]
    with connection.cursor() as cursor:
        cursor.execute(_LAST, {"ids": array(keys), "workspace": require_workspace(), "hard": list(HARD)})
        last = {key: (state, channel) for key, state, channel in cursor.fetchall()}
    unsure = [one.pk for one in identities if one.status != Status.VERIFIED]
    denied = set(Confirmation.objects.filter(identity_id__in=unsure, answer="no").values_list("identity_id", flat=True))
    nobody = nobodys((one.kind, one.value) for one in identities)
    bars = {key: "came_back" for key, (state, _channel) in last.items() if state == "failed"}
    bars |= dict.fromkeys(denied, "denied")
    no_one = [one.pk for one in identities if (one.kind, one.value) in nobody or one.value.endswith(NO_ADDRESS)]
    bars |= dict.fromkeys(no_one, "nobody")
    bars |= dict.fromkeys(restricted(keys), "restricted")
    return bars, {key: channel for key, (_state, channel) in last.items()}


def why_barred(bar: str, language: str = "en") -> str:
    """Why it is not sent, for who writes."""
    words = {
        "came_back": _("The last letter to this address came back: there is no such address"),
        "denied": _("Whoever reads at this address says that it is not theirs"),
        "nobody": _("This is nobody’s address"),
        "channel": _("This channel is switched off, or cannot write first"),
        "kind": _("This channel does not reach such an address"),
        "subject": _("Give it a subject: it is what they see first"),
    }
    return words.get(bar) or reason_words(bar, language)
