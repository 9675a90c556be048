"""What a message is for decides whether it may leave."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from nitka.accounts.tests import factories as accounts
from nitka.channels.contract import Sent
from nitka.conversations import actions
from nitka.conversations.actions import deliver
from nitka.conversations.actions.announce import announce
from nitka.conversations.chat.rows import page
from nitka.conversations.desk.deliveries import reason
from nitka.conversations.models import Delivery, Message
from nitka.conversations.tests.factories import arrive, chat, digest_all, mail, said
from nitka.conversations.tests.threads import Relay, back, came, thread_of
from nitka.customers.actions import Word, note_consents
from nitka.customers.models import Consent
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = {"purpose": "marketing"}
RATING = {"purpose": "surveys", "follows": True}


@pytest.fixture
def workspace():
    return accounts.workspace()


@pytest.fixture
def relay(monkeypatch):
    made = Relay(Sent(""))
    monkeypatch.setattr(deliver, "adapter", lambda kind: made)
    return made


@pytest.fixture
def letter(workspace):
    with in_workspace(workspace.id):
        return came(mail(workspace))


def write(letter: Message, text: str, meta: dict[str, object]) -> None:
    with in_workspace(letter.workspace_id):
        announce(conversation=thread_of(letter), to=back(letter), text=text, meta=meta)


def say(letter: Message, purpose: str, answer: str) -> None:
    with in_workspace(letter.workspace_id):
        note_consents([Word(letter.identity_id, purpose, answer, "call")])


def run() -> None:
    with as_role("worker"):
        deliver.deliver_once()


def states(letter: Message) -> dict[str, str]:
    with in_workspace(letter.workspace_id):
        rows = Delivery.objects.select_related("message").order_by("id")
        return {row.message.text: row.reason or row.state for row in rows}


def test_an_answer_needs_no_consent(letter, relay):
    say(letter, "marketing", "withdrawn")
    say(letter, "surveys", "withdrawn")
    with in_workspace(letter.workspace_id):
        actions.reply(conversation=thread_of(letter), text="Едет", to=back(letter), author=None)
    run()
    assert states(letter) == {"Едет": "sent"}


def test_an_offer_leaves_only_for_who_agreed_and_says_why_it_did_not(letter, relay):
    write(letter, "Скидка", OFFER)
    run()
    say(letter, "marketing", "asked")
    write(letter, "Ещё скидка", OFFER)
    run()
    assert states(letter) == {"Скидка": "not_agreed", "Ещё скидка": "not_agreed"}
    assert relay.got == []
    for language, words in (("en", "has not agreed"), ("ru", "не соглашался")):
        with translation.override(language):
            assert words in reason("not_agreed")


def test_once_they_agree_what_was_held_back_can_be_sent_again(letter, relay):
    write(letter, "Скидка", OFFER)
    run()
    say(letter, "marketing", "given")
    with in_workspace(letter.workspace_id):
        deliver.send_again(delivery=Delivery.objects.get())
    run()
    assert states(letter) == {"Скидка": "sent"}


def test_a_consent_withdrawn_while_a_letter_waits_holds_it_back(letter, relay):
    say(letter, "marketing", "given")
    write(letter, "Скидка", OFFER)
    say(letter, "marketing", "withdrawn")
    run()
    assert states(letter) == {"Скидка": "not_agreed"}


def test_a_question_about_what_the_customer_began_goes_until_they_say_no(letter, relay):
    write(letter, "Как вам?", RATING)
    run()
    say(letter, "surveys", "withdrawn")
    write(letter, "А теперь?", RATING)
    write(letter, "Опрос", {"purpose": "surveys"})
    run()
    assert states(letter) == {"Как вам?": "sent", "А теперь?": "not_agreed", "Опрос": "not_agreed"}


def test_the_chat_holds_back_what_was_not_agreed_to_and_says_how_to_end_the_rest(workspace):
    door = chat(workspace)
    arrive(said(door, "s1", "Где заказ?"))
    digest_all()
    with in_workspace(workspace.pk):
        first = Message.objects.get()
        write(first, "Скидка", OFFER)
        note_consents([Word(first.identity_id, "marketing", "given", "page")])
        write(first, "Ещё скидка", OFFER)
        texts = [str(row["text"]) for row in page(door.pk, "s1", None)[0]]  # type: ignore[arg-type]
    assert states(first)[texts[-1]] == "sent"
    assert len(texts) == 2
    assert texts[-1].startswith("Ещё скидка\n\nОтписаться: http")
    Client().post(urlsplit(texts[-1].split()[-1]).path, {"List-Unsubscribe": "One-Click"})
    write(first, "И ещё", OFFER)
    assert sorted(states(first).values()) == ["not_agreed", "not_agreed", "sent"]
    with in_workspace(workspace.pk):
        assert Consent.objects.latest("noted_at").way == "page"


def test_it_is_asked_once_for_a_batch_and_not_at_all_for_answers(letter, relay):
    def consents(count: int, meta: dict[str, object]) -> int:
        for n in range(count):
            write(letter, f"{n}", meta)
        with as_role("worker"), CaptureQueriesContext(connection) as captured:
            deliver.deliver_once()
        return sum("customers_consent" in query["sql"] for query in captured)

    say(letter, "marketing", "given")
    assert (consents(3, {}), consents(1, OFFER), consents(5, OFFER)) == (0, 1, 1)


def test_what_has_a_purpose_carries_the_link_that_ends_it(letter, relay):
    say(letter, "marketing", "given")
    write(letter, "Скидка", OFFER)
    write(letter, "Едет", {})
    run()
    offer, answer = sorted(relay.got, key=lambda one: one.text, reverse=True)
    assert (offer.text, answer.text, answer.leave) == ("Скидка", "Едет", None)
    assert offer.leave.name == "Предложения и новости"  # in the language of the channel
    path = urlsplit(offer.leave.url).path
    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    write(letter, "Ещё скидка", OFFER)
    run()
    assert states(letter)["Ещё скидка"] == "not_agreed"
