"""Notices of members, what waits to become some, and what each member wishes to hear of."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Kind(models.TextChoices):
    """What there is to hear of; the words are those of the preferences."""

    ASSIGNED = "assigned", _("A conversation was given to me")
    TEAM = "team", _("A conversation came to my team")
    MENTIONED = "mentioned", _("I was mentioned in a note")
    REPLIED = "replied", _("A customer wrote in a conversation of mine, or one I follow")
    WOKEN = "woken", _("A conversation I put aside is back")
    RATED = "rated", _("A customer of mine was unhappy")
    TASK = "task", _("A task was given to me")
    LATE = "late", _("A task of mine is overdue")
    FAILED = "failed", _("An answer of mine did not go out")
    MAILBOX = "mailbox", _("A mailbox cannot be read")
    SECURITY = "security", _("Somebody signed in as me on a new device")


class Way(models.TextChoices):
    """How a member hears of it."""

    PAGE = "page", _("In the page")
    MAIL = "mail", _("By e-mail")
    PUSH = "push", _("On this device")


class Subject(models.TextChoices):
    """What an `about_id` is of."""

    CONVERSATION = "conversation"
    TASK = "task"
    MAILBOX = "mailbox"
    NONE = ""


SUBJECTS: dict[str, Subject] = dict.fromkeys(Kind.values, Subject.CONVERSATION) | {
    Kind.TASK: Subject.TASK,
    Kind.LATE: Subject.TASK,
    Kind.MAILBOX: Subject.MAILBOX,
    Kind.SECURITY: Subject.NONE,
}


class Notice(WorkspaceModel):
    """A member should hear of something. Its text is made from `kind` and ids when it is shown.

    While it is unread, more of its kind about the same object are counted in it.
    """

    member = WorkspaceKey(Member, related_name="notices")
    member_id: UUID
    kind = models.CharField(max_length=9, choices=Kind.choices)
    about_id = models.UUIDField()
    cause_id = models.UUIDField()  # the last: a message, an assignment, a delivery
    by_id = models.UUIDField(null=True)  # the member who did it
    data = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=1)
    in_page = models.BooleanField(default=True)
    at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_notice"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "member_id", "kind", "about_id"],
                condition=models.Q(seen_at=None),
                name="notices_notice_unread",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "workspace_id", "member_id", models.F("at").desc(), models.F("id").desc(), name="notices_notice_of"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id}"

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return SUBJECTS[self.kind]


class Todo(WorkspaceModel):
    """Something happened that members may have to hear of: written with its cause, made into notices by the worker.

    `source` names who can say whom it concerns; parked (without `next_at`) when that failed too often.
    """

    source = models.CharField(max_length=24)
    ids = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, default=clock.now)

    class Meta:
        db_table = "notices_todo"
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="notices_todo_due", condition=models.Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.source} {len(self.ids)}"


class Sweep(WorkspaceModel):
    """Until when a workspace was looked through for what happens without anybody's deed; its id is the workspace's."""

    until = models.DateTimeField()

    class Meta:
        db_table = "notices_sweep"

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d %H:%M}"


class Wishes(WorkspaceModel):
    """By which ways a member wants to hear of each kind, and when not. No row: the defaults (`wishes.py`)."""

    member = WorkspaceKey(Member, related_name="wishes")
    member_id: UUID
    ways = models.JSONField(default=dict)  # kind → list of ways; a kind that is missing has its default
    quiet = models.BooleanField(default=False)
    quiet_from = models.TimeField(default="21:00")
    quiet_to = models.TimeField(default="08:00")
    paused_until = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=15)  # unseen for so long: into a letter
    with_words = models.BooleanField(default=False)  # customers' words may be on the lock screen

    class Meta:
        db_table = "notices_wishes"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "member_id"], name="notices_wishes_once"),
        ]

    def __str__(self) -> str:
        return f"wishes of {self.member_id}"
