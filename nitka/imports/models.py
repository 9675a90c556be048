"""A file that is taken in, and what became of its rows."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import Claimed, WorkspaceKey, WorkspaceModel

UNNAMED = "file"  # the source of a file of which nobody said where it is from


class State(models.TextChoices):
    """Where an import stands; those of `WORKING` are the worker's."""

    READING = "reading"
    MAPPING = "mapping"  # read: a member says what its columns are
    TRYING = "trying"
    TRIED = "tried"
    RUNNING = "running"
    HELD = "held"  # stopped by a member; what is loaded stays until they go on or take it back
    DONE = "done"
    RETURNING = "returning"
    RETURNED = "returned"
    UNREADABLE = "unreadable"


WORKING = (State.READING, State.TRYING, State.RUNNING, State.RETURNING)


class Kind(models.TextChoices):
    """What the rows of a file are."""

    PEOPLE = "people"
    COMPANIES = "companies"
    ORDERS = "orders"  # of several rows each, perhaps


class Outcome(models.TextChoices):
    """What became of a row."""

    NEW = "new"  # a customer nobody knew
    CHANGED = "changed"
    SAME = "same"  # nothing in it that was not so already: kept as a count only
    MERGED = "merged"  # it made one customer of several
    ASKED = "asked"  # it names several customers whom no rule may make one: a person is asked
    FAILED = "failed"


class Import(WorkspaceModel):
    """One file: how it is read, what its columns are, how far it is."""

    objects: ClassVar["models.Manager[Import]"] = Claimed()

    member_id = models.UUIDField()
    name = models.CharField(max_length=200)  # the file's
    size = models.BigIntegerField()
    kind = models.CharField(max_length=12, blank=True, default=Kind.PEOPLE)  # "": guessed once it is read
    source = models.CharField(max_length=40, default=UNNAMED)  # whose numbers the external ones are
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    reason = models.CharField(max_length=24, blank=True, default="")  # why it cannot be read: a code of `words.py`
    how: Any = models.JSONField(default=dict)  # encoding, delimiter, header; what is not there is guessed
    columns: Any = models.JSONField(default=list)  # what the file calls them
    mapping: Any = models.JSONField(default=list)  # what each is with us: a code of `targets.py`, "": left out
    guessed: Any = models.JSONField(default=list)  # the mapping as it was guessed
    currency = models.CharField(max_length=3, blank=True, default="")  # of sums of orders that bear none
    keeps = models.BooleanField(default=True)  # what a member wrote by hand stays
    strict = models.BooleanField(default=False)  # a cell that cannot be read costs its row; else only itself
    total = models.IntegerField(default=0)
    row = models.IntegerField(default=0)  # rows done
    place = models.BigIntegerField(default=0)  # where the next row begins in the file of rows
    counts: Any = models.JSONField(default=dict)  # outcome → rows; "by" → kind of identity → rows
    sample: Any = models.JSONField(null=True)  # of a trial: some of what would change; null once it is done
    at = models.DateTimeField(default=clock.now)
    ran_at = models.DateTimeField(null=True)  # when loading began: what it writes bears this time
    next_at = models.DateTimeField(default=clock.now)  # when the worker goes on
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "imports_import"
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="imports_due", condition=models.Q(state__in=WORKING)),
            models.Index("workspace_id", models.F("at").desc(), name="imports_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"

    @property
    def working(self) -> bool:
        """Whether the worker is at it."""
        return self.state in WORKING

    @property
    def named_source(self) -> str:
        """Where the file is from, as somebody said; empty where nobody did."""
        return "" if self.source == UNNAMED else self.source


class Trace(WorkspaceModel):
    """What became of one row, and how it was before; kept as long as the import can be taken back."""

    of = WorkspaceKey(Import, related_name="traces")
    of_id: UUID
    number = models.IntegerField()  # of the row, from 1
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=24, blank=True, default="")  # of a failed one: a code of `words.py`
    place = models.SmallIntegerField(null=True)  # the column that failed
    left: Any = models.JSONField(null=True)  # cells it was loaded without: (column, a code of `words.py`)
    customer_id = models.UUIDField(null=True)
    company_id = models.UUIDField(null=True)
    parent = models.CharField(max_length=300, null=True)  # noqa: DJ001 - whose part it is, while that is not found yet
    identities: Any = models.JSONField(default=list)  # ids of those it made or proved
    before: Any = models.JSONField(null=True)  # key → the attribute as it was (of a company: `companies.py`)
    merges: Any = models.JSONField(default=list)  # ids
    moments: Any = models.JSONField(default=list, db_default=[])  # ids of those it told

    class Meta:
        db_table = "imports_trace"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "of_id", "number"], name="imports_trace_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "of_id", "outcome", "number"], name="imports_trace_outcome"),
            models.Index(fields=["workspace_id", "of_id", "number"], name="imports_trace_parent",
                         condition=models.Q(parent__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"


class Known(WorkspaceModel):
    """Somebody by the number that another system gives them: the same row again is the same person."""

    source = models.CharField(max_length=40)
    external = models.CharField(max_length=120)
    identity_id = models.UUIDField()
    of_id = models.UUIDField(null=True)  # the import that told it first

    class Meta:
        db_table = "imports_known"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "source", "external"], name="imports_known_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "of_id"], name="imports_known_of")]

    def __str__(self) -> str:
        return f"{self.source}:{self.external}"


class KnownCompany(WorkspaceModel):
    """A company by the number that another system gives it, and what that system said of it last."""

    source = models.CharField(max_length=40)
    external = models.CharField(max_length=120)
    company_id = models.UUIDField()
    said = models.CharField(max_length=200, blank=True, default="")  # its name: whoever chose another keeps it
    under = models.UUIDField(null=True)  # whose part it is
    of_id = models.UUIDField(null=True)  # the import that told it first

    class Meta:
        db_table = "imports_known_company"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "source", "external"], name="imports_known_company_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "of_id"], name="imports_known_company_of"),
            models.Index(fields=["workspace_id", "company_id"], name="imports_known_company_who"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external}"


class KnownOrder(WorkspaceModel):
    """An order by its number with a source, and what that source said of it last."""

    source = models.CharField(max_length=40)
    external = models.CharField(max_length=100)
    identity_id = models.UUIDField()  # whose it is
    moment_id = models.UUIDField(null=True)  # the last that says what stands in it
    said: Any = models.JSONField(default=dict)  # state, total, refund, a sign of the items; empty: nothing so far
    of_id = models.UUIDField(null=True)  # the import that told of it first
    by_id = models.UUIDField(null=True)  # and last

    class Meta:
        db_table = "imports_known_order"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "source", "external"], name="imports_known_order_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "of_id"], name="imports_known_order_of"),
            models.Index(fields=["workspace_id", "identity_id"], name="imports_known_order_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external}"

    @property
    def told(self) -> bool:
        """Whether anything has been said of it."""
        return bool(self.said)
