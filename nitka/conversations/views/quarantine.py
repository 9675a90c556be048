"""What arrived and could not be read: why, its raw form, and another try."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted
from nitka.accounts.exporting import save
from nitka.accounts.policies import can_administer
from nitka.channels.models import Channel
from nitka.conversations import troubles_export
from nitka.conversations.views.files import SANDBOX
from nitka.inbound import queries
from nitka.inbound.actions import digest_again
from nitka.inbound.models import InboundLog, Quarantine

MOST = 100
SHOWN = 64 * 1024  # bytes of a raw form on its page


def why(code: str) -> str:
    """A reason in words."""
    return {
        "unreadable": _("It could not be read"),
        "unknown_channel": _("Its channel is no longer there"),
        "too_large": _("It is too large"),
        "too_many_parts": _("It has too many parts"),
        "no_sender": _("It has no sender"),
        "failed": _("Reading it failed"),
    }.get(code, code)


def _item(key: UUID) -> tuple[Quarantine, InboundLog]:
    item, raw = Quarantine.objects.filter(pk=key).first(), InboundLog.objects.filter(pk=key).first()
    if item is None or raw is None:
        raise Http404
    return item, raw


@require_GET
def quarantine(request: HttpRequest, slug: str) -> HttpResponse:
    """The list."""
    admitted(request, can_administer)
    items = list(queries.quarantine()[: MOST + 1])
    arrived = queries.arrived([item.pk for item in items])
    names = dict(Channel.objects.values_list("pk", "name"))
    rows = [
        {
            "item": item,
            "why": why(item.reason),
            "channel": names.get(item.source_id, ""),
            "sender": arrived[item.pk].sender if item.pk in arrived else "",
        }
        for item in items[:MOST]
    ]
    return render(request, "conversations/quarantine.html", {"rows": rows, "more": len(items) > MOST})


@require_POST
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The list as a file."""
    admitted(request, can_administer)
    return save(request, file="quarantine", name=_("Quarantine"), columns=troubles_export.unread_columns(),
                page=troubles_export.unread_page(why))  # fmt: skip


@require_GET
def raw(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The raw form as text: shown, never run."""
    admitted(request, can_administer)
    item, arrived = _item(key)
    body = _bytes(arrived)
    context = {
        "item": item,
        "why": why(item.reason),
        "sender": arrived.sender,
        "size": len(body),
        "cut": len(body) > SHOWN,
        "text": body[:SHOWN].decode("utf-8", "replace").replace("\x00", "\ufffd"),
    }
    return render(request, "conversations/quarantine_raw.html", context)


@require_GET
def download(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The raw form as a file."""
    admitted(request, can_administer)
    _, arrived = _item(key)
    response = HttpResponse(_bytes(arrived), content_type="application/octet-stream")
    ending = "eml" if arrived.kind == "mail" else "json"
    response["Content-Disposition"] = f'attachment; filename="{key}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response


@require_POST
def again(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Digest it again."""
    admitted(request, can_administer)
    item, _raw = _item(key)
    digest_again(item=item)
    messages.success(request, _("Being read again. If it fails, it comes back here"))
    return redirect("conversations:quarantine", slug)


def _bytes(arrived: InboundLog) -> bytes:
    body = arrived.content()
    return body or json.dumps(arrived.payload, ensure_ascii=False, indent=2).encode("utf-8", "replace")
