"""`nitka issuer set|show|remove`: the sign-in provider of an installation, by its operator."""

from __future__ import annotations

import argparse
import json
from typing import Any

from nitka.cli.attach import attached
from nitka.kit.config import ConfigError


def run(options: argparse.Namespace) -> int:
    """Do it and print how it stands."""
    with attached(options.data, f"issuer {options.verb}"):
        if options.verb == "set":
            _set(options)
        if options.verb == "remove":
            from nitka.accounts import actions

            actions.remove_issuer()
        answer = _shown()
    print(json.dumps(answer, ensure_ascii=False) if options.json else _lines(answer))
    return 0


def _set(options: argparse.Namespace) -> None:
    """By the same rules as on the page; the secret never on the command line, where others could read it."""
    from nitka.accounts import actions
    from nitka.accounts.forms.sign_in import IssuerForm
    from nitka.accounts.models import Issuer

    given = {
        "url": options.url,
        "client_id": options.client_id,
        "secret": options.secret_file.read().strip() if options.secret_file else "",
        "domains": " ".join(options.domain),
        "label": options.label or "SSO",
        "believes_silence": options.trust_unverified,
    }
    form = IssuerForm(given, has_secret=Issuer.objects.exists())
    if not form.is_valid():
        said = "; ".join(f"{name}: {faults[0]}" for name, faults in form.errors.items())
        raise ConfigError(f"The provider cannot be set. {said}.")
    actions.set_issuer(**form.cleaned_data, by_operator=True)


def _shown() -> dict[str, Any]:
    from nitka.accounts import queries
    from nitka.accounts.models import Issuer
    from nitka.accounts.oidc.adapter import callback_url

    held = Issuer.objects.first()
    if held is None:
        return {"issuer": None, "callback": callback_url()}
    return {
        "issuer": held.url,
        "client_id": held.client_id,
        "domains": held.domains,
        "label": held.label,
        "trusts_unverified": held.believes_silence,
        "in_force": queries.issuer() is not None,
        "callback": callback_url(),
    }


def _lines(answer: dict[str, Any]) -> str:
    shown = {key: ", ".join(value) if isinstance(value, list) else value for key, value in answer.items()}
    return "\n".join(f"{key}: {value}" for key, value in shown.items())
