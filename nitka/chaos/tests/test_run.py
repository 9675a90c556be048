"""The short run: one of each of the worst, while customers write."""

from pathlib import Path

import pytest

from nitka.chaos.crowd.everybody import Size
from nitka.chaos.run import Options, run
from nitka.kit.tests import template

pytestmark = pytest.mark.slow
WORST = ("kill", "stop", "restart", "cut")


def _fill(data: Path) -> None:
    template.keys(data)
    template.tables(data)


def test_nothing_is_lost_doubled_or_stuck_after_a_kill_a_stop_a_restart_and_a_cut():
    size = Size(visitors=4, writers=2, local=1, shops=1, agents=1)
    short = {"steps": len(WORST), "longest": 2.0, "calm": 0.5, "leases": False, "wrong_starts": False}
    report = run(Options(7, 60, names=WORST, size=size, fill=_fill, **short))
    assert report.violations == 0, "\n".join(report.lines())
    assert [trouble.fault for trouble in report.troubles] == list(WORST)
    checked = {finding.promise: finding.checked for finding in report.findings}
    for promise in ("each message of the chat once and in order", "each letter once and in order"):
        assert checked[promise], report.lines()
    assert checked["each event of the collector once"], report.lines()
    assert checked["each answer in the chat heard once"] + checked["each answer by letter sent"], report.lines()
