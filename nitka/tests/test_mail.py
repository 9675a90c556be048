"""Letters all the way: a real SMTP client, the mail process's doors, the digester, the thread."""

import asyncio
import smtplib
from collections.abc import Callable
from pathlib import Path

import pytest

from nitka import mail as process
from nitka.accounts.models import Workspace
from nitka.accounts.tests import factories as accounts
from nitka.channels.email.server import Listener, policy_for
from nitka.channels.email.tests.letters import raw
from nitka.channels.email.tests.test_letters import FIXTURES
from nitka.channels.models import Channel
from nitka.channels.queries import forget
from nitka.conversations.models import Conversation, Message
from nitka.conversations.tests.factories import arrive, chat, contact, digest_all, mail, said
from nitka.inbound import accept
from nitka.inbound.models import Quarantine
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.loops import run

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "help@uklad.example"


@pytest.fixture
def workspace() -> Workspace:
    return accounts.workspace()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    forget()
    process._remembered.clear()


def post(*letters: bytes, to: tuple[str, ...] = (ADDRESS,)) -> None:
    """Send letters by SMTP to the mail process's own doors, then digest them."""

    def client(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for letter in letters:
                smtp.sendmail("anna@example.org", list(to), letter)

    run(_with_listener(client))
    digest_all()


async def _with_listener(client: Callable[[int], None]) -> None:
    listener = Listener(policy_for(process.resolve, process.accept, hostname="mx.test"))
    await listener.start("127.0.0.1", 0)
    try:
        await asyncio.to_thread(client, listener.port)
    finally:
        await listener.stop(1)
        await accept.close()


def messages(of: Channel) -> list[Message]:
    with in_workspace(of.workspace_id):
        return list(Message.objects.order_by("position"))


def test_a_letter_becomes_a_message_once_however_often_it_comes(workspace: Workspace) -> None:
    channel = mail(workspace, ADDRESS)
    letter = raw(body="Датчик молчит", Content_Type="text/plain; charset=utf-8")
    post(letter, letter, b"Received: by another way\r\n" + letter)
    (message,) = messages(channel)
    assert (message.text, message.external_id) == ("Датчик молчит", "1@example.org")


def test_a_plus_tag_leads_to_the_channel_and_a_stranger_is_refused(workspace: Workspace) -> None:
    channel = mail(workspace, ADDRESS)
    post(raw(), to=("help+vip@uklad.example",))
    assert len(messages(channel)) == 1
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        post(raw(), to=("nobody@uklad.example",))
    assert caught.value.recipients["nobody@uklad.example"][0] == 550


def test_a_reply_lands_in_the_thread_it_answers(workspace: Workspace) -> None:
    channel = mail(workspace, ADDRESS)
    post(raw())
    post(raw(**{"Message-ID": "<2@example.org>", "In-Reply-To": "<1@example.org>"}))
    first, second = messages(channel)
    assert first.conversation_id == second.conversation_id


def test_who_stated_an_address_in_the_chat_and_writes_from_it_is_in_the_same_conversation(workspace: Workspace) -> None:
    talk, channel = chat(workspace), mail(workspace, ADDRESS)
    session = "00000000-0000-4000-8000-000000000001"
    arrive(said(talk, session))
    arrive(contact(talk, session, email="anna@example.org"))
    digest_all()
    post(raw(body="And by letter"))
    one, other = messages(channel)
    assert one.conversation_id == other.conversation_id
    assert (one.channel_id, other.channel_id) == (talk.pk, channel.pk)


def test_every_letter_of_the_corpus_is_in_a_thread_or_in_quarantine(workspace: Workspace) -> None:
    channel = mail(workspace, ADDRESS)
    corpus = [path.read_bytes() for path in sorted(FIXTURES.glob("*.eml"))]
    post(*corpus, raw(body="the next one", **{"Message-ID": "<next@example.org>"}))
    with in_workspace(workspace.id):
        assert Message.objects.count() + Quarantine.objects.count() == len(corpus) + 1
        assert not Quarantine.objects.exists()
    assert "the next one" in [message.text for message in messages(channel)]


def test_an_empty_letter_is_in_quarantine_and_the_next_goes_through(workspace: Workspace) -> None:
    channel = mail(workspace, ADDRESS)
    post(b"\r\n", raw())
    with in_workspace(workspace.id):
        assert Quarantine.objects.count() == 1
        assert Conversation.objects.count() == 1
    assert len(messages(channel)) == 1


def test_forty_megabytes_arrive_whole(workspace: Workspace, tmp_path: Path) -> None:
    channel = mail(workspace, ADDRESS)
    head = "--m\r\n\r\nhello\r\n--m\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    body = head + ("A" * 76 + "\r\n") * 537_000 + "--m--\r\n"
    post(raw("Content-Type: multipart/mixed; boundary=m", body=body))
    (message,) = messages(channel)
    assert message.text == "hello"
    with in_workspace(workspace.id):
        assert message.attachments.get().size > 30_000_000
