"""A company whose owner sits at a browser."""

from django.test import Client

from nitka.accounts.models import Member, Role, User, Workspace
from nitka.accounts.tests import factories as accounts


def uklad() -> tuple[Workspace, Member, Client]:
    """The workspace, its owner, and the owner signed in."""
    workspace = accounts.workspace(slug="uklad", language="ru")
    member = accounts.member(workspace, name="Вера Климова", role=Role.OWNER)
    client = Client()
    client.force_login(User.objects.get(pk=member.user_id))
    return workspace, member, client
