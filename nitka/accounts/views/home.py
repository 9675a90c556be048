"""`/`: set up, sign in, or one's own workspace."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nitka.accounts import queries, rules
from nitka.accounts.models import Workspace
from nitka.accounts.views import setup
from nitka.kit import cookies
from nitka.kit.db.tenancy import in_workspace

LAST = "workspace"  # the cookie that remembers where one worked last


def home(request: HttpRequest) -> HttpResponse:
    """Lead everyone to where they belong."""
    if not request.user.is_authenticated:
        return redirect("account_login") if queries.has_workspace() else setup.page(request)
    spaces = queries.workspaces_of(request.user)
    if not spaces:
        return render(request, "accounts/nowhere.html")
    last = [space for space in spaces if space.slug == cookies.read(request, LAST)]
    if len(spaces) == 1 or last:
        _remind(request, (last or spaces)[0])
        return redirect(f"/w/{(last or spaces)[0].slug}/inbox/")
    return render(request, "accounts/spaces.html", {"spaces": spaces})


def _remind(request: Any, workspace: Workspace) -> None:
    """Of a second step that will be needed: when one comes in, before the day."""
    since = rules.of(workspace).since
    if since is None or request.user.second_step:
        return
    with in_workspace(workspace.pk):
        member = queries.member_of(request.user.pk, workspace.pk)
    if member is not None and member.role in rules.of(workspace).roles:
        day = date_format(since, "DATE_FORMAT")
        said = _("From %(day)s on you need a second step to sign in: set it up under “Sign-in and devices”")
        messages.warning(request, said % {"day": day})


def workspace(request: HttpRequest, slug: str) -> HttpResponse:
    """`/w/<slug>/`: the workspace's first page."""
    response = redirect(f"/w/{slug}/inbox/")
    cookies.keep(response, LAST, slug, seconds=31536000)
    return response
