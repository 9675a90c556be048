"""The two doors of the company's sign-in: off to the provider, and back. What they need is loaded when asked for."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts import actions, queries
from nitka.accounts.models import Issuer
from nitka.ui.leaving import leave


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Sign in by the provider."""
    return _off(request, "login")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Prove at the provider that it is still oneself, before something that matters."""
    issuer = _issuer()
    if not queries.is_linked(request.user):  # type: ignore[arg-type]
        raise Http404
    if request.method == "POST":
        return _off(request, "confirm")
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    others = [way for way in ways if way["id"] != "company"]
    return render(request, "accounts/oidc_confirm.html", {"issuer": issuer, "next": _next(request), "others": others})


@never_cache
@require_POST
def connect(request: HttpRequest) -> HttpResponse:
    """Link one's account there: only who has just proven who they are."""
    return _link(request)  # type: ignore[no-any-return]


@never_cache
@require_POST
def unlink(request: HttpRequest, key: int) -> HttpResponse:
    """The account there signs in here no more."""
    return _unlink(request, key)  # type: ignore[no-any-return]


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Back from the provider."""
    from nitka.accounts.oidc import adapter, refusal
    from nitka.accounts.oidc.trouble import Trouble

    try:
        return adapter.callback(request, _issuer())
    except Trouble as trouble:
        return refusal.page(request, trouble)


@reauthentication_required  # type: ignore[untyped-decorator]
def _link(request: HttpRequest) -> HttpResponse:
    return _off(request, "connect")


@reauthentication_required  # type: ignore[untyped-decorator]
def _unlink(request: Any, key: int) -> HttpResponse:
    try:
        if not actions.unlink(user=request.user, key=key):
            raise Http404
    except actions.LastWay:
        said = _("You have neither password nor passkey: nothing would be left to sign in with. Set a password first")
        messages.error(request, said)
    else:
        messages.success(request, _("Unlinked"))
    return redirect("mfa_index")


def _off(request: HttpRequest, process: str) -> HttpResponse:
    from nitka.accounts.oidc import adapter, refusal
    from nitka.accounts.oidc.trouble import Trouble

    provider = adapter.CompanyProvider(request, app=adapter.app_of(_issuer()))
    try:
        return leave(request, provider.address(request, process=process, next_url=_next(request)))
    except Trouble as trouble:
        return refusal.page(request, trouble)


def _next(request: Any) -> str:
    """Where to go afterwards: a page of ours and nothing else."""
    given = str(request.POST.get("next", "") or request.GET.get("next", ""))
    sound = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=settings.SESSION_COOKIE_SECURE)
    return given if sound and given.startswith("/") else ""


def _issuer() -> Issuer:
    found = queries.issuer()
    if found is None:
        raise Http404
    return found
