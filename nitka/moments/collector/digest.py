"""Requests into people, moments and attributes: a fixed number of statements for a batch. Wired to `collect`."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from pydantic_core import from_json

from nitka.customers.actions import Trait, describe_all, identify
from nitka.customers.queries import Seen, nobodys, seen
from nitka.inbound.actions import Part, enter, forget
from nitka.inbound.digester import Unreadable
from nitka.inbound.models import InboundLog
from nitka.kit import meters
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import instance
from nitka.kit.ids import uuids7
from nitka.moments.actions import Line, tell, write_new
from nitka.moments.actions import write as write_steps
from nitka.moments.collector import companies, consent, people
from nitka.moments.collector.arrivals import Bad, Tally, write
from nitka.moments.collector.commerce import SERVING, told
from nitka.moments.collector.events import Event, Key, Request, Unfit, moment, read, when
from nitka.moments.collector.packing import unpacked
from nitka.moments.collector.rows import Source
from nitka.moments.models import Moment

Happened = tuple[Event, str, dict[str, Any]]  # with the kind and facts of the moment it becomes


@dataclass(slots=True)
class Batch:
    """What came, event by event."""

    trust: dict[UUID, str]
    events: list[Event] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)


def digest(items: list[InboundLog]) -> None:
    """Digest requests of one workspace. Of one request that fails, the event is found that fails it."""
    rows = Source.objects.filter(pk__in={item.source_id for item in items}).values_list("pk", "kind", "consents")
    sources = {key: (kind, consents) for key, kind, consents in rows}
    batch = Batch({key: kind for key, (kind, _) in sources.items()})
    for item in items:
        if item.source_id not in sources:
            raise Unreadable("unknown_source")
        _read(item, batch, sources[item.source_id][1])
    tally = Tally(batch.bad)
    if len(items) > 1:
        _store(batch.events, batch, tally)
    else:
        _halve(batch.events, batch, tally)
    _one_at_a_time()  # of mere repeats, too: what follows in this transaction may want it, and sources are held by then
    write(tally)
    forget([item.pk for item in items])
    transaction.on_commit(lambda: _count(batch))


def _count(batch: Batch) -> None:
    meters.count("nitka_events_total", len(batch.events), outcome="taken")
    meters.count("nitka_events_total", len(batch.bad), outcome="refused")


def _read(item: InboundLog, batch: Batch, consents: Mapping[str, str]) -> None:
    try:
        body = from_json(unpacked(item.content()))
    except (zlib.error, ValueError) as error:
        raise Unreadable("unreadable") from error
    context = body.get("context")
    shared = context if isinstance(context, dict) else {}
    of = Request(item.pk, item.source_id, item.at, moment(body.get("sentAt")), shared, consents)
    given_all = body["batch"]
    for place, (given, key) in enumerate(zip(given_all, uuids7(len(given_all)), strict=True)):
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
    fresh = [event for event in events if event.id not in repeated] if repeated else events
    tally.repeat(event for event in events if repeated and event.id in repeated)
    if not fresh:
        return
    people.read_contacts(fresh)
    found = seen(people.keys_of(fresh), named=people.named_of(fresh))
    claims = people.gather(fresh, batch.trust, found)
    happened = [(event, *_told(event)) for event in fresh if event.type not in ("identify", "alias")]
    at_once = [one for one in happened if one[0].who in found and one[1] not in SERVING]
    write_new([_line(event, kind, data, found) for event, kind, data in at_once])
    _one_at_a_time()
    if claims:
        named = identify(claims)
        told_of = {event.who for event in fresh if event.type == "identify"}
        found |= seen({*named, *told_of})  # also whom others' claims made one meanwhile
    if len(at_once) < len(happened):
        done = {id(one) for one in at_once}
        rest = [one for one in happened if id(one) not in done]
        write_new([_line(event, kind, data, found) for event, kind, data in rest if kind not in SERVING])
        write_steps([
            instance(Moment, _row(event, kind, data, found).items(), stored=False)
            for event, kind, data in rest if kind in SERVING
        ], fresh=True)  # fmt: skip
    _describe([event for event in fresh if event.type == "identify"], found)
    companies.tell([event for event in fresh if event.type == "group"], found, batch.trust)
    consent.note(fresh, found, batch.trust)
    kinds = {(kind, event.who) for event, kind, _ in happened}
    tell(last=_last(happened, found), told=[(kind, found[who].pk) for kind, who in kinds])
    tally.take(fresh, found)


def _describe(events: Sequence[Event], found: Mapping[Key, Seen]) -> None:
    """What is said of people as their attributes; what cannot be is noted in its event."""
    of: dict[int, Event] = {}
    traits = []
    for event in events:
        for key, value in people.attributes(event.traits).items():
            trait = Trait(found[event.who].customer_id, key, value, event.at)
            of[id(trait)] = event
            traits.append(trait)
    for trait, why in describe_all(traits, origin="collector", apart=True):
        of[id(trait)].notes.append((trait.key[:60], why))


def _one_at_a_time() -> None:
    """From here on a batch changes customers, whom it cannot lock in one order with all others: one of a workspace at
    a time. What takes longest is done before, beside the others."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"collect:{require_workspace()}"])


def _last(happened: Sequence[Happened], found: Mapping[Key, Seen]) -> Iterator[tuple[UUID, datetime, str]]:
    """The last that happened to each."""
    last: dict[Key, tuple[datetime, str]] = {}
    for event, kind, _ in happened:
        held = last.get(event.who)
        if held is None or event.at >= held[0]:
            last[event.who] = (event.at, kind)
    return ((found[who].pk, at, kind) for who, (at, kind) in last.items())


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


def _told(event: Event) -> tuple[str, dict[str, Any]]:
    return ("group", {"group": event.group}) if event.type == "group" else told(event)


def _line(event: Event, kind: str, data: dict[str, Any], found: Mapping[Key, Seen]) -> Line:
    return event.id, found[event.who].pk, kind, event.at, event.source_id, data


def _row(event: Event, kind: str, data: dict[str, Any], found: Mapping[Key, Seen]) -> dict[str, Any]:
    """A moment's columns."""
    return {
        "id": event.id, "workspace_id": require_workspace(), "identity_id": found[event.who].pk, "kind": kind,
        "at": event.at, "channel_id": event.source_id, "conversation_id": None, "member_id": None, "data": data,
    }  # fmt: skip
