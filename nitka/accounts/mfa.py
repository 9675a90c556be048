"""allauth's seams for second factors: secrets sealed at rest, each code taken once, errors in our words."""

from typing import Any, ClassVar

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.accounts.models import User
from nitka.kit import secrets

_SEALED = "accounts.second_factor"
_LAST = "counter"  # in an authenticator's data: which half minute's code was the last one taken


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes by an app, recovery codes, passkeys."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "That code does not fit or was used already. The app shows a new one every half minute"
        ),
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


@transaction.atomic
def taken(authenticator: Authenticator, code: str) -> bool:
    """Whether a code of the app is right and newer than the last one taken: then it is the last, in every process.

    allauth remembers a code for half a minute in the memory of one process; it is right for a minute and a half.
    """
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret, last = decrypt(row.data["secret"]), row.data.get(_LAST, 0)
    newer = (at for at in auth.yield_hotp_counters_from_time() if at > last)
    row.data[_LAST] = next((at for at in newer if _is_code(code, secret, at)), last)
    row.save(update_fields=["data"])
    return bool(row.data[_LAST] > last)


def _is_code(given: str, secret: str, at: int) -> bool:
    return bool(compare_user_code(actual=given, expected=auth.format_hotp_value(auth.hotp_value(secret, at))))


def take_each_code_once() -> None:
    """allauth names its class of codes itself, there is no setting for another."""
    auth.TOTP.validate_code = lambda self, code: taken(self.instance, code)
