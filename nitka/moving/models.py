"""A move from another program, what became known by it, and what could not be brought."""

import json
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.db import models

from nitka.kit import clock, secrets
from nitka.kit.db.models import Claimed, WorkspaceKey, WorkspaceModel
from nitka.moving.programs import PROGRAMS


class State(models.TextChoices):
    """Where a move stands; those of `WORKING` are the worker's."""

    CHECKING = "checking"
    CHOOSING = "choosing"  # the door opens: a member says what is to come
    RUNNING = "running"
    HELD = "held"  # stopped by a member
    REFUSED = "refused"  # the door does not open (any more): a member is asked; what came stays
    DONE = "done"
    RETURNING = "returning"
    RETURNED = "returned"


WORKING = (State.CHECKING, State.RUNNING, State.RETURNING)


class Moving(WorkspaceModel):
    """One move: the door and its keys, what is wanted, how far it is."""

    objects: ClassVar["models.Manager[Moving]"] = Claimed()

    member_id = models.UUIDField()
    program = models.CharField(max_length=16)
    source = models.CharField(max_length=120)  # whose numbers the external ones are: `zendesk:acme.zendesk.com`
    given: Any = models.JSONField(default=dict)  # what is no secret of the keys: field → value
    sealed = models.TextField(blank=True, default="")  # the secrets; gone a month after the end
    who = models.CharField(max_length=200, blank=True, default="")  # as the program calls the company there
    state = models.CharField(max_length=12, choices=State.choices, default=State.CHECKING)
    reason = models.CharField(max_length=24, blank=True, default="")  # why it waits or does not go on
    found: Any = models.JSONField(default=dict)  # part → how many there are, as the program says
    wanted: Any = models.JSONField(default=list)  # parts
    since = models.DateTimeField(null=True)  # older conversations and deals are left there
    part = models.CharField(max_length=16, blank=True, default="")  # which comes now
    cursor: Any = models.JSONField(default=dict)  # where its next page begins
    counts: Any = models.JSONField(default=dict)  # what has come: word → how many
    tries = models.IntegerField(default=0)  # failures in a row
    lease: Any = models.UUIDField(null=True)  # of the worker that is at it
    channel_id = models.UUIDField(null=True)  # where its conversations stand
    at = models.DateTimeField(default=clock.now)
    ran_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(default=clock.now)  # when the worker goes on
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "moving_moving"
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="moving_due", condition=models.Q(state__in=WORKING)),
            models.Index("workspace_id", models.F("at").desc(), name="moving_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.state}"

    @property
    def working(self) -> bool:
        """Whether the worker is at it."""
        return self.state in WORKING

    @property
    def name(self) -> str:
        """What the program is called."""
        found = PROGRAMS.get(self.program)
        return found.name if found else self.program

    @property
    def source_id(self) -> UUID:
        """The program as one who tells of companies; the same in every move from it."""
        return uuid5(self.workspace_id, self.source)

    @property
    def keys(self) -> dict[str, str]:
        """All that was given, the secrets opened."""
        opened: dict[str, str] = json.loads(secrets.unseal(self.sealed, self._aad())) if self.sealed else {}
        return {**self.given, **opened}

    def seal(self, values: dict[str, str]) -> None:
        """Keep secrets encrypted; save the row afterwards."""
        self.sealed = secrets.seal(json.dumps(values), self._aad()) if values else ""

    def _aad(self) -> str:
        return f"{self.workspace_id}:moving:{self.pk}"


class Known(WorkspaceModel):
    """What the other program calls by a number, and which row that is with us."""

    source = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)  # customer (an identity), company, talk, deal (a moment), merge
    external = models.CharField(max_length=120)
    ours = models.UUIDField()
    of_id = models.UUIDField()  # the move that told it first

    class Meta:
        db_table = "moving_known"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "source", "kind", "external"], name="moving_known_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "of_id", "kind"], name="moving_known_of"),
            models.Index(fields=["workspace_id", "kind", "ours"], name="moving_known_ours"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.external}"


class Trouble(WorkspaceModel):
    """One thing that could not be brought, by its number there, and why."""

    of = WorkspaceKey(Moving, related_name="troubles")
    of_id: UUID
    part = models.CharField(max_length=16)
    external = models.CharField(max_length=120)
    reason = models.CharField(max_length=24)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "moving_trouble"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "of_id", "part", "external"], name="moving_trouble_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.external}: {self.reason}"
