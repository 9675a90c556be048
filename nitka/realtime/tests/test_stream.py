"""The stream over real HTTP and a real database."""

import re
import threading
from datetime import timedelta

import httpx
import psycopg
import pytest
from django.db import connection, transaction

from nitka.kit import clock, config
from nitka.kit.tests.loops import run
from nitka.realtime import actions, queries, sequencer, topics
from nitka.realtime.hub import Client, Hub
from nitka.realtime.tests.listener import Listener, wait_until

pytestmark = pytest.mark.usefixtures("sequenced")
TOPIC = "inbox:one"


def url(site: str, *names: str, after: int | None = None, **options) -> str:
    return topics.stream_url(list(names or [TOPIC]), base=site, after=after, **options)


def tell(n: int, topic: str = TOPIC) -> None:
    actions.publish(topic=topic, kind="message", data={"n": n})


def numbers(listener: Listener) -> list[int]:
    return [event["data"]["n"] for event in listener.of("message")]


def test_a_change_is_heard_after_its_commit_only(site):
    listener = Listener(url(site))
    with transaction.atomic():
        tell(1)
        transaction.set_rollback(True)
    tell(2)
    listener.hears("message")
    assert numbers(listener) == [2]


def test_a_stream_hears_its_own_topics_only(site):
    listener = Listener(url(site))
    tell(1, "inbox:another")
    tell(2)
    listener.hears("message")
    assert numbers(listener) == [2]


def test_a_browser_that_comes_back_hears_what_it_missed(site):
    listener = Listener(url(site))
    tell(1)
    listener.hears("message")
    listener.cut()
    tell(2)
    tell(3)
    again = Listener(url(site), last_id=listener.last_id)
    again.hears("message", 2)
    assert numbers(again) == [2, 3]
    assert again.events[0]["data"] == {"resumed": True}


def test_a_page_hears_what_changed_since_it_was_made(site):
    made_at = queries.head()
    tell(1)
    listener = Listener(url(site, after=made_at))
    listener.hears("message")
    assert numbers(listener) == [1]


def test_quiet_topics_keep_the_last_id_moving(site):
    quiet = Listener(url(site, "inbox:quiet"))
    before = quiet.last_id
    tell(1, "inbox:busy")
    quiet.until(lambda: quiet.last_id > before)
    quiet.hears("tick")


def test_an_id_older_than_what_is_kept_means_reload(site):
    Listener(url(site)).cut()
    tell(1)
    wait_until(lambda: queries.head() > 0)
    with psycopg.connect(config.dsn("worker"), autocommit=True) as worker:
        sequencer.sweep(worker, before=clock.now() + timedelta(hours=1))
    wait_until(lambda: Listener(url(site, after=0)).events[0]["kind"] == "reload")


def test_a_busy_stream_process_asks_what_is_kept_before_it_trusts_the_log(site):
    tell(1)
    wait_until(lambda: queries.head() > 0)
    hub = Hub()
    hub.recent.start(queries.head())  # it was so busy that it has not looked for the floor since it began
    with psycopg.connect(config.dsn("worker"), autocommit=True) as worker:
        sequencer.sweep(worker, before=clock.now() + timedelta(hours=1))
    ticket = topics.Ticket((TOPIC,), (), clock.now().timestamp())
    assert b'"reload"' in run(hub.backlog(Client(ticket), after=0))


def test_an_id_from_the_future_means_reload(site):
    assert Listener(url(site, after=10**9)).events[0]["kind"] == "reload"


def test_a_forged_address_opens_nothing(site):
    forged = re.sub(r"t=...", "t=abc", url(site))
    assert httpx.get(forged).json()["error"]["code"] == "signature"
    assert httpx.get(f"{site}/stream").status_code == 403
    assert httpx.get(f"{site}/stream?t=%00%ff:x:y").status_code == 403


def test_an_address_opens_for_five_minutes(site):
    with clock.travel(clock.now() - timedelta(minutes=6)):
        old = url(site)
    answer = httpx.get(old)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "expired")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_revocation_ends_open_streams_and_refuses_older_addresses(site):
    mine = url(site, subjects=["member:7"])
    listener, other = Listener(mine), Listener(url(site, subjects=["member:8"]))
    actions.revoke("member:7")
    listener.hears("revoked")
    listener.until(lambda: listener.ended)
    assert httpx.get(mine).json()["error"]["code"] == "revoked"
    assert not other.ended
    assert Listener(url(site, subjects=["member:7"])).status == 200


def test_a_whisper_is_heard_at_once_and_leaves_no_trace(site):
    listener = Listener(url(site))
    before = queries.head()
    actions.whisper(topic=TOPIC, kind="typing", data={"name": "Вера"})
    assert listener.hears("typing")[0]["data"] == {"name": "Вера"}
    assert queries.head() == before


def test_a_browser_that_leaves_is_forgotten(site):
    listeners = [Listener(url(site)) for _ in range(5)]
    wait_until(lambda: open_streams(site) == 5)
    for listener in listeners:
        listener.cut()
    wait_until(lambda: open_streams(site) == 0)


def test_the_stream_goes_on_after_the_database_dropped_it(site):
    listener = Listener(url(site))
    with psycopg.connect(**config.load().connection("admin"), autocommit=True) as admin:
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'nitka %'")
    connection.close()
    tell(5)
    listener.hears("message")
    assert numbers(listener) == [5]


def test_streams_cut_under_load_miss_nothing_and_double_nothing(site):
    total, writers = 400, 4
    heard = [Heard(site) for _ in range(6)]
    threads = [threading.Thread(target=_write, args=(n, total // writers)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for turn in range(5):
        for one in heard[turn % 2 :: 2]:
            one.reconnect()
    for thread in threads:
        thread.join()
    for one in heard:
        one.has(total)
        assert len(one.numbers) == len(set(one.numbers)) == total
        for writer in range(writers):
            mine = [n for n in one.numbers if n // 1000 == writer]
            assert mine == sorted(mine)


class Heard:
    """A browser that is cut again and again."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.before: list[int] = []
        self.listener = Listener(url(site))

    @property
    def numbers(self) -> list[int]:
        return self.before + numbers(self.listener)

    def reconnect(self) -> None:
        self.listener.cut()
        self.before += numbers(self.listener)
        self.listener = Listener(url(self.site), last_id=self.listener.last_id)

    def has(self, total: int) -> None:
        self.listener.until(lambda: len(self.numbers) >= total)


def _write(writer: int, count: int) -> None:
    with psycopg.connect(config.dsn("app"), autocommit=True) as own:
        for n in range(count):
            own.execute(
                "insert into realtime_eventoutbox (topic, kind, data) values (%s, 'message', %s)",
                [TOPIC, f'{{"n": {writer * 1000 + n}}}'],
            )


def open_streams(site: str) -> int:
    return int(re.search(r"nitka_open_streams\S* (\d+)", httpx.get(f"{site}/metrics").text)[1])
