"""What is said and done often: canned answers and macros."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel


class Canned(WorkspaceModel):
    """An answer kept for use: a text for each language, with variables in braces."""

    title = models.CharField(max_length=80)
    shortcut = models.CharField(max_length=24, blank=True, default="")  # typed after "/"
    text_ru = models.TextField(blank=True, default="")
    text_en = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_canned"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "workspace_id",
                Lower("shortcut"),
                name="conversations_canned_shortcut",
                condition=~models.Q(shortcut=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Macro(WorkspaceModel):
    """Several steps done at once, in their order: [{"do": "answer", "canned": id}, {"do": "close"}, …]."""

    title = models.CharField(max_length=80)
    steps = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_macro"
        constraints: ClassVar = [
            models.UniqueConstraint("workspace_id", Lower("title"), name="conversations_macro_title"),
        ]

    def __str__(self) -> str:
        return self.title
