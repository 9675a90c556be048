"""The browsers that take pushes, and the script that shows them there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import member_of
from nitka.accounts.devices import name_of
from nitka.kit.asgi.static import asset
from nitka.notices import actions, push, queries, vapid
from nitka.notices.models import Device
from nitka.notices.sealed import Target

SCRIPT = "notices/push-worker.js"


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: at the root, so that it may stand behind every page of a member."""
    found = asset(SCRIPT)
    if found is None:
        raise Http404
    response = HttpResponse(found.body, content_type=found.content_type)
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/w/"
    return response


def devices(request: HttpRequest, slug: str) -> HttpResponse:
    """The key to subscribe with; POST registers this browser."""
    if request.method != "POST":
        return JsonResponse({"key": vapid.public()})
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    if not push.is_target(**given):
        return JsonResponse({"error": _("This browser cannot take notifications")}, status=422)
    target: Target = {**given, "session": request.session.session_key or ""}  # type: ignore[typeddict-item]
    name = name_of(request.headers.get("User-Agent", ""))
    device = actions.register(member=member_of(request), target=target, name=name)
    return JsonResponse({"id": str(device.pk)}, status=201)


@require_POST
def removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It takes no more."""
    actions.forget(device_id=_mine(request, pk).pk)
    messages.success(request, _("Nothing is pushed there any more"))
    return redirect("notices:preferences", slug)


@require_POST
def trial(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Push something to it."""
    actions.try_out(device=_mine(request, pk))
    messages.success(request, _("On its way: it should show in a moment"))
    return redirect("notices:preferences", slug)


def _mine(request: HttpRequest, pk: UUID) -> Device:
    found = next((one for one in queries.devices(member_of(request)) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found
