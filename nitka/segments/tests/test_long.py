"""Days of mixed traffic by several at once, while the worker follows: segments agree with a slow full recount.

A short round as the suite plays it; `NITKA_SOAK_MINUTES=60` plays rounds for so long, `NITKA_SOAK_SEED` others.
"""

import os
import threading
import time
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.db import OperationalError, connection

from nitka.accounts.tests import factories as accounts
from nitka.customers.refreshing import refresh_once
from nitka.kit import clock, config
from nitka.kit.db.tenancy import in_workspace
from nitka.segments import following
from nitka.segments.actions import nightly
from nitka.segments.models import RETRY, Recount, Segment
from nitka.segments.tests.factories import follow, refresh
from nitka.segments.tests.traffic import agrees, aside, many_more, often_and_quiet, play

pytestmark = pytest.mark.django_db(transaction=True)
SEED = int(os.environ.get("NITKA_SOAK_SEED", "61"))
MINUTES = float(os.environ.get("NITKA_SOAK_MINUTES", "0"))
WRITERS, STEPS, PEOPLE = 2, 40, 25
LATER = RETRY + timedelta(minutes=1)  # the clock stands still during a round: what was put off comes behind it
WHAT = ("visit",) * 10 + ("order",) * 4 + ("rate",) * 3 + ("merge", "undo", "work") * 2
WHAT += ("cancel", "city", "together", "part")


def test_segments_agree_with_a_recount_after_traffic_by_several_at_once(monkeypatch):
    monkeypatch.setattr(nightly, "KEPT", timedelta(days=9999))  # an hour is years: history is added up to its end
    house, dice = accounts.workspace(), Random(SEED)
    with in_workspace(house.pk):
        often, quiet = often_and_quiet()
        many_more()
    follow()
    begun, now, rounds, entered = time.monotonic(), clock.now(), 0, 0
    while not rounds or time.monotonic() - begun < MINUTES * 60:
        rounds, now = rounds + 1, now + timedelta(hours=dice.randint(2, 90))
        with clock.travel(now):
            _round(house, rounds)
        for _ in range(2):  # behind people their companies
            now += LATER
            with clock.travel(now):
                refresh()
                follow()
        with clock.travel(now):
            with in_workspace(house.pk):
                agrees(often, quiet)
                nightly.round_()
            follow()
            with in_workspace(house.pk):
                wrong = Recount.objects.exclude(missing=0, extra=0).values_list("segment__name", "missing", "extra")
                assert list(wrong) == []
                assert Recount.objects.filter(at=now).count() == Segment.objects.count()
                entered = sum(one.size for one in Segment.objects.all())
    assert entered
    print(f"{rounds} rounds, {rounds * WRITERS * STEPS} steps, {(now - clock.now()).days} days")  # noqa: T201


def _round(house, number):
    """Several write, one follows; then all have ended."""
    problems, done = [], threading.Event()
    follower = aside(_follow, problems, done)
    names = [f"{number}-{n}" for n in range(WRITERS)]
    writers = [aside(_write, problems, house, Random(f"{SEED}-{name}"), name) for name in names]
    for writer in writers:
        writer.join()
    done.set()
    follower.join()
    assert problems == []


def _write(house, dice, name):
    for step in range(STEPS):
        what = dice.choice(WHAT)
        order = f"{name}-{dice.randint(0, step)}" if what == "cancel" else f"{name}-{step}"
        other = dice.randrange(PEOPLE if what in ("merge", "together") else 40)
        # Two who hold what the other waits for: one of them is told to begin anew, as a page would be
        with suppress(OperationalError), in_workspace(house.pk):
            play(what, dice.randrange(PEOPLE), other, order)


def _follow(done):
    connection.settings_dict = connection.settings_dict | {
        "USER": "nitka_worker", "PASSWORD": config.load().password("worker")}  # fmt: skip
    while not done.is_set():
        if not refresh_once() + following.follow_once():
            done.wait(0.02)
