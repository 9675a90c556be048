import asyncio
from secrets import token_hex

import psycopg
import pytest

from nitka.accounts.tests import factories as accounts
from nitka.inbound import accept
from nitka.inbound.accept import Full, Raw, Refused
from nitka.inbound.models import InboundLog, Queued
from nitka.inbound.tests.factories import arrive, raw
from nitka.kit import bell, blobs, config, context
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.loops import run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace():
    return accounts.workspace()


def test_what_is_acknowledged_is_stored_and_queued(workspace):
    answer = arrive(raw(workspace, "a", raw=b"\x00bytes"))[0]
    with in_workspace(workspace.id):
        stored = InboundLog.objects.get()
    assert (stored.pk, stored.at, stored.content()) == (answer.id, answer.at, b"\x00bytes")
    assert Queued.objects.get().inbound_id == answer.id


def test_a_repeat_gets_the_first_answer_and_is_stored_once(workspace):
    first = arrive(raw(workspace, "a"))[0]
    second = arrive(raw(workspace, "a", payload={"key": "other"}))[0]
    assert (second.id, second.at, second.repeated) == (first.id, first.at, True)
    with in_workspace(workspace.id):
        assert InboundLog.objects.get().payload == {"key": "a"}
    assert Queued.objects.count() == 1


def test_the_same_key_elsewhere_is_another_thing(workspace):
    other = accounts.workspace()
    answers = arrive(raw(workspace, "a"), raw(other, "a"), raw(workspace, "a", source=other.id))
    assert len({answer.id for answer in answers}) == 3
    assert not any(answer.repeated for answer in answers)


def test_one_senders_things_keep_their_order_however_many_come_at_once(workspace):
    answers = arrive(*(raw(workspace, f"{sender}{n}", sender) for n in range(60) for sender in "abc"))
    for of in (answers[0::3], answers[1::3], answers[2::3]):
        assert [answer.id for answer in of] == sorted(answer.id for answer in of)
    assert len({queued.lane for queued in Queued.objects.all()}) <= 3


def test_who_accepts_rings_for_the_digester_once_for_many(workspace):
    with psycopg.connect(config.dsn("worker"), autocommit=True) as bells:
        bells.execute(f"listen {bell.CHANNEL}")
        arrive(raw(workspace, "a"))
        assert [word.channel for word in bells.notifies(timeout=10, stop_after=1)] == [bell.CHANNEL]
        arrive(*(raw(workspace, f"b{n}") for n in range(200)))
        assert 1 <= len(list(bells.notifies(timeout=0.5))) <= accept.FLUSHERS


def test_large_bytes_lie_in_a_blob_before_the_row_that_names_them(workspace):
    arrive(raw(workspace, "a", raw=b"x" * (accept.LARGE + 1)))
    with in_workspace(workspace.id):
        stored = InboundLog.objects.get()
        assert stored.raw is None
        assert stored.content() == blobs.read(workspace.id, stored.blob) == b"x" * (accept.LARGE + 1)


def test_a_thing_that_the_database_cannot_hold_is_refused_alone(workspace):
    bad = raw(workspace, "bad")
    bad.kind = "longer than the twenty-four letters of a kind"

    async def together():
        try:
            things = [raw(workspace, str(n)) for n in range(7)]
            return await asyncio.gather(*(accept.accept(one) for one in [*things, bad]), return_exceptions=True)
        finally:
            await accept.close()

    *good, refused = run(together())
    assert isinstance(refused, Refused)
    assert not any(isinstance(one, Exception) for one in good)
    with in_workspace(workspace.id):
        assert InboundLog.objects.count() == 7


def test_more_than_may_wait_is_told_to_come_back(workspace, monkeypatch):
    monkeypatch.setattr(accept, "WAITING", 3)

    async def together():
        try:
            things = (raw(workspace, str(n)) for n in range(10))
            return await asyncio.gather(*(accept.accept(one) for one in things), return_exceptions=True)
        finally:
            await accept.close()

    answers = run(together())
    assert sum(isinstance(one, Full) for one in answers) == 7
    with in_workspace(workspace.id):
        assert InboundLog.objects.count() == 3


def test_without_the_database_senders_are_told_to_come_back(workspace, monkeypatch):
    monkeypatch.setattr(accept, "PATIENCE", 0)

    async def away(*_, **__):
        raise psycopg.OperationalError("away")

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", away)
    with pytest.raises(Full):
        run(accept.accept(raw(workspace, "a")))  # in a loop that has no connection yet


def test_a_cut_connection_is_made_again_and_nobody_notices(workspace):
    async def with_a_cut():
        try:
            first = await accept.accept(raw(workspace, "a"))
            for flusher in accept._acceptor().flushers:
                if flusher.connection is not None:
                    await flusher.connection.close()
            return first, await accept.accept(raw(workspace, "b"))
        finally:
            await accept.close()

    first, second = run(with_a_cut())
    assert first.id != second.id
    with in_workspace(workspace.id):
        assert InboundLog.objects.count() == 2


def test_unstorable_letters_are_replaced_and_the_request_is_named(workspace):
    token = context.request_id.set("request-0001")
    try:
        arrive(Raw(workspace.id, workspace.id, "test", "k\x00", "s\ud800", {"a\x00": ["\ud800"]}))
    finally:
        context.request_id.reset(token)
    with in_workspace(workspace.id):
        stored = InboundLog.objects.get()
    assert (stored.key, stored.sender, stored.payload) == ("k\ufffd", "s\ufffd", {"a\ufffd": ["\ufffd"]})
    assert stored.request_id == "request-0001"


def test_a_key_too_long_to_be_indexed_is_refused_at_once_and_its_neighbours_are_stored(workspace):
    async def all_at_once():
        try:
            raws = [raw(workspace, "a"), raw(workspace, token_hex(10_000)), raw(workspace, "b")]
            return await asyncio.gather(*(accept.accept(one) for one in raws), return_exceptions=True)
        finally:
            await accept.close()

    first, bad, last = run(asyncio.wait_for(all_at_once(), accept.PATIENCE))
    assert isinstance(bad, Refused)
    with in_workspace(workspace.id):
        assert set(InboundLog.objects.values_list("pk", flat=True)) == {first.id, last.id}
