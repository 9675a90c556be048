"""`nitka workspace|member|channel|source|token create`: asked again for the same, they answer the same."""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nitka.cli.attach import attached
from nitka.kit import config
from nitka.kit.config import ConfigError

if TYPE_CHECKING:
    from nitka.accounts.models import Workspace


CREATING = 0x6E69746B61_03  # advisory


def run(options: argparse.Namespace) -> int:
    """Make it and print it."""
    with attached(options.data, f"{options.noun} create"), _one_after_another():
        answer = MAKERS[options.noun](options)
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(f"{key}: {value}" for key, value in answer.items()))
    return 0


@contextmanager
def _one_after_another() -> Iterator[None]:
    """Of two that ask for the same at once the second finds what the first made."""
    import psycopg

    with psycopg.connect(config.dsn(), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [CREATING])
        yield


def workspace(options: argparse.Namespace) -> dict[str, Any]:
    """A tenant."""
    from nitka.accounts import actions

    slug = options.slug or options.workspace
    name = options.name or slug or "Nitka"
    made = actions.create_workspace(name=name, slug=slug, language=options.language)
    return {"workspace": str(made.id), "slug": made.slug}


def member(options: argparse.Namespace) -> dict[str, Any]:
    """A person; the password is known only when it is made or given."""
    from nitka.accounts import actions
    from nitka.accounts.models import Role

    if options.role not in Role.values:
        raise ConfigError(f"There is no role {options.role!r}: choose one of {', '.join(Role.values)}.")
    made, password = actions.create_member(
        workspace=_workspace(options.workspace),
        email=options.email,
        name=options.name,
        role=options.role,
        password=options.password,
    )
    return {"member": str(made.pk), "email": made.user.email, "password": password}


def leave(options: argparse.Namespace) -> dict[str, Any]:
    """A person goes; asked again: nothing happens."""
    from nitka.accounts import actions, queries
    from nitka.accounts.models import Member
    from nitka.kit.db.tenancy import in_workspace

    with in_workspace(_workspace(options.workspace).pk):
        found = {row.user.email: row for row in Member.objects.select_related("user")}
        member, heir = found.get(options.email.lower()), found.get(options.to.lower())
        if member is None or (options.to and heir is None):
            raise ConfigError(f"Nobody here has the address {options.email if member is None else options.to}.")
        try:
            actions.deactivate(member=member, by=None, to_member=heir)
        except actions.LastOwner:
            raise ConfigError("A workspace needs an owner: make somebody else one first.") from None
        left = [token.name for token in queries.tokens_made_by(member)]
    return {"member": str(member.pk), "email": member.user.email, "active": False, "keys_they_made": left}


def step_off(options: argparse.Namespace) -> dict[str, Any]:
    """Who lost every second step signs in by the password alone; asked again: nothing is left to remove."""
    from nitka.accounts import actions
    from nitka.accounts.models import User

    user = User.objects.filter(email=options.email.lower()).first()
    if user is None:
        raise ConfigError(f"Nobody here has the address {options.email}.")
    actions.take_step_off(user=user, by=None)
    return {"email": user.email, "second_step": False}


def channel(options: argparse.Namespace) -> dict[str, Any]:
    """A way in and out."""
    from nitka.channels import actions
    from nitka.channels.models import Channel
    from nitka.channels.registry import adapters
    from nitka.kit.db.tenancy import in_workspace

    if options.kind not in adapters():
        raise ConfigError(f"There is no channel {options.kind!r}: {', '.join(sorted(adapters()))}.")
    home = _workspace(options.workspace)
    settings, secrets = _settings(options)
    name = options.name or options.address or options.kind
    told_apart_by = {"settings__address": settings["address"]} if "address" in settings else {"name": name}
    with in_workspace(home.id):
        same = Channel.objects.filter(kind=options.kind, **told_apart_by).order_by("id").first()
    try:
        made = same or actions.create_channel(
            workspace=home,
            kind=options.kind,
            name=name,
            settings=settings,
            secrets=secrets,
            language=options.language,
        )
    except actions.AddressTaken as taken:
        raise ConfigError(f"Another channel has {taken}: name another address.") from None
    return {"channel": str(made.pk)}


def _settings(options: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Any]]:
    """Settings and secrets: `imap.host=…` is a setting inside `imap`; a `.password` is sealed."""
    if options.kind == "email" and not options.address:
        raise ConfigError("A mail channel needs its address: add --address support@example.org.")
    settings: dict[str, Any] = {"address": options.address.lower()} if options.address else {}
    secrets: dict[str, Any] = {}
    if options.domain:
        settings["domains"] = [name.lower() for name in options.domain]
    for pair in options.set:
        key, found, value = pair.partition("=")
        if not found:
            raise ConfigError(f"--set takes KEY=VALUE, not {pair!r}.")
        section, dot, name = key.replace("smtp.", "relay.", 1).partition(".")
        if dot and name in ("password", "client_secret"):
            secrets[f"{section}_{name}"] = value
        elif dot:
            settings.setdefault(section, {})[name] = _value(value)
        else:
            settings[key] = _value(value)
    return settings, secrets


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def source(options: argparse.Namespace) -> dict[str, Any]:
    """A sender of events, with its write key."""
    from nitka.kit.db.tenancy import in_workspace
    from nitka.moments.collector import sources

    home = _workspace(options.workspace)
    with in_workspace(home.id):
        made = sources.source_named(options.name)
    if made is None:
        made, _ = sources.create_source(workspace=home, name=options.name, kind=options.kind)
    return {"write_key": made.write_key, "id": str(made.pk)}


def token(options: argparse.Namespace) -> dict[str, Any]:
    """An API token. Made from the installation's key and the name, so that asking again gives the same one."""
    from nitka.accounts import actions
    from nitka.accounts.models import ApiToken
    from nitka.kit.db.tenancy import in_workspace

    home = _workspace(options.workspace)
    for generation in itertools.count():  # one for each time that a token of this name was revoked
        secret = _derived(f"token|{home.id}|{options.name}|{generation}")
        with in_workspace(home.id):
            same = ApiToken.objects.filter(digest=ApiToken.digest_of(secret)).first()
        if same is None:
            same, _ = actions.create_token(workspace=home, name=options.name, secret=secret)
        if same.revoked_at is None:
            return {"token": secret, "id": str(same.pk)}
    raise AssertionError


def _derived(purpose: str) -> str:
    digest = hmac.new(config.load().secret_key.encode(), purpose.encode(), hashlib.sha256).digest()
    return "nitka_" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _workspace(slug: str) -> Workspace:
    """The named one; else the only one, made when there is none."""
    from nitka.accounts import actions
    from nitka.accounts.models import Workspace

    if slug:
        found = Workspace.objects.filter(slug=slug).first()
        if found is None:
            raise ConfigError(f"There is no workspace {slug!r}: make it with `nitka workspace create --slug {slug}`.")
        return found
    several = list(Workspace.objects.order_by("id")[:2])
    if len(several) > 1:
        raise ConfigError("There are several workspaces: name one with --workspace SLUG.")
    return several[0] if several else actions.create_workspace(name="Nitka")


MAKERS = {
    "workspace": workspace,
    "member": member,
    "leave": leave,
    "step_off": step_off,
    "channel": channel,
    "source": source,
    "token": token,
}
