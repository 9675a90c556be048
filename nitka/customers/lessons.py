"""Lessons: what people's decisions taught about likeness, a version each, with how good it was at others."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel

USED = 5_000  # decisions that are learnt from, the latest
# One by one, by a person: who ticks two hundred looks at none of them. What was undone since was not one person.
# What was asked before there were lessons has but one probability, the house's.
DECIDED = """
select coalesce(p.house, p.probability), p.reasons, p.decision = 'accepted' and m.undone_at is null, p.decided_at
from customers_proposal p
left join lateral (select m.undone_at from customers_merge m where m.workspace_id = p.workspace_id
  and m.one_id = p.identity_id and m.other_id = p.claimant_id order by m.at desc limit 1) m on true
where p.workspace_id = %(workspace)s and p.decision <> '' and p.decided_by_id is not null and p.handful_id is null
  and p.probability is not null
order by p.decided_at desc, p.id limit %(most)s
"""
COUNTED = f"select count(*), count(*) filter (where one) from ({DECIDED}) d (house, reasons, one, at)"  # noqa: S608


class Lesson(WorkspaceModel):
    """A version of what was learnt. In force is the newest that was adopted; with no weights it is the house's.

    Losses are mean logarithmic ones on decisions that it was not learnt from, `right_…` how many of `decisions` were
    foretold at an even chance: before with what the house says, after with these weights.
    """

    number = models.IntegerField()
    weights: Any = models.JSONField(default=dict)  # codes of `words.reason` → natural logarithms; nothing personal
    decisions = models.IntegerField(default=0)
    same = models.IntegerField(default=0)  # of these, one person
    loss_before = models.FloatField(default=0)
    loss_after = models.FloatField(default=0)
    right_before = models.IntegerField(default=0)
    right_after = models.IntegerField(default=0)
    better = models.BooleanField(default=False)  # so much that it is not chance
    adopted = models.BooleanField(default=False)
    back_to = models.IntegerField(null=True)  # the version that somebody led back to; 0: the house's
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "customers"
        db_table = "customers_lesson"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="customers_lesson_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


def in_force() -> Lesson | None:
    """The lesson that holds; None: nothing was learnt."""
    return Lesson.objects.filter(adopted=True).order_by("-number").first()


def weights_in_force() -> Mapping[str, float]:
    """Its weights; none: the house's probabilities stay as they are."""
    found = in_force()
    return found.weights if found else {}
