"""Moments that a file or a move brought are taken back, and what they left behind is reckoned from those that stay."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from nitka.customers.actions import fall_silent, hold_of
from nitka.kit import events
from nitka.kit.db.bulk import array
from nitka.moments import holdings
from nitka.moments.events import MomentsUnmade
from nitka.moments.kinds import KINDS
from nitka.moments.models import Moment
from nitka.moments.standings import reckon

_THINGS = [kind.name for kind in KINDS.values() if kind.thing]


@transaction.atomic
def unmake(ids: Collection[UUID], *, told_by: UUID) -> int:
    """Take moments back that bear `told_by` as their channel; others are left. How many went.

    Orders and things are rebuilt from what else is told of them, their customers stand as if it had not been.
    """
    gone = list(Moment.objects.filter(pk__in=ids, channel_id=told_by))
    if not gone:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select nitka_unmake_moments(%s::uuid[], %s)", [array(one.pk for one in gone), told_by])
        count: int = cursor.fetchone()[0]
    known = [(one.kind, one.identity_id) for one in gone if one.identity_id]
    identities = {key for _kind, key in known}
    lost = holdings.forget(gone)
    if lost:
        stay = Moment.objects.filter(identity_id__in={key for key, _sort, _key in lost}, kind__in=_THINGS)
        holdings.write([one for one in stay.order_by("id") if holdings.thing_of(one) in lost])
    fall_silent(reckon(hold_of(identities), whole=True))
    events.publish(MomentsUnmade([kind for kind, _key in known], [key for _kind, key in known]))
    return count
