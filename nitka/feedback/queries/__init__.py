"""Reads of feedback."""

from nitka.feedback.queries.asking import form, path_of, pending_for_visitor, question, rating_ask
from nitka.feedback.queries.ratings import (
    ask_ratings,
    latest_of_conversation,
    ratings_of_customer,
    requests_visible_to,
    seen_sql,
    visible_to,
)
from nitka.feedback.queries.rules import least_of, rule_of, rules_of
from nitka.feedback.queries.tasks import counts, listed, tasks_visible_to

__all__ = [
    "ask_ratings",
    "counts",
    "form",
    "latest_of_conversation",
    "least_of",
    "listed",
    "path_of",
    "pending_for_visitor",
    "question",
    "rating_ask",
    "ratings_of_customer",
    "requests_visible_to",
    "rule_of",
    "rules_of",
    "seen_sql",
    "tasks_visible_to",
    "visible_to",
]
