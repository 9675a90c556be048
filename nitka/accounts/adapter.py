"""allauth's seams: nobody signs up by themselves, members are invited; errors in our words."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is closed."""

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

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "you have signed in": people see that."""
