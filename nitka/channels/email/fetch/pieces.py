"""How letters are asked for: several small ones at once, a large one in pieces that survive a lost connection."""

from collections.abc import Iterator
from typing import NamedTuple

from imapclient import IMAPClient

from nitka.channels.email.parse.mime import read_headers
from nitka.channels.email.sameness import message_id
from nitka.channels.fetching import Letter, Listed, Portion

from .deadline import deadline
from .envelope import letter

WINDOW = 500  # numbers looked at in one command
LETTERS = 100  # in a portion
BYTES = 4 * 1024 * 1024  # in a portion
PIECE = 1024 * 1024  # of a large letter
HEAD = 256 * 1024  # what is fetched of a letter above the limit
_IDS = b"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


class Part(NamedTuple):
    """A letter that is to be fetched."""

    uid: int
    size: int


def portions(found: list[Part], gently: bool) -> Iterator[list[Part]]:
    """Groups of letters to be asked for together; a large one alone."""
    group: list[Part] = []
    weight = 0
    for part in found:
        full = len(group) >= LETTERS or weight + part.size > BYTES or gently
        if group and full:
            yield group
            group, weight = [], 0
        group.append(part)
        weight += part.size
    if group:
        yield group


class Pieces:
    """Reads letters; what it has of a large one is kept for the next connection."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.kept: dict[int, bytearray] = {}

    def read(self, client: IMAPClient, group: list[Part], limit: float) -> Portion:
        """The letters of a group. One that vanished meanwhile is not among them."""
        if len(group) == 1 and group[0].size > BYTES:
            letters = [self._large(client, group[0], limit)]
        else:
            with deadline(client.socket(), limit):
                letters = _small(client, group)
        return Portion(letters, group[-1].uid)

    def _large(self, client: IMAPClient, part: Part, limit: float) -> Letter:
        too_large = part.size > self.max_bytes
        wanted = HEAD if too_large else part.size
        body = self.kept.setdefault(part.uid, bytearray())
        while len(body) < wanted:
            with deadline(client.socket(), limit):  # of its own: the whole letter may take long
                piece = _piece(client, part.uid, len(body), min(PIECE, wanted - len(body)))
            if not piece:
                break
            body += piece
        del self.kept[part.uid]
        return letter(str(part.uid), bytes(body), **({"cut_from": part.size} if too_large else {}))


def message_ids(client: IMAPClient, uids: list[int]) -> list[Listed]:
    """The Message-IDs of letters."""
    found = client.fetch(uids, [_IDS])
    return [Listed(str(uid), message_id(read_headers(_body(row)))) for uid, row in sorted(found.items())]


def _small(client: IMAPClient, group: list[Part]) -> list[Letter]:
    found = client.fetch([part.uid for part in group], [b"BODY.PEEK[]"])
    return [letter(str(part.uid), _body(found[part.uid])) for part in group if _body(found.get(part.uid) or {})]


def _piece(client: IMAPClient, uid: int, offset: int, length: int) -> bytes:
    found = client.fetch([uid], [f"BODY.PEEK[]<{offset}.{length}>".encode()])
    return _body(found.get(uid) or {})


def _body(row: dict[bytes, object]) -> bytes:
    """The literal of an answer, whatever the server calls it (BODY[]<0> for a piece)."""
    return next((value for name, value in row.items() if name.startswith(b"BODY") and isinstance(value, bytes)), b"")
