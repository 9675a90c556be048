"""Users sign in; a workspace is the tenant; the directory leads from a key to the workspace it belongs to."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from nitka.kit import clock
from nitka.kit.ids import uuid7


class Language(models.TextChoices):
    """The languages Nitka speaks."""

    RU = "ru", "Русский"
    EN = "en", "English"


class Theme(models.TextChoices):
    """How pages are lit."""

    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager):  # type: ignore[type-arg]
    """Makes users by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who signs in with `email`; without a password they must set one by a link."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who can sign in. No policy: sign-in comes before any workspace."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.RU)
    # By the person; until then the page they sign in by leads. Who was there before the column keeps what they have.
    language_chosen = models.BooleanField(default=False, db_default=True)
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    is_active = models.BooleanField(default=True)
    second_step = models.BooleanField(default=False)  # projected from allauth's authenticators: no page has to ask
    created_at = models.DateTimeField(default=clock.now, editable=False)
    password_until = models.DateTimeField(null=True, editable=False)  # one that was made for them works no longer

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        db_table = "accounts_user"

    def __str__(self) -> str:
        return self.name or self.email

    def set_password(self, raw_password: str | None) -> None:
        """One that the person chose, for as long as they like."""
        super().set_password(raw_password)
        self.password_until = None

    @property
    def is_staff(self) -> bool:
        """Nobody: there is no back door of Django's admin."""
        return False


class Workspace(models.Model):
    """The tenant. No policy: the directory of workspaces is read before one is entered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True, max_length=48)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.RU)
    timezone = models.CharField(max_length=64, default="Europe/Moscow")
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        db_table = "accounts_workspace"

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A line of the directory: what a key from outside (channel, address, token) belongs to. No policy, no secrets."""

    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=320)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    object_id = models.UUIDField()

    class Meta:
        db_table = "accounts_entry"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key", "object_id"], name="accounts_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class KnownDevice(models.Model):
    """A browser that a person has signed in with before: it keeps a cookie, we its digest. No policy: it is theirs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    ip = models.GenericIPAddressField(null=True)
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "accounts_known_device"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "digest"], name="accounts_known_device_once"),
        ]

    def __str__(self) -> str:
        return self.name
