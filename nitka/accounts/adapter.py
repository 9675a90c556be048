"""allauth's seams: nobody signs up by themselves, members are invited; errors in our words."""

import time
from smtplib import SMTPException
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlsplit

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as at_work
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nitka.accounts import letters, queries
from nitka.accounts.actions import known
from nitka.accounts.actions.sign_in import tries_ran_out
from nitka.accounts.models import User

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is closed."""

    _tried = ""  # the address that a password is tried for
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off. Your administrator can switch it on"),
        "email_password_mismatch": _("That e-mail and password do not match"),
        "incorrect_password": _("That is not your password"),
        "too_many_login_attempts": _("Too many tries. There is a 5-minute pause now"),
        "rate_limited": _("Too many tries. Wait a minute"),
        "invalid_password_reset": _("This link has been used or is too old"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Members come by invitation or the command line."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a reset letter: of the address we are known by, never of the Host header a stranger sent."""
        made = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.PUBLIC_URL}{made.path}"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Whose tries are counted together: a person's from all strange browsers, and those of each known one apart.

        So whoever guesses locks nobody out of the browser they use (OWASP, device cookies); and the Host header, which
        allauth counts by, makes no tries anew.
        """
        login = str(credentials.get("email", "")).lower()
        return f"{login}:{known.known_as(request, login)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try, knowing of whom."""
        self._tried = str(credentials.get("email", ""))
        super().pre_authenticate(request, **credentials)

    def validation_error(self, code: str, *args: Any) -> Any:
        """The words of a refusal; that tries have run out is noted, whatever was guessed."""
        if code in ("too_many_login_attempts", "rate_limited"):
            tries_ran_out(queries.user_of(self._tried) if self._tried else _at_the_door())
        return super().validation_error(code, *args)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Password, code, passkey; and the company's provider for whoever is linked there."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        issuer = queries.issuer()
        if issuer is not None and user.is_authenticated and queries.is_linked(user):
            found.append({"id": "company", "description": issuer.label, "url": reverse("oidc_confirm")})
        return found

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth lets whoever has neither password nor second step do anything: they prove it at the provider."""
        request = at_work.request
        ways = self.get_reauthentication_methods(request.user) if request is not None else []
        if [way["id"] for way in ways] == ["company"] and not _just_proven(request):
            raise ReauthenticationRequired
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A relay that is away must not tell by an error who has an account; the log says what went wrong."""
        try:
            if address := context.get("password_reset_url"):
                context = context | {"whole": letters.reset_html(context.get("user"), address)}
            super().send_mail(template_prefix, email, {**context, "current_site": _ourselves()})
        except (OSError, SMTPException) as error:
            kind = type(error).__name__  # its words name the address
            log.error("accounts.letter_failed", template=template_prefix, error=kind)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "you have signed in": people see that."""


def _at_the_door() -> User | None:
    """Who is asked for a code: signed in already, or with the password behind them."""
    request = at_work.request
    stage = getattr(request, "_login_stage", None)
    user = stage.login.user if stage is not None else getattr(request, "user", None)
    return user if isinstance(user, User) else None


def _just_proven(request: HttpRequest) -> bool:
    """Whether the provider has vouched for them a moment ago: to sign in, or asked again."""
    records = get_authentication_records(request, request.user)
    last = max((one["at"] for one in records if one.get("method") == "socialaccount"), default=0)
    return bool(time.time() - last < app_settings.REAUTHENTICATION_TIMEOUT)


def _ourselves() -> SimpleNamespace:
    """The site's name in letters: the address we are known by."""
    host = urlsplit(settings.PUBLIC_URL).netloc
    return SimpleNamespace(name=host, domain=host)
