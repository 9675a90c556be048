"""An installation some of whose past has gone to files: page views of a customer, half a year old."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from nitka.cli.tests.house import House

PAST = {f"/p/{n}" for n in range(200)}


def put_away(house: House, email: str) -> None:
    """Let a known customer have looked at pages long ago, and have that archived, both rounds, as the worker would."""
    with house.api("old") as api:
        found = api.get("customers", params={"identity": f"email:{email}"}).json()["data"][0]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NITKA_", "DATABASE_"))}
    environment |= house.environment | {"NITKA_MOMENTS_MONTHS": "3", "NITKA_ROLE": "worker"}
    command = [sys.executable, "-m", "tests.backups.old", str(house.data), found["id"]]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    gone = house.ask("select sum(rows) from moments_archive where emptied_at is not null and compacted")
    assert gone == [(len(PAST) - 1,)]


def past_of(house: House, email: str) -> set[str]:
    """The pages that a customer looked at, as programs are told."""
    with house.api("past") as api:
        who = api.get("customers", params={"identity": f"email:{email}"}).json()["data"][0]["id"]
        rows: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            said = api.get(f"customers/{who}/moments", params={"limit": 200} | ({"cursor": cursor} if cursor else {}))
            rows, cursor = rows + said.json()["data"], said.json()["next"]
    return {row["data"]["url"] for row in rows if row["kind"] == "page"}


def _write(data: Path, customer: UUID) -> None:
    from nitka.cli.attach import attached

    with attached(data, "old moments"):
        from nitka.accounts.models import Workspace
        from nitka.customers.models import Identity
        from nitka.kit import clock
        from nitka.kit.db.tenancy import in_workspace
        from nitka.kit.ids import uuid7
        from nitka.moments.actions import append, ensure_partitions
        from nitka.moments.archive import making
        from nitka.moments.models import Moment

        begin = (clock.now() - timedelta(days=180)).replace(day=1)
        ensure_partitions(since=begin, until=clock.now())
        with in_workspace(Workspace.objects.get().pk):
            who = Identity.objects.filter(customer_id=customer).values_list("pk", flat=True)[0]
            times = [(url, begin + timedelta(hours=2 * n)) for n, url in enumerate(sorted(PAST))]
            append([Moment(id=uuid7(at), identity_id=who, kind="page", at=at, data={"url": url}) for url, at in times])
        making.archive()
        with clock.travel(clock.now() + 2 * making.WAIT):
            making.archive()


if __name__ == "__main__":
    _write(Path(sys.argv[1]), UUID(sys.argv[2]))
