"""Open queues hear that pairs wait, or wait no more."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.realtime import topics
from nitka.realtime.actions import publish

NAMED = 200  # pairs whose ids are told
# By each side along its own index: of one condition with "or" PostgreSQL reads every open pair
_SIDE = """select p.id from customers_identity i
    join customers_proposal p on p.workspace_id = i.workspace_id and p.{} = i.id and p.decision = ''
    where i.workspace_id = %(workspace)s and i.customer_id = any(%(customers)s::uuid[])"""
_OF = " union ".join(_SIDE.format(side) for side in ("identity_id", "claimant_id"))


def tell(changed: Collection[UUID] = ()) -> None:
    """In one statement; which pairs changed is named, as one of them may be the pair that somebody looks at."""
    data = {"decided": [str(key) for key in list(changed)[:NAMED]]}
    publish(topic=topics.merges(require_workspace()), kind="pairs", data=data)


def tell_of(customers: Collection[UUID]) -> None:
    """That others are who these were: heard where a question about one of them is open, else nothing is said."""
    with connection.cursor() as cursor:
        cursor.execute(_OF, {"workspace": require_workspace(), "customers": array(customers)})
        if changed := sorted(key for (key,) in cursor.fetchall()):
            tell(changed)
