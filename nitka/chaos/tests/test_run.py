"""The short run: one of each of the worst, while customers write."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from nitka.chaos.crowd.everybody import Size
from nitka.chaos.run import Options, run
from nitka.kit.tests import template

pytestmark = pytest.mark.slow
WORST = ("kill", "stop", "restart", "cut", "disk")


def _fill(data: Path) -> None:
    template.keys(data)
    template.tables(data)


def test_nothing_is_lost_doubled_or_stuck_after_a_kill_a_stop_a_restart_a_cut_and_a_full_disk():
    size = Size(visitors=4, writers=2, local=1, shops=1, agents=1)
    short = {"steps": len(WORST), "longest": 2.0, "calm": 0.5, "leases": False, "wrong_starts": False}
    options = Options(7, 60, names=WORST, size=size, fill=_fill, **short)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:  # it keeps a disk, in a namespace of its own
        report = alone.submit(run, options).result()
    assert report.violations == 0, "\n".join(report.lines())
    assert [trouble.fault for trouble in report.troubles] == [name for name in WORST if name not in report.skipped]
    assert set(report.skipped) <= {"disk"}, report.skipped  # where nobody may mount
    checked = {finding.promise: finding.checked for finding in report.findings}
    for promise in ("each message of the chat once and in order", "each letter once and in order"):
        assert checked[promise], report.lines()
    assert checked["each event of the collector once"], report.lines()
    assert checked["each answer in the chat heard once"] + checked["each answer by letter sent"], report.lines()
