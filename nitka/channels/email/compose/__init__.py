"""An answer → a letter that every mail program shows well and threads right."""

from .letter import Letter, compose

__all__ = ["Letter", "compose"]
