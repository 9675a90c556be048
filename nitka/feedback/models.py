"""Ratings: what is asked, what was answered; tasks: what is done about it."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nitka.feedback.factors import DEFAULT, clean
from nitka.feedback.metrics import scales
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Scale(models.TextChoices):
    """The question: five faces, or how likely to recommend."""

    CSAT = scales.CSAT, _("Five faces (CSAT)")
    NPS = scales.NPS, _("Would you recommend us, 0–10 (NPS)")


class Cause(models.TextChoices):
    """Why it came about; a task is not closed without one."""

    HANDOVER = "handover", _("The channel or person changed and the story did not follow")
    WAIT = "wait", _("The customer waited too long")
    UNSOLVED = "unsolved", _("We closed it before it was solved")
    KNOWLEDGE = "knowledge", _("We did not know the answer")
    PROMISE = "promise", _("We promised and did not keep it")
    PRODUCT = "product", _("The product or delivery failed")
    PRICE = "price", _("The price or the rules were a surprise")
    TONE = "tone", _("We were not polite")
    EXPECTED = "expected", _("Not in our power")
    OTHER = "other", pgettext_lazy("cause", "Other")


class Rule(WorkspaceModel):
    """How ratings are asked for in one channel. No row: the defaults below."""

    channel = WorkspaceKey("channels.Channel", related_name="rating_rules")
    channel_id: UUID
    is_on = models.BooleanField(default=True)
    scale = models.CharField(max_length=8, choices=Scale.choices, default=Scale.CSAT)
    factors = models.JSONField(default=list)  # the reasons offered; none: all of them
    rest_days = models.PositiveSmallIntegerField(default=7)
    open_days = models.PositiveSmallIntegerField(default=30)
    task_hours = models.PositiveSmallIntegerField(default=24)

    class Meta:
        db_table = "feedback_rule"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "channel_id"], name="feedback_rule_of_channel"),
        ]

    @property
    def offered(self) -> list[str]:
        """The reasons offered to tick."""
        return clean(self.factors) or list(DEFAULT)


class About(WorkspaceModel):
    """What a request and a rating are about."""

    scale = models.CharField(max_length=8, choices=Scale.choices)
    facts = models.JSONField(default=list)  # keys of factors.FACTS that held for the conversation

    class Meta:
        abstract = True


class RatingRequest(About):
    """The customer was asked once about one conversation. Signed links carry its id."""

    conversation = WorkspaceKey("conversations.Conversation", related_name="rating_requests")
    conversation_id: UUID
    identity = WorkspaceKey("customers.Identity", related_name="rating_requests")
    identity_id: UUID
    channel = WorkspaceKey("channels.Channel", related_name="rating_requests")
    channel_id: UUID
    touchpoint = WorkspaceKey("moments.Touchpoint", null=True, related_name="rating_requests")
    touchpoint_id: UUID | None
    member = WorkspaceKey("accounts.Member", null=True, related_name="rating_requests")
    member_id: UUID | None
    factors = models.JSONField(default=list)  # the reasons offered
    asked_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "feedback_request"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "asked_at"], name="feedback_request_asked"),
            models.Index(fields=["workspace_id", "conversation_id"], name="feedback_request_of"),
            models.Index(fields=["workspace_id", "identity_id", "asked_at"], name="feedback_request_to"),
        ]


class Rating(About):
    """An answer as it stands; `RatingRevision` keeps how it came to be. The customer is looked up by the identity."""

    request = WorkspaceKey(RatingRequest, null=True, related_name="ratings")
    request_id: UUID | None
    conversation = WorkspaceKey("conversations.Conversation", null=True, related_name="ratings")
    conversation_id: UUID | None
    identity = WorkspaceKey("customers.Identity", null=True, related_name="ratings")
    identity_id: UUID | None
    channel = WorkspaceKey("channels.Channel", null=True, related_name="ratings")
    channel_id: UUID | None
    touchpoint = WorkspaceKey("moments.Touchpoint", null=True, related_name="ratings")
    touchpoint_id: UUID | None
    member = WorkspaceKey("accounts.Member", null=True, related_name="ratings")
    member_id: UUID | None
    score = models.PositiveSmallIntegerField()
    mood = models.SmallIntegerField()  # −1 unhappy, 0 neutral, 1 happy: what lists filter by
    factors = models.JSONField(default=list)
    comment = models.TextField(null=True)  # noqa: DJ001 - erasure blanks it
    at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "feedback_rating"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "request_id"], name="feedback_rating_once"),
            models.CheckConstraint(condition=models.Q(mood__in=[-1, 0, 1]), name="feedback_rating_mood"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "at"], name="feedback_rating_at"),
            models.Index(fields=["workspace_id", "conversation_id"], name="feedback_rating_of"),
            models.Index(fields=["workspace_id", "identity_id"], name="feedback_rating_by"),
        ]

    @property
    def face(self) -> int:
        """The one of five faces that stands for it."""
        return scales.face(self.scale, self.score)

    @property
    def is_unhappy(self) -> bool:
        """Whether something must be done about it."""
        return self.mood < 0


class RatingRevision(WorkspaceModel):
    """One version of an answer: the first, and each change within a day."""

    rating = WorkspaceKey(Rating, related_name="revisions")
    rating_id: UUID
    score = models.PositiveSmallIntegerField()
    factors = models.JSONField(default=list)
    comment = models.TextField(null=True)  # noqa: DJ001 - erasure blanks it
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "feedback_revision"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "rating_id", "at"], name="feedback_revision_of")]


class Status(models.TextChoices):
    """Whether something is still to be done."""

    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")


class Task(WorkspaceModel):
    """An unhappy rating that somebody answers for until a deadline."""

    number = models.PositiveIntegerField()
    rating = WorkspaceKey(Rating, related_name="tasks")
    rating_id: UUID
    conversation = WorkspaceKey("conversations.Conversation", null=True, related_name="tasks")
    conversation_id: UUID | None
    identity = WorkspaceKey("customers.Identity", null=True, related_name="tasks")
    identity_id: UUID | None
    owner = WorkspaceKey("accounts.Member", null=True, related_name="tasks")
    owner_id: UUID | None
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "feedback_task"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="feedback_task_number"),
            models.UniqueConstraint(fields=["workspace_id", "rating_id"], name="feedback_task_of_rating"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "status", "due_at"], name="feedback_task_due"),
            models.Index(fields=["workspace_id", "closed_at"], name="feedback_task_closed"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status == Status.OPEN

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed and it is still to be done."""
        return self.is_open and self.due_at < clock.now()


