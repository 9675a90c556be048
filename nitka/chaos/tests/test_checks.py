"""What must not be overlooked."""

import json
from importlib import import_module
from subprocess import CompletedProcess
from types import SimpleNamespace
from typing import Any

import pytest

from nitka.chaos import run
from nitka.chaos.checks import health
from nitka.chaos.checks.order import wrong
from nitka.chaos.report import Finding
from nitka.health.findings import Finding as Found
from nitka.health.findings import Said, Severity


def found(stored: str, acknowledged: str = "abc", unknown: str = "") -> list[str]:
    return list(wrong("v", acknowledged, unknown, stored))


def test_all_once_and_in_order_is_right():
    assert found("abc") == []


def test_what_is_missing_doubled_or_from_nowhere_is_named():
    assert found("ac") == ["v: b was acknowledged and is not there"]
    assert found("abbc") == ["v: b is there 2 times"]
    assert found("abcx") == ["v: x was never sent"]


def test_what_is_out_of_place_is_named_where_it_begins():
    assert found("acb") == ["v: out of order from number 1 of 3: c before b"]


def test_what_nobody_acknowledged_may_be_there_once_and_not_twice():
    assert found("abdc", unknown="d") == []
    assert found("abc", unknown="d") == []
    assert found("abdcd", unknown="d") == ["v: d is there 2 times"]


def test_what_the_doctor_finds_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "BETWEEN", 0.0)
    said = [Found("disk", Severity.BAD, Said("3 MB are left.")), Found("work", Severity.OK, Said("Nothing waits."))]
    answer = CompletedProcess([], 1, json.dumps([one.as_json() for one in said]), "")
    arena: Any = SimpleNamespace(place=SimpleNamespace(command=lambda _word: answer))
    [found] = health.doctor(arena)
    assert (found.checked, found.violations) == (2, ["disk: 3 MB are left."])


def test_a_check_that_breaks_is_a_finding_beside_what_it_found_before():
    def breaks(_arena: Any) -> Any:
        yield Finding("it holds", 3)
        raise KeyError("check")

    first, broke = run._done(breaks, SimpleNamespace())
    assert (first.promise, first.violations) == ("it holds", [])
    assert broke.violations == ["KeyError('check')"]


def test_a_queue_that_grows_shorter_is_slow_and_one_that_does_not_is_stuck(monkeypatch: pytest.MonkeyPatch):
    drained = import_module("nitka.chaos.checks.drained")  # the package has a function of that name
    now = [0.0]
    clock = SimpleNamespace(monotonic=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))
    monkeypatch.setattr(drained, "time", clock)
    monkeypatch.setattr(drained, "BETWEEN", 1.0)
    assert drained.waits(lambda: max(0, 500 - int(now[0])), 10) == 0
    assert now[0] == 500  # fifty times its patience
    assert drained.waits(lambda: max(7, 520 - int(now[0])), 10) == 7
