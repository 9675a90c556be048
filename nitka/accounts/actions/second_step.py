"""The way back in for who lost their telephone and their recovery codes: their second step is taken off by a colleague
above them, or on the installation's terminal, and set up anew at the next sign-in where the role asks for one."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from nitka.accounts import queries
from nitka.accounts.actions.audit import record
from nitka.accounts.actions.ended import end_sessions_of
from nitka.accounts.actions.members import NotAllowed
from nitka.accounts.models import Member, User
from nitka.accounts.policies import can_change
from nitka.accounts.second_step import project
from nitka.kit.db.tenancy import in_workspace


class WorksElsewhere(ValueError):
    """They sign in to another company with the same steps: no single company takes them off."""


@transaction.atomic
def take_step_off(*, user: User, by: Member | None) -> None:
    """Remove apps, passkeys and recovery codes, and end all sessions; the password stays.

    `by` is a member above them, None who runs the installation. Raises NotAllowed, WorksElsewhere.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if by is not None:
        _allowed(user, by)
    Authenticator.objects.filter(user=user).delete()
    project(user)
    end_sessions_of(user=user)
    for entry in queries.homes_of(user.pk):
        with in_workspace(entry.workspace_id):
            record("factor.taken_off", kind="member", object_id=entry.object_id)


def _allowed(user: User, by: Member) -> None:
    theirs = Member.objects.filter(user=user, is_active=True).first()
    if theirs is None or theirs.pk == by.pk or not can_change(by, theirs):
        raise NotAllowed
    if len(queries.homes_of(user.pk)) > 1:
        raise WorksElsewhere
