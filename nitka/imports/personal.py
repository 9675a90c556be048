"""What imports hold of a person: rows of files. A file that names them goes with all its bytes: it cannot be taken back
any more, one that is not loaded yet has to be brought again without them, and one that is just being loaded ends there.
That comes in the transaction that blanks their contacts: else the next row would make them anew."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from nitka.imports import files
from nitka.imports.actions.begin import KEPT
from nitka.imports.models import WORKING, Import, State
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, change, rows
from nitka.kit.text import dump

SHORT = 5  # fewer letters than these stand in too much that is not theirs
PIECE = 1 << 20

_TRACED = """select distinct of_id from imports_trace
    where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])"""
_TRACES = """update imports_trace set before = null where workspace_id = %(workspace)s and before is not null
    and customer_id = any(%(customers)s::uuid[])"""
_ORDERS = """delete from imports_known_order where workspace_id = %(workspace)s
    and identity_id = any(%(identities)s::uuid[])"""
_KNOWN = "delete from imports_known where workspace_id = %(workspace)s and identity_id = any(%(identities)s::uuid[])"


def end_loading(person: Person) -> None:
    """No row of a file that names them comes any more (the slot "rights.begins")."""
    _let_go(person, Import.objects.filter(state__in=WORKING))


def _files(person: Person) -> int:
    return _let_go(person, Import.objects.all())


def _let_go(person: Person, those: "QuerySet[Import]") -> int:
    values = {"workspace": require_workspace(), "customers": person.customers}
    ids: set[UUID] = {row["of_id"] for row in rows(_TRACED, values)}
    count = 0
    for one in those.order_by("id").iterator():
        if one.pk in ids or _names(one.pk, person):
            _drop(one)
            count += 1
    return count


def _drop(one: Import) -> None:
    """The row is the worker's during a chunk: what it writes then is there, and nothing comes after it."""
    held = Import.objects.select_for_update().get(pk=one.pk)
    files.drop(held.pk)
    if held.state in (State.RUNNING, State.HELD):
        held.state, held.reason, held.ended_at = State.DONE, "erased", clock.now()
    elif held.state not in (State.DONE, State.RETURNING, State.RETURNED, State.UNREADABLE):
        held.state, held.reason = State.UNREADABLE, "erased"
    held.sample = None
    held.save(update_fields=["state", "reason", "sample", "ended_at"])


def _names(key: UUID, person: Person) -> bool:
    needles = [*_needles(person)]
    places = [place for place in (files.rows(key), files.source(key)) if place.exists()]
    return bool(needles) and any(_stands(place, needles) for place in places)


def _stands(place: Path, needles: list[bytes]) -> bool:
    longest, before = max(len(one) for one in needles), b""
    with place.open("rb") as file:
        while piece := file.read(PIECE):
            seen = (before + piece).lower()
            if any(one in seen for one in needles):
                return True
            before = piece[-longest:]
    return False


def _needles(person: Person) -> Iterator[bytes]:
    for _kind, value in person.values:
        if len(value) >= SHORT:
            yield value.lower().encode()
            yield dump(value.lower()).strip('"').encode()


def _rows(person: Person) -> int:
    values = {"workspace": require_workspace(), "customers": person.customers, "identities": person.identities}
    return sum(change(one, values) for one in (_TRACES, _KNOWN, _ORDERS))


PART = Part(
    "imports",
    held={
        "imports_trace": "before", "imports_known": "external", "imports_known_order": "external said",
        "imports_import": "sample",
    },
    codes={
        "imports_import": "name source kind state reason how columns mapping guessed counts currency",
        "imports_known": "source",
        "imports_known_order": "source",
        "imports_known_company": "source external said",
        "imports_trace": "outcome reason left parent identities merges moments",
    },
    steps=(_files, _rows),
    keeps={"files": KEPT},
)
