"""How far a long benchmark is, for whoever waits: on stderr, as the last line of stdout is the result."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
EVERY = 10.0  # seconds between two lines
_begun = time.monotonic()


def say(what: str) -> None:
    """A line, with the minutes and seconds since the beginning."""
    minutes, seconds = divmod(round(time.monotonic() - _begun), 60)
    print(f"{minutes:3}:{seconds:02} {what}", file=sys.stderr, flush=True)


def through(what: str, items: Iterable[Item], of: int = 0, each: int = 1) -> Iterator[Item]:
    """The items, saying now and then how many of them there were."""
    last = time.monotonic()
    for number, item in enumerate(items):
        if time.monotonic() - last > EVERY:
            last = time.monotonic()
            say(f"{what}: {number * each:,}" + (f" of {of:,}" if of else ""))
        yield item
