"""Labels, and which conversations wear them."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Lower

from nitka.conversations.models.conversation import Conversation
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel
from nitka.ui.labels import LENGTH, Tone


class Label(WorkspaceModel):
    """A word that conversations are sorted by."""

    name = models.CharField(max_length=LENGTH)
    tone = models.CharField(max_length=6, choices=Tone.choices, default=Tone.PLAIN)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_label"
        constraints: ClassVar = [
            models.UniqueConstraint("workspace_id", Lower("name"), name="conversations_label_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Labelling(WorkspaceModel):
    """A conversation wears a label."""

    conversation = WorkspaceKey(Conversation, related_name="labellings")
    conversation_id: UUID
    label = WorkspaceKey(Label, related_name="labellings")
    label_id: UUID
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_labelling"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "conversation_id", "label_id"], name="conversations_labelling_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "label_id", "conversation_id"], name="conversations_labelled"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.label_id}"
