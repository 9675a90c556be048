"""What channels tell the floors above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ChannelChanged:
    """A channel has other settings or secrets, or was switched on or off."""

    channel_id: UUID


@dataclass(frozen=True)
class MailboxTroubled:
    """Letters of a mailbox cannot be fetched; told once, when it begins."""

    mailbox_id: UUID
