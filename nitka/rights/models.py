"""The register of what persons asked for, its log, erasures and exports under way. It names a person by ids only."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nitka.accounts.models import Member
from nitka.customers.models import Customer
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel

GOOD_FOR = timedelta(days=7)  # of a copy


class Kind(models.TextChoices):
    """What a person may ask for."""

    EXPORT = "export", _("A copy of their data")
    ERASURE = "erasure", _("Erasure")
    RESTRICTION = "restriction", _("An end of processing")
    RECTIFICATION = "rectification", _("Correction")


class Law(models.TextChoices):
    """Which law sets the deadline."""

    RUSSIA = "152-fz", _("152-FZ (Russia)")
    EUROPE = "gdpr", _("GDPR (European Union)")


class Way(models.TextChoices):
    """How the request came."""

    LETTER = "letter", pgettext_lazy("request", "By letter")
    CHAT = "chat", pgettext_lazy("request", "In a chat")
    CALL = "call", pgettext_lazy("request", "By telephone")
    PAPER = "paper", pgettext_lazy("request", "On paper")
    PERSON = "person", pgettext_lazy("request", "In person")
    API = "api", pgettext_lazy("request", "By the API")


class State(models.TextChoices):
    """How far it is."""

    OPEN = "open", pgettext_lazy("request", "Open")
    DONE = "done", pgettext_lazy("request", "Done")
    REFUSED = "refused", pgettext_lazy("request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


class Request(WorkspaceModel):
    """A person asked for something; `due_at` is fixed by the law that ruled when it came."""

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=13, choices=Kind.choices)
    customer = WorkspaceKey(Customer, related_name="rights_requests")
    customer_id: UUID
    law = models.CharField(max_length=8, choices=Law.choices)
    way = models.CharField(max_length=8, choices=Way.choices)
    member = WorkspaceKey(Member, null=True, related_name="rights_requests")  # who answers for it
    member_id: UUID | None
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    words = models.TextField(null=True)  # noqa: DJ001 - what they asked, in words; erasure blanks it
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rights_request"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="rights_request_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "state", "due_at"], name="rights_request_due"),
            models.Index(fields=["workspace_id", "customer_id"], name="rights_request_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state == State.OPEN

    @property
    def is_late(self) -> bool:
        """Whether the law's day has passed."""
        return self.is_open and self.due_at < clock.now()


class Entry(WorkspaceModel):
    """A line of a request's log: who did what, when. Append-only; `detail` holds numbers and codes."""

    request = WorkspaceKey(Request, related_name="entries")
    request_id: UUID
    member_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=24)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "rights_entry"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "request_id", "at"], name="rights_entry_of")]

    def __str__(self) -> str:
        return self.verb


class Field(models.TextChoices):
    """Which value of a profile may be wrong."""

    NAME = "name", pgettext_lazy("correction", "Name")
    LANGUAGE = "language", pgettext_lazy("correction", "Language")
    IDENTITY = "identity", pgettext_lazy("correction", "Contact")
    ATTRIBUTE = "attribute", pgettext_lazy("correction", "Attribute")


class Correction(WorkspaceModel):
    """One value that is wrong, says a person: how it stands, how it should be. The values go when the request ends."""

    request = WorkspaceKey(Request, related_name="corrections")
    request_id: UUID
    field = models.CharField(max_length=9, choices=Field.choices)
    identity_id = models.UUIDField(null=True)  # which contact
    key = models.CharField(max_length=40, default="", blank=True)  # which attribute
    was: Any = models.JSONField(null=True)
    asked: Any = models.JSONField(null=True)
    before: Any = models.JSONField(null=True)  # what is needed to take it back, once it was done
    at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    member_id = models.UUIDField(null=True)  # who did it

    class Meta:
        db_table = "rights_correction"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "request_id", "field", "identity_id", "key"],
                                    nulls_distinct=False, condition=models.Q(applied_at=None),
                                    name="rights_correction_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "request_id", "at"], name="rights_correction_of")]

    def __str__(self) -> str:
        return f"{self.field} {self.request_id}"

    @property
    def code(self) -> str:
        """Which value it is about, as one word."""
        return ":".join(filter(None, (self.field, str(self.identity_id or ""), self.key)))


class Erasure(WorkspaceModel):
    """One erasure under way or done. Its steps are done one by one; `done` of them are, so that it goes on where it
    stopped. Twice over: what a sender had begun to write when it began is caught by the second round."""

    class Stage(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"  # it can be called off until `next_at`
        GOING = "going"
        DONE = "done"
        CANCELLED = "cancelled"

    request = WorkspaceKey(Request, related_name="erasures")
    request_id: UUID
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.WAITING)
    next_at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    person = models.JSONField(null=True)  # ids of customers and contacts
    sealed = models.TextField(null=True)  # noqa: DJ001 - how their contacts were written, until it is done
    hashes = models.JSONField(default=list)  # of their files, until they are gone
    counts = models.JSONField(default=dict)  # what there was when it began
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rights_erasure"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "request_id"], name="rights_erasure_one",
                                    condition=models.Q(stage__in=["waiting", "going"])),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="rights_erasure_due",
                         condition=models.Q(stage__in=["waiting", "going"])),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.stage} {self.request_id}"


class Copy(WorkspaceModel):
    """A person's data as one file, made by the worker; it lies in a folder of its own and goes when it expires."""

    class Stage(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        DONE = "done"
        GONE = "gone"

    request = WorkspaceKey(Request, related_name="copies")
    request_id: UUID
    stage = models.CharField(max_length=7, choices=Stage.choices, default=Stage.WAITING)
    next_at = models.DateTimeField(default=clock.now)  # when it is made, or goes
    tries = models.PositiveSmallIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rights_copy"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "request_id"], name="rights_copy_one",
                                    condition=models.Q(stage__in=["waiting", "done"])),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="rights_copy_due", condition=models.Q(stage__in=["waiting", "done"])),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.stage} {self.request_id}"


class Habits(WorkspaceModel):
    """How a workspace deals with rights; its id is the workspace's."""

    law = models.CharField(max_length=8, choices=Law.choices)
    grace_hours = models.PositiveSmallIntegerField(default=24)
    backup_days = models.PositiveSmallIntegerField(default=30)  # how long backups are kept, so copies of the erased
    raw_days = models.PositiveSmallIntegerField(default=0, db_default=0)  # of what arrived, as it came; 0: always

    class Meta:
        db_table = "rights_habits"

    def __str__(self) -> str:
        return self.law
