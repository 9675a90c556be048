"""Verbs of accounts: make a workspace, let people in, give and take tokens."""

from uuid import UUID

from django.db import connection, transaction
from django.utils.text import slugify

from nitka.accounts.models import ApiToken, Entry, Member, Role, User, Workspace
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime import topics
from nitka.realtime.actions import revoke

SETUP_LOCK = 0x6E69746B61_01  # advisory, not the sequencer's: two first visitors do not both become the owner


class AlreadySetUp(Exception):
    """The installation has its workspace."""


def register(*, kind: str, key: str, workspace_id: UUID, object_id: UUID) -> None:
    """Write a line of the directory; the same line again changes nothing."""
    Entry.objects.bulk_create(
        [Entry(kind=kind, key=key, workspace_id=workspace_id, object_id=object_id)], ignore_conflicts=True
    )


def unregister(*, kind: str, key: str, object_id: UUID) -> None:
    """Take a line out of the directory."""
    Entry.objects.filter(kind=kind, key=key, object_id=object_id).delete()


@transaction.atomic
def create_workspace(
    *, name: str, slug: str = "", language: str = "ru", timezone: str = "Europe/Moscow"
) -> Workspace:
    """A new tenant. Asked again for the same slug, the same one."""
    slug = slug or slugify(name) or "nitka"
    workspace, _ = Workspace.objects.get_or_create(
        slug=slug, defaults={"name": name, "language": language, "timezone": timezone}
    )
    return workspace


@transaction.atomic
def create_member(
    *, workspace: Workspace, email: str, name: str = "", role: str = Role.AGENT, password: str | None = None
) -> tuple[Member, str | None]:
    """A member of `workspace` and the password of their user, None when the user had one before."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    given = None
    if user is None:
        given = password or ApiToken.new_secret()[6:24]
        user = User.objects.create_user(email, given, name=name, language=workspace.language)
    with in_workspace(workspace.id):
        member, _ = Member.objects.get_or_create(
            user=user, defaults={"name": name or user.name or email.partition("@")[0], "role": role}
        )
        register(kind="user", key=str(user.pk), workspace_id=workspace.id, object_id=member.pk)
    return member, given


@transaction.atomic
def set_up(
    *, name: str, email: str, password: str, member_name: str, language: str, slug: str = ""
) -> tuple[Workspace, User]:
    """The first workspace and its owner; raises AlreadySetUp once there is one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [SETUP_LOCK])
    if Workspace.objects.exists():
        raise AlreadySetUp
    workspace = create_workspace(name=name, slug=slug, language=language)
    member, _ = create_member(
        workspace=workspace, email=email, name=member_name, role=Role.OWNER, password=password
    )
    return workspace, member.user


def set_preferences(*, user: User, name: str = "", language: str = "", theme: str = "") -> None:
    """What a person chose about themselves; what is empty stays as it is."""
    given = {field: value for field, value in (("name", name), ("language", language), ("theme", theme)) if value}
    for field, value in given.items():
        setattr(user, field, value)
    user.save(update_fields=list(given))
    if name:
        Member.objects.filter(user=user).update(name=name)


def set_password(*, user: User, password: str) -> None:
    """A new password: sessions made with the old one end, and their streams."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_streams_of(user=user)


def end_streams_of(*, user: User) -> None:
    """End every stream a person has open, in all their workspaces; a session still in force opens its own anew."""
    for member in Entry.objects.filter(kind="user", key=str(user.pk)).values_list("object_id", flat=True):
        revoke(topics.member(member))


def create_token(*, workspace: Workspace, name: str, secret: str = "") -> tuple[ApiToken, str]:
    """A new API token and its secret, which is shown this once."""
    secret = secret or ApiToken.new_secret()
    with in_workspace(workspace.id):
        token = ApiToken.objects.create(name=name, digest=ApiToken.digest_of(secret))
        register(kind="token", key=token.digest, workspace_id=workspace.id, object_id=token.pk)
    return token, secret


def revoke_token(*, token: ApiToken) -> None:
    """End a token; what uses it gets 401 at once."""
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    unregister(kind="token", key=token.digest, object_id=token.pk)
