"""What a password has to be: as long as the strictest of a person's workspaces says, and no name that all would try."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.accounts import queries, rules
from nitka.accounts.models import User, Workspace
from nitka.kit import context

OURS = ("nitka", "нитка")
REST = 8  # characters that are not the name


class LongEnough:
    """A password validator of Django's."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        least = least_for(user)
        if len(password) < least:
            raise ValidationError(words(least), code="password_too_short")

    def get_help_text(self) -> str:
        """Not shown: our fields say it with the number that counts."""
        return ""


class NotObvious:
    """A password validator of Django's: a company's or our own name with a few digits is guessed first."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if any(word in password.casefold() and len(password) - len(word) < REST for word in _names(user)):
            raise ValidationError(_("The company’s name with a few signs is guessed first"), code="password_obvious")

    def get_help_text(self) -> str:
        """Not shown."""
        return ""


def _names(user: User | None) -> Iterator[str]:
    """What everybody would try: names of three letters and more."""
    yield from OURS
    for workspace in _workspaces_of(user):
        words = re.split(r"\W+|_", f"{workspace.name} {workspace.slug}".casefold())
        yield from (word for word in words if len(word) > 2)


def least_for(user: User | None) -> int:
    """For one who has workspaces, or is about to join the one at work."""
    return rules.shortest(_workspaces_of(user))


def _workspaces_of(user: User | None) -> list[Workspace]:
    found = queries.workspaces_of(user) if user is not None and not user._state.adding else []
    if here := context.workspace_id.get():
        found += Workspace.objects.filter(pk=here)
    return found


def words(least: int) -> str:
    """The rule in words."""
    return ngettext("At least %(n)s character", "At least %(n)s characters", least) % {"n": least}


def hint(least: int) -> str:
    """The rules beside a field."""
    said = ngettext(
        "At least %(n)s character, and not a common one", "At least %(n)s characters, and not a common one", least
    )
    return said % {"n": least}
