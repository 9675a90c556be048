"""What happened leaves a row behind, in its own transaction; the worker judges whom it concerns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from nitka.conversations.events import ConversationsRegrouped
from nitka.customers.events import (
    AgreementsChanged,
    CompaniesChanged,
    CompaniesJoined,
    CompaniesStood,
    CustomersChanged,
    CustomersMerged,
    IdentitiesLearnt,
)
from nitka.kit.db.bulk import insert
from nitka.moments.events import MomentsAppended, MomentsUnmade
from nitka.segments.definition.names import ANY, CUSTOMER, FIRM, NEW, SUMS, TALK
from nitka.segments.models import Touch, Why

COMPANY = "company"  # by whom a touch says who is concerned: whoever is with these
PORTION = 5_000  # customers in one touch


def touch(what: Mapping[str, Iterable[UUID]], *, by: str, why: str) -> None:
    """Token → the identities, customers or conversations that it happened to. One statement."""
    named = {token: list(keys) for token, keys in what.items()}
    if any(named.values()):
        insert([Touch(by=by, what=named, why=why)])


def on_moments(event: MomentsAppended | MomentsUnmade) -> None:
    """Moments, come or taken back, touch the segments that name their kinds."""
    what: dict[str, dict[int, UUID]] = defaultdict(dict)
    for kind, key in zip(event.kinds, event.identity_ids, strict=True):
        what[kind][key.int] = key  # the hash of an id costs more than all the rest here
    touch({f"{ANY}:{kind}": keys.values() for kind, keys in what.items()}, by="identity", why=Why.MOMENT)


def on_identities(event: IdentitiesLearnt) -> None:
    """Somebody new may be in any segment."""
    touch({NEW: event.identity_ids}, by="identity", why=Why.CHANGED)


def on_changed(event: CustomersChanged | AgreementsChanged) -> None:
    """Attributes, contacts, consents, companies."""
    touch({CUSTOMER: event.customer_ids}, by="customer", why=Why.CHANGED)


def on_companies(event: CompaniesChanged) -> None:
    """Whoever is with one of them; `spread.py` says who that is."""
    touch({SUMS if event.sums else CUSTOMER: event.company_ids}, by=COMPANY, why=Why.CHANGED)


def on_stood(event: CompaniesStood) -> None:
    """For segments of companies; whoever is with one has heard already. Whether there is such a segment is asked when
    it is taken: one may be made at this moment.
    """
    touch({FIRM: event.company_ids}, by=FIRM, why=Why.CHANGED)


def on_joined(event: CompaniesJoined) -> None:
    """They are with a company, or are not any more; of a company's new domain that may be many."""
    for start in range(0, len(event.customer_ids), PORTION):
        touch({CUSTOMER: event.customer_ids[start : start + PORTION]}, by="customer", why=Why.CHANGED)


def on_merged(event: CustomersMerged) -> None:
    """Both of a pair, in every segment."""
    touch({NEW: [*event.into_ids, *event.from_ids]}, by="customer", why=Why.MERGE)


def on_regrouped(event: ConversationsRegrouped) -> None:
    """Conversations that became one, or two."""
    touch({TALK: [event.into_id, event.source_id]}, by="conversation", why=Why.CHANGED)
