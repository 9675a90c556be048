"""Who may ask what: for every address the least role that may read it and the least that may write to it.

`rights.txt` holds it, one address a line, `-` where nobody may. A new address or a changed right fails
`test_two_workspaces.py` until somebody has looked at it: run that with NITKA_WRITE_RIGHTS=1 and review the difference.
"""

import os
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from nitka.accounts.models import Member, Role
from nitka.kit.db.tenancy import in_workspace

LIST = Path(__file__).with_name("rights.txt")
ROLES = (Role.OBSERVER, Role.AGENT, Role.MANAGER, Role.ADMINISTRATOR, Role.OWNER)
NOBODY = "-"
REFUSED = {403, 404, 405}
Rights = dict[str, tuple[str, ...]]


def least(member: Member, ask: Callable[[], int]) -> str:
    """The least role with which `ask` is not refused; what it changed is undone."""
    for role in ROLES:
        with transaction.atomic():
            with in_workspace(member.workspace_id):
                Member.objects.filter(pk=member.pk).update(role=role)
            status = ask()
            transaction.set_rollback(True)
        if status not in REFUSED:
            return str(role)
    return NOBODY


def written() -> Rights:
    """As somebody has looked at it."""
    lines = LIST.read_text().splitlines() if LIST.exists() else []
    return {name: tuple(roles) for name, *roles in map(str.split, lines)}


def compare(found: Rights) -> None:
    """Raises AssertionError with what differs; writes the list anew when that is asked for."""
    if os.environ.get("NITKA_WRITE_RIGHTS"):
        LIST.write_text("".join(f"{name:<44} {' '.join(found[name])}\n" for name in sorted(found)))
    known = written()
    differ = {name: (known.get(name), found.get(name)) for name in known | found if known.get(name) != found.get(name)}
    assert not differ, differ
