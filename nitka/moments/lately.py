"""Whom this process told of a moment ago: a page looked at right after another thing changes nothing of a customer
(`customers.actions.stand`), and to ask the database of thousands costs as much as to write them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nitka.customers.actions import CLOSE, Heard

MOST = 50_000
_told: dict[UUID, datetime] = {}


def left(heard: Sequence[Heard]) -> list[Heard]:
    """Those of whom is to be told; remembered once that is committed."""
    kept = [one for one in heard if not (one.light and one.identity_id in _told and _close(one))]
    if kept:
        transaction.on_commit(lambda: _remember(kept))
    return kept


def _close(one: Heard) -> bool:
    return one.at - _told[one.identity_id] <= CLOSE


def _remember(told: Sequence[Heard]) -> None:
    if len(_told) > MOST:
        _told.clear()
    for one in told:
        _told[one.identity_id] = max(one.at, _told.get(one.identity_id, one.at))
