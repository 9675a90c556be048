"""What a channel plug-in and the house say to each other.

Plain data, no Django: a plug-in imports this module and `nitka.kit`, nothing else. `parse` is pure (bytes in,
items out); only `send` talks to the outside. All times are aware UTC.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, runtime_checkable
from uuid import UUID

from nitka.channels.reasons import FETCHING_REASONS

Json: TypeAlias = dict[str, Any]
IdentityKind: TypeAlias = str  # "email" | "phone" | "visitor" | "telegram" …
IdentityStatus: TypeAlias = Literal["verified", "stated", "guessed"]
NO_ADDRESS = "@unknown.invalid"  # ends the identity of a letter that names no sender; one each
ReceiptState: TypeAlias = Literal["sent", "delivered", "read", "failed"]
InboundKind: TypeAlias = Literal["message", "contact"]


class Identity(NamedTuple):
    """How a person is known here; `value` is normalised by the plug-in (lower-case e-mail, E.164 phone)."""

    kind: IdentityKind
    value: str
    name: str = ""
    status: IdentityStatus = "verified"


@dataclass(slots=True)
class File:
    """A file that came in: either its bytes, or the sha256 of bytes already in `kit.blobs`."""

    name: str
    type: str  # sniffed, never the sender's word
    size: int
    data: bytes | None = None
    sha256: str = ""
    cid: str = ""  # what `cid:` in the HTML refers to; empty for an ordinary attachment
    inline: bool = False


@dataclass(slots=True)
class Reply:
    """What an inbound message says about the message it answers."""

    ours: list[UUID] = field(default_factory=list)  # ids of our Messages, signature checked, nearest first
    in_reply_to: str = ""  # external id without brackets
    references: list[str] = field(default_factory=list)  # external ids without brackets, oldest first


_NO_REPLY = Reply()


@dataclass(slots=True)
class Inbound:
    """One message from a customer (`message`), or only what they said about themselves (`contact`)."""

    kind: InboundKind
    external_id: str  # the sender's id of it: Message-ID without brackets, the widget's uuid
    sender: Identity
    at: datetime  # as the sender says, kept within reason; order is by receipt
    text: str = ""  # without the quoted part and the signature
    quoted: str = ""  # the folded rest
    html: str = ""  # sanitised; remote images are in data-src
    subject: str = ""
    files: list[File] = field(default_factory=list)
    reply: Reply = field(default_factory=lambda: _NO_REPLY)  # shared when empty: do not change in place
    auto: bool = False  # RFC 3834: never answer automatically, never reopen
    stated: list[Identity] = field(default_factory=list)  # other identities the sender claims
    to: str = ""  # our address it was written to
    meta: Json = field(default_factory=dict)  # cc, problems of the letter, authentication results… JSON only


@dataclass(slots=True)
class Receipt:
    """News about a message we sent."""

    state: ReceiptState
    at: datetime
    ours: UUID | None = None  # our Message's id, when its signature was seen
    external_id: str = ""  # else the external id it was sent under
    reason: str = ""  # a code of `REASONS` for failures
    detail: str = ""  # the other side's words
    permanent: bool = True
    recipient: str = ""


Parsed: TypeAlias = Inbound | Receipt


@dataclass(slots=True, frozen=True)
class Raw:
    """What the inbound log kept of one thing that arrived."""

    id: UUID  # the inbound id: the Message gets the same
    at: datetime
    kind: str  # "mail", "chat.message", "chat.contact"
    sender: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""


@dataclass(slots=True, frozen=True)
class ChannelInfo:
    """A configured channel, as a plug-in may see it."""

    id: UUID
    workspace_id: UUID
    name: str = ""
    brand: str = ""
    language: str = "en"
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    key: bytes = b""  # signs reply tokens; from the installation's secret
    colour: str = ""  # the brand's, #rrggbb
    logo: "OutFile | None" = field(default=None, compare=False)  # small enough to travel in each letter
    token: Callable[[], str] | None = field(
        default=None, compare=False
    )  # an access token in force, where it logs in so


LOGO = "logo@nitka"  # the cid of the brand's logo


@dataclass(slots=True, frozen=True)
class OutFile:
    """A file to send; its bytes are read only when they are needed."""

    name: str
    type: str
    size: int
    read: Callable[[], bytes]
    cid: str = ""


@dataclass(slots=True, frozen=True)
class Quote:
    """An earlier message that is quoted under an answer."""

    author: str
    at: datetime
    text: str


@dataclass(slots=True, frozen=True)
class RatingLink:
    """One choice of a rating request; `face` is a picture's URL or empty."""

    value: int
    label: str
    url: str
    face: str = ""


@dataclass(slots=True, frozen=True)
class RatingAsk:
    """A request for a rating: what is asked, and one link per choice."""

    question: str
    intro: str
    links: tuple[RatingLink, ...]
    after: str = ""
    promise: str = ""
    footer: str = ""
    low_label: str = ""
    high_label: str = ""
    url: str = ""  # the page itself, where there is no room for a link for each choice


@dataclass(slots=True, frozen=True)
class ConfirmAsk:
    """Whether an address is its reader's: a code to say where they are talking with us, or a page that asks."""

    code: str  # empty where there is no chat to say it in
    url: str


@dataclass(slots=True, frozen=True)
class Leave:
    """What a message is one of, and the page where its reader says no to more; a mail program may post there."""

    name: str
    url: str


