"""Settings of members: the list, one member, letting people in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts import actions, letters, queries, rules
from nitka.accounts.asking import admitted, member_of, workspace_of
from nitka.accounts.forms import InvitationForm, RightsForm
from nitka.accounts.models import Invitation, Member, Role, Scope, Team
from nitka.accounts.policies import can_change, can_give, can_manage_members, can_see_members
from nitka.kit import slots
from nitka.realtime.queries import present

_BEGIN = {"role": Role.AGENT, "scope": Scope.ALL}  # what most are invited as


@require_GET
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who works here, who is invited, who has left."""
    me = admitted(request, can_see_members)
    return _list(request, InvitationForm(giver=me, teams=queries.teams(), initial=_BEGIN))


@require_POST
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite: a link to copy, and a letter where one can go out."""
    me = admitted(request, can_manage_members)
    form = InvitationForm(request.POST, giver=me, teams=queries.teams())
    if not form.is_valid():
        return _list(request, form)
    given = form.cleaned_data
    made = actions.invite(
        by=me, role=given["role"], scope=given["scope"], email=given["email"], team_ids=map(UUID, given["teams"])
    )
    if given["email"]:
        sent = letters.invite(made, workspace_of(request), me)
        said = _("The letter is on its way") if sent else _("The letter could not be sent: give them the link")
        messages.success(request, said)
    return redirect(f"/w/{slug}/settings/members/?made={made.pk}")


@require_POST
def revocation(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take an invitation back."""
    admitted(request, can_manage_members)
    found = Invitation.objects.filter(pk=key, accepted_at=None, revoked_at=None).first()
    if found is None:
        raise Http404
    actions.revoke_invitation(invitation=found)
    messages.success(request, _("The link lets nobody in any more"))
    return redirect("accounts:members", slug)


def member(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One member's rights; for who leaves, what they hold."""
    me, row = admitted(request, can_manage_members), _member(key)
    kept = {"role": row.role, "scope": row.scope, "teams": [str(one) for one in row.team_ids]}
    form = RightsForm(request.POST or None, giver=me, teams=queries.teams(), initial=kept)
    if request.method == "POST" and form.is_valid() and _changed(form, row, me):
        messages.success(request, _("Saved"))
        return redirect("accounts:members", slug)
    holds = [pair for fill in slots.fillers("member.holds") for pair in fill(row)] if row.is_active else []
    context = {
        "row": row,
        "form": form,
        "may": can_change(me, row),
        "other": row.pk != me.pk,
        "holds": holds,
        "keys": queries.tokens_made_by(row),
        "heirs": [one for one in queries.active_members() if one.pk != row.pk and one.role != Role.OBSERVER],
        "teams": queries.teams(),
    }
    return render(request, "accounts/member.html", context, status=422 if form.errors else 200)


@require_POST
def deactivation(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """They leave, what they hold is handed on."""
    me, row = admitted(request, can_manage_members), _member(key)
    kind, _sep, chosen = request.POST.get("to", "").partition(":")
    try:
        heir = _member(UUID(chosen)) if kind == "member" else None
        team = Team.objects.get(pk=UUID(chosen), deleted_at=None) if kind == "team" else None
        ended = [UUID(one) for one in request.POST.getlist("end")]
        actions.deactivate(member=row, by=me, to_member=heir, to_team=team, end_keys=ended)
    except (ValueError, Team.DoesNotExist) as problem:
        messages.error(request, _why(problem))
        return redirect("accounts:member", slug, key)
    messages.success(request, _("%(name)s is deactivated, what they held is handed on") % {"name": row.name})
    if n := len(queries.tokens_made_by(row)):
        said = ngettext("%(n)s API key they made still opens", "%(n)s API keys they made still open", n)
        messages.warning(request, said % {"n": n})
    return redirect("accounts:members", slug)


@require_POST
def reactivation(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """They are back."""
    me, row = admitted(request, can_manage_members), _member(key)
    try:
        actions.reactivate(member=row, by=me)
    except actions.NotAllowed as problem:
        messages.error(request, _why(problem))
    return redirect("accounts:members", slug)


@require_POST
def second_step(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Who lost their telephone and their codes gets in by the password alone."""
    me, row = admitted(request, can_manage_members), _member(key)
    try:
        actions.take_step_off(user=row.user, by=me)
    except (actions.NotAllowed, actions.WorksElsewhere) as problem:
        messages.error(request, _why(problem))
        return redirect("accounts:member", slug, key)
    letters.step_taken_off(row.user, workspace_of(request), me)
    messages.success(request, _("%(name)s signs in by the password alone now") % {"name": row.name})
    return redirect("accounts:member", slug, key)


def _changed(form: RightsForm, row: Member, me: Member) -> bool:
    given = form.cleaned_data
    try:
        actions.set_rights(
            member=row, by=me, role=given["role"], scope=given["scope"], team_ids=map(UUID, given["teams"])
        )
    except (actions.LastOwner, actions.NotAllowed) as problem:
        form.add_error("role", _why(problem))
        return False
    return True


def _why(problem: Exception) -> str:
    if isinstance(problem, actions.LastOwner):
        return _("A workspace needs an owner: make somebody else one first")
    if isinstance(problem, actions.WorksElsewhere):
        return _("They work in another company here too: ask who runs this installation")
    if isinstance(problem, actions.NotAllowed):
        return _("Nobody may give more than they have, nor change who stands above them")
    return _("Choose who takes it over")


def _list(request: HttpRequest, form: InvitationForm) -> HttpResponse:
    here, names = present(), {team.pk: team.name for team in queries.teams()}
    rows: list[dict[str, Any]] = [
        {"member": one, "here": one.pk in here, "teams": [names[key] for key in one.team_ids if key in names]}
        for one in queries.all_members()
    ]
    waiting = queries.open_invitations()
    me = member_of(request)
    links = {one.pk: letters.link(one) for one in waiting if can_give(me, one.role)}  # whoever has one can use it
    made = next((one for one in waiting if str(one.pk) == request.GET.get("made")), None)
    context = {
        "rows": [row for row in rows if row["member"].is_active],
        "left": [row for row in rows if not row["member"].is_active],
        "invitations": [{"row": one, "link": links.get(one.pk, "")} for one in waiting],
        "made": links.get(made.pk, "") if made else "",
        "form": form,
        "may": can_manage_members(me),
        "step_roles": rules.of(workspace_of(request)).roles,
    }
    return render(request, "accounts/members.html", context, status=422 if form.errors else 200)


def _member(key: UUID) -> Member:
    found = Member.objects.filter(pk=key).select_related("user").first()
    if found is None:
        raise Http404
    return found
