"""JSONPath at a bounded cost: no functions, one descent, so many steps and no more."""

import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from jsonpath import JSONPathEnvironment
from jsonpath.exceptions import JSONPathError

LONGEST = 200  # letters of a path
STEPS = 20_000  # values of a payload; ten times as many are looked at
FOUND = 200  # values taken of one path


class Wrong(ValueError):
    """It is no path that we take."""


class TooMuch(ValueError):
    """The payload costs more to look through than we spend."""


class _Spent(threading.local):
    """What a thread may still look at for the payload that it reads."""

    left = 0

    def spend(self, n: int = 1) -> None:
        """Look at so many values. Raises TooMuch."""
        self.left -= n
        if self.left < 0:
            raise TooMuch


class _Bounded(JSONPathEnvironment):
    """Counts what it looks at."""

    max_recursion_depth = 60

    def setup_function_extensions(self) -> None:
        """None: expressions over words can be made to run for hours."""

    def getitem(self, obj: Any, key: Any) -> Any:
        _spent.spend()
        return super().getitem(obj, key)


_spent = _Spent()
_ENV = _Bounded(strict=True)


@lru_cache(2000)
def compiled(path: str) -> Any:
    """A path that may be asked. Raises Wrong."""
    if len(path) > LONGEST or path.count("..") > 1 or path.count("?") > 1 or path.count("$") != 1 or "," in path:
        raise Wrong(path)
    try:
        return _ENV.compile(path)
    except (JSONPathError, RecursionError, ValueError) as error:
        raise Wrong(path) from error


def checked(path: str) -> str:
    """The path, if it may be asked. Raises Wrong."""
    compiled(path)
    return path


class Reader:
    """Looks values up in one payload, STEPS of them at the most."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self._size = _count(data, STEPS)
        self._left = STEPS * 10

    def all(self, path: str) -> list[Any]:
        """The values at a path. Raises TooMuch."""
        _spent.left = self._left
        try:
            if ".." in path or "*" in path or "?" in path:
                _spent.spend(self._size)
            return [found.obj for found in islice(compiled(path).finditer(self.data), FOUND)]
        except (JSONPathError, RecursionError):
            raise TooMuch from None
        finally:
            self._left = _spent.left

    def first(self, path: str) -> Any:
        """The first value at a path, or None."""
        found = self.all(path)
        return found[0] if found else None


def _count(data: Any, most: int) -> int:
    """How many values a payload holds. Raises TooMuch above `most`."""
    count, waiting = 0, [data]
    while waiting:
        one = waiting.pop()
        count += 1
        if count > most:
            raise TooMuch
        if isinstance(one, Mapping):
            waiting.extend(one.values())
        elif isinstance(one, Sequence) and not isinstance(one, str):
            waiting.extend(one)
    return count
