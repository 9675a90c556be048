"""By an invitation's link into a workspace: with a new account, or with the one that is signed in."""

from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from nitka.accounts import actions, queries
from nitka.accounts.actions.invite import opened
from nitka.accounts.forms import JoinForm
from nitka.accounts.models import Invitation, Member, User, Workspace
from nitka.accounts.views.setup import BACKEND
from nitka.kit.db.tenancy import in_workspace


@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites and take them in; a link that lets nobody in says so."""
    try:
        workspace_id, key = opened(token)
    except actions.Refused:
        return render(request, "accounts/join_closed.html", status=404)
    with in_workspace(workspace_id):
        workspace = Workspace.objects.filter(pk=workspace_id).first()
        invitation = Invitation.objects.filter(pk=key).first()
        if workspace is None or invitation is None or not invitation.is_open:
            return render(request, "accounts/join_closed.html", status=404)
        return _inside(request, workspace, invitation, token)


def _inside(request: HttpRequest, workspace: Workspace, invitation: Invitation, token: str) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    form = JoinForm(request.POST if request.method == "POST" and user is None else None,
                    initial={"email": invitation.email})  # fmt: skip
    if request.method == "POST":
        if user is not None:
            return _accept(request, workspace, invitation, user=user)
        if form.is_valid():
            if User.objects.filter(email=form.cleaned_data["email"].lower()).exists():
                form.add_error("email", _("This address has an account: sign in first, then open the link again"))
            else:
                return _accept(request, workspace, invitation, **form.cleaned_data)
    by = Member.objects.filter(pk=invitation.by_id).first() if invitation.by_id else None
    context = {"company": workspace, "by": by, "form": form, "token": token, "role": invitation.get_role_display(),
               "by_company": user is None and _by_company(invitation)}
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


def _by_company(invitation: Invitation) -> bool:
    """Whether the invited can come in by the company's account: the address is one it vouches for."""
    issuer = queries.issuer()
    return issuer is not None and issuer.vouches_for(invitation.email)


def _accept(request: HttpRequest, workspace: Workspace, invitation: Invitation, **who: Any) -> HttpResponse:
    try:
        member = actions.accept(invitation=invitation, workspace=workspace, **who)
    except actions.Refused:
        return render(request, "accounts/join_closed.html", status=409)
    if "user" not in who:
        login(request, member.user, backend=BACKEND)
    return redirect(f"/w/{workspace.slug}/")
