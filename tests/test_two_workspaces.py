"""Two companies with the same data: whatever one asks with the other's ids is not found. New addresses come in by
themselves; one with a parameter that nobody has taught `VALUES` fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from nitka.api import door
from nitka.kit.asgi.rates import Rate
from nitka.realtime.topics import read
from tests.company import Company, company, guarded, snapshot
from tests.rights import Rights, compare, least

pytestmark = pytest.mark.django_db

# Addresses that belong to no workspace, each with its reason.
OPEN = {
    "ui:language": "the language of this browser",
    "ui:manifest-en": "the same for everybody",
    "ui:manifest-ru": "the same for everybody",
    "accounts:join": "the link is signed: whoever holds it may join",
    "accounts:session": "a device of one's own, whatever the workspace (accounts/tests/test_security.py)",
    "notices:worker": "a script, the same for everybody",
    "notices:letters_off": "the link is signed: whoever holds it may end those letters",
    "accounts:home": "sign-in, then one's own home",
    "conversations:confirmation": "the link is signed: whoever reads at the address may answer",
    "customers:agreement": "the link is signed: whoever reads at the address may say yes",
    "customers:withdrawal": "the link is signed: whoever holds it may say no",
    "feedback:rate": "the link is signed: whoever holds it may answer",
    "api:nothing": "what the API does not have",
    "api:api-root": "what the API does not have",
    "api:openapi-json": "the document",
}
# The pages of sign-in; the demo's shop and relay, which stand outside.
OPEN_PREFIXES = ("account_", "mfa_", "oidc_", "demo:")
# Words in an address that belong to nobody
FIXED = {"kind": "email", "outcome": "new", "program": "chatwoot", "attribute": "city"}
WRONG_METHOD = 405  # said before any row is looked for: with other ids it would be said again
NOT_THERE = {404, WRONG_METHOD}
SHOWN = 200
# Tables that no address leads to by their rows' ids; everything else must be filled.
EMPTY = {
    "channels_mailboxfolder",
    "channels_mailboxseen",
    "conversations_follower",
    "conversations_mention",
    "conversations_reading",
    "conversations_regrouped",
    "moments_archive",
    "moments_recall",
    "moments_wanted",
}


@dataclass(frozen=True)
class Address:
    """A pattern of the URLconf and its parameters with their converters."""

    name: str
    parameters: tuple[tuple[str, str], ...]

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api:")

    def fill(self, *, slug: str, **values: Any) -> str:
        words = {name: word for name, word in (FIXED | {"slug": slug}).items() if name in dict(self.parameters)}
        return reverse(self.name, kwargs=values | words)


def addresses(tree: Any = None, prefix: str = "") -> Iterator[Address]:
    """Every named pattern below `tree`."""
    for branch in (tree or get_resolver()).url_patterns:
        if isinstance(branch, URLResolver):
            yield from addresses(branch, f"{prefix}{branch.namespace}:" if branch.namespace else prefix)
        else:
            yield _address(branch, prefix)


def _address(pattern: URLPattern, prefix: str) -> Address:
    assert pattern.name, f"{pattern} has no name: this test cannot reach it"
    converters = pattern.pattern.converters
    return Address(
        f"{prefix}{pattern.name}",
        tuple((name, type(converters.get(name)).__name__) for name in pattern.pattern.regex.groupindex),
    )


def guarded_addresses() -> list[Address]:
    found = {address for address in addresses() if address.name not in OPEN}
    return sorted((a for a in found if not a.name.startswith(OPEN_PREFIXES)), key=lambda a: a.name)


def module(address: Address) -> str:
    """Where an address's own tables are, by the beginning of their names."""
    return address.name.partition(":")[0] + "_"


def values(parameter: tuple[str, str], of: Company, without: Company | None, names: list[str]) -> list[Any]:
    """What a parameter can be for a company: its ids of these names, or its numbers that the other has not."""
    name, converter = parameter
    if converter in ("UUIDConverter", "UUIDStrConverter"):
        return [of.ids[known] for known in names if known in of.ids]
    if converter == "IntConverter":
        return [number for number in of.numbers if without is None or number not in without.numbers]
    if converter == "StringConverter" and name == "token":
        return [of.secret]
    if converter == "StringConverter" and name in ("sha256", "digest"):
        return ["a" * 64]
    raise AssertionError(f"teach values() what <{converter}:{name}> is")


