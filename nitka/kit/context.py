"""Whose work is being done: the workspace, the member and the request of the running task."""

from contextvars import ContextVar
from uuid import UUID

workspace_id: ContextVar[UUID | None] = ContextVar("workspace_id", default=None)
member_id: ContextVar[UUID | None] = ContextVar("member_id", default=None)
request_id: ContextVar[str] = ContextVar("request_id", default="")
client: ContextVar[tuple[str, str]] = ContextVar("client", default=("", ""))  # address and program of who asks
COMMAND = "nitka "  # and a command: the program of who asks from the command line, whom no address tells


class NoWorkspace(RuntimeError):
    """Domain rows were asked for outside of any workspace."""


def require_workspace() -> UUID:
    """The workspace at work; raises NoWorkspace outside of one."""
    current = workspace_id.get()
    if current is None:
        raise NoWorkspace("this runs inside in_workspace() only")
    return current
