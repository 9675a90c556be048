"""Digesters that die in the middle, and two at once: everything is there, once, in its order."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from nitka.inbound import digester
from nitka.inbound.models import Queued
from nitka.inbound.tests.factories import arrive
from nitka.kit import config
from nitka.kit.tests.roles import as_role
from nitka.moments.collector.tests.factories import digest_all, digested_by_two, event, look_into, request
from nitka.moments.models import Holding, Moment, Source

pytestmark = pytest.mark.django_db(transaction=True)

DIGEST = """
import json, os, django; django.setup()
from django.db import connection
connection.settings_dict |= json.loads(os.environ['DATABASE'])
from nitka.inbound import digester
digester.digest_once()
"""


def database(role: str) -> dict[str, str]:
    named = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT")}
    return named | {"USER": f"nitka_{role}", "PASSWORD": config.load().password(role)}


@contextmanager
def held_up(workspace_id):
    """Hold what a batch waits for once its plain moments are written."""
    at = {name.lower(): value for name, value in database("app").items()}
    dsn = {"dbname": at["name"], **{name: at[name] for name in ("host", "port", "user", "password")}}
    with psycopg.connect(**dsn) as held:
        held.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"collect:{workspace_id}"])
        yield held


def until(true, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def waits_for(held: "psycopg.Connection") -> bool:
    row = held.execute("select count(*) from pg_locks where locktype = 'advisory' and not granted").fetchone()
    return row[0] > 0


def some(source, count: int) -> None:
    """Requests of several senders, each event one moment or one step of an order."""
    for n in range(count):
        plain = event(messageId=f"k{n}", userId=f"u{n % 7}", event="Seen", properties={"n": n})
        bought = event(messageId=f"o{n}", userId=f"u{n % 5}", event="Order Completed",
                       properties={"order_id": str(n), "total": 100, "currency": "RUB"})  # fmt: skip
        named = event("identify", messageId=f"i{n}", userId=f"u{n % 5}", traits={"points": n})
        one = request(source, plain, bought, named)
        one.sender = f"u{n % 7}"
        arrive(one)


def test_a_digester_killed_in_the_middle_loses_nothing_and_doubles_nothing(source, inside):
    some(source, 10)
    digest_all()  # so that the people are known, and their plain moments are written first
    before = Moment.objects.count()
    again = [request(source, event(messageId=f"again{n}", userId=f"u{n % 7}", event="Seen")) for n in range(20)]
    arrive(*again)
    env = os.environ | {"DATABASE": json.dumps(database("worker"))}
    with held_up(inside.id) as held:
        process = subprocess.Popen([sys.executable, "-c", DIGEST], env=env)
        try:
            until(lambda: waits_for(held) or process.poll() is not None)
            assert process.poll() is None
        finally:
            process.kill()
            process.wait()
    assert Moment.objects.count() == before
    assert digest_all() == 20
    assert Moment.objects.count() == before + 20
    assert not Queued.objects.exists()
    arrive(*again)  # and what a sender sends once more for want of an answer
    digest_all()
    assert Moment.objects.count() == before + 20


def test_two_digesters_at_once_neither_lose_nor_lock_each_other_out(source, inside):
    some(source, 60)
    assert digested_by_two(20, digester.HEAVY) == []
    look_into(inside.id)
    assert Moment.objects.count() == 120
    assert Holding.objects.count() == 60
    assert Source.objects.get(pk=source.pk).taken == 180
    for n in range(7):
        seen = Moment.objects.filter(kind="seen", data__n__in=range(n, 60, 7)).order_by("id")
        assert [one.data["n"] for one in seen] == list(range(n, 60, 7))


def test_heavy_lanes_are_not_those_of_talk(source, inside):
    arrive(request(source, event(userId="u1")))
    with as_role("worker"):
        assert digester.digest_once(1000, digester.TALK) == 0
        assert digester.digest_once(1000, digester.HEAVY) == 1
