"""One router for each noun."""

from ninja import Router

from nitka.api.views import (
    assignment,
    attributes,
    channels,
    closure,
    companies,
    consents,
    conversations,
    customers,
    labels,
    merges,
    messages,
    moments,
    quarantine,
    ratings,
    rights,
    search,
    segments,
    webhooks,
)
from nitka.api.views import beginning as beginning  # its operation is one of conversations.router

ROUTERS: list[tuple[str, Router]] = [
    ("", customers.router),
    ("", labels.router),
    ("", attributes.router),
    ("", companies.router),
    ("", consents.router),
    ("", moments.router),
    ("", conversations.router),
    ("", messages.router),
    ("", assignment.router),
    ("", closure.router),
    ("", assignment.people),
    ("", channels.router),
    ("", quarantine.router),
    ("", merges.router),
    ("", ratings.router),
    ("", rights.router),
    ("", search.router),
    ("", webhooks.router),
    ("", segments.router),
]
