"""What arrived is kept as it came for as many days as the workspace says; then only what became of it stays."""

from datetime import timedelta
from uuid import UUID

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Workspace
from nitka.inbound import actions as inbound
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.rights.models import Habits

BATCH = 2000


def age() -> int:
    """Go through all workspaces; how many raw things went. Each says in its audit log how many were its own."""
    return sum(_age(key) for key in Workspace.objects.values_list("pk", flat=True))


def _age(workspace_id: UUID) -> int:
    gone = 0
    while n := _batch(workspace_id):
        gone += n
    if gone:
        with in_workspace(workspace_id):
            record("rights.aged", kind="workspace", object_id=require_workspace(), detail={"n": str(gone)})
    return gone


def _batch(workspace_id: UUID) -> int:
    with in_workspace(workspace_id):
        row = Habits.objects.filter(raw_days__gt=0).first()
        if row is None:
            return 0
        return inbound.age(before=clock.now() - timedelta(days=row.raw_days), most=BATCH)
