"""How many taking an import back would leave, told before it is done."""

from typing import NamedTuple
from uuid import UUID

from nitka.customers.queries import staying
from nitka.imports.models import Import, Outcome, Trace
from nitka.moments.queries import lived

LOOKED = 1000  # rows: a page waits for it


class Staying(NamedTuple):
    """New customers that stay; of a file with more rows than are looked at, so many at least."""

    n: int
    sure: bool


def would_stay(of: Import) -> Staying:
    """Whom it made and who have lived since, or were changed. Three statements."""
    made = Trace.objects.filter(of_id=of.pk, outcome=Outcome.NEW).order_by("number")
    rows = list(made.values_list("identities", flat=True)[: LOOKED + 1])
    ids = {UUID(key) for keys in rows[:LOOKED] for key in keys}
    stay = staying(ids, source_id=of.pk, since=of.ran_at or of.at, used=lived(ids))
    return Staying(len(stay), len(rows) <= LOOKED)
