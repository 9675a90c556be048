"""A test of the provider, step by step, each as far as the one before it came."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Issuer
from nitka.accounts.oidc import discovery
from nitka.accounts.oidc.adapter import callback_url
from nitka.accounts.oidc.tokens import redeem
from nitka.accounts.oidc.trouble import Trouble, words

STEPS = {
    "settings": _("The provider answers and names itself as you do"),
    "keys": _("Its keys can be read"),
    "client": _("It knows this client and its secret"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """`state`: good, bad or ahead."""

    words: Any
    state: str
    fix: str = ""
    detail: str = ""


def check(issuer: Issuer) -> list[Step]:
    """Ask for its settings, its keys, and to redeem a code that it never gave: it says whether it knows us."""
    discovery.forget()
    steps: list[Step] = []
    for name, said in STEPS.items():
        if steps and steps[-1].state != "good":
            steps.append(Step(said, "ahead"))
            continue
        try:
            _try(name, issuer)
        except Trouble as trouble:
            wrong, fix = words(trouble.code)
            steps.append(Step(wrong, "bad", fix, trouble.detail))
        else:
            steps.append(Step(said, "good"))
    return steps


def _try(name: str, issuer: Issuer) -> None:
    provider = discovery.discover(issuer.url)
    if name == "keys":
        discovery.keys(provider)
    if name == "client":
        _recognised(provider, issuer)


def _recognised(provider: discovery.Provider, issuer: Issuer) -> None:
    try:
        redeem(
            provider, client_id=issuer.client_id, secret=issuer.secret, code="nitka-check", redirect=callback_url(),
            verifier="nitka-check-nitka-check-nitka-check-nitka-check",
        )  # fmt: skip
    except Trouble as trouble:
        if trouble.code != "refused":  # the code is none: whoever says so knows the client
            raise
