"""Make what the system says as short as a channel takes it: words give way, a link or a code never does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nitka.channels.contract import Capabilities

_LEAST = 12  # characters of a cut sentence; what is shorter says nothing


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph. With `short` it holds a link or a code and may only be said so instead; without, it may be cut."""

    text: str
    short: str | None = None

    @classmethod
    def kept(cls, text: str) -> "Part":
        """One that stays as it is."""
        return cls(text, text)


def whole(parts: Sequence[Part]) -> str:
    """All of it."""
    return "\n\n".join(part.text for part in parts if part.text)


def fit(parts: Sequence[Part], can: Capabilities) -> str:
    """All of it where there is room; else links in their short form, then words cut, the first first.

    Links that alone are longer than the channel takes go as they are: half a link leads nowhere.
    """
    rest = list(parts)
    if _fits(rest, can):
        return whole(rest)
    rest = [replace(part, text=part.text if part.short is None else part.short) for part in rest]
    for at, part in enumerate(rest):
        if _fits(rest, can):
            break
        if part.short is None:
            rest[at] = _cut(rest, at, can)
    return whole(rest)


def _fits(parts: Sequence[Part], can: Capabilities) -> bool:
    return can.measure(whole(parts)) <= can.max_text


def _cut(parts: list[Part], at: int, can: Capabilities) -> Part:
    """As much of one part as there is room for beside the others, to the end of a word; perhaps nothing."""
    words = parts[at].text

    def said(length: int) -> Part:
        kept = words[:length].rpartition(" ")[0].rstrip(" ,;:–—-")
        gap = " " if "://" in kept.rpartition(" ")[2] else ""  # or it would become part of the link
        return Part(f"{kept}{gap}…" if len(kept) >= _LEAST else "")

    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        tried = [*parts[:at], said(middle), *parts[at + 1 :]]
        low, high = (middle, high) if _fits(tried, can) else (low, middle - 1)
    return said(low)
