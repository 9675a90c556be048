"""What each check says of what was seen."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from nitka.health.asking import is_here
from nitka.health.findings import Finding, Severity
from nitka.health.queries import findings
from nitka.health.reading import Relay, Waiting
from nitka.health.tests.factories import FIGURES, GB, NOW, process, reading
from nitka.kit.health import Queue

WAITS = Queue("deliveries", "answers on their way out", "deliverer", "t", late=120)
JUMPS = [{"seconds": -90}]
STUCK = {"deliverer": {"silence": 1300, "breaks": 0}}


def troubles(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.check, one.severity.value) for one in found if not one.is_fine]


def test_of_a_system_that_is_well_nothing_is_to_be_done():
    assert troubles(findings(reading())) == []


def test_a_line_to_the_database_that_others_may_hear_is_told_without_alarm():
    def told(clear: bool) -> list[str]:
        found = findings(reading(in_the_clear=clear))
        return [one.todo.text for one in found if one.check == "database" and one.severity == Severity.NOTICE]

    assert (len(told(True)), told(False)) == (1, [])
    assert "sslmode" in told(True)[0]


@pytest.mark.parametrize(("host", "here"), [("/run/pg", True), ("127.0.0.1", True), ("::1", True), ("10.0.0.5", False)])
def test_what_stays_on_this_machine_is_no_network(host: str, here: bool):
    assert is_here(host) is here


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"machine": {"free": GB}}, ("disk", "bad")),
        ({"machine": {"pg_free": GB}}, ("disk", "bad")),
        ({"samples": ((NOW - timedelta(days=1), 0, 150 * GB), (NOW, 0, 100 * GB))}, ("disk", "warning")),
        ({"machine": {"blobs": "Read-only file system"}}, ("blobs", "bad")),
        ({"machine": {"loose": (Path("/data/nitka.json"),)}}, ("secrets", "bad")),
        ({"machine": {"unread": ("NITKA_PUBLC_URL (is NITKA_PUBLIC_URL meant?)",)}}, ("settings", "warning")),
        ({"server": 17}, ("database", "bad")),
        ({"missing": ("inbound.0005_x",)}, ("migrations", "bad")),
        ({"unknown": ("inbound.0009_y",)}, ("migrations", "bad")),
        ({"extensions": frozenset({"pg_trgm"})}, ("extensions", "bad")),
        ({"ahead": -3.0}, ("clock", "warning")),
        ({"ahead": 61.0}, ("clock", "bad")),
        ({"faults": ("policies: customers_customer",)}, ("policies", "bad")),
        ({"figures": FIGURES | {"months": ["2026_11", "2026_12"]}}, ("partitions", "bad")),
        ({"figures": FIGURES | {"stray": 2}}, ("partitions", "warning")),
        ({"processes": (process("web"), process("mail"))}, ("processes", "bad")),
        ({"processes": tuple(process(kind, 300) for kind in ("web",))}, ("processes", "bad")),
        ({"processes": (process("web"), process("mail"), process("worker", loops=STUCK))}, ("loops", "bad")),
        ({"processes": (process("web"), process("mail"), process("worker", jumps=JUMPS))}, ("clock", "warning")),
        ({"queues": (Waiting(WAITS, 7, 130),)}, ("queues", "warning")),
        ({"queues": (Waiting(WAITS, 7, 1300),)}, ("queues", "bad")),
        ({"facts": {"quarantine": [(2,), (3,)]}}, ("quarantine", "warning")),
        ({"facts": {"parked": [(4,)]}}, ("deliveries", "warning")),
        ({"facts": {"refused": [("unreachable", 4, 1)]}}, ("deliveries", "warning")),
        ({"facts": {"mailboxes": [("password", 1)]}}, ("channels", "bad")),
        ({"facts": {"unchecked": [(1,)]}}, ("channels", "warning")),
        ({"facts": {"given_up": [(1,)]}}, ("webhooks", "warning")),
        ({"figures": FIGURES | {"oldest": 400}}, ("activity", "warning")),
        ({"figures": FIGURES | {"oldest": 4000}}, ("activity", "bad")),
        ({"figures": FIGURES | {"blocked": 1}}, ("activity", "warning")),
        ({"figures": FIGURES | {"connections": 110}}, ("connections", "warning")),
        ({"figures": FIGURES | {"idle": 1}}, ("connections", "warning")),
    ],
)  # fmt: skip
def test_each_fault_is_found_alone_and_says_what_to_do(changes: dict[str, Any], expected: tuple[str, str]):
    found = findings(reading(**changes))
    assert expected in troubles(found)
    assert {check for check, _ in troubles(found)} == {expected[0]}
    with translation.override("en"):
        for one in found:
            assert "%(" not in f"{one.what}{one.todo}"
            assert one.is_fine or str(one.todo)


def test_a_relay_and_a_listener_that_do_not_answer_are_named():
    relay = Relay("smtp.uklad.example", 587, "Connection refused")
    seen = replace(reading(), relays=(relay,), doors={"127.0.0.1:2525": "timed out"})
    assert troubles(findings(seen)) == [("mail", "bad"), ("relays", "bad")]
    with translation.override("en"):
        assert "smtp.uklad.example:587" in str(findings(seen)[1].what)


def test_plurals_follow_the_number_in_both_languages():
    said = findings(reading(facts={"quarantine": [(1,)]}))[0].what
    many = findings(reading(facts={"quarantine": [(5,)]}))[0].what
    with translation.override("en"):
        assert (str(said), str(many)) == (
            "1 thing that arrived could not be read.",
            "5 things that arrived could not be read.",
        )
    with translation.override("ru"):
        assert str(said).startswith("Не удалось прочесть 1 ")
        assert str(said) != str(many).replace("5", "1")


def test_a_database_that_is_away_is_the_one_thing_said_of_it():
    seen = replace(reading(), database=None, trouble="connection refused")
    assert troubles(findings(seen)) == [("database", "bad")]


def test_a_system_that_does_not_run_is_no_fault():
    seen = replace(reading(), database=None, expected=False)
    assert troubles(findings(seen)) == []
    assert "nitka up" in " ".join(str(one.todo) for one in findings(seen))


def test_the_worst_comes_first():
    found = findings(reading(ahead=61.0, facts={"parked": [(1,)]}))
    assert [one.severity for one in found][:2] == [Severity.BAD, Severity.WARNING]
    assert found[-1].severity is Severity.OK
