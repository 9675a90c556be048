"""Letters of accounts besides allauth's: the invitation."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from nitka.accounts.actions.invite import token_of
from nitka.accounts.models import Invitation, Member, Workspace

log = structlog.get_logger(__name__)


def link(invitation: Invitation) -> str:
    """The address that lets them in: of the host we are known by."""
    return f"{settings.PUBLIC_URL}{reverse('accounts:join', args=[token_of(invitation)])}"


def invite(invitation: Invitation, workspace: Workspace, by: Member) -> bool:
    """Write to the invited in the workspace's language; whether a relay took it."""
    with translation.override(workspace.language):
        names = {"name": by.name, "company": workspace.name}
        subject = _("%(name)s invites you to “%(company)s” in Nitka") % names
        text = (
            _("%(name)s invites you to work in “%(company)s”. Join by this link, it works once and for 7 days:") % names
        )
        end = _("If you did not expect it, do nothing.")
    try:
        return bool(send_mail(subject, f"{text}\n\n{link(invitation)}\n\n{end}\n", None, [invitation.email]))
    except (OSError, SMTPException) as error:
        log.warning("accounts.invitation_not_sent", error=str(error))
        return False
