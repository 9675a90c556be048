"""Settings of teams: the list, one team, undo of its deletion."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts import actions, queries
from nitka.accounts.asking import admitted
from nitka.accounts.forms import TeamForm
from nitka.accounts.models import Team
from nitka.accounts.policies import can_manage_teams


@require_GET
def teams(request: HttpRequest, slug: str) -> HttpResponse:
    """The list."""
    admitted(request, can_manage_teams)
    gone = _team(request.GET["deleted"], deleted=True) if request.GET.get("deleted") else None
    return render(request, "accounts/teams.html", {"rows": queries.teams_with_members(), "gone": gone})


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Another team."""
    admitted(request, can_manage_teams)
    form = TeamForm(request.POST or None, people=queries.active_members())
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_team(name=form.cleaned_data["name"], member_ids=form.cleaned_data["members"])
        except actions.NameTaken:
            form.taken()
        else:
            return redirect("accounts:teams", slug)
    return _page(request, form, None)


def team(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One team: its name and who is in it."""
    admitted(request, can_manage_teams)
    row = _team(key)
    kept = {"name": row.name, "members": [str(one) for one in row.memberships.values_list("member_id", flat=True)]}
    form = TeamForm(request.POST or None, people=queries.active_members(), initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_team(team=row, name=form.cleaned_data["name"])
        except actions.NameTaken:
            form.taken()
        else:
            actions.set_team_members(team=row, member_ids=form.cleaned_data["members"])
            messages.success(request, _("Saved"))
            return redirect("accounts:teams", slug)
    return _page(request, form, row)


@require_POST
def deletion(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Do away with it; the list offers to take it back."""
    admitted(request, can_manage_teams)
    row = _team(key)
    actions.delete_team(team=row)
    return redirect(f"/w/{slug}/settings/teams/?deleted={row.pk}")


@require_POST
def restoration(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Undo."""
    admitted(request, can_manage_teams)
    row = _team(key, deleted=True)
    try:
        actions.restore_team(team=row)
    except actions.NameTaken:
        messages.error(request, _("Another team is called “%(name)s” now: rename it first") % {"name": row.name})
    return redirect("accounts:teams", slug)


def _team(key: UUID | str, *, deleted: bool = False) -> Team:
    try:
        found = Team.objects.filter(pk=UUID(str(key)), deleted_at__isnull=not deleted).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, form: TeamForm, row: Team | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "team": row}
    return render(request, "accounts/team.html", context, status=422 if form.errors else 200)
