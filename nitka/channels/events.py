"""What channels tell the floors above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class MailboxTroubled:
    """Letters of a mailbox cannot be fetched; told once, when it begins."""

    mailbox_id: UUID
