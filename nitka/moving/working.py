"""The worker's loop that brings what other programs hold, one small step after another."""

import threading
import time
from datetime import timedelta

from nitka.accounts.models import Workspace
from nitka.kit import clock
from nitka.kit.bell import Look
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import Chore, keep_on
from nitka.moving.models import WORKING, Moving
from nitka.moving.steps import Wait, claim, step

IDLE = 1.0
SWEEP = 3600.0  # seconds
LOOK = Look(f"select from moving_moving where state in {tuple(map(str, WORKING))} and next_at <= %(now)s")
KEPT = timedelta(days=30)  # keys of a move that is over


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    keep_on(stop, LOOK, lambda: work_once(stop.wait), idle=IDLE, chores=[Chore(forget_keys, SWEEP)])


def work_once(wait: Wait = time.sleep) -> bool:
    """One step of the move that has waited longest; whether there was one."""
    found = claim()
    if found is None:
        return False
    step(found, wait)
    return True


def forget_keys() -> None:
    """A month after the last step nobody needs the keys any more."""
    for workspace_id in Workspace.objects.values_list("pk", flat=True):
        with in_workspace(workspace_id):
            old = Moving.objects.exclude(sealed="").exclude(state__in=WORKING)
            old.filter(next_at__lt=clock.now() - KEPT).update(sealed="")
