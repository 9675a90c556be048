"""What search reads: the words of every message, the words there are, and who waits to be indexed.

Projections of messages, written by the functions of `sql/search_index.sql` only; without foreign keys, as rows that
hang here are made anew by `nitka search reindex`.
"""

from typing import ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from nitka.accounts.models import KeptView
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel


class Searched(WorkspaceModel):
    """The words of one message, by its id; `week` since 1970 cuts history into slices for common words."""

    conversation_id = models.UUIDField()
    at = models.DateTimeField()
    week = models.IntegerField()
    words = SearchVectorField()

    class Meta:
        db_table = "conversations_search"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "conversation_id", "at"], name="conversations_search_of"),
            models.Index(
                "workspace_id", models.F("at").desc(), models.F("id").desc(), name="conversations_search_latest"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Word(models.Model):
    """A word of a workspace's messages, in how many, and when last; the word '' counts the messages."""

    pk = models.CompositePrimaryKey("workspace_id", "word")
    workspace_id = models.UUIDField()
    word = models.TextField(db_collation="C")
    stem = models.TextField(db_collation="C")
    n = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "conversations_word"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "stem"], name="conversations_word_stem")]

    def __str__(self) -> str:
        return self.word


class SearchTodo(models.Model):
    """A message whose words are not indexed yet. No policy: a queue of ids across workspaces."""

    id = models.BigAutoField(primary_key=True)
    workspace_id = models.UUIDField()
    message_id = models.UUIDField()
    at = models.DateTimeField(default=clock.now, db_default=Now())

    class Meta:
        db_table = "conversations_search_todo"

    def __str__(self) -> str:
        return str(self.message_id)


class SavedView(KeptView):
    """A search under a name, in the desk's navigation: of one member, or of everybody."""

    class Meta:
        db_table = "conversations_saved_view"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "member_id"], name="conversations_saved_view_of")]
