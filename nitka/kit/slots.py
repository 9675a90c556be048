"""Places on a lower floor's page or door that a higher floor fills; who fills them is written in `nitka/wiring.py`."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

_fillers: dict[str, list[str]] = defaultdict(list)


def fill(slot: str, *paths: str) -> None:
    """Have the functions at the dotted `paths` fill `slot`, in this order."""
    _fillers[slot].extend(path for path in paths if path not in _fillers[slot])


def fillers(slot: str) -> list[Callable[..., Any]]:
    """The functions that fill `slot`; none when nobody does."""
    return [import_string(path) for path in _fillers[slot]]
