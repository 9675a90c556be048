"""Segments, who is in them since when, and what is to be looked at again."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import pgettext_lazy

from nitka.kit import clock
from nitka.kit.db.models import Claimed, WorkspaceKey, WorkspaceModel

RETRY = timedelta(minutes=10)  # for a segment that could not be judged or filled


class Why(models.TextChoices):
    """What made a customer enter or leave, in short."""

    MOMENT = "moment", pgettext_lazy("segment", "Something happened")
    CHANGED = "changed", pgettext_lazy("segment", "What is known of them changed")
    TIME = "time", pgettext_lazy("segment", "Time went by")
    MERGE = "merge", pgettext_lazy("segment", "Two became one, or two again")
    SEGMENT = "segment", pgettext_lazy("segment", "Another segment changed")
    SCORES = "scores", pgettext_lazy("segment", "Scores were reckoned anew")
    DEFINITION = "definition", pgettext_lazy("segment", "The segment was defined anew")
    RECOUNT = "recount", pgettext_lazy("segment", "The nightly recount mended it")


class Of(models.TextChoices):
    """Whom a segment is of."""

    CUSTOMERS = "customers", pgettext_lazy("segment of", "People")
    COMPANIES = "companies", pgettext_lazy("segment of", "Companies")


class Segment(WorkspaceModel):
    """Customers, or companies, whom a definition describes. `size` is a projection of its membership."""

    objects: ClassVar["models.Manager[Segment]"] = Claimed()

    name = models.CharField(max_length=80)
    of = models.CharField(max_length=9, choices=Of.choices, default=Of.CUSTOMERS, db_default=Of.CUSTOMERS)
    definition: Any = models.JSONField()
    names: Any = models.JSONField(default=list)  # what changes concern it: tokens of definition/names.py
    version = models.PositiveIntegerField(default=1)
    ready = models.CharField(max_length=24, blank=True, default="")  # a code of `ready.py`: it came ready-made
    member_id = models.UUIDField(null=True)  # who keeps it
    size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    refill_at = models.DateTimeField(null=True, default=clock.now)  # when all customers are to be judged anew
    refill_why = models.CharField(max_length=12, choices=Why.choices, default=Why.DEFINITION)
    filled_at = models.DateTimeField(null=True)  # when all were judged last
    took = models.PositiveIntegerField(default=0, db_default=0)  # milliseconds, to judge all
    trouble = models.CharField(max_length=200, blank=True, default="")  # why it could not be counted last
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "segments_segment"
        indexes: ClassVar = [
            models.Index(fields=["refill_at"], name="segments_refill_due",
                         condition=models.Q(refill_at__isnull=False, archived_at=None)),
            models.Index(fields=["workspace_id", "name"], name="segments_by_name"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def of_companies(self) -> bool:
        """Whether its members are companies."""
        return self.of == Of.COMPANIES


class Edition(WorkspaceModel):
    """A definition as it stood: who changed it and when."""

    segment = WorkspaceKey(Segment, related_name="editions")
    segment_id: UUID
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    definition: Any = models.JSONField()
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "segments_edition"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "segment_id", "number"], name="segments_edition_once"),
        ]


class Membership(WorkspaceModel):
    """A customer is in a segment. The id is no foreign key: whoever was never seen may be forgotten."""

    segment = WorkspaceKey(Segment, related_name="members")
    segment_id: UUID
    customer_id = models.UUIDField()
    since = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "segments_membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "segment_id", "customer_id"], name="segments_member_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "customer_id"], name="segments_of_customer")]


class Passage(WorkspaceModel):
    """A customer entered or left: history."""

    segment = WorkspaceKey(Segment, related_name="passages")
    segment_id: UUID
    customer_id = models.UUIDField()
    entered = models.BooleanField()
    why = models.CharField(max_length=12, choices=Why.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "segments_passage"
        indexes: ClassVar = [
            models.Index("workspace_id", "segment_id", models.F("id").desc(), name="segments_passage_latest"),
            models.Index("workspace_id", "customer_id", models.F("id").desc(), name="segments_passage_of"),
        ]


class CompanyMembership(WorkspaceModel):
    """A company is in a segment."""

    segment = WorkspaceKey(Segment, related_name="companies")
    segment_id: UUID
    company_id = models.UUIDField()
    since = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "segments_company"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "segment_id", "company_id"], name="segments_company_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "company_id"], name="segments_of_company")]


class CompanyPassage(WorkspaceModel):
    """A company entered or left: history."""

    segment = WorkspaceKey(Segment, related_name="company_passages")
    segment_id: UUID
    company_id = models.UUIDField()
    entered = models.BooleanField()
    why = models.CharField(max_length=12, choices=Why.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "segments_company_passage"
        indexes: ClassVar = [
            models.Index("workspace_id", "segment_id", models.F("id").desc(), name="segments_company_latest"),
            models.Index("workspace_id", "company_id", models.F("id").desc(), name="segments_passage_of_firm"),
        ]


class Day(WorkspaceModel):
    """A day of a segment: how many were in it at its end, how many came and went."""

    segment = WorkspaceKey(Segment, related_name="days")
    segment_id: UUID
    day = models.DateField()
    size = models.PositiveIntegerField(default=0)
    entered = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "segments_day"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "segment_id", "day"], name="segments_day_once"),
        ]


class Touch(WorkspaceModel):
    """Something changed: whom it concerns is to be judged anew. Token → ids of what `by` says."""

    objects: ClassVar["models.Manager[Touch]"] = Claimed()

    by = models.CharField(max_length=12)  # identity, customer, conversation, company; firms: companies of a segment
    what: Any = models.JSONField()
    why = models.CharField(max_length=12, choices=Why.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "segments_touch"
        indexes: ClassVar = [models.Index(fields=["at"], name="segments_touch_due")]


class Due(WorkspaceModel):
    """When time alone may change whether a customer is in a segment, at the earliest."""

    objects: ClassVar["models.Manager[Due]"] = Claimed()

    segment = WorkspaceKey(Segment, related_name="dues")
    segment_id: UUID
    customer_id = models.UUIDField()
    due_at = models.DateTimeField()

    class Meta:
        db_table = "segments_due"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "segment_id", "customer_id"], name="segments_due_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="segments_due_next")]


class Score(WorkspaceModel):
    """Where a customer stands among those who bought: fifths of recency, frequency and money, five is best."""

    customer_id = models.UUIDField()
    recency = models.PositiveSmallIntegerField()
    frequency = models.PositiveSmallIntegerField()
    money = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "segments_score"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "customer_id"], name="segments_score_once"),
        ]


class Round(WorkspaceModel):
    """The nightly work of a workspace: when it was done last. One row each."""

    at = models.DateTimeField()

    class Meta:
        db_table = "segments_round"


class Recount(WorkspaceModel):
    """What a full recount found to be wrong; both figures should be 0."""

    segment = WorkspaceKey(Segment, related_name="recounts")
    segment_id: UUID
    missing = models.PositiveIntegerField()
    extra = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "segments_recount"
        indexes: ClassVar = [
            models.Index("workspace_id", "segment_id", models.F("at").desc(), name="segments_recount_latest"),
        ]

    @property
    def wrong(self) -> int:
        """How many places it mended."""
        return self.missing + self.extra
