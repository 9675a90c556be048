"""A workspace's own changes to the rules."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from nitka.accounts.actions.audit import record
from nitka.customers.models import RuleSet

LEAST_SURE, SUREST = 90, 99  # of 100: where a workspace may let likeness decide


def override(*, changes: dict[str, Any], member_id: UUID | None = None) -> RuleSet:
    """Lay changes over the house's rules from now on; what was decided before keeps the version it was decided by."""
    for _ in range(3):  # another may lay theirs at the same moment
        newest = RuleSet.objects.order_by("-number").first()
        try:
            with transaction.atomic():
                made = RuleSet.objects.create(
                    number=newest.number + 1 if newest else 1, changes=changes, member_id=member_id
                )
                record("customers.rules", kind="rules", object_id=made.pk, member_id=member_id)
                return made
        except IntegrityError:
            continue
    raise RuntimeError("too many changes at once")


def set_automatic(*, percent: int | None, member_id: UUID | None = None) -> None:
    """From so many of 100 on two become one by themselves; None: never. Raises ValueError. The same again: nothing."""
    if percent is not None and not LEAST_SURE <= percent <= SUREST:
        raise ValueError(percent)
    newest = RuleSet.objects.order_by("-number").first()
    changes = dict(newest.changes) if newest else {}
    if changes.get("automatic") == percent:
        return
    changes.pop("automatic", None)
    override(changes=changes | ({"automatic": percent} if percent is not None else {}), member_id=member_id)
