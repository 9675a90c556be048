"""Where an answer may go: channels × the customer's addresses, by what channels can do."""

from dataclasses import dataclass
from uuid import UUID

from nitka.conversations.desk import names
from nitka.conversations.desk.dossier import Dossier
from nitka.conversations.desk.frame import Frame, Way
from nitka.conversations.desk.thread import Written, last_inbound


@dataclass(frozen=True, slots=True)
class Place:
    """One choice of the composer."""

    channel: Way
    identity_id: UUID
    kind: str
    address: str
    status: str

    @property
    def key(self) -> str:
        return f"{self.channel.id}:{self.identity_id}"

    @property
    def sure(self) -> bool:
        """Whether the address is proven."""
        return self.status == "verified"


def places(dossier: Dossier, rows: list[Written], frame: Frame) -> list[Place]:
    """Every way to the customer, the default first: where they wrote last."""
    identities = {identity.id: identity for identity in dossier.identities if not identity.denied}
    used = [(row.channel_id, row.identity_id) for row in reversed(rows) if row.direction != "note"]
    used.append((dossier.conversation.channel_id, dossier.conversation.identity_id))
    last = last_inbound(rows)
    if last is not None:
        used.insert(0, (last.channel_id, last.identity_id))
    begun = [
        (way.id, identity.id)
        for way in frame.channels.values()
        if way.writes_first
        for identity in identities.values()
        if identity.kind == way.kind
    ]
    return [
        Place(
            frame.channels[channel],
            key,
            identities[key].kind,
            names.address(identities[key].kind, identities[key].value),
            identities[key].status,
        )
        for channel, key in dict.fromkeys([*used, *begun])
        if key in identities and channel in frame.channels and frame.channels[channel].active
    ]
