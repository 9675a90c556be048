"""The events of the modules below, as types of `kinds.py`. Wired in `nitka/wiring.py`."""

from nitka.conversations import events as conversations
from nitka.customers import events as customers
from nitka.feedback.events import RatingGiven
from nitka.segments.events import CompaniesEntered, CompaniesLeft, SegmentEntered, SegmentLeft
from nitka.segments.models import Why
from nitka.webhooks.actions import happened


def on_made(event: customers.CustomersMade) -> None:
    """Customers are new."""
    happened("customer.created", event.customer_ids)


def on_changed(event: customers.CustomersChanged) -> None:
    """Customers changed."""
    happened("customer.updated", event.customer_ids)


def on_merged(event: customers.CustomersMerged) -> None:
    """Customers are one, or two again."""
    happened("customer.unmerged" if event.undone else "customer.merged", event.merge_ids)


def on_consents(event: customers.ConsentsNoted) -> None:
    """Customers agreed, or withdrew."""
    happened("consent.changed", event.consent_ids)


def on_entered(event: SegmentEntered) -> None:
    """Customers are in a segment; a definition that is new says nothing of them."""
    if event.why != Why.DEFINITION:
        happened("segment.entered", event.customer_ids, event.segment_id)


def on_left(event: SegmentLeft) -> None:
    """Customers are in a segment no more."""
    if event.why != Why.DEFINITION:
        happened("segment.left", event.customer_ids, event.segment_id)


def on_companies_entered(event: CompaniesEntered) -> None:
    """Companies are in a segment of companies."""
    if event.why != Why.DEFINITION:
        happened("segment.company_entered", event.company_ids, event.segment_id)


def on_companies_left(event: CompaniesLeft) -> None:
    """Companies are in a segment of companies no more."""
    if event.why != Why.DEFINITION:
        happened("segment.company_left", event.company_ids, event.segment_id)


def on_opened(event: conversations.ConversationsOpened) -> None:
    """Conversations began."""
    happened("conversation.opened", event.conversation_ids)


def on_closed(event: conversations.ConversationsClosed) -> None:
    """Conversations were closed."""
    happened("conversation.closed", event.conversation_ids)


def on_reopened(event: conversations.ConversationsReopened) -> None:
    """Conversations are open again."""
    happened("conversation.reopened", event.conversation_ids)


def on_assigned(event: conversations.ConversationsAssigned) -> None:
    """Conversations were given to somebody."""
    happened("conversation.assigned", event.assignment_ids)


def on_received(event: conversations.MessagesReceived) -> None:
    """Customers wrote."""
    happened("message.received", event.message_ids)


def on_sent(event: conversations.MessagesSent) -> None:
    """Members answered."""
    happened("message.sent", event.message_ids)


def on_delivered(event: conversations.DeliveriesChanged) -> None:
    """Answers went out, or did not."""
    happened("delivery.changed", event.message_ids)


def on_rated(event: RatingGiven) -> None:
    """Customers rated."""
    happened("rating.given", event.rating_ids)
