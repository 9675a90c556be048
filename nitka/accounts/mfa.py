"""allauth's seams for second factors: secrets sealed at rest, errors in our words."""

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.accounts.models import User
from nitka.kit import secrets

_SEALED = "accounts.second_factor"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes by an app, recovery codes, passkeys."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That code does not fit. A code of the app lives for half a minute"),
        "cannot_generate_recovery_codes": gettext_lazy("Recovery codes need an app or a passkey first"),
    }

    def get_totp_issuer(self) -> str:
        """The name that the app shows beside the codes."""
        return "Nitka"

    def encrypt(self, text: str) -> str:
        """Seal a secret: whoever reads the table cannot make codes."""
        return secrets.seal(text, _SEALED)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return secrets.unseal(encrypted_text, _SEALED)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """A passkey's name until it is given one."""
        return _("Passkey")
