"""Verbs of moments: append, add one that others tell of, make room for months."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from nitka.customers.actions import Heard, hear, hold_of
from nitka.customers.events import CustomersMerged
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import insert, times, uuids
from nitka.kit.db.prepared import cursor as prepared
from nitka.kit.ids import uuid7
from nitka.kit.text import dump
from nitka.moments import holdings, kinds, lately
from nitka.moments.archive.recall import recall as recall
from nitka.moments.archive.recall import recall_customer as recall_customer
from nitka.moments.archive.recall import recall_kinds as recall_kinds
from nitka.moments.events import MomentsAppended
from nitka.moments.kinds.ours import face
from nitka.moments.models import Moment
from nitka.moments.standings import reckon
from nitka.moments.unmaking import unmake as unmake

# Of a moment: its id, identity, kind, when it was, channel, facts
Line = tuple[UUID, UUID, str, datetime, UUID, Mapping[str, Any]]
_WRITE_NEW = """
insert into moments_moment (id, workspace_id, identity_id, kind, at, channel_id, data)
select g.id, %s, g.identity_id, g.kind, g.at, g.channel_id, g.data from rows from (
  unnest(%s::uuid[]), unnest(%s::uuid[]), json_array_elements_text(%s), unnest(%s::timestamptz[]), unnest(%s::uuid[]),
  jsonb_array_elements(%s)) as g (id, identity_id, kind, at, channel_id, data)
"""


class WrongFacts(ValueError):
    """The facts are not those of the kind: name → what is wrong."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(str(fields))
        self.fields = fields


def append(moments: Sequence[Moment]) -> None:
    """Write a batch of moments; one that is there already (a batch done twice) stays as it is.

    Their customers learn of it: the last moment and mood always, what they bought when a batch tells of it.
    """
    write(moments)
    hear(_news(moments))
    known = [(moment.kind, moment.identity_id) for moment in moments if moment.identity_id]
    if known:
        events.publish(MomentsAppended([kind for kind, _ in known], [key for _, key in known]))


def write(moments: Sequence[Moment], *, fresh: bool = False) -> None:
    """`append` without the last moment of their customers, for who tells of it later (`tell`). `fresh`: their ids were
    made just now, so that none is there already."""
    if holdings.things(moment.kind for moment in moments):
        _append_things(moments, fresh)
    else:
        insert(moments, ignore_conflicts=True)


def write_new(lines: Sequence[Line]) -> None:
    """Write moments that are no steps of things and have ids made just now: no instances, and column by column, as to
    take a document of rows apart costs PostgreSQL more than to store them."""
    if lines:
        keys, identities, named, at, channels, data = zip(*lines, strict=True)
        with prepared() as cursor:
            columns = uuids(keys), uuids(identities), dump(named), times(at), uuids(channels), dump(data)
            cursor.execute(_WRITE_NEW, [require_workspace(), *columns])


def tell(*, last: Iterable[tuple[UUID, datetime, str]], told: Collection[tuple[str, UUID]]) -> None:
    """What `append` tells, for who wrote by `write` and `write_new`: of each identity when the last moment was and of
    what kind, and which kinds came by which identity, each pair once."""
    said = ((key, at, kind, kinds.light(kind)) for key, at, kind in last)
    news = [Heard(key, at, kind, light=light) for key, at, kind, light in said if not light or lately.is_news(key, at)]
    lately.remember(news)
    hear(news)
    if told:
        events.publish(MomentsAppended([kind for kind, _ in told], [key for _, key in told]))


def add(
    *, identity_id: UUID, kind: str, data: Mapping[str, Any], at: datetime | None = None, channel_id: UUID | None = None
) -> Moment:
    """A moment that another program tells of. Raises WrongFacts."""
    kept, wrong = kinds.check(kind, data)
    if wrong:
        raise WrongFacts(wrong)
    moment = Moment(identity_id=identity_id, kind=kind, at=at or clock.now(), channel_id=channel_id, data=kept)
    append([moment])
    return moment


@dataclass(frozen=True, slots=True)
class Past:
    """A moment that happened before: whose, when, of which kind, with which facts."""

    identity_id: UUID
    at: datetime
    kind: str
    data: Mapping[str, Any]


@transaction.atomic
def add_past(told: Sequence[Past]) -> None:
    """`add` for many that happened before, in the order they happened. Raises WrongFacts of the first that is wrong."""
    moments = []
    for one in sorted(told, key=lambda one: one.at):
        kept, wrong = kinds.check(one.kind, one.data)
        if wrong:
            raise WrongFacts(wrong)
        moments.append(Moment(id=uuid7(one.at), identity_id=one.identity_id, kind=one.kind, at=one.at, data=kept))
    append(moments)


def on_merged(event: CustomersMerged) -> None:
    """Pairs became one, or two again: reckon anew how both stand."""
    reckon([*event.into_ids, *event.from_ids], whole=True)


def ensure_partitions(*, since: datetime, until: datetime) -> None:
    """Make the monthly partitions from `since` to `until`, both included; those that exist stay."""
    with connection.cursor() as cursor:
        cursor.execute("select nitka_moment_partitions(%s::date, %s::date)", [since.date(), until.date()])


def _news(moments: Sequence[Moment]) -> list[Heard]:
    """The last moment of each identity, and every rating."""
    last: dict[UUID, Moment] = {}
    for one in moments:
        if one.identity_id and (one.identity_id not in last or one.at >= last[one.identity_id].at):
            last[one.identity_id] = one
    rated = [
        Heard(one.identity_id, one.at, one.kind, face(kinds.Facts(one.data)))
        for one in moments
        if one.kind == "rating" and one.identity_id
    ]
    return rated + [Heard(key, one.at, one.kind) for key, one in last.items() if one.kind != "rating"]


@transaction.atomic
def _append_things(moments: Sequence[Moment], fresh: bool = False) -> None:
    """Steps of things add up: those that are there already are not told again."""
    if not fresh:
        told = set(Moment.objects.filter(pk__in=[moment.pk for moment in moments]).values_list("pk", flat=True))
        moments = [moment for moment in moments if moment.pk not in told]
    insert(moments, ignore_conflicts=not fresh)
    changed = holdings.write(moments)
    if changed:
        reckon(hold_of(changed))
