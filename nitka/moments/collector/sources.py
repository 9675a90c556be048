"""Sources: made, revoked, and known to the doors by their write keys."""

import time
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from nitka.accounts.actions import register, unregister
from nitka.accounts.actions.audit import record
from nitka.accounts.models import Entry, Member, Workspace
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.collector.rows import RATE, Source, Trust, digest_of, new_key

FRESH = 5.0  # seconds a key is remembered


@dataclass(frozen=True, slots=True)
class Known:
    """A source as the doors know it."""

    id: UUID
    workspace_id: UUID
    per_second: int


@transaction.atomic
def create_source(
    *, workspace: Workspace, name: str, kind: str = Trust.SERVER, by: Member | None = None
) -> tuple[Source, str]:
    """A new source with its write key."""
    key = new_key()
    with in_workspace(workspace.id):
        source = Source(name=name, kind=kind, by_id=by.pk if by else None)
        source.give(key)
        source.save(force_insert=True)
        register(kind="source", key=source.digest, workspace_id=workspace.id, object_id=source.pk)
        record("source.created", kind="source", object_id=source.pk, detail={"name": name})
    _forget(source.digest)
    return source, key


@transaction.atomic
def revoke_source(*, source: Source, by: Member | None = None) -> None:
    """End a source: its key gets 401 within seconds. What was taken before is digested still."""
    source.revoked_at, source.revoked_by_id = clock.now(), by.pk if by else None
    source.save(update_fields=["revoked_at", "revoked_by_id"])
    unregister(kind="source", key=source.digest, object_id=source.pk)
    record("source.revoked", kind="source", object_id=source.pk, detail={"name": source.name})
    _forget(source.digest)


@transaction.atomic
def set_source(*, source: Source, consents: dict[str, str], per_second: int) -> None:
    """What its consent categories mean, and how much it may send; in force within seconds."""
    source.consents, source.per_second = consents, per_second
    source.save(update_fields=["consents", "per_second"])
    record("source.changed", kind="source", object_id=source.pk,
           detail={"consents": consents, "per_second": per_second})  # fmt: skip
    _forget(source.digest)


def note_shown(*, source: Source) -> None:
    """Write down who looked at a key."""
    record("source.shown", kind="source", object_id=source.pk, detail={"name": source.name})


def source_named(name: str) -> Source | None:
    """The source of a name that is in force, in the workspace at work."""
    return Source.objects.filter(name=name, revoked_at=None).order_by("id").first()


_remembered: dict[str, tuple[float, Known | None]] = {}


def remembered(key: str) -> tuple[bool, Known | None]:
    """Whether a key is fresh in memory (no database, so fit for the loop), and whose it is."""
    hit = _remembered.get(digest_of(key))
    return (True, hit[1]) if hit and hit[0] > time.monotonic() else (False, None)


def known(key: str) -> Known | None:
    """Whose a key is, remembered for a few seconds; None when it is nobody's."""
    digest = digest_of(key)
    entry = Entry.objects.filter(kind="source", key=digest).first()
    found = Known(entry.object_id, entry.workspace_id, _rate(entry)) if entry else None
    if len(_remembered) > 10_000:
        _remembered.clear()
    _remembered[digest] = (time.monotonic() + FRESH, found)
    return found


def _rate(entry: Entry) -> int:
    with in_workspace(entry.workspace_id):
        return Source.objects.filter(pk=entry.object_id).values_list("per_second", flat=True).first() or RATE


def _forget(digest: str) -> None:
    _remembered.pop(digest, None)
