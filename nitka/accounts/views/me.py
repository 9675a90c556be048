"""A member's own preferences."""

import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts import actions, queries
from nitka.accounts.asking import member_of
from nitka.accounts.forms import PasswordForm, PreferencesForm, checked_zone
from nitka.accounts.models import Availability, Member, Theme, User

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def preferences(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, language and theme."""
    user: User = request.user  # type: ignore[assignment]
    form = PreferencesForm(request.POST or None, initial=_now(request))
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(user=user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Saved"))
        return redirect("accounts:me", slug)
    return _page(request, form, PasswordForm(user))


@require_POST
@sensitive_post_parameters()
def password(request: HttpRequest, slug: str) -> HttpResponse:
    """A new password; this browser stays signed in, the others do not."""
    user: User = request.user  # type: ignore[assignment]
    form = PasswordForm(user, request.POST)
    if not form.is_valid():
        return _page(request, PreferencesForm(initial=_now(request)), form)
    actions.set_password(user=user, password=form.cleaned_data["new"])
    update_session_auth_hash(request, user)
    messages.success(request, _("The password is changed. Other devices were signed out"))
    return redirect("accounts:me", slug)


@require_POST
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The switch in the rail."""
    chosen = request.POST.get("theme", "")
    if chosen not in Theme.values:
        return HttpResponse(status=400)
    user: User = request.user  # type: ignore[assignment]
    actions.set_preferences(user=user, theme=chosen)
    return HttpResponse(status=204)


@require_GET
def faces(request: HttpRequest, slug: str) -> JsonResponse:
    """How each colleague is who is here, for the marks at their faces."""
    return JsonResponse({"faces": queries.faces()}, headers={"Cache-Control": "no-store"})


@require_POST
def availability(request: HttpRequest, slug: str) -> HttpResponse:
    """Here, busy or away."""
    chosen = request.POST.get("availability", "")
    if chosen not in Availability.values:
        return HttpResponse(status=400)
    member = member_of(request)
    actions.set_availability(member=member, availability=chosen, reason=request.POST.get("reason", ""))
    messages.success(request, _("Colleagues see it now"))
    return redirect("accounts:me", slug)


@require_POST
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """When and where one works."""
    member = member_of(request)
    try:
        zone = checked_zone(request.POST.get("timezone", "").strip())
        given = _hours(request)
    except ValidationError as problem:
        user: User = request.user  # type: ignore[assignment]
        said = problem.messages[0]
        return _page(request, PreferencesForm(initial=_now(request)), PasswordForm(user), said)
    actions.set_hours(member=member, timezone=zone, hours=given)
    messages.success(request, _("Saved"))
    return redirect("accounts:me", slug)


def _hours(request: HttpRequest) -> dict[str, list[str]]:
    found = {}
    for day in range(7):
        begin, end = (request.POST.get(f"{name}-{day}", "").strip()[:5] for name in ("from", "to"))
        if not begin and not end:
            continue
        if not (_TIME.fullmatch(begin) and _TIME.fullmatch(end)) or begin == end:
            raise ValidationError(_("A day needs a beginning and an end, as 09:00 and 18:00"))
        found[str(day)] = [begin, end]
    return found


def _days(member: Member) -> list[dict[str, str]]:
    empty = ["", ""]
    return [
        {"key": str(day), "name": str(name), "begin": member.hours.get(str(day), empty)[0],
         "end": member.hours.get(str(day), empty)[1]}
        for day, name in WEEKDAYS.items()
    ]  # fmt: skip


def _now(request: Any) -> dict[str, str]:
    return {"name": member_of(request).name, "language": request.user.language, "theme": request.user.theme}


def _page(
    request: HttpRequest, form: PreferencesForm, password_form: PasswordForm, hours_error: str = ""
) -> HttpResponse:
    member = member_of(request)
    context = {
        "form": form,
        "password_form": password_form,
        "availabilities": Availability.choices,
        "days": _days(member),
        "zone": _Zone(member.timezone, label=_("Time zone")),
        "zones": sorted(available_timezones()),
        "hours_error": hours_error,
    }
    failed = form.errors or password_form.errors or hours_error
    return render(request, "accounts/me.html", context, status=422 if failed else 200)


@dataclass(frozen=True)
class _Zone:
    """As `_zone.html` reads a field."""

    value: str
    id_for_label: str = "id_timezone"
    html_name: str = "timezone"
    label: str | Promise = ""
    errors: tuple[str, ...] = ()
