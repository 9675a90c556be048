"""Pages of a list by the key of its last row, so that a page costs the same wherever it lies.

A cursor only says where to go on: one made up by hand leads to another place in the same rows, never to others'.
"""

import binascii
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from ninja import Field, Schema

from nitka.api.errors import Problem

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


class Page(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=64)


def newest(rows: "QuerySet[Any]", page: Page, *, by: str = "") -> tuple[list[Any], str | None]:
    """The rows of a page, newest first by the time in `by` and the id, and the cursor of the next."""
    if page.cursor and by:
        at, key = _split(page.cursor)
        rows = rows.filter(Q(**{f"{by}__lte": at}), Q(**{f"{by}__lt": at}) | Q(pk__lt=key))
    elif page.cursor:
        rows = rows.filter(pk__lt=_key(page.cursor))
    order = [f"-{by}", "-pk"] if by else ["-pk"]
    return _cut(rows.order_by(*order), page, lambda row: _join(getattr(row, by), row.pk) if by else _pack(row.pk))


def oldest(rows: "QuerySet[Any]", page: Page, *, by: str) -> tuple[list[Any], str | None]:
    """The rows of a page, oldest first by a version 7 key."""
    if page.cursor:
        rows = rows.filter(**{f"{by}__gt": _key(page.cursor)})
    return _cut(rows.order_by(by), page, lambda row: _pack(getattr(row, by)))


def _cut(rows: "QuerySet[Any]", page: Page, mark: Callable[[Any], str]) -> tuple[list[Any], str | None]:
    found: Sequence[Model] = list(rows[: page.limit + 1])
    more = len(found) > page.limit
    return list(found[: page.limit]), mark(found[page.limit - 1]) if more else None


def _pack(key: UUID) -> str:
    return _text(key.bytes)


def _join(at: datetime, key: UUID) -> str:
    return _text(struct.pack(">q", (at - _EPOCH) // _MICRO) + key.bytes)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _key(cursor: str) -> UUID:
    return UUID(bytes=_bytes(cursor, 16))


def _split(cursor: str) -> tuple[datetime, UUID]:
    data = _bytes(cursor, 24)
    try:
        return _EPOCH + _MICRO * struct.unpack(">q", data[:8])[0], UUID(bytes=data[8:])
    except OverflowError:
        raise _wrong() from None


def _bytes(cursor: str, length: int) -> bytes:
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raise _wrong() from None
    if len(data) != length or _text(data) != cursor:  # decoding passes over what is no letter of it
        raise _wrong()
    return data


def _wrong() -> Problem:
    return Problem("invalid", fields={"cursor": "not a cursor of this list"})
