"""Files of messages are fetched before anything is written; one that cannot be had leaves a note where it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import translation

from nitka.channels.contract import File
from nitka.kit import blobs
from nitka.kit.outside import Unfetched
from nitka.kit.sniff import sniff
from nitka.moving.asking import Asker
from nitka.moving.contract import Item, Linked, Talk, Written
from nitka.moving.words import lost_file

MOST = 50  # files of one message


@dataclass(slots=True)
class Had:
    """What became of the files of some conversations: message → files, and those that are lost, with why."""

    files: dict[str, list[File]] = field(default_factory=dict)
    lost: dict[str, list[tuple[Linked, str]]] = field(default_factory=dict)


def fetch(items: Sequence[Item], ask: Asker, workspace_id: UUID, there: set[str]) -> Had:
    """Fetch what belongs to messages that are not here (`there`: those that are)."""
    had = Had()
    for said in _written(items):
        if said.external in there:
            continue
        for one in said.files[:MOST]:
            try:
                data = ask.file(one.url)
            except Unfetched as problem:
                had.lost.setdefault(said.external, []).append((one, _why(str(problem))))
                continue
            name = one.name or "file"
            had.files.setdefault(said.external, []).append(
                File(name, sniff(data, name=name), len(data), sha256=blobs.store(workspace_id, data))
            )
    return had


def _written(items: Sequence[Item]) -> Iterator[Written]:
    for item in items:
        if isinstance(item, Talk):
            yield from item.messages


def _why(problem: str) -> str:
    if problem == "too large":
        return "large"
    if problem in ("status 404", "status 410"):
        return "gone"
    if problem in ("status 401", "status 403"):
        return "forbidden"
    return "inside" if "public" in problem or "port" in problem else "unreachable"


def note_of(lost: Sequence[tuple[Linked, str]], language: str) -> str:
    """What stands in the thread instead of files."""
    with translation.override(language):
        return "\n".join(lost_file(one.name or one.external, why) for one, why in lost)
