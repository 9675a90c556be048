"""What is said of a purpose again and again, as a site says it with every event: only when, in the line that holds."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from nitka.customers.actions.consent import Word, note_consents
from nitka.customers.agreed import agreed, standing
from nitka.customers.consents import Answer, Consent
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array

# The line that says the same, where it is the last that its contact said that way: of a word said once more by another
# way a line is written, as the line of a file goes when the file is taken back. The same file loaded twice is one
_SAME = """select s.nth, l.id from unnest(%(identities)s::uuid[], %(purposes)s::text[], %(answers)s::text[],
    %(everywhere)s::bool[], %(ways)s::text[], %(sources)s::uuid[]) with ordinality
    as s (identity_id, purpose, answer, everywhere, way, source_id, nth)
  join customers_purpose p on p.workspace_id = %(workspace)s and p.code = s.purpose
  join lateral (select c.id, c.answer, c.everywhere from customers_consent c
    where c.workspace_id = %(workspace)s and c.identity_id = s.identity_id and c.purpose_id = p.id
    and c.way = s.way and (c.source_id is not distinct from s.source_id or c.way = 'file') and c.answer <> 'asked'
    order by greatest(c.at, c.again_at) desc, c.answer = 'withdrawn' desc, c.id desc limit 1) l
  on l.answer = s.answer and l.everywhere = s.everywhere"""
# Lists look again, as another who wrote something else meanwhile did not see it
_AGAIN = """with said as (select * from unnest(%(lines)s::uuid[], %(ats)s::timestamptz[]) as s (id, at)),
held as materialized (select c.id, s.at from customers_consent c join said s using (id)
  where c.workspace_id = %(workspace)s order by c.id for no key update of c),
moved as (update customers_consent c set again_at = held.at from held
  where c.workspace_id = %(workspace)s and c.id = held.id and held.at > greatest(c.at, c.again_at)
  returning c.identity_id)
insert into customers_stale (id, workspace_id, sort, subject_id)
select uuidv7(), %(workspace)s, 'again', identity_id from (select distinct identity_id from moved) m"""


@transaction.atomic
def note_news(words: Sequence[Word]) -> list[Consent]:
    """Write down decisions that are news, and of those that hold already that they were said again; the new lines.

    One word of a contact and purpose at most. A fixed number of statements for a batch. Nothing that is repeated is
    lost to an older other word that comes later: the order goes by when each was last said. Raises WrongConsent.
    """
    stands = standing({word.identity_id for word in words})
    held = [word for word in words if agreed(stands, word.identity_id, word.purpose) is (word.answer == Answer.GIVEN)]
    lines = _same(held)
    _again([(line, held[nth]) for nth, line in lines.items()])
    repeated = {id(held[nth]) for nth in lines}
    return note_consents([word for word in words if id(word) not in repeated])


def _same(held: Sequence[Word]) -> dict[int, UUID]:
    """Place of a word → the line that says it already."""
    if not held:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SAME, {
            "workspace": require_workspace(),
            "identities": array(word.identity_id for word in held),
            "purposes": [word.purpose for word in held],
            "answers": [str(word.answer) for word in held],
            "everywhere": [word.everywhere for word in held],
            "ways": [str(word.way) for word in held],
            "sources": [word.source_id for word in held],
        })  # fmt: skip
        return {nth - 1: line for nth, line in cursor.fetchall()}


def _again(lines: Sequence[tuple[UUID, Word]]) -> None:
    if not lines:
        return
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, {
            "workspace": require_workspace(),
            "lines": array(line for line, _ in lines),
            "ats": [min(word.at or now, now) for _, word in lines],
        })  # fmt: skip
