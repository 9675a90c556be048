"""The sequencer gives each signal its place, once, whatever order the commits come in."""


import psycopg
import pytest
from django.db import connection

from nitka.kit import clock, config
from nitka.realtime import actions, queries, sequencer
from nitka.realtime.models import EventHead, EventLog
from nitka.realtime.tests.listener import sequencing, wait_until

KILL = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'nitka sequencer'"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker():
    with psycopg.connect(config.dsn("worker"), autocommit=True) as own:
        yield own


def tell(count: int = 1, topic: str = "inbox:one") -> None:
    actions.publish_many([actions.Signal(topic, "message", {"n": n}) for n in range(count)])


def log() -> list[tuple[int, int]]:
    return [(row.id, row.data["n"]) for row in EventLog.objects.order_by("id")]


def test_ids_follow_each_other_without_a_gap(worker):
    tell(3)
    assert sequencer.tick(worker)
    tell(2)
    assert sequencer.tick(worker)
    assert log() == [(1, 0), (2, 1), (3, 2), (4, 0), (5, 1)]
    assert queries.head() == 5


def test_nothing_to_do_moves_nothing(worker):
    assert not sequencer.tick(worker)
    assert queries.head() == 0


def test_a_late_commit_is_placed_late_and_not_skipped(worker):
    with psycopg.connect(config.dsn("app")) as slow:
        slow.execute("insert into realtime_eventoutbox (topic, kind, data) values ('t', 'message', '{\"n\": 77}')")
        tell()
        sequencer.tick(worker)
        assert log() == [(1, 0)]
        slow.commit()
    sequencer.tick(worker)
    assert log() == [(1, 0), (2, 77)]


def test_a_large_backlog_goes_in_order_a_batch_at_a_time(worker):
    tell(25)
    while sequencer.tick(worker, batch=10):
        pass
    assert log() == [(n + 1, n) for n in range(25)]


def test_what_retention_took_is_remembered_as_the_floor(worker):
    tell(4)
    sequencer.tick(worker)
    sequencer.sweep(worker, before=clock.now().replace(year=2000), rows=1)
    assert [row for row, _ in log()] == [4]
    sequencer.sweep(worker, before=clock.now().replace(year=3000))
    assert log() == []
    assert EventHead.objects.get().floor == 4
    tell()
    sequencer.tick(worker)
    assert log() == [(5, 0)]


def test_only_one_of_two_sequencers_works():
    with sequencing(), sequencing():
        for _ in range(20):
            tell()
        wait_until(lambda: queries.head() == 20)
    assert [row for row, _ in log()] == list(range(1, 21))


def test_a_sequencer_goes_on_after_its_connection_died():
    with sequencing():
        tell()
        wait_until(lambda: queries.head() == 1)
        with psycopg.connect(**config.load().connection("admin"), autocommit=True) as admin:
            admin.execute(KILL)
        tell()
        wait_until(lambda: queries.head() == 2)


def test_the_app_can_add_to_the_outbox_and_not_read_it():
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("select * from realtime_eventoutbox")


def test_text_that_postgres_refuses_is_scrubbed(worker):
    actions.publish(topic="inbox:one", kind="message", data={"n": 1, "text": "a\x00b\ud800"})
    sequencer.tick(worker)
    assert EventLog.objects.get().data["text"] == "a\ufffdb\ufffd"
