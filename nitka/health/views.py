"""`/settings/system/`: how the system is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from nitka.accounts.asking import admitted, workspace_of
from nitka.health import queries
from nitka.health.checks.disk import days_left
from nitka.health.findings import Finding
from nitka.health.policies import can_see_health
from nitka.health.reading import Loop, Process, Reading
from nitka.kit import slots
from nitka.kit.health import CHANNELS

MOST_ERRORS = 10


@dataclass(frozen=True)
class Row:
    """A process as the page shows it."""

    process: Process
    memory: int
    loops: list[Loop]

    @property
    def troubled(self) -> list[Loop]:
        """Loops that are silent, or broke."""
        return [loop for loop in self.loops if loop.silence > 60 or loop.breaks]


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """All of it; the page asks for itself anew every few seconds."""
    admitted(request, can_see_health)
    reading = queries.own(queries.recent(deep=True))
    found, left = queries.findings(reading), days_left(reading)
    context = {
        "reading": reading,
        "headline": _headline(found),
        "troubles": [one for one in found if not one.is_fine],
        "notices": [one for one in found if one.is_fine and str(one.todo)],
        "fine": [one for one in found if one.is_fine and not str(one.todo)],
        "days_left": None if left is None else int(left),
        **_of_database(reading, workspace_of(request).pk),
        "channels": [row for of_workspace in slots.fillers(CHANNELS) for row in of_workspace()],
    }
    return render(request, "health/page.html", context)


def _headline(found: list[Finding]) -> str:
    count = sum(not one.is_fine for one in found)
    if not count:
        return _("Everything works")
    return ngettext("%(n)d thing needs attention", "%(n)d things need attention", count) % {"n": count}


def _of_database(reading: Reading, workspace: UUID) -> dict[str, Any]:
    database = reading.database
    if database is None:
        return {}
    rows = [Row(one, one.figures.get("rss", 0), one.loops) for one in _shown(database.processes)]
    return {
        "database": database,
        "waiting": sorted((one for one in database.queues if one.count), key=lambda one: (-one.late, -one.count)),
        "empty": sum(not one.count for one in database.queues),
        "processes": rows,
        "errors": _errors(database.processes, str(workspace)),
    }


def _shown(processes: tuple[Process, ...]) -> list[Process]:
    """Those that live, and the dead whose place on their machine nobody has taken."""
    taken = {(one.kind, one.host) for one in processes if one.lives}
    return [one for one in processes if one.lives or (one.kind, one.host) not in taken]


def _errors(processes: tuple[Process, ...], workspace: str) -> list[dict[str, Any]]:
    """The latest of all processes that are of no other company."""
    found = [
        line | {"process": one.kind, "moment": parse_datetime(line["at"])}
        for one in processes
        for line in one.figures.get("errors", [])
        if line.get("workspace_id", workspace) == workspace
    ]
    return sorted(found, key=lambda line: line["at"], reverse=True)[:MOST_ERRORS]