class TaskClosure(WorkspaceModel):
    """What was done, why it had come about, and with what words the customer was told."""

    task = WorkspaceKey(Task, related_name="closures")
    task_id: UUID
    member = WorkspaceKey("accounts.Member", null=True, related_name="task_closures")
    member_id: UUID | None
    done = models.TextField(null=True)  # noqa: DJ001 - erasure blanks it
    cause = models.CharField(max_length=16, choices=Cause.choices)
    message_id = models.UUIDField(null=True)  # the message that told the customer
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "feedback_closure"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "task_id", "at"], name="feedback_closure_of")]


class TaskEvent(WorkspaceModel):
    """One step in the life of a task."""

    class Kind(models.TextChoices):
        """What happened."""

        OPENED = "opened", pgettext_lazy("task event", "Opened")
        TAKEN = "taken", pgettext_lazy("task event", "Taken")
        ASSIGNED = "assigned", pgettext_lazy("task event", "Assigned")
        STEP = "step", pgettext_lazy("task event", "Step")
        TOLD = "told", pgettext_lazy("task event", "The customer was told")
        CLOSED = "closed", pgettext_lazy("task event", "Closed")
        REOPENED = "reopened", pgettext_lazy("task event", "Opened again")
        MOVED = "moved", pgettext_lazy("task event", "Deadline moved")

    task = WorkspaceKey(Task, related_name="events")
    task_id: UUID
    member = WorkspaceKey("accounts.Member", null=True, related_name="task_events")
    member_id: UUID | None
    to = WorkspaceKey("accounts.Member", null=True, related_name="task_events_to")
    to_id: UUID | None
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(null=True)  # noqa: DJ001 - erasure blanks it
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "feedback_event"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "task_id", "at"], name="feedback_event_of")]
