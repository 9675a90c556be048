"""News between modules: it travels up, in the same transaction, once per batch.

An event is a frozen dataclass of ids. Which handler hears it is written in `nitka/wiring.py` and nowhere else.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

Handler = Callable[[Any], None]

_handlers: dict[type, list[str]] = defaultdict(list)


def on(event: type, *paths: str) -> None:
    """Have the functions at the dotted `paths` called, in this order, for each `event` published."""
    _handlers[event].extend(path for path in paths if path not in _handlers[event])


def publish(event: object) -> None:
    """Tell all who asked; an exception of a handler undoes the cause, too."""
    for path in _handlers[type(event)]:
        import_string(path)(event)
