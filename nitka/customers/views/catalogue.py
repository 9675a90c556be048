"""Settings: the catalogue of attributes, what waits for a purpose, what was dropped."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts.asking import admitted
from nitka.accounts.exporting import save
from nitka.customers import actions, attribute_export, catalogue
from nitka.customers.actions.expire import count_outlived
from nitka.customers.attributes import label
from nitka.customers.forms import AttributeForm
from nitka.customers.known import AttributeKind, UnknownAttribute
from nitka.customers.policies import can_keep_attributes
from nitka.customers.using import Uses, is_idle, uses


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits, what is kept, what was dropped."""
    admitted(request, can_keep_attributes)
    lists = {"waiting": catalogue.waiting(), "rows": catalogue.lines(), "dropped": catalogue.dropped()}
    return render(request, "customers/attributes.html", lists)


@require_POST
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The catalogue as a file."""
    admitted(request, can_keep_attributes)
    return save(request, file="attributes", name=_("Attributes"), columns=attribute_export.columns(),
                page=attribute_export.page())  # fmt: skip


@require_http_methods(["GET", "POST"])
def attribute(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One that is kept: what for, and dropping it."""
    admitted(request, can_keep_attributes)
    row = catalogue.kind(key)
    if row is None:
        raise Http404
    form = AttributeForm(request.POST if request.method == "POST" else None, kind=row)
    if request.method == "POST" and form.is_valid():
        actions.keep_attribute(kind=row, **form.cleaned_data)
        messages.success(request, _("Saved"))
        return redirect("customers:attributes", slug)
    return _kept(request, form, row)


@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One that waits: give it a purpose, or drop it."""
    admitted(request, can_keep_attributes)
    row = catalogue.unknown(key)
    if row is None:
        raise Http404
    if row.dropped_at:
        if request.method == "POST":
            actions.allow_attribute(unknown=row)
            messages.success(request, _("“%(key)s” waits for a purpose when it comes again") % {"key": row.key})
        return redirect("customers:attributes", slug)
    form = AttributeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.approve_attribute(unknown=row, **form.cleaned_data)
        messages.success(request, _("Kept from now on: what waited is in the customers’ profiles"))
        return redirect("customers:attributes", slug)
    return _page(request, form, row, label(row.key))


@require_POST
def drop(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Delete it with all its values, and refuse further ones."""
    member = admitted(request, can_keep_attributes)
    row = catalogue.kind(key) or catalogue.unknown(key)
    if row is None:
        raise Http404
    if isinstance(row, AttributeKind) and not request.POST.get("sure") and uses().get(row.key, Uses()).segments:
        return _kept(request, AttributeForm(kind=row), row, unsure=True)
    count = actions.drop_attribute(key=row.key, member_id=member.pk)
    said = ngettext("“%(key)s” is dropped: %(n)s value deleted", "“%(key)s” is dropped: %(n)s values deleted", count)
    messages.success(request, said % {"key": row.key, "n": count})
    return redirect("customers:attributes", slug)


def _kept(request: HttpRequest, form: AttributeForm, row: AttributeKind, *, unsure: bool = False) -> HttpResponse:
    """The page of one that is kept. `unsure`: it was to be dropped, and segments ask for it."""
    used = uses().get(row.key, Uses())
    more = {
        "tonight": count_outlived(row), "removals": catalogue.removals(row.key), "kind": row,
        "idle": is_idle(row, used), "unsure": unsure, **catalogue.told(used),
    }  # fmt: skip
    return _page(request, form, row, row.name or label(row.key), **more)


def _page(
    request: HttpRequest, form: AttributeForm, row: AttributeKind | UnknownAttribute, name: str, **more: Any
) -> HttpResponse:
    names = request.resolver_match.kwargs if request.resolver_match else {}
    context = {"form": form, "key": row.key, "name": name, "sort": row.get_sort_display(),
               "waits": isinstance(row, UnknownAttribute),
               "drop": reverse("customers:attribute_drop", kwargs=names)}  # fmt: skip
    wrong = form.errors or more.get("unsure")
    return render(request, "customers/attribute.html", context | more, status=422 if wrong else 200)
