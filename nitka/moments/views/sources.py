"""Settings: who tells of events, their keys, and what arrives by them."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.exporting import back, save
from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer
from nitka.kit.listed import newest
from nitka.moments import arrivals_export, sources_export
from nitka.moments.collector import sources, words
from nitka.moments.collector.replay import replay, replay_range
from nitka.moments.collector.snippets import snippets
from nitka.moments.forms import RangeForm, SettingsForm, SourceForm
from nitka.moments.models import Arrival, Source

SHOWN = 100


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, and a new one."""
    me = _member(request)
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, _key = sources.create_source(workspace=workspace_of(request), by=me, **form.cleaned_data)
        return redirect("moments:source", slug, made.pk)
    rows = Source.objects.filter(revoked_at=None, hooks=None).order_by("created_at")[:500]
    context = {"form": form, "rows": rows}
    return render(request, "moments/sources.html", context, status=422 if form.errors else 200)


@require_POST
def export_all(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The list as a file."""
    _member(request)
    return save(request, file="sources", name=_("Event sources"), columns=sources_export.columns(),
                page=sources_export.page())  # fmt: skip


@require_GET
def one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """A source: how to send, and what arrives."""
    return _page(request, _source(request, key), shown=False)


@require_POST
def show(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The same with its key; who looked at it is written down."""
    source = _source(request, key)
    sources.note_shown(source=source)
    return _page(request, source, shown=True)


@require_GET
def arrivals(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """What arrived last, as it is refreshed."""
    source = _source(request, key)
    return render(request, "moments/_arrivals.html", {"source": source, **_arrived(request, source)})


@require_POST
def export(request: HttpRequest, slug: str, key: UUID) -> StreamingHttpResponse:
    """What arrived as a file, with the reason of what became nothing."""
    source, only = _source(request, key), back(request).get("only", "")
    name = _("What arrives: %(source)s") % {"source": source.name}
    page = newest(lambda: _chosen(source, only), arrivals_export.told)
    return save(request, file="arrivals", name=name, columns=arrivals_export.columns(), page=page)


@require_POST
def again(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take what became nothing once more: one, or what came within a time."""
    source = _source(request, key)
    chosen = request.POST.get("arrival", "")
    if chosen:
        try:
            count = replay(source=source, arrival_id=UUID(chosen))
        except ValueError:
            raise Http404 from None
    else:
        form = RangeForm(request.POST)
        if not form.is_valid():
            return _page(request, source, shown=False, span=form)
        count = replay_range(source=source, **form.cleaned_data)
    said = ngettext("%(n)s event was read again", "%(n)s events were read again", count)
    messages.success(request, said % {"n": count})
    return redirect("moments:source", slug, key)


@require_POST
def change(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """What its consent categories mean, and how much it may send."""
    source = _source(request, key)
    form = SettingsForm(source, request.POST)
    if not form.is_valid():
        return _page(request, source, shown=False, form=form)
    sources.set_source(source=source, **form.cleaned_data)
    messages.success(request, _("Saved: it holds for events that come from now on"))
    return redirect("moments:source", slug, key)


@require_POST
def revoke(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """End it."""
    me, source = _member(request), _source(request, key)
    if source.revoked_at is None:
        sources.revoke_source(source=source, by=me)
        messages.success(request, _("The source “%(name)s” is told 401 from now on") % {"name": source.name})
    return redirect("moments:sources", slug)


def _page(
    request: HttpRequest, source: Source, *, shown: bool,
    form: SettingsForm | None = None, span: RangeForm | None = None,
) -> HttpResponse:  # fmt: skip
    shown = shown or source.kind == "site"
    key = source.write_key if shown and not source.revoked_at else ""
    site = f"{request.scheme}://{request.get_host()}"
    context = {
        "source": source,
        "key": key,
        "form": form or SettingsForm(source),
        "span": span or RangeForm(),
        "mendable": Arrival.objects.filter(source_id=source.pk, given__isnull=False).exclude(reason="").exists(),
        "snippets": snippets(source.kind, key or "WRITE_KEY", site),
        **_arrived(request, source),
    }
    wrong = any(one.errors for one in (form, span) if one)
    response = render(request, "moments/source.html", context, status=422 if wrong else 200)
    response["Cache-Control"] = "no-store"
    return response


def _arrived(request: HttpRequest, source: Source) -> dict[str, Any]:
    only = request.GET.get("only", "")
    rows = list(_chosen(source, only)[:SHOWN])
    who = words.who(rows)
    return {
        "only": only if only in ("bad", "noted") else "",
        "rows": [
            {
                "row": row,
                "what": words.what(row),
                "why": words.why(row.reason),
                "notes": words.notes(row),
                "who": who.get(row.identity_id) if row.identity_id else None,
                "given": json.dumps(row.given, ensure_ascii=False, indent=2)[:4000] if row.given is not None else "",
            }
            for row in rows
        ],
    }


def _chosen(source: Source, only: str) -> "QuerySet[Arrival]":
    """What arrived, the newest first: all of it, what was refused, or what was taken with remarks."""
    found = Arrival.objects.filter(source_id=source.pk).order_by("-id")
    return {"bad": found.exclude(reason=""), "noted": found.filter(notes__isnull=False)}.get(only, found)


def _member(request: HttpRequest) -> Member:
    return admitted(request, can_administer)


def _source(request: HttpRequest, key: UUID) -> Source:
    _member(request)
    found = Source.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
