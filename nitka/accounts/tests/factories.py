"""Workspaces and members for tests, made by the verbs."""

from itertools import count

from nitka.accounts.actions import create_member, create_workspace
from nitka.accounts.models import Member, Workspace

_numbers = count(1)


def workspace(**fields) -> Workspace:
    number = next(_numbers)
    return create_workspace(**{"name": f"Уклад {number}", "slug": f"uklad-{number}", **fields})


def member(of: Workspace, **fields) -> Member:
    number = next(_numbers)
    made, _ = create_member(
        workspace=of,
        **{"email": f"vera{number}@uklad.example", "name": "Вера Климова", "password": "long enough 1", **fields},
    )
    return made