@dataclass(slots=True, frozen=True)
class Outbound:
    """One message to get out by one channel to one address."""

    id: UUID  # our Message's id
    to: Identity
    at: datetime
    text: str = ""
    html: str = ""  # own markup instead of the text's paragraphs; sanitised
    subject: str = ""
    author: str = ""  # the member's name as customers see it
    role: str = ""
    language: str = ""  # of the customer; empty: the channel's
    number: int | None = None
    files: Sequence[OutFile] = ()
    in_reply_to: str = ""  # external id without brackets
    references: Sequence[str] = ()  # oldest first
    quotes: Sequence[Quote] = ()  # newest first
    copies: Sequence[Identity] = ()  # who else gets it, for all to see
    hidden: Sequence[Identity] = ()  # who else gets it, unseen by the others
    auto: bool = False  # an acknowledgement or another letter nobody wrote by hand
    rating: RatingAsk | None = None
    confirm: ConfirmAsk | None = None
    leave: Leave | None = None  # absent where it serves what the customer asked for
    preheader: str = ""
    footer: str = ""


@dataclass(slots=True, frozen=True)
class Sent:
    """It is out: the external id it has there, and what is known at once."""

    external_id: str
    state: ReceiptState = "sent"
    detail: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)  # copies that were not taken: address → reason


@dataclass(slots=True, frozen=True)
class Capabilities:
    """What a channel can do; the interface asks this and never a channel's name."""

    html: bool = False
    subject: bool = False
    files: bool = True
    max_file_bytes: int = 25 * 1024 * 1024
    max_text: int = 100_000  # what the system itself says is cut to it, but for its links
    measure: Callable[[str], int] = len  # in what `max_text` is: characters, or parts of text messages (`kit.sms`)
    typing: bool = False
    receipts: frozenset[ReceiptState] = frozenset({"sent"})
    writes_first: bool = False  # may we begin a conversation there
    transport: bool = True  # False: stored is sent (the customer fetches it)
    quotes: bool = False  # answers repeat what was said before
    copies: bool = False  # others may get the same message
    letter: bool = False  # writes `rating`, `confirm` and `leave` in a form of its own; else they stand in `text`
    carries: bool = True  # False: it only holds what another program carried; nothing is set there
    icon: str = ""  # of `ui/icons.svg`; none: by the kind, else the globe
    reaches: IdentityKind = ""  # the kind of identity it writes to


REASONS: dict[str, tuple[str, str]] = {
    "unknown_recipient": ("The address does not exist", "Такого адреса нет"),
    "mailbox_full": ("The customer’s mailbox is full", "Ящик клиента переполнен"),
    "refused_policy": ("The receiving server refused the message", "Принимающий сервер отказался взять сообщение"),
    "refused_spam": ("The receiving server took it for spam", "Принимающий сервер счёл сообщение спамом"),
    "too_large": (
        "The message is too large for the receiving server",
        "Сообщение слишком велико для принимающего сервера",
    ),
    "authentication": ("The relay did not accept our name and password", "Сервер отправки не принял имя и пароль"),
    "tls": ("No secure connection to the relay", "Нет защищённого соединения с сервером отправки"),
    "unreachable": ("The relay cannot be reached", "Сервер отправки недоступен"),
    "timeout": ("The relay did not answer in time", "Сервер отправки не ответил вовремя"),
    "busy": ("The receiving server asks to try again later", "Принимающий сервер просит повторить позже"),
    "bad_address": ("The address is not valid", "Адрес записан неверно"),
    "not_configured": ("The channel has no relay yet", "У канала ещё нет сервера отправки"),
    "refused": ("The receiving server refused the message", "Принимающий сервер отказался взять сообщение"),
    "not_agreed": (
        "Not sent: the customer has not agreed to such messages, or has withdrawn their consent",
        "Не отправлено: клиент не соглашался на такие сообщения или отозвал согласие",
    ),
    "restricted": (
        "Not sent: the customer asked that nothing be done with their data",
        "Не отправлено: клиент потребовал прекратить обработку своих данных",
    ),
    **FETCHING_REASONS,
}


class ChannelError(Exception):
    """It did not go out. `permanent`: trying again will not help; `reason` is a key of `REASONS`."""

    def __init__(self, reason: str, *, permanent: bool, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.permanent = permanent
        self.detail = detail

    def words(self, language: str = "en") -> str:
        """The reason as people read it."""
        return reason_words(self.reason, language)


def reason_words(reason: str, language: str = "en") -> str:
    """A reason's code in words; an unknown code is shown as it is."""
    english, russian = REASONS.get(reason, (reason, reason))
    return russian if language.startswith("ru") else english


@runtime_checkable
class Adapter(Protocol):
    """A channel plug-in. Stateless between calls but for connections it keeps for speed."""

    slug: str
    kinds: frozenset[str]  # inbound kinds it parses
    capabilities: Capabilities

    def verify(self, headers: Mapping[str, str], body: bytes, channel: ChannelInfo) -> bool:
        """Whether what was posted to the channel's hook is genuine."""

    def parse(self, raw: Raw, channel: ChannelInfo) -> list[Parsed]:
        """Pure. What cannot be read raises ValueError and goes to the quarantine."""

    def send(self, outbound: Outbound, channel: ChannelInfo) -> Sent:
        """Get one message out, or raise ChannelError."""

    def send_many(self, batch: Sequence[Outbound], channel: ChannelInfo) -> list[Sent | ChannelError]:
        """Get many out over one connection; one result for each, in order."""
