"""Once a day: what the mailbox has against what we have; what is missing is fetched."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from nitka.channels.contract import ChannelInfo
from nitka.channels.fetching import Cursor, Listed, Portion, Source
from nitka.channels.mailboxes import actions
from nitka.channels.models import Mailbox
from nitka.inbound.queries import MailIds, mail_ids
from nitka.kit import clock

log = structlog.get_logger(__name__)
EVERY = timedelta(hours=24)
DAYS = 14

Take = Callable[[Portion], int]
Rows = Callable[[], AbstractContextManager[None]]


def is_due(box: Mailbox) -> bool:
    """Whether a day has passed since the last one."""
    return box.reconciled_at is None or clock.now() - box.reconciled_at >= EVERY


def reconcile(
    source: Source, box: Mailbox, channel: ChannelInfo, cursor: Cursor, take: Take, rows: Rows
) -> Iterator[None]:
    """Compare the folder that is open, mend the difference, and write down what was found; step by step, as a large
    mailbox takes long and new letters are not to wait for it."""
    since = max(filter(None, [cursor.since, clock.now() - timedelta(days=DAYS)]))
    ours = _ours(channel.id, since, rows)
    count, again = _Count(), dict(cursor.skip)
    for group in source.listed(cursor, since):
        missing = count.missing(group, ours)
        for portion in source.fetch(missing):
            count.took(portion, take(portion))
            yield
        for ref in missing:
            again.pop(ref, None)
        yield
    for portion in source.fetch(list(again)):
        count.took(portion, take(portion))
        yield
    with rows():
        if cursor.skip and count.came:
            actions.unskip(mailbox=box, cursor=cursor, refs=count.came)
        result = {
            "since": since.isoformat(),
            "there": count.there,
            "here": count.here,
            "mended": count.mended,
            "failed": count.failed,
        }
        actions.reconciled(mailbox=box, result=result)
    log.info("mailbox.reconciled", mailbox=str(box.pk), **result)


@dataclass
class _Count:
    """What was found so far."""

    there: int = 0
    here: int = 0
    mended: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)

    def missing(self, group: Sequence[Listed], ours: MailIds) -> list[str]:
        """Which of these we do not have; of one without an id its content decides."""
        found = [one.ref for one in group if one.message_id not in ours]
        self.there += len(group)
        self.here += len(group) - len(found)
        return found

    def took(self, portion: Portion, new: int) -> None:
        """A portion is stored."""
        self.mended += new
        self.failed |= portion.skipped
        self.came += [letter.ref for letter in portion.letters]


def _ours(channel_id: UUID, since: datetime, rows: Rows) -> MailIds:
    """The Message-IDs of letters that we have; one may have come by another way a little earlier."""
    with rows():
        return mail_ids(source_id=channel_id, since=since - timedelta(days=3))
