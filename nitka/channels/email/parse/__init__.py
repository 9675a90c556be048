"""A letter's bytes → what it says. Pure: no clock, no network, no database."""

from .letter import read_letter

__all__ = ["read_letter"]
