"""A copy of all that is kept of a person: one archive with JSON for programs, a page for people, and their files."""

import os
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import translation

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member, Workspace
from nitka.customers.actions import family
from nitka.customers.models import Customer
from nitka.kit import blobs, clamd, clock
from nitka.kit.context import require_workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.files import plain_name
from nitka.kit.personal import File, parts
from nitka.kit.text import dump
from nitka.rights.actions.register import write
from nitka.rights.models import GOOD_FOR, Copy, Kind, Request
from nitka.rights.reading import page

SHAPE = 1  # of the JSON; another shape is another number

log = structlog.get_logger(__name__)


@transaction.atomic
def order_copy(*, request: Request, by: Member | None) -> Copy:
    """Have the worker make it; the one that is there already is answered again."""
    Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    there = Copy.objects.filter(request_id=request.pk).exclude(stage=Copy.Stage.GONE).first()
    if there is not None:
        return there
    if request.kind != Kind.EXPORT:
        raise ValueError(request.kind)
    write(request, "copying", {}, member_id=by.pk if by else None)
    return Copy.objects.create(request_id=request.pk)


def place(copy: Copy) -> Path:
    """Where its file lies."""
    return blobs.own(copy.workspace_id, "rights", copy.pk) / "copy.zip"


def hand_out(*, request: Request, by: Member) -> BinaryIO | None:
    """The file of a request, None where there is none (yet, or any more); who took it is a line of both logs."""
    copy = Copy.objects.filter(request_id=request.pk, stage=Copy.Stage.DONE).first()
    try:
        file = place(copy).open("rb") if copy else None
    except FileNotFoundError:
        file = None
    if file is not None:
        write(request, "downloaded", {}, member_id=by.pk)
        detail = {"number": request.number}
        record("rights.downloaded", kind="rights_request", object_id=request.pk, detail=detail, member_id=by.pk)
    return file


def go_on(workspace_id: UUID, key: UUID) -> bool:
    """Make a copy that waits, or take one away that has expired."""
    with in_workspace(workspace_id):
        due = Copy.objects.select_for_update(of=("self",), skip_locked=True).select_related("request")
        row = due.filter(pk=key, stage__in=("waiting", "done"), next_at__lte=clock.now()).first()
        if row is None:
            return False
        if row.stage == Copy.Stage.WAITING:
            _make(row)
        else:
            shutil.rmtree(place(row).parent, ignore_errors=True)
            row.stage = Copy.Stage.GONE
        row.save()
    return True


def _make(row: Copy) -> None:
    target = place(row)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_suffix(".part")
    with part.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _fill(archive, row.request)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    row.size, row.stage, row.made_at = target.stat().st_size, Copy.Stage.DONE, clock.now()
    row.next_at = row.made_at + GOOD_FOR
    write(row.request, "copied", {"size": row.size})
    log.info("rights.copied", request=str(row.request_id), size=row.size)


def _fill(archive: zipfile.ZipFile, request: Request) -> None:
    sections, files = gather(request.customer_id)
    workspace = Workspace.objects.get(pk=require_workspace())
    customer = Customer.objects.get(pk=request.customer_id)
    head = {
        "shape": SHAPE, "made_at": clock.now(), "by": workspace.name, "request": request.number,
        "received_at": request.received_at, "customer": customer.pk,
    }  # fmt: skip
    named = _stored(archive, files)
    for row in sections.get("files", []):
        row["path"] = named.get(row["sha256"], "")
    archive.writestr("data.json", dump({**head, "sections": sections}))
    with translation.override(customer.language or workspace.language):
        archive.writestr("data.html", page(workspace, customer, head, sections))


def gather(customer_id: UUID) -> tuple[dict[str, list[dict[str, Any]]], list[File]]:
    """All that the modules tell of a person: section → rows, and files."""
    sections: dict[str, list[dict[str, Any]]] = {}
    files: list[File] = []
    person = family(customer_id)
    for part in parts() if person is not None else ():
        assert person is not None
        told = part.tell(person)
        sections |= told.sections
        files += told.files
    return sections, files


def _stored(archive: zipfile.ZipFile, files: list[File]) -> dict[str, str]:
    """The files into the archive, each once; SHA-256 → its path there."""
    found: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for file in files:
        if file.sha256 in found:
            continue
        name = plain_name(file.name)
        taken[name] += 1
        path = f"files/{name}" if taken[name] == 1 else f"files/{taken[name]}-{name}"
        try:
            with blobs.open(require_workspace(), file.sha256) as source:
                clamd.check(source)
                with archive.open(path, "w") as target:
                    shutil.copyfileobj(source, target)
        except FileNotFoundError:
            continue
        except clamd.Infected as virus:
            log.warning("rights.file_left_out", virus=str(virus))
            continue
        found[file.sha256] = path
    return found