def named(address: Address) -> list[tuple[str, str]]:
    return [parameter for parameter in address.parameters if parameter[0] not in {"slug", *FIXED}]


def fillings(
    address: Address, *companies: Company, without: Company | None = None, names: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Every way to fill an address, each parameter from one of the companies: ids of its own module first, or only
    those of `names`."""
    parameters = named(address)
    names = names or _nearest(address, companies[0])
    for mixed in product(companies, repeat=len(parameters)):
        sources = [
            values(parameter, of, without if of is not without else None, names)
            for parameter, of in zip(parameters, mixed, strict=False)
        ]
        if without in mixed and all(of is without for of in mixed):
            continue
        for chosen in product(*sources):
            yield dict(zip((name for name, _ in parameters), chosen, strict=False))


def _nearest(address: Address, of: Company) -> list[str]:
    """The names of a company's ids, those of an address's module first."""
    return sorted(of.ids, key=lambda name: not name.startswith(module(address)))


class Visitor:
    """The member of one company, in a browser and as a program."""

    def __init__(self, of: Company) -> None:
        self.browser = Client(raise_request_exception=False)
        self.browser.force_login(of.member.user)
        self.program = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {of.secret}"})

    def ask(self, address: Address, method: str, path: str) -> Any:
        client = self.program if address.is_api else self.browser
        body = {} if method == "GET" else {"data": "{}", "content_type": "application/json"}
        if not address.is_api and method == "POST":
            body = {"data": {}}
        return getattr(client, method.lower())(path, **body)


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    """Some thousand requests of one key: a machine that is quick enough would be told to wait."""
    monkeypatch.setattr(door, "_rate", Rate(1e6, 1e6))


@pytest.fixture(scope="module")
def pair(module_db: None) -> tuple[Company, Company]:
    return company("kalina"), company("ryabina", visitors=5)


def methods(address: Address) -> list[str]:
    return ["GET", "POST", "PUT", "DELETE"] if address.is_api else ["GET", "POST"]


def test_each_address_finds_ones_own_and_nothing_of_the_other(pair):
    ours, theirs = pair
    before = snapshot(theirs)
    visitor = Visitor(ours)
    learnt: dict[str, str] = {}
    rights: Rights = {}
    for address in guarded_addresses():
        tried = (_own(visitor, address, method, ours, learnt) for method in methods(address))
        own, status = next((found for found in tried if found is not None), (None, 0))
        assert own is not None, address.name  # or what follows could not fail
        if not address.is_api:
            rights[address.name] = _rights(visitor, address, ours, own)
        names = _suspects(address, ours, own, status)
        for method in methods(address) if named(address) else ():
            # A body is read before the row is looked for; what is wrong with it says nothing of the row.
            fine = NOT_THERE | {422} if address.is_api and method in ("POST", "PUT") else NOT_THERE
            for filling in fillings(address, theirs, ours, without=ours, names=names):
                path = address.fill(slug=ours.workspace.slug, **filling)
                status = visitor.ask(address, method, path).status_code
                assert status in fine, (method, path)
                if status == WRONG_METHOD:
                    break
    assert snapshot(theirs) == before
    compare(rights)


def _rights(visitor: Visitor, address: Address, ours: Company, own: dict[str, Any]) -> tuple[str, ...]:
    """With what role of ours it may be read and written to."""
    path = address.fill(slug=ours.workspace.slug, **own)
    asked = [partial(visitor.ask, address, method, path) for method in methods(address)]
    return tuple(least(ours.member, lambda ask=ask: ask().status_code) for ask in asked)


def _own(
    visitor: Visitor, address: Address, method: str, ours: Company, learnt: dict[str, str]
) -> tuple[dict[str, Any], int] | None:
    """With what of one's own an address answers, and how: tried first with what its neighbours answered to, and with
    what is called as it says (`notes/<uuid>`: a note)."""
    stems = _stems(address, ours)
    likely = [learnt[stem] for stem in stems.values() if stem in learnt]
    likely += [name for stem in stems.values() for name in ours.ids if _word(stem) in name]
    tries = [list(dict.fromkeys(names)) for names in (likely, _nearest(address, ours)) if names]
    for filling in (filling for names in tries for filling in fillings(address, ours, names=names)):
        path = address.fill(slug=ours.workspace.slug, **filling)
        with transaction.atomic():  # what one address does away with, the next one still needs
            status = visitor.ask(address, method, path).status_code
            transaction.set_rollback(True)
        assert status < 500, (method, path)
        if status not in NOT_THERE:
            names = {key: name for name, key in ours.ids.items()}
            learnt |= {stems[name]: names[value] for name, value in filling.items() if value in names}
            return filling, status
        if status == WRONG_METHOD:
            break
    return None


def _stems(address: Address, of: Company) -> dict[str, str]:
    """What stands before each parameter of an address: `/w/kalina/settings/hooks/`."""
    filling = next(fillings(address, of))
    path = address.fill(slug=of.workspace.slug, **filling)
    return {name: path.partition(str(value))[0] for name, value in filling.items()}


def _word(stem: str) -> str:
    """What the last step of `/w/kalina/settings/hooks/` speaks of, as a table's name may hold it."""
    return stem.rstrip("/").rpartition("/")[2].rstrip("s")[:6]


def _suspects(address: Address, ours: Company, own: dict[str, Any], status: int) -> list[str]:
    """Whose ids of the other company to ask with: what was shown of one's own; where something else was said before a
    row was looked for, all of the address's module."""
    near = () if status == SHOWN else (module(address), "a ", "an ")
    return [name for name, key in ours.ids.items() if name.startswith(near) or key in own.values()]


def test_the_pages_of_another_company_are_not_found(pair):
    ours, theirs = pair
    before = snapshot(theirs)
    visitor = Visitor(ours)
    for address in guarded_addresses():
        if "slug" not in dict(address.parameters):
            continue
        path = address.fill(slug=theirs.workspace.slug, **next(fillings(address, theirs)))
        for method in methods(address):
            assert visitor.ask(address, method, path).status_code == 404, (method, path)
    assert snapshot(theirs) == before


def test_lists_hold_only_ones_own_rows(pair):
    ours, theirs = pair
    visitor = Visitor(ours)
    seen = 0
    for address in guarded_addresses():
        if named(address):
            continue
        response = visitor.ask(address, "GET", address.fill(slug=ours.workspace.slug))
        assert response.status_code < 500, address
        text = b"".join(response) if response.streaming else response.content
        assert theirs.mark.encode() not in text, address
        assert not [table for table, key in theirs.ids.items() if str(key).encode() in text], address
        seen += ours.mark.encode() in text
    assert seen >= 4  # the mark is really shown where it may be


def test_a_stream_carries_only_ones_own_topics(pair):
    ours, theirs = pair

    def topics(of: Company) -> list[str]:
        kinds = ("inbox", "insight", "merges", "member", "conversation")
        ids = (of.workspace.pk, of.workspace.pk, of.workspace.pk, of.member.pk, of.ids["conversations_conversation"])
        own = [f"{kind}:{key}" for kind, key in zip(kinds, ids, strict=True)]
        return [*own, *(f"list:{of.workspace.pk}:{whose}" for whose in ("nobody", of.member.pk))]

    asked = ",".join([*topics(ours), *topics(theirs)])
    url = Visitor(ours).browser.get(f"/w/{ours.workspace.slug}/stream", {"topics": asked}).json()["url"]
    (token,) = parse_qs(urlsplit(url).query)["t"]
    assert sorted(read(token).topics) == sorted(topics(ours))


def test_a_company_has_a_row_in_every_table(pair):
    ours, _ = pair
    assert set(guarded()) - set(ours.ids) == EMPTY
