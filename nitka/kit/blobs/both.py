"""A bucket, and the directory behind it: what was there before is found until it has been moved."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from nitka.kit.blobs.folder import Folder

if TYPE_CHECKING:
    from nitka.kit.blobs.bucket import Bucket

NAMED = 3  # parts of a place named by its hash; a row's own files have more, and stay in the directory


class Both:
    """What is named by its hash goes to the bucket; the rest stays on the machine."""

    def __init__(self, bucket: "Bucket", folder: Folder) -> None:
        self.bucket, self.folder = bucket, folder

    def __str__(self) -> str:
        return str(self.bucket)

    def has(self, place: str) -> bool:
        """True when the bucket has it."""
        return self._of(place).has(place)

    def put(self, place: str, data: BinaryIO) -> None:
        """Write it durably."""
        self._of(place).put(place, data)

    def open(self, place: str) -> BinaryIO:
        """The bytes, wherever they lie. Raises FileNotFoundError."""
        try:
            return self._of(place).open(place)
        except FileNotFoundError:
            return self.folder.open(place)

    def remove(self, place: str, before: datetime | None = None) -> bool:
        """Take it away from both; whether one had it."""
        behind = self.folder.remove(place, before)
        return (is_named(place) and self.bucket.remove(place, before)) or behind

    def listing(self) -> Iterator[tuple[str, int, float]]:
        """All of both, once."""
        known = {place: True for place, _size, _at in self.folder.listing()}
        for found in self.bucket.listing():
            known.pop(found[0], None)
            yield found
        for found in self.folder.listing():
            if found[0] in known:
                yield found

    def _of(self, place: str) -> "Bucket | Folder":
        return self.bucket if is_named(place) else self.folder


def is_named(place: str) -> bool:
    """True for what is named by its hash: `workspace/ab/cdef…`."""
    parts = place.split("/")
    return len(parts) == NAMED and len(parts[1]) + len(parts[2]) == 64
