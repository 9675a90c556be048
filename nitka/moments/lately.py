"""Whom this process told of a moment ago: a page looked at right after another thing changes nothing of a customer
(`customers.actions.stand`), and to ask the database of thousands costs as much as to write them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nitka.customers.actions import CLOSE, Heard

MOST = 50_000
_told: dict[int, datetime] = {}  # by the id's number: its own hash is Python's, and costs thrice


def is_news(identity_id: UUID, at: datetime) -> bool:
    """Whether a light moment (`Heard.light`) says anything of whom it concerns."""
    told = _told.get(identity_id.int)
    return told is None or at - told > CLOSE


def remember(heard: Sequence[Heard]) -> None:
    """These are told of, once that is committed."""
    if heard:
        transaction.on_commit(lambda: _remember(heard))


def _remember(told: Sequence[Heard]) -> None:
    if len(_told) > MOST:
        _told.clear()
    for one in told:
        key = one.identity_id.int
        _told[key] = max(one.at, _told.get(key, one.at))
