"""How a person proves who they are, and where they are signed in."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts import devices, queries
from nitka.accounts.actions.issuer import PROVIDER
from nitka.accounts.models import User
from nitka.accounts.views.home import LAST
from nitka.kit import cookies


@login_required
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """From allauth's pages, which know no workspace, back to one's own page in the last one."""
    spaces = queries.workspaces_of(request.user)  # type: ignore[arg-type]
    if not spaces:
        return redirect("accounts:home")
    last = [space for space in spaces if space.slug == cookies.read(request, LAST)]
    return redirect("accounts:security", (last or spaces)[0].slug)


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Second factors, passkeys, devices."""
    found = list(Authenticator.objects.filter(user=_user(request)).order_by("created_at"))
    by_type = {row.type: row for row in found}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "app": by_type.get(Authenticator.Type.TOTP),
        "passkeys": [
            {"id": row.pk, "name": row.wrap().name, "since": row.created_at, "used": row.last_used_at}
            for row in found
            if row.type == Authenticator.Type.WEBAUTHN
        ],
        "codes": len(codes.wrap().get_unused_codes()) if codes else None,
        "devices": devices.devices(request),
        "issuer": queries.issuer(),
        "links": SocialAccount.objects.filter(user=_user(request), provider=PROVIDER),
    }
    return render(request, "accounts/security.html", context)


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def session(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Sign one device out."""
    if not devices.end(_user(request), key):
        raise Http404
    messages.success(request, _("The device is signed out"))
    return redirect("accounts:security", slug)


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign out everywhere: on the other devices, or on this one too."""
    user = _user(request)
    if request.POST.get("this"):
        devices.end_others(user, None)
        logout(request)
        return redirect("account_login")
    n = devices.end_others(user, request.session.session_key)
    said = ngettext("%(n)s device is signed out", "%(n)s devices are signed out", n) % {"n": n}
    messages.success(request, said if n else _("There was no other device"))
    return redirect("accounts:security", slug)


def _user(request: Any) -> User:
    user: User = request.user
    return user
