"""Whatever is sent: no door breaks, each event is read or refused by itself, and the digest always ends."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nitka.inbound.models import Quarantine
from nitka.kit.text import dump
from nitka.moments.collector.commerce import _COMMERCE, money, told
from nitka.moments.collector.events import TYPES, Request, Unfit, read
from nitka.moments.collector.people import attributes, gather, read_contacts
from nitka.moments.collector.tests.factories import tell
from nitka.moments.kinds import tell as say
from nitka.moments.models import Moment, Source

WORDS = (
    "userId", "anonymousId", "type", "event", "properties", "traits", "context", "messageId", "timestamp", "sentAt",
    "previousId", "groupId", "name", "email", "phone", "products", "total", "currency", "order_id", "consent",
    "categoryPreferences", "path", "title", "refused", "price", "subscription_id", "until",
)  # fmt: skip
leaf = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(codec=None)),
    st.sampled_from([*TYPES, "2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
                     "\0", "RUB", "a@b.example", "89161234567", "too_large", "1e999", "9" * 400, "x" * 5_000]),
)  # fmt: skip
names = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
anything = st.recursive(
    leaf,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=6)),
    max_leaves=20,
)
events = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES), "userId": st.one_of(st.just("u"), anything)},
    optional={word: anything for word in WORDS if word not in ("type", "userId")}
    | {"event": st.one_of(st.sampled_from(sorted(_COMMERCE)), anything)},
)


def of() -> Request:
    return Request(uuid4(), uuid4(), datetime(2026, 11, 29, tzinfo=UTC), None, {})


@given(st.one_of(anything, events))
def test_an_event_is_read_or_refused(thing):
    about = of()
    try:
        event = read(thing, 0, uuid4(), about)
    except Unfit:
        return
    assert event.at <= about.received_at
    kind, data = told(event)
    assert 0 < len(kind) <= 32
    dump(data)
    assert all(len(key) <= 80 for key in attributes(event.traits))
    if event.user or event.anonymous:
        for kind in ("site", "server"):
            read_contacts([event])
            gather([event], {event.source_id: kind}, {})


@given(anything, anything)
def test_money_has_the_decimals_of_its_currency_or_is_none(amount, currency):
    money(amount, currency)
    found = money(amount, "JPY")
    assert found is None or found["amount"].isdigit()


@pytest.mark.django_db(transaction=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(events, min_size=1, max_size=12), st.one_of(st.none(), anything))
def test_a_request_of_anything_is_digested_and_every_event_counted(source, inside, given, context):
    before = Source.objects.get(pk=source.pk)
    tell(source, *given, context=context)
    assert not Quarantine.objects.exists()
    after = Source.objects.get(pk=source.pk)
    told = (after.taken + after.repeated + after.refused) - (before.taken + before.repeated + before.refused)
    assert told == len(given)
    for moment in Moment.objects.order_by("-id")[:12]:
        assert say(moment).title


@pytest.mark.django_db(transaction=True)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=300), anything.map(lambda value: dump(value).encode())),
       st.sampled_from(("track", "batch", "i", "alias", "m", "nothing")), st.booleans())  # fmt: skip
def test_no_door_breaks(door, stranger, body, name, keyed):
    answer = (door if keyed else stranger).post(f"/v1/{name}", content=body)
    assert answer.status_code < 500
    assert set(answer.json()) in ({"success"}, {"code", "message"})
