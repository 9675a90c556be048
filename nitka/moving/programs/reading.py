"""JSON of strangers read without trust: what is not there or is something else is nothing, and nothing is too long."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from nitka.kit.text import scrub
from nitka.moving.contract import Json

FIRST = datetime(2000, 1, 1, tzinfo=UTC)  # nothing is older: a program's "no time" is
NAME, TEXT, HTML, ADDRESS = 200, 200_000, 1_000_000, 320


def text(of: Any, *path: str, most: int = NAME) -> str:
    """Words or a number as text."""
    value = dig(of, *path)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return scrub(str(value))[:most]


def line(of: Any, *path: str, most: int = NAME) -> str:
    """The same in one line."""
    return " ".join(text(of, *path, most=most * 2).split())[:most]


def number(of: Any, *path: str) -> int | None:
    """A whole number, also written as text."""
    value = dig(of, *path)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None


def key(of: Any, *path: str) -> str:
    """What the program calls it by."""
    return line(of, *path, most=80)


def listed(of: Any, *path: str) -> Iterator[Json]:
    """The objects of a list."""
    value = dig(of, *path)
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def when(of: Any, *path: str) -> datetime | None:
    """A time: seconds since 1970, or ISO 8601; what cannot be is none."""
    value = dig(of, *path)
    try:
        if isinstance(value, str) and not value.strip().isdecimal():
            found = datetime.fromisoformat(value.strip())
        else:
            found = datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        return None
    return found if FIRST <= found <= datetime(2200, 1, 1, tzinfo=UTC) else None


def dig(of: Any, *path: str) -> Any:
    """What lies at a path of objects."""
    for name in path:
        if not isinstance(of, dict):
            return None
        of = of.get(name)
    return of


def own(of: Any, *path: str) -> dict[str, Any]:
    """What an object says under names of its own: words, numbers, yes or no, lists of words."""
    value = dig(of, *path)
    found = {line({"": name}, ""): _plain(one) for name, one in value.items()} if isinstance(value, dict) else {}
    return {name: one for name, one in found.items() if name and one not in (None, "", [])}


def words(of: Any, *path: str, most: int = 50) -> tuple[str, ...]:
    """A list of words, each once; objects by their names."""
    value = dig(of, *path)
    rows = value[:most] if isinstance(value, list) else []
    return some(*(line(one, "name") if isinstance(one, dict) else line({"": one}, "") for one in rows))


def _plain(value: Any) -> Any:
    """As an attribute keeps it; None for what is none."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < 1e15 else None
    if isinstance(value, str):
        return scrub(value).strip()[:2000]
    if isinstance(value, list):
        return list(words({"": value}, ""))
    return None


def some(*values: str) -> tuple[str, ...]:
    """Those that are there, each once."""
    return tuple(dict.fromkeys(value for value in values if value))
