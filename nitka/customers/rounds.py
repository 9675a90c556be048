"""Rounds of looking for who may be one person: what the next one need not look at again."""

from typing import ClassVar

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel


class Round(WorkspaceModel):
    """One round: of the whole base, or of those who are new or changed since the last. Counts only, nobody's names."""

    whole = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)  # when it began to read: the next one looks from here
    ended_at = models.DateTimeField(null=True)
    read = models.IntegerField(default=0)  # customers with anything to compare
    compared = models.IntegerField(default=0)  # who share a block with somebody
    asked = models.IntegerField(default=0)
    merged = models.IntegerField(default=0)

    class Meta:
        app_label = "customers"
        db_table = "customers_round"
        indexes: ClassVar = [models.Index("workspace_id", models.F("at").desc(), name="customers_round_latest")]

    def __str__(self) -> str:
        return f"{self.at}: {self.asked} of {self.read}"
