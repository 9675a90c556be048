"""Nitka: one thread per customer."""
