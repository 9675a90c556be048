"""The outbox of changes, the log that streams read, and who is here.

Outbox, log and head have no workspace policy: they are queues of signals (ids and kinds), read by topics that were
signed for the reader.
"""

from django.db import models

from nitka.kit.db.models import WorkspaceModel


class EventOutbox(models.Model):
    """A signal written in the transaction of its cause; the sequencer takes it from here."""

    id = models.BigAutoField(primary_key=True)
    topic = models.TextField()
    kind = models.TextField()
    data = models.JSONField(default=dict)


class EventLog(models.Model):
    """A signal in its place: ids are contiguous and never fall behind a later one."""

    id = models.BigIntegerField(primary_key=True)
    topic = models.TextField()
    kind = models.TextField()
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["topic", "id"], name="realtime_log_topic")]


class EventHead(models.Model):
    """One row: the last id given out, and the last id that retention has taken away."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    value = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(default=0)


class Presence(WorkspaceModel):
    """A window's last heartbeat, and the conversation in it. Unlogged: a crash forgets who was here.

    Each window of the desk has a row of its own (`tab`); all other pages of a member share the one without.
    """

    member_id = models.UUIDField()
    tab = models.TextField(default="")
    conversation_id = models.UUIDField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "member_id", "tab"], name="realtime_presence_window")
        ]
        indexes = [models.Index(fields=["workspace_id", "conversation_id", "seen_at"], name="realtime_presence_place")]
