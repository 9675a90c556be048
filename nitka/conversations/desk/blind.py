"""A note names somebody who may not see the conversation: it says so, and offers to add them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.conversations import queries
from nitka.conversations.models import Conversation


@dataclass(frozen=True, slots=True)
class Blind:
    """What stands above a note that was not saved; `text` is what was written."""

    title: str
    text: str
    several: bool


def unseeing(conversation: Conversation, members: Sequence[Member]) -> list[Member]:
    """Of these those who may not see it; one statement for each whose scope is narrow."""
    narrow = [member for member in members if not sees_all(member)]
    return [member for member in narrow if not queries.visible_to(member).filter(pk=conversation.pk).exists()]


def blind(members: Sequence[Member], text: str) -> Blind:
    """In words."""
    several = len(members) > 1
    listed = ", ".join(member.name for member in members)
    said = _("%(names)s may not see this conversation") if several else _("%(name)s may not see this conversation")
    return Blind(said % ({"names": listed} if several else {"name": listed}), text, several)
