"""The company's sign-in provider: set, taken away; a person's account there linked and unlinked."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.actions.sign_in import record_for
from nitka.accounts.models import Issuer, User, Workspace
from nitka.accounts.models.issuer import SEALED
from nitka.kit import clock, context, secrets
from nitka.kit.db.tenancy import in_workspace

PROVIDER = "company"  # allauth's name for it: there is one


class LastWay(ValueError):
    """Unlinked, nothing would be left to sign in with."""


@transaction.atomic
def set_issuer(
    *,
    url: str,
    client_id: str,
    secret: str,
    label: str,
    domains: Sequence[str],
    believes_silence: bool = False,
    by_operator: bool = False,
) -> Issuer:
    """Make it or change it; an empty secret keeps the one there is.

    Links are to an account of one issuer: with another one they are no more.
    """
    held = Issuer.objects.select_for_update().first()
    made, _new = Issuer.objects.update_or_create(
        pk=1,
        defaults={
            "url": url, "client_id": client_id, "label": label, "domains": sorted({one.lower() for one in domains}),
            "by_operator": by_operator, "believes_silence": believes_silence, "changed_at": clock.now(),
            "sealed": secrets.seal(secret, SEALED) if secret or held is None else held.sealed,
        },
    )  # fmt: skip
    if held is not None and held.url != url:
        SocialAccount.objects.filter(provider=PROVIDER).delete()
    _record("issuer.changed", issuer=url, domains=", ".join(made.domains))
    if believes_silence and not (held and held.believes_silence):
        _record("issuer.believes", issuer=url)
    return made


@transaction.atomic
def remove_issuer() -> None:
    """Nobody signs in this way any more; whoever has no password sets one by the link of a letter."""
    Issuer.objects.all().delete()
    SocialAccount.objects.filter(provider=PROVIDER).delete()
    _record("issuer.removed")


@transaction.atomic
def link(*, user: User, issuer: Issuer, subject: str, email: str) -> SocialAccount:
    """A person's account there is theirs here. Kept of it: its name, hashed, and the address, to be shown."""
    made = SocialAccount.objects.create(
        user=user, provider=PROVIDER, uid=uid(issuer.url, subject), extra_data={"email": email}
    )
    record_for(user, "issuer.linked")
    return made


@transaction.atomic
def unlink(*, user: User, key: int) -> bool:
    """Not linked any more; False when it is none of theirs. Raises LastWay."""
    found = SocialAccount.objects.filter(user=user, provider=PROVIDER, pk=key).first()
    if found is None:
        return False
    if not user.has_usable_password() and not _has_passkey(user.pk):
        raise LastWay
    found.delete()
    record_for(user, "issuer.unlinked")
    return True


def uid(issuer: str, subject: str) -> str:
    """What a link is found by: an account of another issuer never has it."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def _has_passkey(user_id: UUID) -> bool:
    return bool(Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.WEBAUTHN).exists())


def _record(verb: str, **detail: str) -> None:
    """Into the log of the workspace at work; what the operator does into all of them: it is theirs, too."""
    if context.workspace_id.get() is not None:
        record(verb, detail=detail)
        return
    for key in Workspace.objects.order_by("pk").values_list("pk", flat=True):
        with in_workspace(key):
            record(verb, detail=detail)
