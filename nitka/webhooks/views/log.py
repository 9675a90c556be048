"""Settings: what was sent to an endpoint, how it went, sending it again."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.exporting import back, save
from nitka.kit import clock
from nitka.kit.listed import local, newest
from nitka.kit.table import Column, Sort
from nitka.webhooks import actions, queries
from nitka.webhooks.kinds import KINDS
from nitka.webhooks.models import Delivery, Endpoint
from nitka.webhooks.outcome import words
from nitka.webhooks.schedule import KEPT
from nitka.webhooks.views.common import endpoint

SHOWN = 50
STATES = ("", "failed", "waiting", "sent")
TONES = {"sent": "good", "failed": "bad", "waiting": "warn", "sending": ""}


@require_GET
def rows(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The log, as it is refreshed; `after` goes on."""
    row = endpoint(request, key)
    return render(request, "webhooks/_log.html", {"row": row, **listed(request, row)})


@require_POST
def again(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One once more, or all that failed in so many days."""
    row = endpoint(request, key)
    if request.POST.get("delivery"):
        _one_again(request, row)
    else:
        days = request.POST.get("days", "")
        since = clock.now() - timedelta(days=int(days) if days in ("1", "7", "30") else KEPT.days)
        count = actions.resend_failed(endpoint=row, since=since)
        said = ngettext("%(n)s delivery is sent again", "%(n)s deliveries are sent again", count)
        messages.success(request, said % {"n": count})
    return redirect("webhooks:one", slug, key)


@require_POST
def export(request: HttpRequest, slug: str, key: UUID) -> StreamingHttpResponse:
    """The log as a file, those of the state that is shown."""
    row, state = endpoint(request, key), back(request).get("state", "")
    name = _("Webhook log: %(address)s") % {"address": row.description or row.url}
    columns = [
        Column(_("When"), Sort.MOMENT), Column(_("Event")), Column(_("Type")), Column(_("State")),
        Column(_("Attempts"), Sort.WHOLE), Column(_("Last answer")), Column(_("The next attempt"), Sort.MOMENT),
        Column("webhook-id"), Column("id"),
    ]  # fmt: skip
    page = newest(lambda: queries.log(row.pk, state), _cells)
    return save(request, file="webhook-log", name=name, columns=columns, page=page)


def _cells(rows: list[Delivery]) -> list[list[Any]]:
    cells = []
    for one in rows:
        last, kind = one.log[-1] if one.log else None, KINDS.get(one.message.type)
        answered = str(last["status"] or words(last["error"])) if last else ""
        cells.append([
            local(one.made_at), str(kind.label) if kind else one.message.type, one.message.type,
            one.get_state_display(), len(one.log), answered, local(one.next_at), one.message.key, str(one.pk),
        ])  # fmt: skip
    return cells


@require_POST
def example(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """A made-up event of a type."""
    row, type = endpoint(request, key), request.POST.get("type", "")
    if type not in KINDS:
        messages.error(request, _("There is no such event"))
    elif row.off_at is not None:
        messages.error(request, _("Switch the webhook on first"))
    else:
        try:
            actions.example(endpoint=row, type=type)
        except Endpoint.DoesNotExist:
            raise Http404 from None
        messages.success(request, _("The example is on its way: see the log"))
    return redirect("webhooks:one", slug, key)


def listed(request: HttpRequest, of: Endpoint) -> dict[str, Any]:
    """A page of the log, for the template."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    found = queries.log(of.pk, state)
    after = _key(request.GET.get("after", ""))
    page = list((found.filter(pk__lt=after) if after else found)[: SHOWN + 1])
    names = {"": _("All"), "failed": _("Failed"), "waiting": _("Waiting"), "sent": _("Delivered")}
    return {
        "state": state,
        "states": [(one, names[one]) for one in STATES],
        "deliveries": [_shown(one, of.resume_at) for one in page[:SHOWN]],
        "next": page[SHOWN - 1].pk if len(page) > SHOWN else None,
        "after": after,
    }


def _shown(row: Delivery, rests_until: datetime | None) -> dict[str, Any]:
    attempts = [{**one, "at": datetime.fromisoformat(one["at"]), "why": words(one["error"]) if one["error"] else ""}
                for one in row.log]  # fmt: skip
    body = row.message.body
    return {
        "row": row,
        "tone": TONES[row.state],
        "kind": KINDS.get(row.message.type),
        "next_at": max(row.next_at, rests_until) if row.next_at and rests_until else row.next_at,
        "attempts": attempts[::-1],
        "last": attempts[-1] if attempts else None,
        "body": json.dumps(json.loads(body), ensure_ascii=False, indent=2)[:20_000] if body is not None else None,
    }


def _one_again(request: HttpRequest, row: Endpoint) -> None:
    key = _key(request.POST["delivery"])
    delivery = Delivery.objects.filter(endpoint_id=row.pk, pk=key).first() if key else None
    if delivery is None:
        raise Http404
    try:
        actions.resend(delivery=delivery)
    except actions.NotKept:
        messages.error(request, _("Its words are erased: there is nothing to send"))
    else:
        messages.success(request, _("It is sent again"))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None
