"""Settings of sign-in: what the workspace asks of it, and the company's provider."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts import actions, queries, rules
from nitka.accounts.asking import admitted, member_of, workspace_of
from nitka.accounts.forms.sign_in import IssuerForm, RulesForm
from nitka.accounts.models import Issuer, Language
from nitka.accounts.policies import can_change_issuer, can_change_sign_in
from nitka.kit.db.apart import Apart
from nitka.kit.db.tenancy import in_workspace


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What holds now."""
    admitted(request, can_change_sign_in)
    return _page(request)


@require_POST
def rules_of_workspace(request: HttpRequest, slug: str) -> HttpResponse:
    """A second step for some roles, the length of passwords."""
    admitted(request, can_change_sign_in)
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _page(request, rules_form=form)
    actions.set_sign_in_rules(workspace=workspace_of(request), wanted=form.rules())
    messages.success(request, _("Saved"))
    return redirect("accounts:sign_in", slug)


@require_POST
@sensitive_post_parameters("secret")
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """Set the provider, or change it."""
    held = _mine(request)
    form = IssuerForm(request.POST, has_secret=held is not None)
    if not form.is_valid():
        return _page(request, issuer_form=form)
    actions.set_issuer(**form.cleaned_data)
    messages.success(request, _("Saved. Now try whether the provider answers"))
    return redirect("accounts:sign_in", slug)


@require_POST
def removal(request: HttpRequest, slug: str) -> HttpResponse:
    """Nobody signs in that way any more."""
    if _mine(request) is None:
        raise Http404
    actions.remove_issuer()
    messages.success(request, _("The company’s sign-in is taken away"))
    return redirect("accounts:sign_in", slug)


@require_POST
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the provider, and say in words what is wrong."""
    held = _mine(request)
    if held is None:
        raise Http404
    workspace = workspace_of(request)

    def tried() -> HttpResponse:
        from nitka.accounts.oidc.check import check as ask

        steps = ask(held)
        with in_workspace(workspace.pk):
            return render(request, "accounts/_issuer_check.html", {"steps": steps})

    return Apart(tried)


def second_step(request: HttpRequest, slug: str) -> HttpResponse:
    """Before anything else: the way to a second step, for whoever the workspace asks it of."""
    member, workspace = member_of(request), workspace_of(request)
    if not rules.lacks_second_step(member, workspace):
        return redirect("accounts:workspace", slug)
    if request.POST.get("language") in Language.values:  # one's own page, where it is chosen, is behind this one
        actions.set_preferences(user=member.user, language=request.POST["language"])
        return redirect(request.get_full_path())
    return render(request, "accounts/second_step.html", {"company": workspace, "since": rules.of(workspace).since})


def _page(
    request: Any, *, rules_form: RulesForm | None = None, issuer_form: IssuerForm | None = None
) -> HttpResponse:
    held, alone = Issuer.objects.first(), queries.alone()
    now = rules.of(workspace_of(request))
    initial = {"roles": sorted(now.roles), "since": now.since, "length": now.length}
    context = {
        "rules_form": rules_form or RulesForm(initial=initial),
        "issuer_form": issuer_form or IssuerForm(initial=_kept(held), has_secret=held is not None),
        "held": held,
        "ours": alone and not (held and held.by_operator),
        "may_issue": can_change_issuer(member_of(request)),
        "callback": _callback(),
        "lacking": [one for one in queries.without_second_step() if one.role in now.roles],
    }
    failed = (rules_form is not None and rules_form.errors) or (issuer_form is not None and issuer_form.errors)
    return render(request, "accounts/sign_in.html", context, status=422 if failed else 200)


def _kept(held: Issuer | None) -> dict[str, Any]:
    if held is None:
        return {"label": _("Sign in by the company’s account")[:40]}
    return {
        "label": held.label,
        "url": held.url,
        "client_id": held.client_id,
        "domains": ", ".join(held.domains),
        "believes_silence": held.believes_silence,
    }


def _callback() -> str:
    from nitka.accounts.oidc.adapter import callback_url

    return callback_url()


def _mine(request: HttpRequest) -> Issuer | None:
    """The provider, where it is this workspace's owner who decides on it."""
    held = Issuer.objects.first()
    if not can_change_issuer(member_of(request)) or not queries.alone() or (held is not None and held.by_operator):
        raise PermissionDenied
    return held
