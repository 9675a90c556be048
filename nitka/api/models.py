"""Answers that were given, kept for a while so that a repeat of the request gets the same."""

from typing import ClassVar

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel


class Answer(WorkspaceModel):
    """The first answer to a request that named itself with an Idempotency-Key."""

    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64)  # what was asked, condensed
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(null=True)  # noqa: DJ001 - erasure blanks it
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "api_answer"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="api_answer_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "at"], name="api_answer_by_age")]

    def __str__(self) -> str:
        return self.key
