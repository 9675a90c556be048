"""Lists of conversations as files for who has them sent. A code is `talks:<view>`."""

from datetime import tzinfo

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.conversations.desk.export import ConversationExport
from nitka.conversations.desk.listing import titles

_VIEWS = ("all", "unassigned", "closed", "snoozed")  # the others are one's own work


def choices(member: Member) -> list[tuple[str, list[tuple[str, str]]]]:
    """Conversations by where they stand."""
    named = titles() | {"all": _("Open conversations")}
    return [(_("Conversations"), [(f"talks:{view}", str(named[view])) for view in _VIEWS])]


def table(code: str, member: Member, language: str, zone: tzinfo) -> ConversationExport | None:
    """One of them; None for a code of somebody else's."""
    kind, _sign, view = code.partition(":")
    if kind != "talks" or view not in _VIEWS:
        return None
    return ConversationExport(view, None, member, language, zone)
