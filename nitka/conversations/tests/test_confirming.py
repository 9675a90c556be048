"""An address given in the chat is asked whether it is whose it was said to be."""

import email
from email import policy
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from nitka.channels.email.compose.letter import compose
from nitka.channels.queries import infos
from nitka.conversations.actions import ask_to_confirm, digest
from nitka.conversations.actions.outbound import outbound
from nitka.conversations.models import Conversation, Delivery, Message
from nitka.conversations.tests.desk import open_desk, write
from nitka.conversations.tests.factories import arrive, contact, digest_all, letter, mail, said
from nitka.customers.actions import Claim, state
from nitka.customers.models import Confirmation, Identity
from nitka.inbound.models import InboundLog
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "anna@b.org"
LETTER = (
    f"From: Анна <{ADDRESS}>\r\nTo: help@uklad.example\r\n"
    "Subject: Secret order\r\nMessage-ID: <1@b.org>\r\n\r\nHello\r\n"
)


@pytest.fixture
def desk():
    made = open_desk()
    made.mail = mail(made.workspace)
    return made


def gave(desk, session: str = "s1") -> Conversation:
    """A visitor writes and says which address is theirs."""
    found = write(desk, session, "My secret question")
    arrive(contact(desk.channel, session, email=ADDRESS))
    digest_all()
    return found


def ask(desk, conversation: Conversation):
    with in_workspace(desk.workspace.pk):
        key = Identity.objects.get(kind="email", value=ADDRESS).pk
    return desk.post(f"{conversation.number}/confirmations/{key}/", parts="talk customer")


def question(desk) -> Confirmation:
    with in_workspace(desk.workspace.pk):
        return Confirmation.objects.get()


def status(desk) -> str:
    with in_workspace(desk.workspace.pk):
        return Identity.objects.get(kind="email").status


def test_the_letter_has_the_code_and_the_link_and_nothing_of_the_conversation(desk):
    conversation = gave(desk)
    answer = ask(desk, conversation)
    assert answer.status_code == 200
    assert "asked to confirm" in answer.content.decode()
    with in_workspace(desk.workspace.pk):
        delivery = Delivery.objects.select_related("message").get()
        channels = infos()
        out = outbound([delivery], channels)[delivery.pk]
        data = compose(out, channels[desk.mail.pk]).data
    whole = email.message_from_bytes(data, policy=policy.default)
    text = whole.get_body(("plain",)).get_content()
    shown = whole.get_body(("html",)).get_content()
    asked = question(desk)
    for half in (text, shown):
        assert asked.code in half
        assert reverse("conversations:confirmation", args=[asked.token]) in half
        assert "secret" not in half.lower()
    assert "secret" not in str(whole["Subject"]).lower()
    assert whole["In-Reply-To"] is None
    assert whole["Auto-Submitted"] == "auto-generated"


def test_a_code_written_into_the_chat_proves_the_address(desk):
    conversation = gave(desk)
    ask(desk, conversation)
    arrive(said(desk.channel, "s1", f"Код {question(desk).code[:3]} {question(desk).code[3:]}"))
    digest_all()
    assert status(desk) == "verified"
    with in_workspace(desk.workspace.pk):
        last = Message.objects.filter(direction="out", identity__kind="visitor").last()
    assert last.auto
    assert "confirm" not in last.meta


