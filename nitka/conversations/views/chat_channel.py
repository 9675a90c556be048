"""The web chat's settings as one types: what visitors would see, and the page in which the real widget shows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.models import Workspace
from nitka.accounts.policies import can_administer
from nitka.channels.models import Channel
from nitka.conversations.channel_forms.chat import OWN, ChatForm
from nitka.conversations.chat import face
from nitka.kit import clock
from nitka.kit.hours import Opening
from nitka.ui import words
from nitka.ui.colours import COLOURS, reads
from nitka.ui.middleware import csp

NOTHING_OUT = {
    "default_src": "'none'",
    "connect_src": "'none'",
    "script_src": "'self'",
    "style_src": "'self'",
    "img_src": "data: blob:",
    "media_src": "'none'",
    "frame_src": "'none'",
    "worker_src": "'none'",
    "form_action": "'none'",
    "frame_ancestors": "'self'",
}


def page_of(channel: Channel, workspace: Workspace, form: ChatForm) -> dict[str, Any]:
    """What the page of settings shows beside the form's fields."""
    chosen = (form["color"].value() or "").lower()
    known = [value for value, _label in COLOURS]
    brand = workspace.settings.get("brand", {}).get("colour") or COLOURS[0][0]
    return {
        "colours": COLOURS,
        "brand_colour": brand,
        "chosen": chosen if chosen in known or not chosen else OWN,
        "own": form["own_color"].value() or (chosen if chosen not in known and chosen != OWN else "") or brand,
        "days": form.day_rows(),
        "zones": sorted(available_timezones()),
        "trial": judged(channel, workspace, channel.settings),
        "person": workspace.name,
    }


@require_POST
def trial(request: HttpRequest, slug: str, key: UUID) -> JsonResponse:
    """What the form says would look like this. Nothing is kept."""
    channel = _chat(request, key)
    form = ChatForm(request.POST, initial=ChatForm.initial_of(channel))
    form.is_valid()
    channel.team_id = form.team_id
    found = judged(channel, workspace_of(request), form.settings(channel.settings))
    errors = {name: str(said[0]) for name, said in form.errors.items()}
    return JsonResponse(found | {"errors": errors}, headers={"Cache-Control": "no-store"})


@require_GET
def preview(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Somebody's page in outline with our real widget on it; shown in a sandbox, and nothing leaves it."""
    channel = _chat(request, key)
    return csp(render(request, "conversations/chat_preview.html", {"channel": channel}), **NOTHING_OUT)


def judged(channel: Channel, workspace: Workspace, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Faces open and closed, and how colour and hours are judged in words."""
    chat = face.Looks(channel.pk, workspace.name, channel.language, channel.team_id, settings)
    safe, contrast = reads(settings.get("color") or workspace.settings.get("brand", {}).get("colour") or COLOURS[0][0])
    zone = (settings.get("hours") or {}).get("timezone") or workspace.timezone
    return {
        "faces": {
            "open": face.sample(chat, workspace, is_open=True),
            "closed": face.sample(chat, workspace, is_open=False),
        },
        "contrast": contrast,
        "safe": safe,
        "hours": _in_words(face.hours(chat, workspace, clock.now()), ZoneInfo(zone)),
    }


def _in_words(found: Opening, zone: ZoneInfo) -> str:
    with timezone.override(zone):
        if found.open:
            if found.until is None:
                return _("always open")
            return _("open now, until %(when)s") % {"when": _when(found.until)}
        return _("closed now, until %(when)s") % {"when": _when(found.opens)}


def _when(at: datetime | None) -> str:
    return words.when(at, "full") if at else "…"


def _chat(request: HttpRequest, key: UUID) -> Channel:
    admitted(request, can_administer)
    found = Channel.objects.filter(pk=key, kind="chat").first()
    if found is None:
        raise Http404
    return found
