"""When to look for who may be one person: a loop of the worker that starts a process for each round.

The whole base at night, those who are new or changed between: so seldom that rounds take a twentieth of the time.
Nothing heavy is imported here.
"""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from nitka.accounts.models import Workspace
from nitka.customers.matching.reading import changed
from nitka.customers.rounds import Round
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import now_and_then
from nitka.kit.processes import PARENT

EVERY = 60.0  # seconds between looks
NIGHT = range(2, 5)  # o'clock where the company is
WHOLE = timedelta(hours=20)  # between two rounds of everything
PAUSE, SHARE = timedelta(minutes=10), 20  # between two of those who are new: at least, and as many times as one took
REST = timedelta(hours=1)  # after a round that failed
EVER = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = 2 * 3600.0  # seconds of a round

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    failed: dict[UUID, datetime] = {}

    def look() -> None:
        for workspace in Workspace.objects.order_by("pk"):
            if stop.is_set():
                return
            if clock.now() - failed.get(workspace.pk, EVER) < REST:
                continue
            what = due(workspace)
            if what and not _round(workspace.pk, what, stop):
                failed[workspace.pk] = clock.now()

    now_and_then(stop, look, every=EVERY, at_once=False)


def due(workspace: Workspace) -> str:
    """Which round a workspace needs now: whole, new, or none."""
    now = clock.now()
    with in_workspace(workspace.pk):
        last = Round.objects.order_by("-at").first()
        if last is None:
            return "whole" if changed(EVER) else ""
        whole = Round.objects.filter(whole=True).order_by("-at").first()
        night = now.astimezone(ZoneInfo(workspace.timezone)).hour in NIGHT
        if night and (whole is None or now - whole.at > WHOLE):
            return "whole"
        took = (last.ended_at or last.at) - last.at
        return "new" if now - last.at > max(PAUSE, took * SHARE) and changed(last.at) else ""


def _round(workspace_id: UUID, what: str, stop: threading.Event) -> bool:
    """A round in a process that ends with us at the latest; False when it failed."""
    command = [sys.executable, "-m", "nitka.customers.matching", str(workspace_id), what]
    process = subprocess.Popen(command, env=os.environ | {PARENT: str(os.getpid())})
    for _ in range(int(LONGEST * 4)):
        if process.poll() is not None or stop.wait(0.25):
            break
    if process.poll() is None:
        process.terminate()
        process.wait()
        return True
    if process.returncode:
        log.error("matching.round_failed", workspace=str(workspace_id), what=what, code=process.returncode)
    return not process.returncode
