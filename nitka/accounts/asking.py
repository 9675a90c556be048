"""Who asks for a page: the member and the workspace that the middleware found, and whether a policy lets them in."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from nitka.accounts.models import Member, Workspace


def member_of(request: HttpRequest) -> Member:
    """The member at work."""
    member: Member = request.member  # type: ignore[attr-defined]
    return member


def workspace_of(request: HttpRequest) -> Workspace:
    """Where they are at work."""
    workspace: Workspace = request.workspace  # type: ignore[attr-defined]
    return workspace


def admitted(request: HttpRequest, policy: Callable[[Member], bool]) -> Member:
    """The member, when `policy` lets them in. Raises PermissionDenied."""
    member = member_of(request)
    if not policy(member):
        raise PermissionDenied
    return member
