"""From events to people: who each is, what is proven by it, and what is said of them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from nitka.customers import kinds
from nitka.customers.actions import Claim
from nitka.customers.queries import Seen
from nitka.moments.collector.events import Event, Key
from nitka.moments.collector.rows import Trust

TRAITS = 50
CONTACTS = ("email", "phone")
# Said of a person by other ways than an attribute, or never kept
_OTHERWISE = frozenset((
    *CONTACTS, "name", "firstname", "first_name", "lastname", "last_name", "id", "user_id", "anonymous_id", "password",
    "token", "secret", "avatar",
))  # fmt: skip


def ids_of(events: Iterable[Event]) -> set[Key]:
    """Every id that events name."""
    named: dict[str, set[str]] = {"user": set(), "device": set()}
    for event in events:
        named["user"].add(event.user)
        named["device"].add(event.anonymous)
    return {(kind, value) for kind, values in named.items() for value in values if value}


def keys_of(events: Iterable[Event]) -> set[Key]:
    """Everything that may be known already. An earlier id may be a browser's or a login."""
    events = list(events)
    found = ids_of(events) | {key for event in events for key in event.contacts}
    earlier = {event.previous for event in events if event.previous}
    return found | {(kind, value) for value in earlier for kind in ("device", "user")}


def named_of(events: Iterable[Event]) -> set[Key]:
    """The ids that events give a name to."""
    return ids_of(event for event in events if event.type == "identify" and _name(event.traits))


def read_contacts(events: Iterable[Event]) -> None:
    """Have events know the addresses they name."""
    for event in events:
        if event.type == "identify":
            event.contacts = _contacts(event)


def gather(events: Sequence[Event], trust: Mapping[UUID, str], found: Mapping[Key, Seen]) -> list[Claim]:
    """Have each event know whose it is; answers who has to be identified for that: most of a batch are known already.

    `found`: of `keys_of` those that somebody has.
    """
    needed: list[Claim] = []
    known: set[Key] = set(found)
    if any(event.previous for event in events):
        known |= {("device", event.anonymous) for event in events}
    seen: dict[tuple[str, str, str, str], Key] = {}
    for event in events:
        trusted = trust[event.source_id]
        sign = (trusted, event.user, event.anonymous, event.previous)
        key = seen.get(sign)
        if key is None or event.type == "identify":
            key = _known(event, found)
            if key is None:
                claims = _claims(event, trusted, event.contacts, known)
                needed += [claim for claim in claims if not _settled(claim, found)]
                key = claims[0].key
            seen[sign] = key
        event.who = key
    return needed


def _known(event: Event, found: Mapping[Key, Seen]) -> Key | None:
    """Whose an event is that says nothing new: its login and its browser are one customer's, and proven."""
    if event.previous or event.traits:
        return None
    login, browser = ("user", event.user), ("device", event.anonymous)
    known = found.get(login) if event.user else None
    seen_in = found.get(browser) if event.anonymous else known
    known = known if event.user else seen_in
    if known is None or seen_in is None or not known.status == "verified" == seen_in.status:
        return None
    return (login if event.user else browser) if known.customer_id == seen_in.customer_id else None


def _settled(claim: Claim, found: Mapping[Key, Seen]) -> bool:
    """Nothing would come of it: all whom it names are known as well as it says, and are one already."""
    one = found.get(claim.key)
    if one is None or (claim.name and not one.named):
        return False
    for named in (claim, *claim.also):
        other = found.get(named.key)
        if other is None or other.customer_id != one.customer_id or other.status not in (named.status, "verified"):
            return False
    return True


def _claims(event: Event, trust: str, named: Sequence[Key], known: Collection[Key]) -> list[Claim]:
    """A login before a browser. Whoever holds a secret key proves the addresses it names; a page only states them, so
    that they are named by themselves: somebody else's must not keep the browser from its login."""
    ids = _ids(event, known)
    claims = [Claim(*key, how="program", source_id=event.source_id) for key in ids]
    first, name = ids[0], _name(event.traits)
    if trust == Trust.SERVER:
        proven = [Claim(*key, how="program", source_id=event.source_id) for key in named]
        return [Claim(*first, name=name, how="program", source_id=event.source_id, also=(*claims[1:], *proven))]
    found = [Claim(*first, name=name, how="program", source_id=event.source_id, also=tuple(claims[1:]))]
    if named:
        stated = tuple(Claim(*key, status="stated", how="stated", source_id=event.source_id) for key in named)
        found.append(Claim(*first, how="program", source_id=event.source_id, also=stated))
    return found


def _ids(event: Event, known: Collection[Key]) -> list[Key]:
    ids: list[Key] = [("user", event.user)] if event.user else []
    if event.anonymous:
        ids.append(("device", event.anonymous))
    if event.previous and event.previous != event.user:
        earlier = ("device", event.previous)
        ids.append(("user", event.previous) if earlier not in known and ("user", event.previous) in known else earlier)
    return ids


def _contacts(event: Event) -> list[Key]:
    found = []
    for kind in CONTACTS:
        value = event.traits.get(kind)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value) if abs(value) < 10**20 else None
        if isinstance(value, str) and len(value) <= 320:
            found += [(kind, spelt) for spelt in kinds.spell_all(kind, value)[:3]]
    return found


def _name(traits: Mapping[str, Any]) -> str:
    whole = traits.get("name")
    if isinstance(whole, str) and whole.strip():
        return " ".join(whole.split())[:200]
    parts = [traits.get(one) or traits.get(other) for one, other in
             (("firstName", "first_name"), ("lastName", "last_name"))]  # fmt: skip
    return " ".join(" ".join(part.split()) for part in parts if isinstance(part, str))[:200]


def attributes(traits: Mapping[str, Any]) -> dict[str, Any]:
    """What traits say as attributes: `loyaltyPoints` is `loyalty_points`, the city of an address is `city`."""
    found: dict[str, Any] = {}
    for name, value in list(traits.items())[:TRAITS]:
        key = _snake(name)
        if key in _OTHERWISE:
            continue
        if isinstance(value, dict) and set(value) != {"amount", "currency"}:
            for inner, one in list(value.items())[:20]:
                plain = _snake(inner)
                found["city" if (key, plain) == ("address", "city") else f"{key}_{plain}"] = one
        else:
            found[key] = value
    return {key: value for key, value in found.items() if not isinstance(value, str) or value.strip()}


@lru_cache(4096)
def _snake(name: str) -> str:
    """camelCase and words as a key of ours."""
    letters = []
    for n, letter in enumerate(name[:60]):
        if letter.isupper() and n and name[n - 1].islower():
            letters.append("_")
        letters.append(letter.lower() if letter.isalnum() else "_")
    return "".join(letters).strip("_")
