"""Where lists are sent to: one function for each kind of store, the whole file in one stream."""

from collections.abc import Iterator
from typing import Any

from nitka.sending.models import Place
from nitka.sending.stores.errors import Undelivered
from nitka.sending.stores.s3 import put as put_s3
from nitka.sending.stores.sftp import put as put_sftp
from nitka.sending.stores.stream import Stream

__all__ = ["Stream", "Undelivered", "deliver"]


def deliver(schedule: Any, name: str, pieces: Iterator[bytes]) -> int:
    """Send a file; how many bytes it had. Raises Undelivered."""
    stream = Stream(pieces)
    (put_s3 if schedule.place == Place.S3 else put_sftp)(schedule, name, stream)
    return stream.size
