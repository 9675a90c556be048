"""What `nitka bench import` does inside of Django."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nitka.accounts.actions import create_member, create_workspace
from nitka.accounts.models import Member, Workspace
from nitka.bench.progress import through
from nitka.customers.actions import Claim, identify
from nitka.imports.actions import begin, run, settle
from nitka.imports.actions.begin import read_file
from nitka.imports.actions.steps import chunk
from nitka.imports.models import Import, State
from nitka.kit.db.tenancy import in_workspace

KNOWN = 5  # one row of so many names somebody known
HEAD = "id;ФИО;тел;E-mail;Город;ДР;Баллы\r\n"


def measure(count: int) -> dict[str, Any]:
    """Rows a second: read, loaded; what it holds of memory before, in the middle and at the end."""
    workspace = create_workspace(name="Bench", slug="bench")
    with in_workspace(workspace.pk):
        made = create_member(workspace=workspace, email="bench@example.org", name="Bench")
        for at in range(0, count, 500 * KNOWN):
            rows = range(at, min(count, at + 500 * KNOWN), KNOWN)
            identify([Claim("email", f"c{n}@example.org", f"Клиент {n}") for n in rows])
        member = made[0] if isinstance(made, tuple) else made
        of = begin(by=member, name="bench.csv", pieces=_file(count))
    start = _now()
    with in_workspace(workspace.pk):
        read_file(of)
        of.refresh_from_db()
    read = _now()
    resident = [_resident()]
    with in_workspace(workspace.pk):
        settle(of=of, mapping=of.mapping, keeps=True, source="till")
        Import.objects.filter(pk=of.pk).update(state=State.TRIED)
        of.refresh_from_db()
        run(of=of)
    begun = _now()
    chunks = -(-count // 500)
    for n in through("rows", range(chunks), count, 500):
        with in_workspace(workspace.pk):
            chunk(Import.objects.select_for_update().get(pk=of.pk))
        if n == chunks // 2:
            resident.append(_resident())
    loaded = _now()
    resident.append(_resident())
    with in_workspace(workspace.pk):
        of = Import.objects.get(pk=of.pk)
    return {
        "read_rows_per_s": round(count / (read - start)), "loaded_rows_per_s": round(count / (loaded - begun)),
        "rows": of.row, "new": of.counts.get("new", 0), "changed": of.counts.get("changed", 0),
        "failed": of.counts.get("failed", 0), "peak_mib": _peak(), "start_mib": resident[0],
        "middle_mib": resident[len(resident) // 2], "end_mib": resident[-1],
    }  # fmt: skip


def measure_orders(count: int) -> dict[str, Any]:
    """Rows of orders a second, two to an order, of customers whom `measure` left."""
    workspace = Workspace.objects.get(slug="bench")
    with in_workspace(workspace.pk):
        of = begin(by=Member.objects.get(), name="orders.csv", pieces=_orders(count))
        read_file(of)
        of.refresh_from_db()
        settle(of=of, mapping=of.mapping, keeps=True, source="till")
        Import.objects.filter(pk=of.pk).update(state=State.TRIED)
        of.refresh_from_db()
        run(of=of)
    begun = _now()
    while of.state == State.RUNNING:
        with in_workspace(workspace.pk):
            of = Import.objects.select_for_update().get(pk=of.pk)
            chunk(of)
    return {
        "orders_rows_per_s": round(of.row / (_now() - begun)), "orders": of.counts.get("new", 0),
        "orders_failed": of.counts.get("failed", 0), "orders_end_mib": _resident(),
    }  # fmt: skip


def _orders(count: int) -> Iterator[bytes]:
    yield "Номер заказа;Дата;E-mail;Товар;Кол-во;Цена;Статус\r\n".encode("cp1251")
    for n in range(count // 2):
        row = f"A-{n:07};{n % 28 + 1:02}.{n % 12 + 1:02}.2025 14:05;c{n % max(1, count // 4)}@example.org"
        both = (f"{row};Товар {n % 90};1;4 900,00;доставлен\r\n", f"{row};Товар {n % 70};2;650;доставлен\r\n")
        yield "".join(both).encode("cp1251")


def _file(count: int) -> Iterator[bytes]:
    yield HEAD.encode("cp1251")
    for at in range(0, count, 1000):
        yield "".join(map(_row, range(at, min(count, at + 1000)))).encode("cp1251")


def _row(n: int) -> str:
    return (
        f"D-{n:07};Клиент {n};+7 9{n % 100:02} {n // 100 % 10_000_000:07};c{n}@example.org;Город {n % 300};"
        f"{n % 28 + 1:02}.{n % 12 + 1:02}.19{n % 40 + 50};{n % 5000}\r\n"
    )


def _now() -> float:
    return time.perf_counter()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() >> 20
