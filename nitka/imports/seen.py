"""Whom a trial has come across already, though it wrote nobody: hashes in a table of fixed width, flat in memory."""

from array import array
from collections.abc import Hashable, Iterable

MOST = 1 << 23  # places: 64 MB, for files of two million rows with two contacts each
_WIDTH = (1 << 64) - 1


class Seen:
    """A set of keys by their hashes. Two keys with one hash of 64 bits would be taken for one."""

    def __init__(self, keys: int) -> None:
        size = 1024
        while size < min(keys * 2, MOST):
            size *= 2
        self.places = array("Q", bytes(8 * size))
        self.size = size
        self.count = 0

    def add(self, keys: Iterable[Hashable]) -> bool:
        """Whether any of them was there; all of them are from now on."""
        return sum(self._add(hash(key) & _WIDTH or 1) for key in keys) > 0

    def has(self, key: Hashable) -> bool:
        """Whether it was added."""
        code = hash(key) & _WIDTH or 1
        place = code % self.size
        while self.places[place] not in (0, code):
            place = (place + 1) % self.size
        return self.places[place] == code

    def _add(self, code: int) -> bool:
        place = code % self.size
        while found := self.places[place]:
            if found == code:
                return True
            place = (place + 1) % self.size
        if self.count < self.size * 0.9:
            self.places[place] = code
            self.count += 1
        return False
