"""Letters of accounts: the invitation, and how allauth's look."""

from functools import partial
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from nitka.accounts.actions.invite import token_of
from nitka.accounts.models import Invitation, Member, User, Workspace
from nitka.accounts.queries import brand_of, workspaces_of
from nitka.ui.letters import Brand, Said, html, write

log = structlog.get_logger(__name__)


def link(invitation: Invitation) -> str:
    """The address that lets them in: of the host we are known by."""
    return f"{settings.PUBLIC_URL}{reverse('accounts:join', args=[token_of(invitation)])}"


def reset_html(user: User | None, address: str) -> str:
    """The HTML half of the letter with a new password's link: in the company's colours when there is only one."""
    homes = workspaces_of(user) if user else []
    brand = Brand(homes[0].name, brand_of(homes[0]).colour) if len(homes) == 1 else Brand(_("Nitka"))
    said = Said(
        heading=_("A new password for Nitka"),
        paragraphs=(_("Someone, probably you, asked for a new password. The button sets one."),),
        button=(_("Set a new password"), address),
        footer=_("If it was not you, do nothing: your password stays as it is."),
    )
    return html(brand, said)


def invite(invitation: Invitation, workspace: Workspace, by: Member) -> bool:
    """Write to the invited in the workspace's language; whether a relay took it."""
    with translation.override(workspace.language):
        names = {"name": by.name, "company": workspace.name}
        subject = _("%(name)s invites you to “%(company)s” in Nitka") % names
        said = Said(
            heading=_("%(name)s invites you to work in “%(company)s”") % names,
            paragraphs=(_("Nitka is where the company answers its customers. The link works once and for 7 days."),),
            button=(_("Join"), link(invitation)),
            footer=_("If you did not expect it, do nothing."),
        )
        letter = write(to=invitation.email, brand=brand_of(workspace), subject=subject, said=said)
    return _sent(letter)


def step_taken_off(user: User, workspace: Workspace, by: Member) -> None:
    """Tell somebody that a colleague took their second step off, once it is committed."""
    with translation.override(user.language or workspace.language):
        said = Said(
            heading=_("Your second step of sign-in was taken off"),
            paragraphs=(
                _("%(name)s did it, so that you can sign in by your password alone. All your devices are signed out.")
                % {"name": by.name},
                _("Set a second step up again once you are in: “Sign-in and devices” in your own settings."),
            ),
            button=(_("Sign in"), f"{settings.PUBLIC_URL}{reverse('account_login')}"),
            footer=_("If you did not ask for it, change your password and tell an owner of “%(company)s”.")
            % {"company": workspace.name},
        )
        letter = write(to=user.email, brand=brand_of(workspace), subject=said.heading, said=said)
    transaction.on_commit(partial(_sent, letter))


def _sent(letter: EmailMultiAlternatives) -> bool:
    try:
        return bool(letter.send())
    except (OSError, SMTPException) as error:
        log.warning("accounts.letter_not_sent", error=type(error).__name__)  # its words name the address
        return False
