"""Requests into people, moments and attributes: a fixed number of statements for a batch. Wired to `collect`."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from pydantic_core import from_json

from nitka.customers.actions import Trait, describe_all, identify
from nitka.customers.queries import nobodys, seen
from nitka.inbound.actions import Part, enter, forget
from nitka.inbound.digester import Unreadable
from nitka.inbound.models import InboundLog
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import instance
from nitka.kit.ids import uuid7
from nitka.moments.actions import append
from nitka.moments.collector import consent, people
from nitka.moments.collector.arrivals import Bad, Tally, write
from nitka.moments.collector.commerce import SERVING, told
from nitka.moments.collector.events import Event, Request, Unfit, moment, read, when
from nitka.moments.collector.rows import Source
from nitka.moments.models import Moment


@dataclass(slots=True)
class Batch:
    """What came, event by event."""

    trust: dict[UUID, str]
    events: list[Event] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)


def digest(items: list[InboundLog]) -> None:
    """Digest requests of one workspace. Of one request that fails, the event is found that fails it."""
    trust = dict(Source.objects.filter(pk__in={item.source_id for item in items}).values_list("pk", "kind"))
    batch = Batch(trust)
    for item in items:
        if item.source_id not in trust:
            raise Unreadable("unknown_source")
        _read(item, batch)
    tally = Tally(batch.bad)
    if len(items) > 1:
        _store(batch.events, batch, tally)
    else:
        _halve(batch.events, batch, tally)
    write(tally)
    forget([item.pk for item in items])


def _read(item: InboundLog, batch: Batch) -> None:
    try:
        body = from_json(zlib.decompress(item.content()))
    except (zlib.error, ValueError) as error:
        raise Unreadable("unreadable") from error
    context = body.get("context")
    shared = context if isinstance(context, dict) else {}
    of = Request(item.pk, item.source_id, item.at, moment(body.get("sentAt")), shared)
    for place, given in enumerate(body["batch"]):
        key = uuid7()
        try:
            batch.events.append(read(given, place, key, of))
        except Unfit as reason:
            batch.bad.append(_bad(key, of, str(reason), given))
        except (ValueError, TypeError, ArithmeticError, RecursionError):
            batch.bad.append(_bad(key, of, "unreadable", given))


def _bad(key: UUID, of: Request, reason: str, given: Any) -> Bad:
    at = when(given, of) if isinstance(given, dict) else of.received_at
    return Bad(key, of.source_id, of.received_at, at, reason, given)


def _halve(events: Sequence[Event], batch: Batch, tally: Tally) -> None:
    """Store events; of those that cannot be stored together, the halves."""
    before = tally.copy()
    try:
        with transaction.atomic():
            _store(events, batch, tally)
    except OperationalError:
        raise
    except Exception:
        tally.restore(before)
        if len(events) == 1:
            tally.refuse(events[0], "unstorable")
            return
        half = len(events) // 2
        _halve(events[:half], batch, tally)
        _halve(events[half:], batch, tally)


def _store(events: Sequence[Event], batch: Batch, tally: Tally) -> None:
    events = _wanted(events, tally)
    repeated = enter([Part(event.source_id, event.key, event.id, event.at) for event in events])
    fresh = [event for event in events if event.id not in repeated]
    tally.repeat(event for event in events if event.id in repeated)
    if not fresh:
        return
    contacts = people.contacts_of(fresh)
    found = seen(people.keys_of(fresh, contacts))
    who = people.gather(fresh, batch.trust, found, contacts)
    if who.claims:
        named = identify(who.claims)
        told_of = {who.of[event.id] for event in fresh if event.type == "identify"}
        found |= seen({*named, *told_of})  # also whom others' claims made one meanwhile
    moments = [made for event in fresh if (made := _moment(event, found[who.of[event.id]].pk)) is not None]
    things = [one for one in moments if one.kind in SERVING]
    append([one for one in moments if one.kind not in SERVING])
    if things:
        append(things)
    describe_all([
        Trait(found[who.of[event.id]].customer_id, key, value, event.at)
        for event in fresh if event.type == "identify" for key, value in people.attributes(event.traits).items()
    ], origin="collector")  # fmt: skip
    asked = {event.id: contacts.get(event.id, [who.of[event.id]]) for event in fresh if event.consent}
    consent.note(fresh, asked, found, batch.trust)
    tally.take(fresh, {event.id: found[who.of[event.id]].pk for event in fresh})


def _wanted(events: Sequence[Event], tally: Tally) -> list[Event]:
    """Those that are somebody's, and of who refused to be watched what serving them needs."""
    nobody = nobodys(people.ids_of(events))
    kept = []
    for event in events:
        if ("user", event.user) in nobody:
            event.user = ""
        if ("device", event.anonymous) in nobody:
            event.anonymous = ""
        reason = _refused(event)
        if reason:
            tally.refuse(event, reason)
        else:
            kept.append(event)
    return kept


def _refused(event: Event) -> str:
    if not consent.watched(event):
        event.anonymous = ""
        serving = event.type == "track" and told(event)[0] in SERVING
        if not event.user or not (serving or event.type in ("identify", "group", "alias")):
            return "no_consent"
    return "" if event.user or event.anonymous else "nobody"


def _moment(event: Event, identity: UUID) -> Moment | None:
    """What happened; who somebody is is no moment."""
    if event.type in ("identify", "alias"):
        return None
    kind, data = ("group", {"group": event.group}) if event.type == "group" else told(event)
    return instance(Moment, (
        ("id", event.id), ("workspace_id", require_workspace()), ("identity_id", identity), ("kind", kind),
        ("at", event.at), ("channel_id", event.source_id), ("conversation_id", None), ("member_id", None),
        ("data", data),
    ), stored=False)  # fmt: skip


