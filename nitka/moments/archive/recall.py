"""Old moments come back into the journal for whoever asks for them, and so every report reads them as it always did."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.kit.text import dump
from nitka.moments.archive import files, known
from nitka.moments.archive.rows import Archive, Recall, Wanted
from nitka.moments.kinds import light

if TYPE_CHECKING:
    import pyarrow

DAYS = timedelta(days=7)  # that they stay
NEAR = 90  # days that no file ever reaches (`making.LEAST`)
BATCH = 5000

_MISSING = """
select i.id from customers_identity i where i.workspace_id = %(workspace)s and {whose}
  and not exists (select from moments_recall r where r.workspace_id = i.workspace_id and r.identity_id = i.id)
  and exists (select from moments_archive a where a.workspace_id = i.workspace_id and a.emptied_at is not null
    and i.id between a.first and a.last)"""
# Each contact's last moment of a month stays in the journal: it says in which months' files there is more.
_FILES = """
select distinct a.id from unnest(%(ids)s::uuid[]) as i (id) join moments_archive a on a.workspace_id = %(workspace)s
  and a.emptied_at is not null and i.id between a.first and a.last
where exists (select from moments_moment m where m.workspace_id = a.workspace_id and m.identity_id = i.id
  and m.id >= nitka_first_key(a.month::timestamp at time zone 'UTC')
  and m.id < nitka_first_key((a.month + interval '1 month') at time zone 'UTC'))"""
_BACK = """
insert into moments_moment (workspace_id, id, identity_id, kind, at, channel_id, conversation_id, member_id, data)
select g.workspace_id, g.id, g.identity_id, g.kind, 'epoch'::timestamptz + g.at * interval '1 microsecond',
  g.channel_id, g.conversation_id, g.member_id, g.data::jsonb
from json_to_recordset(%s) as g (workspace_id uuid, id uuid, identity_id uuid, kind varchar, at bigint, channel_id uuid,
  conversation_id uuid, member_id uuid, data text)
on conflict (workspace_id, id) do nothing"""


def recall(identity_ids: Collection[UUID]) -> None:
    """Have all moments of some contacts in the journal. A statement when there are files, none when there are none."""
    if identity_ids and known.any_archived():
        _recall(_missing("i.id = any(%(ids)s::uuid[])", ids=array(identity_ids)))


def recall_customer(customer_id: UUID) -> None:
    """The same of all contacts of a customer."""
    if known.any_archived():
        _recall(_missing("i.customer_id = %(customer)s", customer=customer_id))


def recall_kinds(looks: Iterable[tuple[Iterable[str], int | None]]) -> None:
    """Have all moments of some kinds that happened in the last days (none: ever) in the journal, from now on."""
    asked = {kind for kinds, days in looks if not days or days > NEAR for kind in kinds if light(kind)}
    if asked and known.any_archived():
        _recall_kinds(asked)


@transaction.atomic
def _recall_kinds(asked: set[str]) -> None:
    asked -= set(Wanted.objects.filter(kind__in=asked).values_list("kind", flat=True))
    if asked:
        Wanted.objects.bulk_create([Wanted(kind=kind) for kind in sorted(asked)], ignore_conflicts=True)
        for archive in Archive.objects.exclude(emptied_at=None).order_by("month", "first"):
            _bring(files.read(require_workspace(), archive.sha256, kinds=asked))


def recall_wanted(archive: Archive) -> None:
    """Of a month that was just emptied what is asked for all the time."""
    kinds = set(Wanted.objects.exclude(kind__in=archive.kept).values_list("kind", flat=True))
    if kinds:
        _bring(files.read(require_workspace(), archive.sha256, kinds=kinds))


@transaction.atomic
def forget() -> int:
    """What nobody asked for in the last days lies in its file alone again; how many rows."""
    old = list(Recall.objects.filter(at__lt=clock.now() - DAYS).order_by("at")[:500])
    ids = [one.identity_id for one in old]
    gone = 0
    for archive in _holding(ids):
        rows = files.read(require_workspace(), archive.sha256, identities=ids)
        with connection.cursor() as cursor:
            cursor.execute("select nitka_forget_moments(%s, %s::uuid[])", [archive.pk, array(rows["id"].to_pylist())])
            gone += cursor.fetchone()[0]
    Recall.objects.filter(pk__in=[one.pk for one in old]).delete()
    return gone


@transaction.atomic
def take_out(identity_ids: Collection[UUID]) -> int:
    """Take contacts out of all files, which are written anew; what was there lies in the journal for good, where it is
    erased. How many rows."""
    if not identity_ids or not known.any_archived():
        return 0
    recall(identity_ids)
    taken = 0
    for archive in around(identity_ids):
        table = files.read(require_workspace(), archive.sha256)
        left = files.without(table, identity_ids)
        if left.num_rows != table.num_rows:
            taken += table.num_rows - left.num_rows
            rewrite(archive, left)
    return taken


def rewrite(archive: Archive, table: "pyarrow.Table") -> None:
    """Have a file hold something else. Who took the old one out of use has it dropped."""
    archive.sha256, archive.size = files.store(require_workspace(), table)
    archive.rows, archive.sums = table.num_rows, files.sums(table)
    archive.save(update_fields=["sha256", "size", "rows", "sums"])


def around(identity_ids: Collection[UUID]) -> list[Archive]:
    """The files in whose span some contacts lie, held."""
    spans = Q()
    for key in identity_ids:
        spans |= Q(first__lte=key, last__gte=key)
    return list(Archive.objects.filter(spans).select_for_update(of=("self",))) if identity_ids else []


def _missing(whose: str, **values: Any) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_MISSING.format(whose=whose), values | {"workspace": require_workspace()})
        return [key for (key,) in cursor.fetchall()]


@transaction.atomic
def _recall(identity_ids: Collection[UUID]) -> None:
    if not identity_ids:
        return
    for archive in _holding(identity_ids):
        _bring(files.read(require_workspace(), archive.sha256, identities=identity_ids))
    Recall.objects.bulk_create([Recall(identity_id=key) for key in identity_ids], ignore_conflicts=True)


def _holding(identity_ids: Collection[UUID]) -> list[Archive]:
    """The files that may hold something of some contacts."""
    with connection.cursor() as cursor:
        cursor.execute(_FILES, {"workspace": require_workspace(), "ids": array(identity_ids)})
        ids = [key for (key,) in cursor.fetchall()]
    return list(Archive.objects.filter(pk__in=ids).order_by("month", "first").select_for_update(of=("self",)))


def _bring(table: "pyarrow.Table") -> None:
    columns = [files.told(table[name]) for name in files.COLUMNS]
    rows = [dict(zip(files.COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.execute(_BACK, [dump(rows[start : start + BATCH])])
