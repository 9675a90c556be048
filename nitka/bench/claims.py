"""What `nitka bench identify` does inside of Django."""

import resource
import time
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from nitka.accounts.actions import create_workspace
from nitka.bench.identify import BATCH
from nitka.bench.progress import through
from nitka.customers.actions import Claim, identify
from nitka.customers.models import Customer, Identity, Merge, Quarantine
from nitka.kit.db.tenancy import in_workspace

SHARED = Claim("phone", "+74951234567", how="code")
MERGES = 1_000


def measure(count: int) -> dict[str, Any]:
    """Rates at the beginning, at the end and of all; what a merge costs; memory."""
    workspace = create_workspace(name="Bench", slug="bench")
    calls = stream(count)
    marks = [time.perf_counter()]
    for batch in through("calls", iter(lambda: list(islice(calls, BATCH)), []), count, BATCH):
        with in_workspace(workspace.pk):  # a commit a batch, as the digester has it
            identify(batch)
        marks.append(time.perf_counter())
    tenth = max(1, len(marks) // 10)
    early, late = marks[2 * tenth] - marks[tenth], marks[-1] - marks[-1 - tenth]
    merging = _merging(workspace.pk)
    with in_workspace(workspace.pk):
        return {
            "calls_per_s": round(count / (marks[-1] - marks[0])),
            "early_calls_per_s": round(tenth * BATCH / early),
            "late_calls_per_s": round(tenth * BATCH / late),
            "late_by_early": round(early / late, 2),
            "merge_ms": round(merging, 2),
            "calls": count,
            "customers": Customer.objects.filter(merged_into_id=None).count(),
            "identities": Identity.objects.count(),
            "merges": Merge.objects.count(),
            "quarantined": Quarantine.objects.count(),
            "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def stream(count: int) -> Iterator[Claim]:
    """Calls as they come: what is known later was new before."""
    random = Random(1)  # noqa: S311 (a load that is the same each time)
    known: list[Claim] = [Claim("email", "first@example.org", "First")]
    apart: list[tuple[Claim, Claim]] = []  # a browser and a login that nobody has named together yet
    for number in range(count):
        kind = number % 100
        if kind < 40:
            yield random.choice(known)
        elif kind < 50 and apart:
            browser, login = apart.pop(0)
            yield Claim(browser.kind, browser.value, also=(Claim("user", login.value, how="login"),))
        elif kind == 50:
            yield Claim("email", f"shared{number}@example.org", also=(SHARED,))
        elif kind < 61:
            apart.append((Claim("visitor", f"v{number}"), Claim("user", f"u{number}", how="login")))
            yield apart[-1][0]
        elif kind < 71:
            yield apart[kind - 71][1]
        else:
            known.append(Claim("email", f"{number}@example.org", f"Customer {number}"))
            yield known[-1]


def _merging(workspace_id: UUID) -> float:
    """Milliseconds of a call that makes one of two, all of a batch doing so."""
    pairs = [(Claim("visitor", f"mv{n}"), Claim("user", f"mu{n}", how="login")) for n in range(MERGES)]
    with in_workspace(workspace_id):
        identify([one for pair in pairs for one in pair])
    start = time.perf_counter()
    for at in range(0, MERGES, BATCH):
        with in_workspace(workspace_id):
            identify([Claim(one.kind, one.value, also=(two,)) for one, two in pairs[at : at + BATCH]])
    return (time.perf_counter() - start) / MERGES * 1000
