import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connections, transaction

from nitka.accounts.tests import factories as accounts
from nitka.inbound import digester, queries
from nitka.inbound.actions import digest_again
from nitka.inbound.models import InboundLog, Quarantine, Queued
from nitka.inbound.tests import factories
from nitka.inbound.tests.factories import arrive, digest_all, listen, raw, seen
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace():
    listen()
    return accounts.workspace()


def keys() -> list[str]:
    return [key for batch in seen for key in batch]


def test_what_waits_is_digested_once_in_each_senders_order(workspace):
    arrive(*(raw(workspace, f"{sender}{n:02}", sender) for n in range(20) for sender in "abc"))
    assert digest_all() == 60
    assert digest_all() == 0
    for sender in "abc":
        assert [key for key in keys() if key[0] == sender] == [f"{sender}{n:02}" for n in range(20)]


def test_more_than_a_lane_gives_at_once_keeps_its_order(workspace, monkeypatch):
    monkeypatch.setattr(digester, "PER_LANE", 3)
    arrive(*(raw(workspace, f"{n:02}") for n in range(10)))
    with factories.as_role("worker"):
        assert [digester.digest_once() for _ in range(5)] == [3, 3, 3, 1, 0]
    assert keys() == [f"{n:02}" for n in range(10)]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(minutes=-1), timedelta(days=-90), timedelta(0)])
def test_a_senders_order_hangs_on_no_clock_and_on_no_one_door(workspace, ahead):
    now = clock.now()
    for n, moment in enumerate((now + ahead, now, now + ahead, now)):
        with clock.travel(moment):  # each by a door of its own, as after one was killed or on another machine
            arrive(raw(workspace, f"{n}"))
    assert digest_all() == 4
    assert keys() == ["0", "1", "2", "3"]


def test_a_batch_belongs_to_one_workspace_and_kind(workspace):
    listen("other")
    listen()
    second = accounts.workspace()
    arrive(raw(workspace, "a"), raw(second, "b"), raw(workspace, "c", kind="other"), raw(workspace, "d"))
    digest_all()
    assert sorted(map(sorted, seen)) in ([["a"], ["b"], ["c"], ["d"]], [["a", "d"], ["b"], ["c"]])


def test_kinds_that_come_in_turn_make_a_group_each(workspace):
    listen("other")
    arrive(*(raw(workspace, f"{n}", f"{n % 2}", kind=("test", "other")[n % 2]) for n in range(8)))
    digest_all()
    assert sorted(seen) == [["0", "2", "4", "6"], ["1", "3", "5", "7"]]


def test_what_a_sender_sends_of_another_kind_stays_in_its_order(workspace):
    listen("other")
    kinds = ("test", "test", "other", "test")
    arrive(*(raw(workspace, f"{sender}{n}", sender, kind=kind) for n, kind in enumerate(kinds) for sender in "ab"))
    digest_all()
    assert seen == [["a0", "b0", "a1", "b1"], ["a2", "b2"], ["a3", "b3"]]


def test_bad_things_are_found_by_halves_and_kept_while_the_rest_goes_through(workspace):
    names = [f"{'bad' if n in (3, 11, 12) else 'ok'}{n:02}" for n in range(16)]
    answers = dict(zip(names, arrive(*(raw(workspace, name) for name in names)), strict=True))
    assert digest_all() == 16
    assert keys() == [name for name in names if name.startswith("ok")]
    with in_workspace(workspace.id):
        assert set(Quarantine.objects.values_list("id", "reason")) == {
            (answers[name].id, "bad") for name in names if name.startswith("bad")
        }


def test_a_kind_that_nobody_digests_is_kept(workspace):
    arrive(raw(workspace, "a", kind="nobody's"))
    digest_all()
    with in_workspace(workspace.id):
        assert Quarantine.objects.get().reason == "unknown_kind"


def test_a_quarantined_thing_is_digested_again_under_its_first_id(workspace):
    answer = arrive(raw(workspace, "bad"))[0]
    digest_all()
    with in_workspace(workspace.id):
        InboundLog.objects.update(key="mended")
        digest_again(item=Quarantine.objects.get())
        assert not Quarantine.objects.exists()
    assert Queued.objects.get().inbound_id == answer.id
    assert digest_all() == 1
    assert keys() == ["mended"]


def test_two_clicks_at_once_queue_a_quarantined_thing_once(workspace):
    arrive(raw(workspace, "bad"))
    digest_all()
    with in_workspace(workspace.id):
        item = Quarantine.objects.get()
        digest_again(item=item)
        digest_again(item=item)
    assert Queued.objects.count() == 1


