"""A desk to look at in tests: a workspace with a member signed in, and conversations made as they really come."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Member, Workspace
from nitka.accounts.tests import factories as accounts
from nitka.channels.models import Channel
from nitka.conversations.models import Conversation, Message
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

QUIET = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass
class Desk:
    workspace: Workspace
    member: Member
    client: Client
    channel: Channel

    def url(self, path: str = "") -> str:
        return f"/w/{self.workspace.slug}/inbox/{path}"

    def get(self, path: str = "", parts: str = ""):
        headers = {"Nitka-Part": parts} if parts else {}
        return self.client.get(self.url(path), headers=headers)

    def post(self, path: str, data=None, parts: str = "talk"):
        return self.client.post(self.url(path), data or {}, headers={"Nitka-Part": parts} if parts else {})

    def only(self) -> Conversation:
        with in_workspace(self.workspace.pk):
            return Conversation.objects.get()


def open_desk(role: str = "agent", **fields) -> Desk:
    workspace = accounts.workspace(**fields)
    member = accounts.member(workspace, role=role)
    return Desk(workspace, member, signed_in(member), chat(workspace))


def signed_in(member: Member) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(member.user)
    member.user.language = "en"
    member.user.save(update_fields=["language"])
    return client


def write(desk: Desk, session: str = "s1", *texts: str) -> Conversation:
    """A visitor writes; their conversation."""
    for text in texts or ("Hello",):
        arrive(said(desk.channel, session, text))
    digest_all()
    with in_workspace(desk.workspace.pk):
        return Conversation.objects.get(identity__value=session)


def fill(desk: Desk, conversation: Conversation, count: int) -> None:
    """Many more messages in one thread."""
    start = clock.now() - timedelta(minutes=count)
    with in_workspace(desk.workspace.pk):
        Message.objects.bulk_create(
            Message(
                conversation_id=conversation.pk,
                identity_id=conversation.identity_id,
                channel_id=conversation.channel_id,
                direction="in" if n % 2 else "out",
                author_id=None if n % 2 else desk.member.pk,
                text=f"line {n}",
                at=start + timedelta(minutes=n),
                position=uuid7(start + timedelta(minutes=n)),
            )
            for n in range(count)
        )


def queries(run) -> list[str]:
    """The statements of a page, without those of the transaction itself."""
    with CaptureQueriesContext(connection) as captured:
        run()
    return [q["sql"] for q in captured if not q["sql"].startswith(QUIET)]


def path_of(response) -> str:
    return urlsplit(response["Location"]).path
