"""Closed months go to files: first written and read back, ten minutes later or more let go by the journal."""

import os
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Workspace
from nitka.kit import blobs, clock, config
from nitka.kit.context import require_workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import first_key
from nitka.moments.archive import files
from nitka.moments.archive.known import any_archived
from nitka.moments.archive.recall import forget, recall_wanted
from nitka.moments.archive.rows import Archive, Recall, Wanted
from nitka.moments.kinds import KINDS, light

LEAST = 3  # months: reports that read everybody's moments of late never look into a file
WAIT = timedelta(minutes=10)  # by then every process knows that there are files (`known.SECONDS`)
PART = 200_000  # rows of a file, and then to the end of a contact
BATCH = 20_000
AGAIN = 30 * 86_400.0  # seconds after which a closed month with nothing to move is looked at once more: pasts come late
NIL, MAX = UUID(int=0), UUID(int=(1 << 128) - 1)

_bare: dict[tuple[UUID, date], float] = {}  # a workspace and a month that had nothing to move → until when

log = structlog.get_logger(__name__)

# What goes: the many that say little. What figures are made of stays, and of each contact the month's last.
_GOING = """
select workspace_id::text, id::text, identity_id::text, kind, (extract(epoch from at) * 1000000)::bigint,
  channel_id::text, conversation_id::text, member_id::text, data::text
from (select m.*, row_number() over (partition by identity_id order by id desc) as nth from moments_moment m
  where workspace_id = %s and id >= %s and id < %s and identity_id between %s and %s) m
where nth > 1 and conversation_id is null and kind <> all(%s::text[]) order by identity_id, id
"""
_MONTHS = """select right(c.relname, 7) from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'moments_moment'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$' order by 1"""


class Unequal(RuntimeError):
    """What was read back is not what was written."""


def months_kept() -> int | None:
    """After how many months moments go to files; None: never. Raises ConfigError."""
    told = os.environ.get("NITKA_MOMENTS_MONTHS", "").strip()
    if not told:
        return None
    if not told.isdigit() or int(told) < LEAST:
        raise config.ConfigError(f"NITKA_MOMENTS_MONTHS is {told!r}: write a whole number of months, {LEAST} or more.")
    return int(told)


def archive() -> None:
    """Go through the closed months of all workspaces once."""
    kept = months_kept()
    if kept is None:
        return
    border = _months_before(clock.now(), kept)
    for month in _closed(border):
        for workspace_id in Workspace.objects.values_list("pk", flat=True):
            if _bare.get((workspace_id, month), 0) > time.monotonic():
                continue
            with in_workspace(workspace_id):
                if not Archive.objects.filter(month=month).exists() and not make(month):
                    _bare[workspace_id, month] = time.monotonic() + AGAIN
            _empty_all(workspace_id, month)
        _compact(month)


def forget_recalled() -> None:
    """What came back for somebody a week ago or earlier lies in its file alone again, in all workspaces."""
    if any_archived():
        for workspace_id in Workspace.objects.values_list("pk", flat=True):
            with in_workspace(workspace_id):
                forget()


def make(month: date) -> int:
    """Write a month of the workspace at work to files and read them back; how many rows. Raises Unequal."""
    kept, written = _kept(), 0
    for rows in _parts(month, kept):
        row = Archive(month=month, first=UUID(rows[0][2]), last=UUID(rows[-1][2]), kept=kept)
        _fill(row, rows)
        written += len(rows)
    return written


def make_anew(archive: Archive) -> None:
    """Write a file again that the journal has not let go of yet, as the journal is now."""
    workspace, old = require_workspace(), archive.sha256
    archive.kept, archive.made_at = _kept(), clock.now()
    rows = [row for part in _parts(archive.month, archive.kept, archive.first, archive.last) for row in part]
    if rows:
        _fill(archive, rows)
    else:
        archive.delete()
    if blobs.may_go() and (not rows or archive.sha256 != old):
        transaction.on_commit(lambda: blobs.drop(workspace, {old}))


def _kept() -> list[str]:
    """The kinds that stay in the journal: what figures are made of, and what is asked for over all time."""
    return [kind for kind in KINDS if not light(kind)] + sorted(Wanted.objects.values_list("kind", flat=True))


def _fill(archive: Archive, rows: Sequence[Sequence[Any]]) -> None:
    archive.sha256, archive.size = files.write(require_workspace(), rows)
    archive.rows, archive.sums = len(rows), files.sums(files.read(require_workspace(), archive.sha256))
    if archive.sums["rows"] != archive.rows:
        raise Unequal(f"{archive.month}: {archive.sums['rows']} of {archive.rows}")
    archive.save()


def empty(archive: Archive) -> None:
    """Let the journal go of what a file holds. The database compares count and sums of all columns with what it deletes
    and refuses where they differ; what is wanted in the journal comes back at once. Raises DatabaseError."""
    files.read(require_workspace(), archive.sha256)  # it can still be read
    with connection.cursor() as cursor:
        cursor.execute("select nitka_let_moments_go(%s, %s)", [archive.pk, clock.now()])
    Recall.objects.filter(identity_id__gte=archive.first, identity_id__lte=archive.last).delete()
    recall_wanted(archive)
    record("moments.archived", kind="workspace", object_id=require_workspace(),
           detail={"month": f"{archive.month:%Y-%m}", "n": str(archive.rows)})  # fmt: skip


def _empty_all(workspace_id: UUID, month: date) -> None:
    with in_workspace(workspace_id):
        waiting = list(Archive.objects.filter(month=month, emptied_at=None, made_at__lt=clock.now() - WAIT))
    for one in waiting:
        try:
            with in_workspace(workspace_id):
                empty(one)
        except DatabaseError:  # an erasure, or somebody's past, has come since: it is written anew
            log.warning("moments.archive_outdated", workspace=str(workspace_id), month=str(month))
            with in_workspace(workspace_id):
                make_anew(one)


def _parts(
    month: date, kept: Sequence[str], first: UUID = NIL, last: UUID = MAX
) -> Iterator[list[Sequence[Any]]]:
    """What goes of a month, of the contacts from `first` to `last`; each part holds whole contacts."""
    begin, end = span(month)
    with connection.chunked_cursor() as cursor:
        cursor.execute(_GOING, [require_workspace(), begin, end, first, last, list(kept)])
        rows: list[Sequence[Any]] = []
        while batch := cursor.fetchmany(BATCH):
            for row in batch:
                if len(rows) >= PART and row[2] != rows[-1][2]:
                    yield rows
                    rows = []
                rows.append(row)
        if rows:
            yield rows


def span(month: date) -> tuple[UUID, UUID]:
    """The first key of a month, and of the next."""
    begin = datetime(month.year, month.month, 1, tzinfo=clock.now().tzinfo)
    return first_key(begin), first_key(_months_before(begin, -1))


def _months_before(at: datetime, months: int) -> datetime:
    whole = at.year * 12 + at.month - 1 - months
    return at.replace(year=whole // 12, month=whole % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _closed(border: datetime) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS)
        found = [date(int(name[:4]), int(name[5:]), 1) for (name,) in cursor.fetchall()]
    return [month for month in found if month < border.date()]


def _compact(month: date) -> None:
    """Give the disk back what a month let go, once. Where somebody holds the month for long: in the next round."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select nitka_compact_moments(%s)", [month])
    except DatabaseError:
        log.warning("moments.not_compacted", month=str(month))
