"""Notices of members, what waits to become some, and what each member wishes to hear of."""

from datetime import time
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
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
    WEBHOOK = "webhook", _("A webhook was switched off")
    RIGHTS = "rights", _("A request about personal data is due in three days")
    OVERDUE = "overdue", _("A request about personal data is overdue")
    SECURITY = "security", _("Somebody signed in as me on a new device")


class Way(models.TextChoices):
    """How a member hears of it."""

    PAGE = "page", _("In the page")
    MAIL = "mail", _("By e-mail")
    PUSH = "push", _("By push")


class Subject(models.TextChoices):
    """What an `about_id` is of."""

    CONVERSATION = "conversation"
    TASK = "task"
    MAILBOX = "mailbox"
    WEBHOOK = "webhook"
    RIGHTS = "rights"
    NONE = ""


SUBJECTS: dict[str, Subject] = dict.fromkeys(Kind.values, Subject.CONVERSATION) | {
    Kind.TASK: Subject.TASK,
    Kind.LATE: Subject.TASK,
    Kind.MAILBOX: Subject.MAILBOX,
    Kind.WEBHOOK: Subject.WEBHOOK,
    Kind.RIGHTS: Subject.RIGHTS,
    Kind.OVERDUE: Subject.RIGHTS,
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
    by_mail = models.BooleanField(default=False)  # into the member's next letter, if it is still unread then
    letter_id = models.UUIDField(null=True)  # the letter that told it
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
                fields=["workspace_id", "member_id"],
                condition=models.Q(seen_at=None, by_mail=True, letter_id=None),
                name="notices_notice_to_mail",
            ),
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
    detail = models.TextField(blank=True, default="")  # why it failed last

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


class Quiet(models.TextChoices):
    """When letters and pushes wait."""

    WORK = "work", _("Outside my working hours")
    OWN = "own", _("At hours of my own")
    OFF = "off", _("Never")


class Letters(models.TextChoices):
    """When what was not read comes as a letter."""

    SOON = "soon", _("If I have not seen it for")
    HOURLY = "hourly", _("Every hour, what has gathered")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("Never")


def whole_week() -> list[int]:
    """Monday to Sunday."""
    return list(range(7))


class Wishes(WorkspaceModel):
    """By which ways a member wants to hear of each kind, and when not. No row: the defaults (`wishes.py`)."""

    member = WorkspaceKey(Member, related_name="wishes")
    member_id: UUID
    ways = models.JSONField(default=dict)  # kind → list of ways; a kind that is missing has its default
    quiet = models.CharField(max_length=4, choices=Quiet.choices, default=Quiet.WORK)
    quiet_from = models.TimeField(default=time(21))
    quiet_to = models.TimeField(default=time(8))
    quiet_days = ArrayField(models.PositiveSmallIntegerField(), default=whole_week)  # on which they begin
    letters = models.CharField(max_length=6, choices=Letters.choices, default=Letters.SOON)
    minutes = models.PositiveSmallIntegerField(default=15)  # unseen for so long: into a letter
    daily_at = models.TimeField(default=time(9))
    with_names = models.BooleanField(default=True)  # of customers, where a push shows them to whoever passes by

    class Meta:
        db_table = "notices_wishes"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "member_id"], name="notices_wishes_once"),
        ]

    def __str__(self) -> str:
        return f"wishes of {self.member_id}"


class Device(WorkspaceModel):
    """A browser that takes pushes: for as long as the session it was registered in is signed in.

    `sealed` holds what lets one push to it; `digest` of its endpoint knows it again.
    """

    member = WorkspaceKey(Member, related_name="devices")
    member_id: UUID
    digest = models.CharField(max_length=64)
    sealed = models.TextField()
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=clock.now)
    pushed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_device"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "digest"], name="notices_device_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def aad(self) -> str:
        """What its secrets are sealed for."""
        return f"{self.workspace_id}:device:{self.pk}"


class State(models.TextChoices):
    """How far a letter or a push is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Sending(WorkspaceModel):
    """A letter to a member, or a push to one of their devices, that is to go out at `next_at`.

    A letter without a notice is the digest: what it tells is chosen when it goes. One push for a notice and a device:
    what is counted up in the notice arms it again. A push without a notice is a trial.
    """

    member = WorkspaceKey(Member, related_name="sendings")
    member_id: UUID
    way = models.CharField(max_length=4, choices=[(Way.MAIL, Way.MAIL.label), (Way.PUSH, Way.PUSH.label)])
    device = WorkspaceKey(Device, null=True, related_name="sendings")
    device_id: UUID | None
    notice_id = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    next_at = models.DateTimeField(null=True, default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=32, blank=True, default="")
    detail = models.TextField(blank=True, default="")
    made_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_sending"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "member_id"],
                condition=models.Q(way="mail", notice_id=None, state="waiting", tries=0),
                name="notices_sending_digest",
            ),
            models.UniqueConstraint(fields=["workspace_id", "device_id", "notice_id"], name="notices_sending_push"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="notices_sending_due", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["workspace_id", "done_at"], name="notices_sending_done"),
        ]

    def __str__(self) -> str:
        return f"{self.way} to {self.member_id}: {self.state}"


class VapidKey(models.Model):
    """The installation's key pair by which push services know it (RFC 8292): one row, the private half sealed."""

    name = models.CharField(max_length=8, primary_key=True, default="vapid")
    public = models.CharField(max_length=100)
    sealed = models.TextField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "notices_vapid"

    def __str__(self) -> str:
        return self.public
