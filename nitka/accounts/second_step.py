"""The second step where a workspace asks for it: who has one, and being led to it before anything else."""

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from nitka.accounts import rules
from nitka.accounts.models import Member, User, Workspace
from nitka.kit import clock

# Recovery codes are no step of their own: they stand in for one.
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def project(user: User) -> None:
    """Write into the user's row whether they have one, so that no page has to ask."""
    user.second_step = Authenticator.objects.filter(user_id=user.pk, type__in=STEPS).exists()
    user.save(update_fields=["second_step"])


def in_the_way(request: HttpRequest, member: Member, workspace: Workspace) -> HttpResponseBase | None:
    """The answer to whoever must set one up first; None lets them through.

    Parts of an open page are told to go there; what is no page (streams, heartbeats, files) is refused.
    """
    if not rules.must_set_up(member, workspace, clock.now()):
        return None
    door = reverse("accounts:second_step", args=[workspace.slug])
    if request.path == door:
        return None
    if "Nitka-Part" in request.headers:
        return HttpResponse(status=204, headers={"Nitka-Location": door})
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return HttpResponse(status=403)
    back = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return redirect(f"{door}{back}")
