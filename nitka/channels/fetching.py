"""What a plug-in that fetches from a mailbox and the house say to each other: beside `contract`, as plain.

A plug-in names its `fetching`; it knows protocols and no database. The house keeps cursors, stores what comes and says
what is wrong. A cursor moves only after the letters before it are stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from nitka.channels.contract import ChannelInfo


@dataclass(slots=True)
class Cursor:
    """How far a folder has been read. `validity` changes when the server numbers its letters anew.

    A folder with much to read is read in slices: up to `end`, with what came after it (read up to `top`) in between.
    Only `last` is kept: whoever begins anew reads some letters twice, and misses none.
    """

    folder: str
    validity: int = 0
    last: int = 0
    end: int = 0
    top: int = 0
    since: datetime | None = None  # nothing older than this is wanted
    seen: set[str] = field(default_factory=set)  # names of letters, where a server does not number them
    gone: set[str] = field(default_factory=set)  # of these, those that the server has no more
    gently: bool = False  # one letter at a time: the server stalled over a larger portion
    skip: dict[str, str] = field(default_factory=dict)  # letters that could not be had, and why


class Letter(NamedTuple):
    """One letter as it lies in the mailbox."""

    ref: str
    key: str
    sender: str
    body: bytes
    payload: dict[str, Any]


@dataclass(slots=True)
class Portion:
    """Some letters, and how far the cursor's `last` or `top` may move once they are stored."""

    letters: list[Letter] = field(default_factory=list)
    last: int = 0
    top: int = 0
    skipped: dict[str, str] = field(default_factory=dict)


class Stalled(Exception):
    """The server fell silent over these letters; those that came before are safe."""

    def __init__(self, refs: Sequence[str]) -> None:
        super().__init__(", ".join(refs[:5]))
        self.refs = list(refs)


class Listed(NamedTuple):
    """A letter as a reconciliation sees it."""

    ref: str
    message_id: str  # without brackets; empty when it has none


class Source(Protocol):
    """An open mailbox. What goes wrong raises ChannelError, or Stalled in the middle of letters."""

    pushes: bool  # it says itself when something comes
    lasting: bool  # may stay open between looks

    def begin(self, cursor: Cursor) -> bool:
        """Open the cursor's folder; True when the cursor begins anew (a first time, or other numbers)."""

    def news(self, cursor: Cursor) -> Iterator[Portion]:
        """What has come since the cursor's `end` and `top`, while older letters wait to be read."""

    def after(self, cursor: Cursor) -> Iterator[Portion]:
        """What the folder holds beyond the cursor, in portions, oldest first; may be left and begun again."""

    def stored(self, portion: Portion) -> None:
        """Its letters are stored: mark or move them where that is wanted."""

    def listed(self, cursor: Cursor, since: datetime) -> Iterator[list[Listed]]:
        """What the folder holds from that day on, some at a time."""

    def fetch(self, refs: Sequence[str]) -> Iterator[Portion]:
        """These letters, in portions."""

    def wait(self, seconds: float) -> bool:
        """Until something may have come; True when the server said so."""

    def interrupt(self) -> None:
        """Cut the connection from another thread: whoever waits on it wakes."""

    def close(self) -> None:
        """Say goodbye."""


class Step(NamedTuple):
    """One step of a connection test."""

    name: str  # "dns" | "connect" | "tls" | "auth" | "folder"
    state: str  # "good" | "bad" | "ahead": the test did not come so far
    reason: str = ""  # a key of REASONS
    detail: str = ""


class Tokens(NamedTuple):
    """What a provider gives instead of a password."""

    access: str
    refresh: str
    expires: datetime


class Consent(Protocol):
    """The side of a plug-in that logs in by a provider's consent (OAuth 2)."""

    def wanted(self, channel: ChannelInfo) -> bool:
        """Whether this channel does."""

    def url(self, channel: ChannelInfo, *, redirect: str, state: str, verifier: str) -> str:
        """Where to say yes."""

    def exchange(self, channel: ChannelInfo, *, redirect: str, code: str, verifier: str) -> Tokens:
        """A code for tokens."""

    def renew(self, channel: ChannelInfo, refresh: str) -> Tokens:
        """New tokens; raises ChannelError("consent") when it has been withdrawn."""


class Fetching(Protocol):
    """The fetching side of a plug-in."""

    def account(self, settings: Mapping[str, Any]) -> str:
        """Which mailbox it is; a cursor is worth nothing in another one."""

    def folders(self, settings: Mapping[str, Any]) -> list[str]:
        """The folders to read; none when the channel has no mailbox."""

    def first(self, settings: Mapping[str, Any], now: datetime) -> datetime | None:
        """How old a letter may be when the mailbox is read for the first time; None: all are wanted."""

    def open(self, channel: ChannelInfo) -> Source:
        """Connect and log in."""

    def check(self, channel: ChannelInfo) -> dict[str, list[Step]]:
        """A connection test: steps of the way `in` and of the way `out`, as far as each is set up."""

    def guess(self, address: str) -> dict[str, Any]:
        """Settings that may be right for an address."""
