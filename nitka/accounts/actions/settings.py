"""One setting of the workspace."""

from typing import Any

from django.db import transaction

from nitka.accounts.models import Workspace


@transaction.atomic
def set_setting(*, workspace: Workspace, name: str, value: Any) -> None:
    """Keep `value` (JSON) under `name`; the other settings stay as they are, whoever changes them meanwhile."""
    held = Workspace.objects.select_for_update().get(pk=workspace.pk)
    held.settings = {**held.settings, name: value}
    held.save(update_fields=["settings"])
    workspace.settings = held.settings
