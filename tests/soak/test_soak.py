"""An hour at a busy desk, in short: two members side by side and one on a telephone, customers by chat and by letters.

Played when asked for: `NITKA_SOAK_MINUTES=0` plays every act once, `=10` over and over for so long, in a new order each
round.
"""

from __future__ import annotations

import os
import statistics
import time
from random import Random

import pytest
from playwright.sync_api import expect

from nitka.cli.tests.house import until
from nitka.ui.tests.axe import faults
from tests.soak import acts
from tests.soak.desk import Desk
from tests.soak.house import PASSWORD, company
from tests.soak.world import World

ASKED = pytest.mark.skipif(
    "NITKA_SOAK_MINUTES" not in os.environ, reason="minutes long: NITKA_SOAK_MINUTES asks for it"
)
pytestmark = [pytest.mark.browser, pytest.mark.slow, ASKED]
MINUTES = float(os.environ.get("NITKA_SOAK_MINUTES", "0"))
SOON = 2.0  # from a customer's acknowledgement to both pages, in the middle of everything else that the machine does
GROWTH = 12e6  # what a page may hold more after all rounds than after the first one
OPEN = "select count(*) from conversations_conversation where status = 'open'"


def test_a_busy_hour_of_two_members_side_by_side() -> None:
    with company("soak", 12) as (house, relay):
        channel = str(house.ask("select id from channels_channel where kind = 'chat'")[0][0])
        vera, ilya, phone = Desk("ru-RU"), Desk("en-GB"), Desk("en-GB", width=390)
        for desk, name in ((vera, "vera"), (ilya, "ilya"), (phone, "olga")):
            desk.enter(house, name, PASSWORD)
        w = World(house, relay, channel, vera, ilya, phone)
        begin, random, held = time.monotonic(), Random(60), [0]
        while True:
            _round(w, random.sample(acts.QUIET, len(acts.QUIET)))
            held.append(max(desk.heap() for desk in w.desks))
            if time.monotonic() - begin > MINUTES * 60:
                break
        assert house.complaints() == []
        _round(w, acts.LOUD)
        _everything_is_there_once(w)
        assert statistics.median(w.lags) < SOON, w.lags
        assert held[-1] - held[1] < GROWTH, held
        said = f"{w.count} texts, {len(held) - 1} rounds, on both pages within {max(w.lags):.2f} s"
        print(said, f"(median {statistics.median(w.lags):.2f}); heaps", held[1:])  # noqa: T201
        assert all("process died" in line for line in house.complaints()), house.complaints()  # as it was told to
        for desk in (*w.desks, w.phone):
            desk.leave()


def _round(w: World, order: object) -> None:
    for act in order:  # type: ignore[attr-defined]
        begin = time.monotonic()
        for desk in w.desks:
            desk.go("inbox/?view=all")
        act(w)
        for desk in (*w.desks, w.phone):
            assert desk.said == [], (act.__name__, desk.said)
        if MINUTES:
            print(f"{act.__name__} {time.monotonic() - begin:.1f} s", flush=True)  # noqa: T201


def _everything_is_there_once(w: World) -> None:
    """What was acknowledged is stored once and at both desks once; the list counts what there is; axe agrees."""
    keys = [key for customer in w.customers for key in customer.acknowledged]
    counted = "select count(*), count(distinct external_id) from conversations_message where external_id = any(%s)"
    assert w.house.ask(counted, keys) == [(len(keys), len(keys))]
    for desk in w.desks:
        desk.go("inbox/?view=all")
        shown = desk.page.locator("#views [aria-current] .n")
        until(lambda shown=shown: shown.text_content() == str(w.house.ask(OPEN)[0][0]), 10)
        for customer in w.customers[-3:]:
            desk.turn_to(customer.number)
            for text in customer.texts:
                desk.heard_once(text)
        assert faults(desk.page) == []
    w.phone.go("inbox/?view=all")
    expect(w.phone.page.locator("#rows a.row").first).to_be_visible()
    assert faults(w.phone.page) == []
