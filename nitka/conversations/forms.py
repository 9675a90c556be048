"""What members write and upload, as it comes in by HTTP."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nitka.channels.contract import File
from nitka.conversations import phrases
from nitka.conversations.actions import Copies, NoAddress, named
from nitka.conversations.desk import tokens
from nitka.conversations.desk.destinations import Place
from nitka.kit import blobs
from nitka.kit.context import require_workspace
from nitka.kit.files import kind_of, plain_name
from nitka.ui import words

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 10
MOST_TEXT = 100_000
MOST_COPIES = 50
KEPT = 7 * 24 * 3600  # seconds that an upload waits for its message


class Refused(ValueError):
    """What was sent cannot be taken; its words are for the person."""


class Lacking(Refused):
    """Fields are left empty: each with its words, which stand beside it."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(". ".join(fields.values()))
        self.fields = fields


@dataclass(slots=True)
class Written:
    """A message as its author sent it."""

    text: str
    files: list[File]
    subject: str = ""


def written(request: HttpRequest) -> Written:
    """Read text and files. Raises Refused."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if len(text) > MOST_TEXT:
        raise Refused(_("The text is longer than %(n)s characters") % {"n": words.figure(MOST_TEXT)})
    files = [opened(token) for token in request.POST.getlist("files")]
    files += [keep(given) for given in request.FILES.getlist("uploads") if given.size]
    if len(files) > MOST_FILES:
        raise Refused(_("At most %(n)s files in one message") % {"n": MOST_FILES})
    if not text.strip() and not files:
        raise Lacking({"text": _("Write something or add a file")})
    return Written(text, files, request.POST.get("subject", "").strip()[:250])


def carried(files: list[File], channel: str, *, can: bool) -> None:
    """No file is written for a channel that carries none. Raises Refused."""
    if files and not can:
        said = _("“%(channel)s” carries no files. Take them out, or choose another channel")
        raise Refused(said % {"channel": channel})


def filled(text: str, told: list[str]) -> None:
    """Nothing goes out with a variable in braces. Raises Refused."""
    left = phrases.unfilled(text, frozenset(told))
    if left:
        said = _("Not filled in: %(names)s. Write it yourself or take it out")
        raise Refused(said % {"names": ", ".join(f"{{{name}}}" for name in left)})


def place(request: HttpRequest, choices: list[Place]) -> Place:
    """The channel and address that the member saw in the composer. Raises Refused."""
    key = request.POST.get("to", "")
    for choice in choices:
        if choice.key == key or (not key and choice is choices[0]):
            return choice
    raise Refused(_("This address is no longer one of the customer’s. Choose where to answer"))


def seen(request: HttpRequest) -> UUID | None:
    """The position of the last message that the member had before them."""
    try:
        return UUID(request.POST.get("seen", ""))
    except ValueError:
        return None


def keys(request: HttpRequest, name: str) -> set[UUID]:
    """The ids of a field; what is none is left out."""
    found = set()
    for text in request.POST.getlist(name)[:100]:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


def copies(request: HttpRequest, chosen: Place) -> Copies:
    """Who else gets the answer, where its channel can do that. Raises Refused."""
    return copies_given(request, chosen.address) if chosen.channel.copies else Copies()


def copies_given(request: HttpRequest, address: str) -> Copies:
    """Who else gets it besides `address`. Raises Refused."""
    seen, hidden = _people(request.POST.get("cc", "")), _people(request.POST.get("bcc", ""))
    if len(seen) + len(hidden) > MOST_COPIES:
        raise Refused(_("At most %(n)s people may get a copy") % {"n": MOST_COPIES})
    named = {one[1] for one in seen} | {address}
    return Copies([one for one in seen if one[1] != address], [one for one in hidden if one[1] not in named])


def _people(text: str) -> list[tuple[str, str]]:
    """Addresses by commas, semicolons or lines, each perhaps with a name: `Anna <anna@example.org>`."""
    people: dict[str, str] = {}
    for part in re.split(r"[,;\n]+", text[:10_000]):
        if not part.strip():
            continue
        try:
            name, address = named(part)
        except NoAddress as problem:
            raise Refused(_("%(part)s is not an e-mail address") % {"part": problem}) from None
        people.setdefault(address, name)
    return [(name, address) for address, name in people.items()]


def keep(given: "UploadedFile[bytes]") -> File:
    """Store an upload; its type is what its bytes say. Raises Refused."""
    if (given.size or 0) > MOST_BYTES:
        raise Refused(_("The file is larger than %(size)s") % {"size": words.file_size(MOST_BYTES)})
    data = given.read()
    name = plain_name(given.name or "")
    return File(name, kind_of(data[:4096], name), len(data), sha256=blobs.store(require_workspace(), data))


def token(file: File) -> str:
    """A stored file's name for a message to come; only of this workspace."""
    return tokens.token({"sha256": file.sha256, "name": file.name, "type": file.type, "size": file.size})


def opened(text: str) -> File:
    """The file of a token. Raises Refused."""
    try:
        body = signing.loads(text, salt=tokens.SALT, max_age=KEPT)
    except signing.BadSignature:
        raise Refused(_("A file was lost on the way: add it again")) from None
    if body["w"] != str(require_workspace()):
        raise Refused(_("A file was lost on the way: add it again"))
    return File(body["n"], body["t"], body["z"], sha256=body["s"])
