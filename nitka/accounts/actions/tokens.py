"""Keys to the API."""

from datetime import timedelta

from nitka.accounts.actions.audit import record
from nitka.accounts.actions.directory import register, unregister
from nitka.accounts.models import ApiToken, Member, Workspace
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

TOUCHED = timedelta(minutes=5)  # how exact "last used" is


def create_token(
    *, workspace: Workspace, name: str, secret: str = "", member: Member | None = None, by: Member | None = None
) -> tuple[ApiToken, str]:
    """A new API token and its secret, which is shown this once. With `member` it sees and may do what they may."""
    secret = secret or ApiToken.new_secret()
    with in_workspace(workspace.id):
        token = ApiToken.objects.create(
            name=name,
            digest=ApiToken.digest_of(secret),
            member_id=member.pk if member else None,
            by_id=by.pk if by else None,
        )
        register(kind="token", key=token.digest, workspace_id=workspace.id, object_id=token.pk)
        record("token.created", kind="token", object_id=token.pk)
    return token, secret


def revoke_token(*, token: ApiToken) -> None:
    """End a token; what uses it gets 401 at once."""
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    unregister(kind="token", key=token.digest, object_id=token.pk)
    record("token.revoked", kind="token", object_id=token.pk)


def touch_token(*, token: ApiToken) -> None:
    """It was used just now."""
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at > TOUCHED:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
