"""How long a password has to be: as the strictest of a person's workspaces says."""

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from nitka.accounts import queries, rules
from nitka.accounts.models import User, Workspace
from nitka.kit import context


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


def least_for(user: User | None) -> int:
    """For one who has workspaces, or is about to join the one at work."""
    found = queries.workspaces_of(user) if user is not None and not user._state.adding else []
    if here := context.workspace_id.get():
        found += Workspace.objects.filter(pk=here)
    return rules.shortest(found)


def words(least: int) -> str:
    """The rule in words."""
    return ngettext("At least %(n)s character", "At least %(n)s characters", least) % {"n": least}


def hint(least: int) -> str:
    """The rules beside a field."""
    said = ngettext(
        "At least %(n)s character, and not a common one", "At least %(n)s characters, and not a common one", least
    )
    return said % {"n": least}
