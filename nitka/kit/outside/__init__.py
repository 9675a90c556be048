"""Requests to the world outside, made so that nobody inside can be reached by them."""

from nitka.kit.outside.ask import Reply, ask
from nitka.kit.outside.fetch import Answer, Unfetched, get, is_public

__all__ = ["Answer", "Reply", "Unfetched", "ask", "get", "is_public"]
