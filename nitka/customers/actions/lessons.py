"""Decisions of people teach; a lesson is adopted where it foretells them better, and each version leads back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Coalesce

from nitka.accounts.actions.audit import record
from nitka.customers.actions.tell import tell
from nitka.customers.lessons import DECIDED, USED, Lesson, in_force
from nitka.customers.matching.foretold import ENOUGH, Decided, Outcome, foretold, outcome
from nitka.customers.models import Proposal
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.text import dump

CHUNK = 2_000


class NoLesson(ValueError):
    """There is no such version, or it was no better."""


@transaction.atomic
def learn_from_decisions() -> Lesson | None:
    """Try what decisions teach, and adopt it where it foretells them better; None where there is nothing new to try.

    Adopted only if it beats the house on decisions held out, and is no worse than what is in force on those made since.
    Somebody's choice of a version stays until they choose another.
    """
    from nitka.customers.matching import lessons  # numpy

    told = _decided()
    last, held = Lesson.objects.order_by("-number").first(), in_force()
    fresh = [place for place, (_pair, at) in enumerate(told) if last is None or at > last.at]
    if len(told) < ENOUGH or len(fresh) < lessons.FRESH:
        return None
    found = lessons.tried([pair for pair, _at in told])
    chosen = held is not None and held.member_id is not None
    since = [(told[place][0], place) for place in fresh]
    made = Lesson(
        number=last.number + 1 if last else 1, weights=found.weights, decisions=found.n, same=found.same,
        loss_before=found.before, loss_after=found.after, right_before=found.right_before,
        right_after=found.right_after, better=found.better,
        adopted=found.better and not chosen and _no_worse(found, held, since), at=clock.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    if made.adopted:
        record("customers.learnt", kind="lesson", object_id=made.pk, detail={"n": str(made.decisions)})
        _renew(made.weights)
    return made


@transaction.atomic
def use_lesson(*, number: int, member_id: UUID) -> Lesson:
    """From now on this version holds, 0: the house's. Raises NoLesson."""
    row = Lesson.objects.filter(number=number, better=True, back_to=None).first() if number else None
    if number and row is None:
        raise NoLesson(str(number))
    last = Lesson.objects.select_for_update().order_by("-number").first()
    figures = ("weights", "decisions", "same", "loss_before", "loss_after", "right_before", "right_after")
    made = Lesson.objects.create(
        number=last.number + 1 if last else 1, adopted=True, back_to=number, member_id=member_id,
        **{name: getattr(row, name) for name in figures if row is not None},
    )
    record("customers.lesson_chosen", kind="lesson", object_id=made.pk, detail={"version": str(number)})
    _renew(made.weights)
    return made


def _no_worse(found: Outcome, held: Lesson | None, fresh: Sequence[tuple[Decided, int]]) -> bool:
    """Than what is in force, on decisions that neither saw: those made since."""
    if held is None or not held.weights:
        return True
    pairs = [pair for pair, _place in fresh]
    before = [foretold(held.weights, pair.said, pair.codes) for pair in pairs]
    since = outcome(pairs, before, [found.after_each[place] for _pair, place in fresh], found.weights)
    return since.after <= since.before


def _decided() -> list[tuple[Decided, datetime]]:
    """The latest decisions, each with when it was made."""
    with connection.cursor() as cursor:
        cursor.execute(DECIDED, {"workspace": require_workspace(), "most": USED})
        return [(Decided(said, frozenset(code for code, _weight in json.loads(reasons)), one), at)
                for said, reasons, one, at in cursor.fetchall()]  # fmt: skip


def _renew(weights: Mapping[str, float]) -> None:
    """What waits is said anew, and so takes its new place in the queue."""
    asked = Proposal.objects.select_for_update().filter(decision="", probability__isnull=False)
    asked = asked.order_by("identity_id", "claimant_id")  # as all who hold several
    told = asked.annotate(said=Coalesce("house", "probability")).values_list("pk", "said", "reasons")
    rows = [{"id": key, "said": foretold(weights, house, frozenset(code for code, _ in reasons))}
            for key, house, reasons in told]  # fmt: skip
    for at in range(0, len(rows), CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(
                "update customers_proposal p set probability = g.said, house = coalesce(p.house, p.probability)"
                " from json_to_recordset(%s) as g (id uuid, said float8)"
                " where p.workspace_id = %s and p.id = g.id and p.decision = ''",
                [dump(rows[at : at + CHUNK]), require_workspace()],
            )
    if rows:
        tell()
