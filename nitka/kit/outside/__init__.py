"""Requests to the world outside, made so that nobody inside can be reached by them."""

from nitka.kit.outside.ask import Reply, ask
from nitka.kit.outside.fetch import Answer, Unfetched, dial, get, is_public, is_reachable

__all__ = ["Answer", "Reply", "Unfetched", "ask", "dial", "get", "is_public", "is_reachable"]
