"""A reading of the real database, and of real doors."""

import socket
import threading
from datetime import timedelta

import psycopg
import pytest
from django.utils import translation

from nitka.accounts.tests import factories as accounts
from nitka.channels.actions import create_channel
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.health import asking, machine, queries
from nitka.health.beats import Beats
from nitka.inbound.models import Quarantine, Queued
from nitka.kit import clock, config
from nitka.kit.db import guarded
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.pulse import Pulse

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh() -> None:
    queries.forget()


def waiting(name: str) -> tuple[int, float]:
    database = queries.look().database
    assert database is not None
    (one,) = (one for one in database.queues if one.queue.name == name)
    return one.count, one.late


def test_a_fresh_installation_lacks_only_its_processes():
    bad = [one for one in queries.findings(queries.look(deep=True)) if not one.is_fine]
    assert {one.check for one in bad} == {"processes"}


def test_every_queue_can_be_asked_as_the_worker():
    database = queries.look().database
    assert database is not None
    assert len({one.queue.name for one in database.queues}) > 15


def test_what_waits_is_counted_over_all_companies_and_timed():
    channels = [chat(accounts.workspace(name=name)) for name in ("A", "B")]
    arrive(*(said(channel, "anna", "hello") for channel in channels))
    count, late = waiting("inbound")
    assert count == 2 == Queued.objects.count()
    assert 0 <= late < 60
    with clock.travel(clock.now() + timedelta(hours=1)):
        assert waiting("inbound")[1] > 3500
    digest_all()
    assert waiting("inbound") == (0, 0.0)


def test_quarantine_is_summed_over_companies():
    for name in ("A", "B"):
        with in_workspace(accounts.workspace(name=name).pk):
            Quarantine.objects.create(source_id=uuid7(), kind="mail", reason="unreadable")
    database = queries.look().database
    assert database is not None
    assert database.one("quarantine") == 2


def test_nothing_can_be_changed_by_looking():
    with asking.connect(config.load()) as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("delete from health_process")


def test_a_process_that_beats_is_seen_and_one_that_ends_is_gone():
    beats = Beats("worker", lambda: {"loops": {"digester": {"silence": 0, "breaks": 2}}})
    beats.beat()
    database = queries.look().database
    assert database is not None
    (seen,) = database.processes
    assert (seen.kind, seen.lives, seen.loops[0].breaks) == ("worker", True, 2)
    assert seen.figures["rss"] > 10_000_000
    assert database.samples
    beats._leave()
    database = queries.look().database
    assert database is not None
    assert database.processes == ()


def test_a_clock_that_jumps_is_noted(monkeypatch: pytest.MonkeyPatch):
    beats = Beats("web")
    beats._drift -= 90
    beats.beat()
    assert [one["seconds"] for one in beats.jumps] == [pytest.approx(90, abs=1)]


def test_a_loop_shows_that_it_lives_by_asking_whether_to_stop(monkeypatch: pytest.MonkeyPatch):
    stop = threading.Event()
    pulse = Pulse(stop)
    now = [100.0]
    monkeypatch.setattr("nitka.kit.pulse.time.monotonic", lambda: now[0])
    pulse.is_set()
    now[0] += 50
    assert pulse.silence() == 50
    pulse.is_set()
    assert pulse.silence() == 0


def test_a_rest_is_no_silence_and_ends_with_the_worker():
    stop = threading.Event()
    pulse = Pulse(stop)
    done = threading.Thread(target=pulse.wait, args=[3600])
    done.start()
    stop.set()
    done.join(5)
    assert not done.is_alive()
    assert pulse.is_set()
    assert pulse.silence() < 5


def test_what_is_hurt_in_the_catalogue_is_told():
    with psycopg.connect(**config.load().connection("admin")) as connection:

        def ask(statement: str, *values: object) -> list[tuple[object, ...]]:
            return connection.execute(statement, values or None).fetchall()  # type: ignore[arg-type]

        assert guarded.faults(ask) == []
        for wound, rule in (
            ("alter table customers_customer disable row level security", "policies: customers_customer"),
            ("grant select on customers_customer to public", "grants: customers_customer is granted to everybody"),
            ("grant truncate on customers_customer to nitka_app", "grants: nitka_app may truncate customers_customer"),
            ("alter role nitka_app bypassrls", "roles: nitka_app can bypass"),
            ("create view peep as select * from customers_customer", "unlisted: peep is a view"),
            ("drop policy queue on inbound_log; create policy mine on inbound_log to nitka_app using (true)",
             "others: inbound_log has the policy mine for nitka_app"),
            ("alter policy queue on inbound_log using (true)",
             "others: inbound_log lets the worker see all within a workspace, too"),
            ("grant select on inbound_ledger to nitka_app", "grants: nitka_app can read the ledger"),
            ("grant execute on function nitka_health() to public", "functions: nitka_health can be led astray"),
            ("create table loose (workspace_id uuid)", "policies: loose"),
        ):  # fmt: skip
            connection.execute(wound)
            assert rule in guarded.faults(ask), wound
            connection.rollback()


def test_doors_that_greet_and_doors_that_do_not(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=lambda: server.accept()[0].sendall(b"220 here\r\n"), daemon=True).start()
        assert machine.smtp("127.0.0.1", port) == ""
    assert "refused" in machine.smtp("127.0.0.1", port)
    settings.MAIL_DOORS = {("127.0.0.1", port)}
    assert "refused" in machine.relays([("127.0.0.1", port)])[0].trouble


def test_servers_inside_are_all_alike_until_the_operator_opens_their_network(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert machine.relays([("127.0.0.1", port)])[0].trouble == machine.relays([("127.0.0.1", 1)])[0].trouble
    assert machine.nameless([("127.0.0.1", port), ("127.0.0.1", 1)]) == ("127.0.0.1:1", f"127.0.0.1:{port}")
    settings.INSIDE_NETWORKS = ["127.0.0.1/32"]
    assert machine.nameless([("127.0.0.1", port)]) == ()


def test_of_servers_inside_that_channels_name_the_doctor_says_how_they_are_opened():
    boxes = {"imap": {"host": "127.0.0.1", "port": 143}, "pop3": None, "relay": {"host": "10.1.2.3", "security": "tls"}}
    create_channel(workspace=accounts.workspace(), kind="email", name="Mail", settings=boxes)
    seen = queries.look(deep=True)
    assert (seen.nameless, seen.relays) == (("10.1.2.3:465", "127.0.0.1:143"), ())
    (found,) = (one for one in queries.findings(seen) if one.check == "mail servers")
    with translation.override("en"):
        assert "127.0.0.1:143" in str(found.what)
        assert "NITKA_INSIDE_NETWORKS" in str(found.todo)
