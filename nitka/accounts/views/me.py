"""A member's own preferences."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from nitka.accounts import actions
from nitka.accounts.forms import PasswordForm, PreferencesForm
from nitka.accounts.models import Theme, User


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


def _now(request: Any) -> dict[str, str]:
    return {"name": request.member.name, "language": request.user.language, "theme": request.user.theme}


def _page(request: HttpRequest, form: PreferencesForm, password_form: PasswordForm) -> HttpResponse:
    context = {"form": form, "password_form": password_form}
    return render(request, "accounts/me.html", context, status=422 if form.errors or password_form.errors else 200)
