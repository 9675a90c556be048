"""What Django and allauth say about sign-in, written into the log. Handlers only; `apps.py` connects them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nitka.accounts.actions.known import recognise
from nitka.accounts.actions.own import follow_language
from nitka.accounts.actions.sign_in import record_for
from nitka.accounts.devices import note
from nitka.accounts.evenly import evenly
from nitka.accounts.mfa import taken
from nitka.accounts.models import User
from nitka.accounts.queries import user_of
from nitka.accounts.second_step import project
from nitka.ui.middleware import language_told


def signed_in(user: User, request: HttpRequest | None = None, **_more: Any) -> None:
    """Hear `user_logged_in`."""
    methods = request.session.get("account_authentication_methods", []) if request is not None else []
    record_for(user, "sign_in.done", by=sorted({str(one.get("method", "")) for one in methods}))
    if request is not None:
        note(request, user)
        recognise(request, user)
        if told := language_told(request):
            follow_language(user=user, language=told)
        if user.password_until:
            day = date_format(timezone.localtime(user.password_until), "DATE_FORMAT")
            words = _("Your password was made for you and works until %(day)s. Choose your own in “Preferences”")
            messages.warning(request, words % {"day": day}, fail_silently=True)


def confirmed(request: HttpRequest, reauthenticated: bool = False, **_more: Any) -> None:
    """Hear allauth's `authentication_step_completed`: who proved again who they are goes on by another key."""
    if reauthenticated:
        request.session.cycle_key()


def failed(credentials: dict[str, Any], **_more: Any) -> None:
    """Hear `user_login_failed`; an address that nobody has leaves no line, allauth limits the tries."""
    address = str(credentials.get("email") or credentials.get("username") or "")
    with evenly():
        user = user_of(address)
        if user is not None:
            record_for(user, "sign_in.failed")


def second_step_failed(user: User, **_more: Any) -> None:
    """Hear allauth's `authentication_failed`: the password was right, the code was not."""
    record_for(user, "sign_in.code_failed")


def factor_added(user: User, authenticator: Any, request: HttpRequest | None = None, **_more: Any) -> None:
    """Hear allauth's `authenticator_added`; the code that switched an app on signs nobody in."""
    if authenticator.type == authenticator.Type.TOTP and request is not None:
        taken(authenticator, request.POST.get("code", ""))
    project(user)
    record_for(user, "factor.added", type=str(authenticator.type))


def factor_removed(user: User, authenticator: Any, **_more: Any) -> None:
    """Hear allauth's `authenticator_removed`."""
    project(user)
    record_for(user, "factor.removed", type=str(authenticator.type))


def codes_made(user: User, **_more: Any) -> None:
    """Hear allauth's `authenticator_reset`: new recovery codes."""
    record_for(user, "factor.codes")


def password_set_anew(user: User, **_more: Any) -> None:
    """Hear allauth's `password_reset`."""
    record_for(user, "password.reset")


def connect() -> None:
    """Hear all of it, once."""
    from allauth.account.signals import authentication_step_completed, password_reset
    from allauth.mfa import signals as mfa
    from django.contrib.auth.signals import user_logged_in, user_login_failed

    for signal, handler in (
        (user_logged_in, signed_in),
        (authentication_step_completed, confirmed),
        (user_login_failed, failed),
        (mfa.authentication_failed, second_step_failed),
        (mfa.authenticator_added, factor_added),
        (mfa.authenticator_removed, factor_removed),
        (mfa.authenticator_reset, codes_made),
        (password_reset, password_set_anew),
    ):
        signal.connect(handler, dispatch_uid=f"nitka.accounts.heard.{handler.__name__}")
