"""What a row of a file says of somebody beside who they are: the language they speak, what they agreed to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from nitka.customers.actions.consent import Word
from nitka.customers.actions.journal import project, value
from nitka.customers.actions.repeating import note_news
from nitka.customers.agreed import standing
from nitka.customers.consents import Answer, Way
from nitka.customers.models import Status
from nitka.kit.db.bulk import array, insert


@dataclass(frozen=True, slots=True)
class Agreed:
    """One answer in a file, and where it stands there."""

    identity_id: UUID
    purpose: str
    yes: bool
    proof: str


def speak(languages: Mapping[UUID, tuple[UUID, str]]) -> None:
    """Customer → the identity that says so, and the language of somebody whose language nobody knew."""
    insert([value(identity, "language", code, Status.VERIFIED, "import") for identity, code in languages.values()])
    project(languages)


def agree(words: Sequence[Agreed], *, source_id: UUID) -> set[tuple[UUID, str]]:
    """Write down answers of a file, with where they stand; answers which were news.

    A yes in a file is older than whatever they said themselves: it takes no withdrawal back. A no always holds.
    """
    first = {(word.identity_id, word.purpose): word for word in reversed(words)}
    stands = standing({identity for identity, _ in first})
    news = {key for key, word in first.items() if _is_news(word, stands.get(key[0], {}).get(key[1]))}
    note_news([
        Word(word.identity_id, word.purpose, Answer.GIVEN if word.yes else Answer.WITHDRAWN, Way.FILE,
             source_id=source_id, proof=word.proof)
        for key, word in first.items() if key in news or not word.yes
    ])  # fmt: skip
    return news


def unsay_consents(*, identities: Collection[UUID], source_id: UUID) -> None:
    """Take back what a file said of consents."""
    with connection.cursor() as cursor:
        cursor.execute("select nitka_unsay_consents(%s::uuid[], %s)", [array(identities), source_id])


def _is_news(word: Agreed, held: object) -> bool:
    decided = getattr(held, "decision", "")
    return not decided if word.yes else decided != Answer.WITHDRAWN
