"""From `group` calls to companies: what each is called, its hosts, who is with it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from nitka.customers.actions import CompanyWord, tell_companies
from nitka.customers.queries import Seen
from nitka.moments.collector.events import Event, Key
from nitka.moments.collector.rows import Trust

_NAMES = ("name", "company", "title")
_HOSTS = ("domain", "domains", "website", "url")
_KNOWN = frozenset((*_NAMES, *_HOSTS, "id", "groupid"))
HOSTS = 20


def tell(events: Sequence[Event], found: Mapping[Key, Seen], trust: Mapping[UUID, str]) -> None:
    """Write down companies of a batch; what of an event is not kept is noted in it."""
    words = []
    for event in events:
        hosts = _hosts(event.traits)
        proof = trust[event.source_id] == Trust.SERVER
        word = CompanyWord(event.source_id, event.group, found[event.who].pk, event.at, _name(event.traits),
                           hosts if proof else ())  # fmt: skip
        if hosts and not proof:  # whoever has an address there would be with the company: a page's word is no proof
            word.wrong["domain"] = "domain_unproven"
        words.append((event, word))
    tell_companies([word for _, word in words])
    for event, word in words:
        event.notes += word.wrong.items()
        event.notes += [(name[:60], "company_attribute") for name in event.traits if name.lower() not in _KNOWN]


def _name(traits: Mapping[str, Any]) -> str:
    said = (traits.get(name) for name in _NAMES)
    return next((one.strip() for one in said if isinstance(one, str) and one.strip()), "")[:400]


def _hosts(traits: Mapping[str, Any]) -> list[str]:
    found: list[Any] = []
    for name in _HOSTS:
        given = traits.get(name)
        found += given if isinstance(given, list) else [given]
    return [one[:300] for one in found if isinstance(one, str) and one.strip()][:HOSTS]
