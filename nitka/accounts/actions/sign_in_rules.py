"""What a workspace asks of sign-in."""

from django.db import transaction

from nitka.accounts import rules
from nitka.accounts.actions.audit import record
from nitka.accounts.actions.settings import set_setting
from nitka.accounts.models import Workspace


@transaction.atomic
def set_sign_in_rules(*, workspace: Workspace, wanted: rules.Rules) -> None:
    """In force at once; passwords that are shorter stay until they are changed. The same again: nothing happens."""
    if wanted == rules.of(workspace):
        return
    set_setting(workspace=workspace, name=rules.SETTING, value=wanted.kept())
    record("sign_in.rules", detail=wanted.kept())
