"""Requests to the world outside, made so that nobody inside can be reached by them."""

from nitka.kit.outside.fetch import Answer, Unfetched, get

__all__ = ["Answer", "Unfetched", "get"]
