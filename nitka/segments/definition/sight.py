"""Nobody asks by a segment for what they do not see: who is in it would tell."""

from typing import Any

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers.queries import hidden_keys
from nitka.segments.definition.names import attributes
from nitka.segments.definition.read import read
from nitka.segments.definition.tree import Group, WrongDefinition


def read_for(given: Any, member: Member | None) -> Group:
    """The tree of a definition that a member may try and keep. Raises WrongDefinition."""
    tree = read(given)
    if attributes(tree) & hidden_keys(member):
        raise WrongDefinition({"definition": _("It asks for attributes that are for others’ eyes")})
    return tree
