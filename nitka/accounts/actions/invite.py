"""Let people in by a link: signed, seven days, once; it can be taken back."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.actions.directory import register
from nitka.accounts.actions.teams import set_team_members
from nitka.accounts.models import Invitation, Member, Role, Team, User, Workspace
from nitka.accounts.policies import can_give
from nitka.kit import clock

DAYS = 7
SALT = "nitka.accounts.invitation"


class Refused(ValueError):
    """The link lets nobody in any more, or may not be given."""


@transaction.atomic
def invite(
    *, by: Member, role: str = Role.AGENT, scope: str = "all", team_ids: Iterable[UUID] = (), email: str = ""
) -> Invitation:
    """A new invitation. Raises Refused for a role above one's own."""
    if not can_give(by, role):
        raise Refused
    made = Invitation.objects.create(
        email=email.strip().lower(), role=role, scope=scope, team_ids=list(team_ids), by_id=by.pk,
        expires_at=clock.now() + timedelta(days=DAYS),
    )  # fmt: skip
    record("invitation.made", kind="invitation", object_id=made.pk, detail={"role": role})
    return made


@transaction.atomic
def revoke_invitation(*, invitation: Invitation) -> None:
    """Its link ends."""
    invitation.revoked_at, invitation.email = clock.now(), ""
    invitation.save(update_fields=["revoked_at", "email"])
    record("invitation.revoked", kind="invitation", object_id=invitation.pk)


@transaction.atomic
def withdraw_of(*, member: Member) -> None:
    """Take back what a member offered and may offer no longer: they have left, or have less to give than before."""
    theirs = Invitation.objects.filter(by_id=member.pk, accepted_at=None, revoked_at=None, expires_at__gt=clock.now())
    for invitation in theirs.select_for_update():
        if not can_give(member, invitation.role):
            revoke_invitation(invitation=invitation)


@transaction.atomic
def accept(
    *, invitation: Invitation, workspace: Workspace, user: User | None = None,
    email: str = "", name: str = "", password: str = "",
) -> Member:  # fmt: skip
    """Somebody joins, in the workspace at work: who has an account by it, else with a new one. Raises Refused.

    Whoever was deactivated stays out: an administrator lets them in again.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_open:
        raise Refused
    if user is None:
        user = User.objects.create_user(email, password, name=name, language=workspace.language)
    if Member.objects.filter(user=user).exists():
        raise Refused
    member = Member.objects.create(
        user=user, name=name or user.name or user.email.partition("@")[0], role=invitation.role, scope=invitation.scope
    )
    register(kind="user", key=str(user.pk), workspace_id=workspace.pk, object_id=member.pk)
    for team in Team.objects.filter(pk__in=invitation.team_ids, deleted_at=None):
        others = team.memberships.values_list("member_id", flat=True)
        set_team_members(team=team, member_ids=[*others, member.pk])
    invitation.accepted_at, invitation.email = clock.now(), ""
    invitation.save(update_fields=["accepted_at", "email"])
    detail = {"role": invitation.role}
    record("invitation.accepted", kind="member", object_id=member.pk, detail=detail, member_id=member.pk)
    return member


def token_of(invitation: Invitation) -> str:
    """What its link ends with."""
    return signing.dumps([str(invitation.workspace_id), str(invitation.pk)], salt=SALT)


def opened(token: str) -> tuple[UUID, UUID]:
    """The workspace and the invitation of a link. Raises Refused."""
    try:
        workspace, key = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 3600)
    except (signing.BadSignature, ValueError):
        raise Refused from None
    return UUID(workspace), UUID(key)