def test_a_wrong_code_is_said_to_be_wrong_and_numbers_of_others_are_left_alone(desk):
    conversation = gave(desk)
    arrive(said(desk.channel, "s1", "123456"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        assert not Message.objects.filter(direction="out").exists()
    ask(desk, conversation)
    wrong = f"{(int(question(desk).code) + 7) % 1_000_000:06d}"
    arrive(said(desk.channel, "s1", wrong))
    digest_all()
    assert status(desk) == "stated"
    with in_workspace(desk.workspace.pk):
        assert Message.objects.filter(direction="out", identity__kind="visitor").count() == 1


def test_following_the_link_says_nothing_and_its_button_does(desk):
    ask(desk, gave(desk))
    page = reverse("conversations:confirmation", args=[question(desk).token])
    stranger = Client(headers={"Accept-Language": "en"})
    shown = stranger.get(page)
    assert shown.status_code == 200
    assert "Was it you?" in shown.content.decode()
    with in_workspace(desk.workspace.pk):
        local = question(desk).asked_at.astimezone(ZoneInfo(desk.workspace.timezone))
    assert f"{local:%H:%M}" in shown.content.decode()
    assert "secret" not in shown.content.decode().lower()
    assert status(desk) == "stated"
    assert stranger.post(page, {"answer": "perhaps"}).status_code == 200
    assert status(desk) == "stated"
    answered = stranger.post(page, {"answer": "yes"}, follow=True)
    assert "Thank you, confirmed" in answered.content.decode()
    assert status(desk) == "verified"
    assert "Thank you, confirmed" in stranger.post(page, {"answer": "no"}, follow=True).content.decode()


def test_an_address_of_somebody_else_is_asked_and_refused_by_its_owner(desk):
    arrive(letter(desk.mail, LETTER.encode()))
    digest_all()
    conversation = gave(desk)
    panel = desk.get(f"{conversation.number}/", parts="customer").content.decode()
    assert "Ask to confirm" in panel
    ask(desk, conversation)
    page = reverse("conversations:confirmation", args=[question(desk).token])
    Client().post(page, {"answer": "no"})
    with in_workspace(desk.workspace.pk):
        owners = set(Identity.objects.values_list("customer_id", flat=True))
    assert len(owners) == 2
    assert "Is it the same person?" not in desk.get(f"{conversation.number}/", parts="customer").content.decode()


def test_an_address_whose_reader_denies_it_is_neither_asked_again_nor_written_to(desk):
    conversation = gave(desk)
    ask(desk, conversation)
    assert ADDRESS in desk.get(f"{conversation.number}/", parts="composer").content.decode()
    Client().post(reverse("conversations:confirmation", args=[question(desk).token]), {"answer": "no"})
    panel = desk.get(f"{conversation.number}/", parts="customer").content.decode()
    assert "it is not theirs" in panel
    assert "Ask to confirm" not in panel
    assert ADDRESS not in desk.get(f"{conversation.number}/", parts="composer").content.decode()


def test_what_an_owner_denies_to_a_stranger_is_still_their_own(desk):
    arrive(letter(desk.mail, LETTER.encode()))
    digest_all()
    ask(desk, gave(desk))
    Client().post(reverse("conversations:confirmation", args=[question(desk).token]), {"answer": "no"})
    with in_workspace(desk.workspace.pk):
        own = Conversation.objects.get(identity__kind="email").number
    assert "it is not theirs" not in desk.get(f"{own}/", parts="customer").content.decode()
    assert ADDRESS in desk.get(f"{own}/", parts="composer").content.decode()


def test_a_message_that_comes_once_more_tries_no_code_again(desk):
    conversation = gave(desk)
    ask(desk, conversation)
    wrong = f"{(int(question(desk).code) + 7) % 1_000_000:06d}"
    arrive(said(desk.channel, "s1", wrong))
    digest_all()
    with in_workspace(desk.workspace.pk):
        item = InboundLog.objects.latest("id")
        digest([item])
    assert question(desk).tries == 1


def test_who_did_not_give_it_in_a_chat_is_asked_by_the_link_alone(desk):
    arrive(letter(desk.mail, LETTER.encode()))
    digest_all()
    with in_workspace(desk.workspace.pk):
        by = Identity.objects.get(kind="email")
        given, _ = state(by, Claim("email", "other@b.org", status="stated"))
        conversation = Conversation.objects.get()
        asked = ask_to_confirm(conversation=conversation, identity=given, claimant=by)
        delivery = Delivery.objects.select_related("message").latest("id")
        channels = infos()
        data = compose(outbound([delivery], channels)[delivery.pk], channels[desk.mail.pk]).data
    text = email.message_from_bytes(data, policy=policy.default).get_body(("plain",)).get_content()
    assert asked.code not in text
    assert "chat" not in text
    assert reverse("conversations:confirmation", args=[asked.token]) in text


def test_the_owner_who_confirms_becomes_one_with_the_visitor(desk):
    arrive(letter(desk.mail, LETTER.encode()))
    digest_all()
    ask(desk, gave(desk))
    Client().post(reverse("conversations:confirmation", args=[question(desk).token]), {"answer": "yes"})
    with in_workspace(desk.workspace.pk):
        assert len(set(Identity.objects.values_list("customer_id", flat=True))) == 1


def test_a_stranger_s_address_cannot_be_asked_about_from_here(desk):
    arrive(letter(desk.mail, LETTER.encode()))
    digest_all()
    conversation = write(desk, "s1")
    assert ask(desk, conversation).status_code == 404


def test_asking_again_at_once_is_refused_in_words(desk):
    conversation = gave(desk)
    ask(desk, conversation)
    answer = ask(desk, conversation)
    assert answer.status_code == 422
    assert "two minutes" in answer.content.decode()


def test_where_no_channel_writes_to_such_addresses_it_says_so(desk):
    conversation = gave(desk)
    with in_workspace(desk.workspace.pk):
        type(desk.mail).objects.filter(pk=desk.mail.pk).update(is_active=False)
    assert "Ask to confirm" not in desk.get(f"{conversation.number}/", parts="customer").content.decode()
    assert ask(desk, conversation).status_code == 422


def test_a_broken_link_leads_nowhere_in_words(desk):
    for token in ("x", "x" * 500, "%00"):
        answer = Client(headers={"Accept-Language": "en"}).get(f"/confirm/{token}/")
        assert answer.status_code == 404
        assert "leads nowhere" in answer.content.decode()
