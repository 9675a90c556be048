"""Once a day: what the mailbox has against what we have; what is missing is fetched."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from nitka.channels.contract import ChannelInfo
from nitka.channels.fetching import Cursor, Portion, Source
from nitka.channels.mailboxes import actions
from nitka.channels.models import Mailbox
from nitka.inbound.queries import mail_ids
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
) -> dict[str, Any]:
    """Compare the folder that is open, mend the difference, and say what was found."""
    since = max(filter(None, [cursor.since, clock.now() - timedelta(days=DAYS)]))
    there = source.listed(cursor, since)
    ours = _ours(channel.id, since, rows)
    missing = [one.ref for one in there if one.message_id not in ours]  # one without an id: its content decides
    again = [ref for ref in cursor.skip if ref not in missing]
    mended, failed, came = 0, dict[str, str](), list[str]()
    for portion in source.fetch([*missing, *again]):
        mended += take(portion)
        failed |= portion.skipped
        came += [letter.ref for letter in portion.letters]
    if came and cursor.skip:
        with rows():
            actions.unskip(mailbox=box, cursor=cursor, refs=came)
    result = {
        "since": since.isoformat(),
        "there": len(there),
        "here": sum(1 for one in there if one.message_id in ours),
        "mended": mended,
        "failed": failed,
    }
    log.info("mailbox.reconciled", mailbox=str(box.pk), **result)
    return result


def _ours(channel_id: UUID, since: datetime, rows: Rows) -> set[str]:
    """The Message-IDs of letters that we have; one may have come by another way a little earlier."""
    with rows():
        return mail_ids(source_id=channel_id, since=since - timedelta(days=3))
