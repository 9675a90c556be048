"""Begin: a workspace, its first owner, members by the command line."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils.text import slugify

from nitka.accounts.actions.audit import record
from nitka.accounts.actions.directory import register
from nitka.accounts.models import ApiToken, Member, Role, User, Workspace
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

MADE_WORKS = timedelta(days=7)  # as long as an invitation
SETUP_LOCK = 0x6E69746B61_01  # advisory, not the sequencer's: two first visitors do not both become the owner


class AlreadySetUp(Exception):
    """The installation has its workspace."""


@transaction.atomic
def create_workspace(*, name: str, slug: str = "", language: str = "ru", timezone: str = "Europe/Moscow") -> Workspace:
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
    """A member of `workspace` and the password of their user, None when the user had one before.

    One that is made here works for seven days: until then they choose their own.
    """
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    given = None
    if user is None:
        given = password or ApiToken.new_secret()[6:24]
        user = User.objects.create_user(email, given, name=name, language=workspace.language)
        if not password:
            user.password_until = clock.now() + MADE_WORKS
            user.save(update_fields=["password_until"])
    with in_workspace(workspace.id):
        member, made = Member.objects.get_or_create(
            user=user, defaults={"name": name or user.name or email.partition("@")[0], "role": role}
        )
        register(kind="user", key=str(user.pk), workspace_id=workspace.id, object_id=member.pk)
        if made:
            record("member.created", kind="member", object_id=member.pk, detail={"role": role})
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
    member, _ = create_member(workspace=workspace, email=email, name=member_name, role=Role.OWNER, password=password)
    return workspace, member.user
