"""What the engine and the plug-in of a program say to each other. Plain data; a plug-in imports this and the kit.

A plug-in is pure but for what it asks by `Ask`: documented JSON in, these records out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

from django.utils.functional import Promise

Json: TypeAlias = dict[str, Any]
Part: TypeAlias = Literal["companies", "customers", "conversations", "deals"]
PARTS: tuple[Part, ...] = ("companies", "customers", "conversations", "deals")
Way: TypeAlias = Literal["in", "out", "note"]


@dataclass(frozen=True, slots=True)
class Field:
    """What a program's door asks for, and where its people find it."""

    code: str
    label: str | Promise
    help: str | Promise
    secret: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company."""

    external: str
    name: str
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A customer: what they are called and reached by, and the companies they are with."""

    external: str
    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    own: Mapping[str, Any] = field(default_factory=dict)  # what else is said of them: the program's name for it → value
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """A file of a message, where it lies."""

    external: str
    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A message, or a note of the members'."""

    external: str
    way: Way
    at: datetime
    text: str = ""
    html: str = ""  # as the program keeps it: the engine makes it harmless
    author: str = ""  # of ours: their name and address
    email: str = ""
    files: tuple[Linked, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with one customer, whole."""

    external: str
    person: Person
    at: datetime
    subject: str = ""
    closed_at: datetime | None = None  # None: it is open
    assignee: str = ""  # their address
    messages: tuple[Written, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deal:
    """A sale under way, won or lost."""

    external: str
    name: str
    at: datetime
    people: tuple[str, ...]  # externals of customers, who it is mostly with first
    state: Literal["open", "won", "lost"] = "open"
    ended_at: datetime | None = None
    amount: str = ""
    currency: str = ""
    reason: str = ""


Item: TypeAlias = Organisation | Person | Talk | Deal


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that could not be read, by its number there, and why, by a code of `words.py`."""

    external: str
    reason: str


@dataclass(slots=True)
class Page:
    """What one step read, and where the next one begins; None: that was all."""

    items: list[Item] = field(default_factory=list)
    cursor: Json | None = None
    unread: list[Unread] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """Whose door it is, and how much lies behind it as far as the program says."""

    who: str
    counts: Mapping[Part, int] = field(default_factory=dict)
    account: str = ""  # which of its companies it is, where one address serves all


class Refused(Exception):
    """The door does not open: going on needs a person. The argument is a code of `words.py`."""


class Later(Exception):
    """Not now. `seconds`: what the program asks for; None: a pause that grows with each failure."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class Missing(Exception):
    """There is no such thing there (404)."""


class Ask(Protocol):
    """How a plug-in asks its program: paced, with its keys, patient. Raises Refused, Later, Missing."""

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path; None where the program has nothing to say (204)."""

    def post(self, path: str, body: Json) -> Any:
        """The JSON answered to JSON."""


class Program(Protocol):
    """A plug-in."""

    code: str
    name: str
    fields: Sequence[Field]
    parts: Sequence[Part]  # what can be brought, in order
    pause: float  # seconds between two questions, by the program's documented limit

    def base(self, given: Mapping[str, str]) -> str:
        """The address that paths begin with. Raises ValueError: what was given is none."""

    def headers(self, given: Mapping[str, str]) -> dict[str, str]:
        """What each question carries to be let in."""

    def check(self, ask: Ask) -> Found:
        """Whose door it is; a few cheap questions."""

    def page(self, part: Part, cursor: Json, since: datetime | None, ask: Ask) -> Page:
        """The next few things; `cursor` is {} in the beginning, then what the page before left."""
