"""A move goes on, stops, goes on again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Workspace
from nitka.channels.actions import change_channel, create_channel
from nitka.channels.models import Channel
from nitka.kit import clock
from nitka.moving.models import Moving, State
from nitka.moving.programs import PROGRAMS
from nitka.moving.returning import ORDER


class NotNow(RuntimeError):
    """It stands elsewhere meanwhile."""


@transaction.atomic
def run(*, of: Moving, wanted: Sequence[str], since: datetime | None = None) -> None:
    """Bring these parts; of conversations and deals only what went on after `since`. Raises NotNow."""
    row = _held(of, State.CHOOSING, State.DONE, State.RETURNED)
    parts = [part for part in PROGRAMS[row.program].parts if part in wanted]
    if not parts:
        raise NotNow
    if row.state == State.RETURNED:
        row.counts = {}
    row.wanted, row.since, row.part, row.cursor = parts, since, parts[0], {}
    if "conversations" in parts:
        row.channel_id = _channel(row)
    row.state, row.reason, row.tries, row.ended_at = State.RUNNING, "", 0, None
    row.ran_at, row.next_at = clock.now(), clock.now()
    row.save()
    record("moving.run", kind="moving", object_id=row.pk, detail={"name": f"{row.name}: {row.who}"})


@transaction.atomic
def hold(*, of: Moving) -> None:
    """Stop: what has come stays. Raises NotNow."""
    row = _held(of, State.RUNNING)
    row.state, row.lease = State.HELD, None
    row.save()


@transaction.atomic
def go_on(*, of: Moving) -> None:
    """On from where it was. Raises NotNow."""
    row = _held(of, State.HELD, State.REFUSED)
    row.state = State.RUNNING if row.ran_at else State.CHECKING
    row.reason, row.tries, row.next_at, row.lease = "", 0, clock.now(), None
    row.save()


@transaction.atomic
def take_back(*, of: Moving) -> None:
    """Take the whole of it back, what was worked on since excepted. Raises NotNow."""
    row = _held(of, State.RUNNING, State.HELD, State.REFUSED, State.DONE)
    if row.ran_at is None:
        raise NotNow
    row.state, row.part, row.cursor, row.lease = State.RETURNING, ORDER[0], {}, None
    row.reason, row.tries, row.next_at, row.ended_at = "", 0, clock.now(), None
    row.save()
    record("moving.returned", kind="moving", object_id=row.pk, detail={"name": f"{row.name}: {row.who}"})


def _held(of: Moving, *states: str) -> Moving:
    row = Moving.objects.select_for_update().get(pk=of.pk)
    if row.state not in states:
        raise NotNow
    return row


def _channel(row: Moving) -> UUID:
    """Where conversations of that program stand: one however often one moves, and never written to."""
    found = Channel.objects.filter(kind="history", settings__source=row.source).first()
    if found is None:
        workspace = Workspace.objects.get(pk=row.workspace_id)
        found = create_channel(workspace=workspace, kind="history", name=row.name, settings={"source": row.source})
        found.is_active = False
        change_channel(channel=found, settings=found.settings)
    key: UUID = found.pk
    return key
