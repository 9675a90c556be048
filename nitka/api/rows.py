"""The rows of the API by their ids, as other floors tell them (the slot `webhooks.rows`)."""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from ninja import Schema

from nitka.api.schemas.companies import CompanyRow
from nitka.api.schemas.consents import ConsentRow
from nitka.api.schemas.conversations import ConversationRow, MessageRow, RatingRow
from nitka.api.schemas.customers import CustomerRow
from nitka.api.schemas.merges import MergeRow
from nitka.api.views import companies, consents, conversations, customers, merges, messages, ratings
from nitka.conversations.models import Assignment, Conversation, Message
from nitka.customers.models import Company, Consent, Customer, Merge
from nitka.feedback.models import Rating
from nitka.segments.models import Segment
from nitka.webhooks.contract import Row

Keys = Collection[UUID]


def told(noun: str, keys: Keys, of_id: UUID | None = None) -> dict[UUID, Row]:
    """The rows of a noun, each under its name; ids of what is not there (any more) are left out."""
    if noun in ("segment", "company_segment"):
        return _members(noun, keys, of_id)
    maker = _NOUNS.get(noun)
    return maker(keys) if maker else {}


def _customers(keys: Keys) -> dict[UUID, Row]:
    found = list(Customer.objects.filter(pk__in=keys))
    rows = _written(CustomerRow, customers.described(found, place="webhook"))
    return {one.pk: Row({"customer": row}, [one.pk]) for one, row in zip(found, rows, strict=True)}


def _companies(keys: Keys) -> dict[UUID, Row]:
    found = list(Company.objects.filter(pk__in=keys))
    rows = _written(CompanyRow, companies.described(found, None, kept=True))
    return {one.pk: Row({"company": row}) for one, row in zip(found, rows, strict=True)}


def _members(noun: str, keys: Keys, segment_id: UUID | None) -> dict[UUID, Row]:
    """Customers or companies, and the segment that they are told of."""
    segment = Segment.objects.filter(pk=segment_id).first() if segment_id else None
    if segment is None:
        return {}
    members = _customers(keys) if noun == "segment" else _companies(keys)
    named = {"segment": {"id": str(segment.pk), "name": segment.name}}
    return {key: Row({**named, **row.data}, row.customer_ids) for key, row in members.items()}


def _conversations(keys: Keys) -> dict[UUID, Row]:
    chosen = Conversation.objects.filter(pk__in=keys).select_related("identity")
    found = list(chosen.prefetch_related("labellings__label"))
    rows = _written(ConversationRow, map(conversations.described, found))
    pairs = zip(found, rows, strict=True)
    return {one.pk: Row({"conversation": row}, [one.identity.customer_id]) for one, row in pairs}


def _assignments(keys: Keys) -> dict[UUID, Row]:
    of = dict(Assignment.objects.filter(pk__in=keys).values_list("pk", "conversation_id"))
    rows = _conversations(set(of.values()))
    return {key: rows[of[key]] for key in keys if key in of}


def _messages(keys: Keys) -> dict[UUID, Row]:
    found = list(Message.objects.filter(pk__in=keys).prefetch_related("attachments", "deliveries"))
    threads = _conversations({one.conversation_id for one in found})
    rows = _written(MessageRow, map(messages.described, found))
    return {
        one.pk: Row({"message": row, **threads[one.conversation_id].data}, threads[one.conversation_id].customer_ids)
        for one, row in zip(found, rows, strict=True)
    }


def _ratings(keys: Keys) -> dict[UUID, Row]:
    found = list(Rating.objects.filter(pk__in=keys).select_related("identity"))
    rows = _written(RatingRow, map(ratings.described, found))
    pairs = zip(found, rows, strict=True)
    return {one.pk: Row({"rating": row}, [one.identity.customer_id] if one.identity else []) for one, row in pairs}


def _merges(keys: Keys) -> dict[UUID, Row]:
    found = list(Merge.objects.filter(pk__in=keys))
    rows = _written(MergeRow, merges.described(found))
    return {one.pk: Row({"merge": row}, [one.into_id, one.source_id]) for one, row in zip(found, rows, strict=True)}


def _consents(keys: Keys) -> dict[UUID, Row]:
    found = list(Consent.objects.filter(pk__in=keys).select_related("identity"))
    rows = _written(ConsentRow, consents.described(found))
    return {
        one.pk: Row({"consent": row, "customer": str(one.identity.customer_id)}, [one.identity.customer_id])
        for one, row in zip(found, rows, strict=True)
    }


def _written(schema: type[Schema], rows: Any) -> Sequence[dict[str, Any]]:
    """As they stand in an answer of the API."""
    return [schema.model_validate(row).model_dump(mode="json", by_alias=True) for row in rows]


_NOUNS: dict[str, Callable[[Keys], dict[UUID, Row]]] = {
    "customer": _customers,
    "conversation": _conversations,
    "assignment": _assignments,
    "message": _messages,
    "rating": _ratings,
    "merge": _merges,
    "consent": _consents,
}
