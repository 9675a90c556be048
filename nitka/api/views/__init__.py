"""One router for each noun."""

from ninja import Router

from nitka.api.views import channels, conversations, customers, merges, messages, moments, quarantine, ratings, search

ROUTERS: list[tuple[str, Router]] = [
    ("", customers.router),
    ("", moments.router),
    ("", conversations.router),
    ("", messages.router),
    ("", channels.router),
    ("", quarantine.router),
    ("", merges.router),
    ("", ratings.router),
    ("", search.router),
]
