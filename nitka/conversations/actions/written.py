"""What we write, as rows: the message where it goes, how it gets out, its moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.channels.registry import adapter
from nitka.conversations.actions.allowed import NOT_AGREED, RESTRICTED, may_go
from nitka.conversations.actions.positions import Positions
from nitka.conversations.models import Conversation, Delivery, Message, State
from nitka.customers.models import Identity
from nitka.customers.queries import restricted, standing
from nitka.kit import clock, context
from nitka.kit.db.bulk import insert
from nitka.kit.ids import uuid7
from nitka.moments.models import Moment


@dataclass(frozen=True)
class Destination:
    """Where an answer goes: the channel and the address that the member sees in the composer."""

    channel: Channel
    identity: Identity


def destination_of(message_identity: UUID, channel_id: UUID) -> Destination:
    """A destination by ids; raises DoesNotExist for those of another workspace."""
    return Destination(Channel.objects.get(pk=channel_id), Identity.objects.get(pk=message_identity))


def written(
    conversation: Conversation,
    direction: str,
    text: str,
    to: Destination,
    positions: Positions,
    author: Member | None = None,
) -> Message:
    """The row of a message, not saved yet."""
    return Message(
        id=uuid7(),
        position=positions.next(conversation.pk, to.identity.pk),
        conversation_id=conversation.pk,
        identity_id=to.identity.pk,
        channel_id=to.channel.pk,
        author_id=author.pk if author else None,
        direction=direction,
        at=clock.now(),
        text=text,
    )


def deliver(rows: Sequence[tuple[Message, Destination]]) -> None:
    """A channel without transport (the web chat) has it as soon as it is stored; others have a deliverer.

    Three statements at most, whatever their number.
    """
    here = [message for message, to in rows if stored_is_sent(to)]
    silent = restricted([message.identity_id for message in here]) if here else set()
    asked = {message.identity_id for message in here if "purpose" in message.meta}
    stands = standing(asked)
    kept = {message.pk: NOT_AGREED.reason for message in here if not may_go(message, stands)}
    kept |= {message.pk: RESTRICTED.reason for message in here if message.identity_id in silent}
    insert(
        Delivery(
            message_id=message.pk,
            channel_id=to.channel.pk,
            state=State.FAILED if message.pk in kept else State.SENT if stored_is_sent(to) else State.WAITING,
            reason=kept.get(message.pk, ""),
            request_id=context.request_id.get(),
        )
        for message, to in rows
    )


def stored_is_sent(to: Destination) -> bool:
    """Whether its reader has a message as soon as it is stored."""
    return not adapter(to.channel.kind).capabilities.transport


def moment_of(message: Message, waiting: float | None = None) -> Moment:
    """What happened by it; `waiting`: seconds that the customer waited for it."""
    data: dict[str, object] = {"message": str(message.pk)}
    if waiting is not None:
        data["waited"] = round(waiting, 1)
    if message.auto:
        data["auto"] = True
    return Moment(
        id=message.pk,
        identity_id=message.identity_id,
        kind="message.out",
        at=message.at,
        channel_id=message.channel_id,
        conversation_id=message.conversation_id,
        member_id=message.author_id,
        data=data,
    )
