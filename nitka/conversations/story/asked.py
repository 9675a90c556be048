"""What the reader of a story asked for: which moments, how shown, from where on. Anything else is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from nitka.kit.ids import id_in
from nitka.moments.kinds import GROUPS

_FIRST, _LAST = 10**12, 10**13  # milliseconds: from 2001 to 2286


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything, newest first, in episodes; unless told."""

    only: str = ""
    words: str = ""
    flat: bool = False
    before: UUID | None = None
    shown: frozenset[str] = frozenset()  # episodes that an earlier page showed down to `till`
    till: UUID | None = None

    def query(self, **changes: str) -> str:
        """The address of the same with changes, its beginning unless they say where."""
        values = {"only": self.only, "words": self.words, "flat": "1" if self.flat else "", **changes}
        return "?" + urlencode({name: value for name, value in values.items() if value})


def read(given: Mapping[str, str]) -> Asked:
    """From the query of an address."""
    only = given.get("only", "")
    return Asked(
        only=only if only in GROUPS else "",
        words=" ".join(given.get("words", "").replace("\x00", "").split())[:80],
        flat=given.get("flat", "") == "1",
        before=_known(id_in(given.get("before", ""))),
        shown=frozenset(given.get("shown", "")[:600].split("-")),
        till=id_in(given.get("till", "")),
    )


def _known(key: UUID | None) -> UUID | None:
    """A place in the story, not one before the journal or beyond all time."""
    return key if key and _FIRST < key.int >> 80 < _LAST else None
