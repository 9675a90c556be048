"""Settings of the company: its brand, and keys to the API."""

from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts import actions, queries
from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.forms import BrandForm, TokenForm
from nitka.accounts.models import ApiToken, Member, Workspace
from nitka.accounts.policies import can_change_brand, can_manage_tokens
from nitka.kit import blobs
from nitka.ui.colours import COLOURS


def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, language, zone, logo, colour, signature."""
    admitted(request, can_change_brand)
    workspace = workspace_of(request)
    form = BrandForm(request.POST or None, request.FILES or None, initial=_kept(workspace))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        signatures = {key: given.pop(f"signature_{key}") for key in ("ru", "en")}
        actions.set_brand(workspace=workspace, signatures=signatures, **given)
        messages.success(request, _("Saved"))
        return redirect("accounts:brand", slug)
    context = {
        "form": form,
        "brand": workspace.settings.get("brand", {}),
        "colours": COLOURS,
        "chosen": form["colour"].value(),
        "zones": sorted(available_timezones()),
    }
    return render(request, "accounts/brand.html", context, status=422 if form.errors else 200)


def _kept(workspace: Workspace) -> dict[str, Any]:
    kept = workspace.settings.get("brand", {})
    signature = kept.get("signature", {})
    return {
        "name": workspace.name,
        "language": workspace.language,
        "timezone": workspace.timezone,
        "colour": kept.get("colour", COLOURS[0][0]),
        "signature_ru": signature.get("ru", ""),
        "signature_en": signature.get("en", ""),
    }


@require_GET
def logo(request: HttpRequest, slug: str) -> FileResponse:
    """The logo as it was given: a picture and nothing else."""
    workspace = workspace_of(request)
    kept = workspace.settings.get("brand", {}).get("logo")
    if not kept:
        raise Http404
    response = FileResponse(blobs.open(workspace.pk, kept["sha256"]), content_type=kept["type"])
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=300"
    return response


def tokens(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, and a new one, shown this once."""
    me = admitted(request, can_manage_tokens)
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        acts_for = me if form.cleaned_data["mine"] else None
        workspace = workspace_of(request)
        _row, secret = actions.create_token(workspace=workspace, name=form.cleaned_data["name"], member=acts_for, by=me)
        form = TokenForm()
    context = {"form": form, "secret": secret, "rows": [(*row, _is_loose(*row)) for row in queries.tokens_in_force()]}
    response = render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _is_loose(key: ApiToken, maker: Member | None) -> bool:
    """Whether somebody holds a key that they could not make any more; one that acts for them does no more than they."""
    return maker is not None and maker.pk != key.member_id and not can_manage_tokens(maker)


@require_POST
def token_end(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Revoke."""
    admitted(request, can_manage_tokens)
    found = ApiToken.objects.filter(pk=key, revoked_at=None).first()
    if found is None:
        raise Http404
    actions.revoke_token(token=found)
    messages.success(request, _("The key “%(name)s” opens nothing any more") % {"name": found.name})
    return redirect("accounts:tokens", slug)
