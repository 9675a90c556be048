"""Where lists are sent to: one function for each kind of store, the whole file in one stream.

Their libraries are heavy: only the process that sends has them in its memory.
"""

from collections.abc import Iterator
from typing import Any

from nitka.sending.models import Place
from nitka.sending.stores.errors import Undelivered
from nitka.sending.stores.stream import Stream

__all__ = ["Stream", "Undelivered", "deliver"]


def deliver(schedule: Any, name: str, pieces: Iterator[bytes]) -> int:
    """Send a file; how many bytes it had. Raises Undelivered."""
    stream = Stream(pieces)
    if schedule.place == Place.S3:
        from nitka.sending.stores import s3

        s3.put(schedule, name, stream)
    else:
        from nitka.sending.stores import sftp

        sftp.put(schedule, name, stream)
    return stream.size
