"""From the address /w/<slug>/… to a workspace and a member: every view there runs inside its workspace."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase

from nitka.accounts import queries
from nitka.accounts.actions.known import remember
from nitka.accounts.devices import seen
from nitka.accounts.models import Member
from nitka.accounts.second_step import in_the_way
from nitka.accounts.sessions import slug_in
from nitka.kit import context
from nitka.kit.db.apart import finish
from nitka.kit.db.deadlocks import Again
from nitka.kit.db.tenancy import in_workspace_with

log = structlog.get_logger(__name__)
Respond = Callable[[HttpRequest], HttpResponseBase]


def workspace_middleware(get_response: Respond) -> Respond:
    """Open the workspace's transaction around the view and undo it on an answer of 500 and above; where a deadlock
    ended it, once more.

    Not ATOMIC_REQUESTS, which leaves out middleware and the rendering of template responses. A workspace that the
    user does not belong to is not found, like one that does not exist.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        slug = slug_in(request.path_info)
        if not slug:
            return remember(request, get_response(request))
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        workspace = getattr(request.session, "workspace", None) or queries.workspace_by_slug(slug)
        if workspace is None:
            raise Http404
        token = context.member_id.set(None)
        try:
            request.anew = True  # type: ignore[attr-defined]  # see kit.db.deadlocks
            answer = partial(_answered, request, request.user.pk, workspace, get_response)
            response = answer()
            return finish(answer() if isinstance(response, Again) else response)
        finally:
            context.member_id.reset(token)

    return respond


def _answered(request: HttpRequest, user_id: UUID, workspace: Any, get_response: Respond) -> HttpResponseBase:
    asked = partial(queries.ask_member, user_id, workspace.id)
    with in_workspace_with(workspace.id, asked) as (member, head):
        request.stream_head = str(head)  # type: ignore[attr-defined]  # nothing after it is missed by the page
        return _inside(request, workspace, member, get_response)


def _inside(request: Any, workspace: Any, member: Member | None, get_response: Respond) -> HttpResponseBase:
    if member is None:
        raise Http404
    member.user = request.user  # read already
    if request.method == "POST":  # an open page's heartbeat is one: reading costs no statement more
        seen(request)
    request.workspace, request.member = workspace, member
    context.member_id.set(member.pk)
    if (first := in_the_way(request, member, workspace)) is not None:
        return first
    response = get_response(request)
    if response.status_code == 403:
        log.warning("accounts.refused", member=str(member.pk), role=member.role, path=request.path)
    if response.status_code >= 500:
        transaction.set_rollback(True)
    return response
