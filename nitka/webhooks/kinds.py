"""Every type of event there is, once: what it is called, what is told, an example. Pages, documents and tests read it.

A new one: an entry in `KINDS`, its noun answered by who fills the slot (`contract.SLOT`), a line in wiring.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Data = dict[str, Any]
WHEN = "2026-11-29T12:00:00+00:00"
_CUSTOMER: Data = {
    "id": "019ad0c2-6c00-7000-8000-000000000001",
    "name": "Anna Petrova",
    "language": "en",
    "created_at": "2026-11-01T09:30:00+00:00",
    "identities": [{"kind": "email", "value": "anna@example.org", "status": "verified"}],
    "attributes": {"city": "Kazan"},
    "labels": ["vip"],
    "owner": None,
    "last_at": WHEN,
    "orders": 2,
    "spent": {"amount": "97.80", "currency": "EUR"},
}
_CONVERSATION: Data = {
    "id": "019ad0c2-6c00-7000-8000-000000000002",
    "number": 1042,
    "customer": _CUSTOMER["id"],
    "status": "open",
    "channel": "019ad0c2-6c00-7000-8000-000000000003",
    "subject": "Where is my order?",
    "assignee": None,
    "team": None,
    "created_at": WHEN,
    "last_at": WHEN,
    "closed_at": None,
    "snoozed_until": None,
    "labels": ["delivery"],
}
_MESSAGE: Data = {
    "id": "019ad0c2-6c00-7000-8000-000000000004",
    "at": WHEN,
    "direction": "in",
    "channel": _CONVERSATION["channel"],
    "external_id": "a1b2c3@example.org",
    "author": None,
    "subject": "Where is my order?",
    "text": "It should have come on Friday.",
    "files": [],
    "state": None,
}
_ANSWER = _MESSAGE | {
    "direction": "out",
    "author": "019ad0c2-6c00-7000-8000-000000000005",
    "external_id": None,
    "text": "It comes tomorrow.",
    "state": "waiting",
}
_RATING: Data = {
    "id": "019ad0c2-6c00-7000-8000-000000000006",
    "at": WHEN,
    "changed_at": None,
    "scale": "csat",
    "score": 5,
    "factors": ["speed"],
    "comment": "Quick and kind.",
    "customer": _CUSTOMER["id"],
    "conversation": _CONVERSATION["id"],
    "channel": _CONVERSATION["channel"],
    "member": _ANSWER["author"],
}
_MERGE: Data = {
    "id": "019ad0c2-6c00-7000-8000-000000000007",
    "into": _CUSTOMER["id"],
    "from": "019ad0c2-6c00-7000-8000-000000000008",
    "why": "",
    "at": WHEN,
    "member": None,
    "undone_at": None,
    "rule": "together",
    "rules": "3",
    "reasons": ["Named together"],
    "identities": [{"kind": "phone", "value": "+79990000001", "status": "verified"}],
}
_CONSENT: Data = {
    "id": "019ad0c2-6c00-7000-8000-000000000009",
    "purpose": "marketing",
    "answer": "given",
    "contact": {"kind": "email", "value": "anna@example.org"},
    "everywhere": False,
    "holds": True,
    "at": WHEN,
    "again_at": None,
    "noted_at": WHEN,
    "way": "page",
    "language": "en",
    "version": 1,
    "text": "News and offers by e-mail",
    "proof": "",
}


_SEGMENT: Data = {"id": "019ad0c2-6c00-7000-8000-00000000000a", "name": "VIP"}
_COMPANY: Data = {
    "id": "019ad0c2-6c00-7000-8000-00000000000b",
    "name": "Teplo",
    "domains": ["teplo.example"],
    "parent": None,
    "owner": None,
    "created_at": "2026-11-01T09:30:00+00:00",
    "archived_at": None,
    "people": 3,
    "orders": 12,
    "spent": [{"amount": "4120.50", "currency": "EUR"}],
    "last_at": WHEN,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of event: `noun` says whose rows are told, `latest` that of several waiting one is enough."""

    name: str
    group: str | Promise
    label: str | Promise
    noun: str
    example: Data
    latest: bool = False


_customers, _conversations, _messages = _("Customers"), _("Conversations"), _("Messages")
_LIST = (
    Kind("customer.created", _customers, _("A customer is new"), "customer", {"customer": _CUSTOMER}),
    Kind("customer.updated", _customers, _("A customer’s name, contacts or attributes changed"), "customer",
         {"customer": _CUSTOMER}, latest=True),
    Kind("customer.merged", _customers, _("Two customers became one"), "merge", {"merge": _MERGE}),
    Kind("customer.unmerged", _customers, _("A merge was undone"), "merge",
         {"merge": _MERGE | {"undone_at": WHEN}}),
    Kind("consent.changed", _customers, _("A customer agreed to something, or withdrew it"), "consent",
         {"consent": _CONSENT, "customer": _CUSTOMER["id"]}),
    Kind("segment.entered", _customers, _("A customer entered a segment"), "segment",
         {"segment": _SEGMENT, "customer": _CUSTOMER}),
    Kind("segment.left", _customers, _("A customer left a segment"), "segment",
         {"segment": _SEGMENT, "customer": _CUSTOMER}),
    Kind("segment.company_entered", _customers, _("A company entered a segment"), "company_segment",
         {"segment": _SEGMENT, "company": _COMPANY}),
    Kind("segment.company_left", _customers, _("A company left a segment"), "company_segment",
         {"segment": _SEGMENT, "company": _COMPANY}),
    Kind("conversation.opened", _conversations, _("A conversation began"), "conversation",
         {"conversation": _CONVERSATION}),
    Kind("conversation.assigned", _conversations, _("A conversation was given to somebody"), "assignment",
         {"conversation": _CONVERSATION | {"assignee": _ANSWER["author"]}}),
    Kind("conversation.closed", _conversations, _("A conversation was closed"), "conversation",
         {"conversation": _CONVERSATION | {"status": "closed", "closed_at": WHEN}}),
    Kind("conversation.reopened", _conversations, _("A conversation was opened again"), "conversation",
         {"conversation": _CONVERSATION}),
    Kind("message.received", _messages, _("A customer wrote"), "message",
         {"message": _MESSAGE, "conversation": _CONVERSATION}),
    Kind("message.sent", _messages, _("Somebody answered"), "message",
         {"message": _ANSWER, "conversation": _CONVERSATION}),
    Kind("delivery.changed", _messages, _("An answer went out, was delivered or read, or did not go out"), "message",
         {"message": _ANSWER | {"state": "delivered"}, "conversation": _CONVERSATION}),
    Kind("rating.given", _("Ratings"), _("A customer rated, or changed the rating"), "rating", {"rating": _RATING}),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.name: kind for kind in _LIST}


def groups() -> list[tuple[str, list[Kind]]]:
    """The types by their headings, as a form shows them."""
    found: dict[str, list[Kind]] = {}
    for kind in KINDS.values():
        found.setdefault(str(kind.group), []).append(kind)
    return list(found.items())


def envelope(type: str, timestamp: str, data: Data) -> Data:
    """The body of the specification."""
    return {"type": type, "timestamp": timestamp, "data": data}
