"""Settings: what customers are asked to agree to, in which words, and how many did."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nitka.accounts.asking import admitted
from nitka.accounts.models import Member
from nitka.customers import actions, purposes
from nitka.customers.agreements import counted
from nitka.customers.consents import HOUSE, Purpose, Wording
from nitka.customers.forms import PurposeForm
from nitka.customers.policies import can_keep_purposes


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The purposes, those in the archive last."""
    member = admitted(request, can_keep_purposes)
    actions.house_purposes()
    counts, newest = counted(member), purposes.newest()
    lists: dict[str, list[dict[str, Any]]] = {"rows": [], "archived": []}
    for row in Purpose.objects.order_by("created_at", "code"):
        said = {"purpose": row, "used": used_for(row), "words": newest.get(row.pk), "counts": counts.get(row.pk)}
        lists["archived" if row.archived_at else "rows"].append(said)
    return render(request, "customers/purposes.html", lists)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Another purpose."""
    member = admitted(request, can_keep_purposes)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _kept(form, form.cleaned_data["code"], member):
        messages.success(request, _("Saved"))
        return redirect("customers:purposes", slug)
    return render(request, "customers/purpose.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def purpose(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One purpose: its words, their versions, and into the archive or out of it."""
    member = admitted(request, can_keep_purposes)
    row = Purpose.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    versions = list(row.wordings.order_by("-version"))
    if request.method == "POST" and request.POST.get("do") in ("archive", "return"):
        _moved(request, row, versions, member)
        return redirect("customers:purposes", slug)
    form = PurposeForm(request.POST if request.method == "POST" else None, purpose=row, wording=versions[0])
    if request.method == "POST" and form.is_valid() and _kept(form, row.code, member):
        messages.success(request, _("Saved"))
        return redirect("customers:purpose", slug, row.pk)
    context = {
        "form": form,
        "row": row,
        "used": used_for(row),
        "counts": counted(member, [row.pk]).get(row.pk),
        "versions": purposes.versions(versions),
        "house": row.code in HOUSE,
    }
    return render(request, "customers/purpose.html", context, status=422 if form.errors else 200)


def used_for(row: Purpose) -> str:
    """Which messages name it."""
    return {
        "surveys": _("Requests for a rating and surveys"),
        "marketing": _("Messages that offer something"),
    }.get(row.code, _("Messages that name it"))


def _kept(form: PurposeForm, code: str, member: Member) -> bool:
    try:
        actions.keep_purpose(
            code=code, names=form.spoken("names"), texts=form.spoken("texts"),
            asks_twice=form.cleaned_data["asks_twice"], member_id=member.pk,
        )
    except actions.WrongConsent as problem:  # of spaces that a form takes for words
        for field in problem.fields:
            form.add_error(field.replace(".", "_"), _("Fill this in"))
        return False
    return True


def _moved(request: HttpRequest, row: Purpose, versions: list[Wording], member: Member) -> None:
    said: dict[str, Any] = {"name": row.name}
    if request.POST["do"] == "archive" and row.code not in HOUSE:
        actions.archive_purpose(purpose=row, member_id=member.pk)
        messages.success(request, _("“%(name)s” is in the archive: nobody is asked any more") % said)
    elif row.archived_at:
        actions.keep_purpose(code=row.code, names=row.names, texts=versions[0].texts, member_id=member.pk)
        messages.success(request, _("“%(name)s” is in force again") % said)