def test_a_thing_still_bad_comes_back_to_quarantine(workspace):
    arrive(raw(workspace, "bad"))
    digest_all()
    with in_workspace(workspace.id):
        digest_again(item=Quarantine.objects.get())
    digest_all()
    with in_workspace(workspace.id):
        assert Quarantine.objects.count() == 1


def test_a_database_gone_in_the_middle_leaves_all_in_the_queue(workspace, monkeypatch):
    arrive(*(raw(workspace, str(n)) for n in range(3)))

    def away(items):
        raise OperationalError("away")

    monkeypatch.setattr(factories, "remember", away)
    with pytest.raises(OperationalError):
        digest_all()
    assert Queued.objects.count() == 3
    monkeypatch.undo()
    assert digest_all() == 3
    with in_workspace(workspace.id):
        assert not Quarantine.objects.exists()


def test_two_digesters_share_the_lanes_and_neither_digests_twice(workspace):
    arrive(*(raw(workspace, f"{sender}:{n:02}", sender) for n in range(10) for sender in map(str, range(20))))
    start = threading.Barrier(2)

    def work() -> None:
        start.wait(10)
        while Queued.objects.exists():
            digester.digest_once()
        connections.close_all()

    with factories.as_role("worker"):
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert len(keys()) == len(set(keys())) == 200
    for sender in map(str, range(20)):
        assert [key for key in keys() if key.startswith(f"{sender}:")] == [f"{sender}:{n:02}" for n in range(10)]


def test_while_one_digests_another_finds_work_too(workspace):
    arrive(*(raw(workspace, sender, sender) for sender in map(str, range(300))))  # something in nearly every lane

    def another() -> int:
        try:
            return digester.digest_once(lanes=digester.TALK)
        finally:
            connections.close_all()

    with factories.as_role("worker"), ThreadPoolExecutor(1) as threads, transaction.atomic():
        first = digester.digest_once(lanes=digester.TALK)
        second = threads.submit(another).result(30)  # before the first has committed
    assert min(first, second) > 0
    assert first + second == len(set(keys())) == 300


def test_a_batch_grows_while_it_is_quick_and_shrinks_to_what_half_a_second_takes():
    pace = digester.Pace()
    assert pace.size == digester.LEAST
    for _ in range(5):
        pace.took(pace.size, 0.1)
    assert pace.size == digester.BATCH, "a chat's messages: no more than that"
    pace.took(1_000, 2.0)
    assert pace.size == 250
    pace.took(3, 0.001)
    assert pace.size == 250, "an empty queue teaches nothing"
    pace.took(250, 60.0)
    assert pace.size == digester.LEAST


def test_where_much_waits_a_batch_may_take_longer_as_a_thing_costs_less_in_a_large_one():
    pace = digester.Pace()
    for _ in range(5):
        pace.took(pace.size, 1.0, waited=30.0)
    assert pace.size == digester.BATCH, "who comes now waits for what is before them anyway"
    pace.took(1_000, 4.0, waited=3600.0)
    assert pace.size == digester.BATCH
    pace.took(1_000, 10.0, waited=3600.0)
    assert pace.size == 500, "but not longer than five seconds: locks are held"
    pace.took(500, 4.0, waited=1.0)
    assert pace.size == digester.LEAST


def test_what_nobody_waits_for_may_take_longer_as_it_costs_less_in_larger_batches():
    talk, heavy = digester.Pace(digester.TALK), digester.Pace(digester.HEAVY)
    for pace in (talk, heavy):
        pace.took(pace.size, 0.4)
    assert (talk.size, heavy.size) == (digester.LEAST, digester.LEAST * 2)
    heavy.size = digester.BATCH
    heavy.took(digester.BATCH, 3.0)
    assert heavy.size == digester.BATCH // 2, "what a second and a half takes"


def test_a_batch_takes_no_more_than_it_was_asked_for(workspace):
    arrive(*(raw(workspace, f"{n:02}", str(n)) for n in range(10)))
    with factories.as_role("worker"):
        assert [digester.digest_once(4) for _ in range(4)] == [4, 4, 2, 0]
    assert sorted(keys()) == [f"{n:02}" for n in range(10)], "of ten senders, in whatever order they were stored"


def test_whether_much_waits_is_asked_of_all_workspaces(workspace):
    arrive(raw(workspace, "a"), raw(accounts.workspace(), "b"))
    with factories.as_role("worker"):
        assert queries.much_waits(1)
        assert not queries.much_waits(2)
