"""A file comes, is read, and goes."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member, Workspace
from nitka.customers.models import AttributeKind
from nitka.imports import columns as fields
from nitka.imports import files
from nitka.imports.files import TooLarge as TooLarge
from nitka.imports.models import UNNAMED, Import, Kind, State, Trace
from nitka.imports.reading import Unreadable, read
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.text import scrub, shorten
from nitka.moments.models import Holding

KEPT = timedelta(days=30)  # the file, and how things were before it
SAMPLE = 500  # rows by which columns are guessed


@transaction.atomic
def begin(*, by: Member, name: str, pieces: Iterable[bytes], kind: str = "") -> Import:
    """Keep a file; the worker reads it. Of which kind it is is guessed unless given. Raises files.TooLarge."""
    key = uuid7()
    size = files.keep(key, pieces)
    made: Import = Import.objects.create(
        pk=key, member_id=by.pk, name=shorten(scrub(name), 200) or "?", size=size, source=UNNAMED, kind=kind
    )
    record("import.uploaded", kind="import", object_id=made.pk)
    return made


def read_file(of: Import) -> None:
    """Read the file outside any transaction, as it may take long; who is killed meanwhile begins anew."""
    try:
        how, columns, total = read(of.pk, of.how)
    except Unreadable as problem:
        fresh: dict[str, Any] = {"state": State.UNREADABLE, "reason": str(problem)}
    except FileNotFoundError:
        fresh = {"state": State.UNREADABLE, "reason": "gone"}
    else:
        fresh = {"state": State.MAPPING, "reason": "", "how": how, "columns": columns, "total": total}
    with in_workspace(of.workspace_id):
        if fresh["state"] == State.MAPPING:
            kind = of.kind or fields.kind_of(fresh["columns"])
            fresh |= {"kind": kind} | _guessed(of, kind, fresh["columns"])
        Import.objects.filter(pk=of.pk, state=State.READING).update(**fresh)


@transaction.atomic
def change_kind(*, of: Import, kind: Kind) -> None:
    """The rows are something else: the columns are guessed anew. Only before it is loaded."""
    if Import.objects.filter(pk=of.pk, state__in=(State.MAPPING, State.TRIED)).update(
        state=State.MAPPING, kind=kind, counts={}, sample=None, row=0, place=0, **_guessed(of, kind, of.columns)
    ):
        Trace.objects.filter(of_id=of.pk).delete()


def _guessed(of: Import, kind: str, names: list[str]) -> dict[str, Any]:
    found = fields.guessed(kind, names, sample(of), dict(_sorts()))
    return {"mapping": found, "guessed": found, "currency": _currency() if kind == Kind.ORDERS else ""}


def _currency() -> str:
    """What sums without a sign are in: as the last order here, else by the company's language."""
    last = Holding.objects.exclude(currency="").order_by("-id").values_list("currency", flat=True).first()
    return last or ("RUB" if Workspace.objects.get(pk=require_workspace()).language == "ru" else "")


def sample(of: Import, most: int = SAMPLE) -> list[list[str]]:
    """The first rows that could be read."""
    found = []
    for row, _place in files.lines(of.pk):
        if isinstance(row, list):
            found.append(row)
        if len(found) >= most:
            break
    return found


@transaction.atomic
def read_again(*, of: Import, how: dict[str, Any]) -> None:
    """Read it with other letters, another sign between cells, another header."""
    Import.objects.filter(pk=of.pk, state__in=(State.MAPPING, State.TRIED, State.UNREADABLE)).update(
        state=State.READING, how=how, next_at=clock.now(), counts={}, sample=None, row=0, place=0
    )
    Trace.objects.filter(of_id=of.pk).delete()


@transaction.atomic
def drop(*, of: Import) -> None:
    """Let a file go that was not loaded."""
    held = Import.objects.select_for_update().get(pk=of.pk)
    if held.ran_at is None:
        Trace.objects.filter(of_id=held.pk).delete()
        held.delete()
        where = files.folder(of.pk)
        transaction.on_commit(lambda: shutil.rmtree(where, ignore_errors=True))


def forget_old() -> None:
    """After a month the file goes, and with it how things were before."""
    old = clock.now() - KEPT
    for row in Import.objects.filter(at__lt=old).exclude(state__in=(State.RUNNING, State.RETURNING)):
        if files.folder(row.pk).exists():
            files.drop(row.pk)
            Trace.objects.filter(of_id=row.pk).delete()
            Import.objects.filter(pk=row.pk).update(sample=None)


def _sorts() -> Iterable[tuple[str, str]]:
    return AttributeKind.objects.values_list("key", "sort")
