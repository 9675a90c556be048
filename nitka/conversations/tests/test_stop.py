"""STOP by a text message or a messenger."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from nitka.accounts.models import Member, Workspace
from nitka.accounts.tests import factories as accounts
from nitka.channels import contract, registry
from nitka.channels.actions import create_channel
from nitka.channels.models import Channel
from nitka.conversations.actions import assign, close, digest
from nitka.conversations.actions.stop import says_stop
from nitka.conversations.models import Conversation, Delivery, Message
from nitka.conversations.tests.test_ways_out import Plug, agree, company, holds, leave, offer, state
from nitka.customers.actions import Word, note_consents
from nitka.customers.models import Consent, Customer, Identity, Proof
from nitka.inbound.models import InboundLog
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Moment
from nitka.notices.tests import working as notices
from nitka.notices.texts import headline

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["company"]
PHONE = "+79162041833"


class Heard(Plug):
    """One that is written to, too."""

    def parse(self, raw: contract.Raw, channel: Any) -> list[contract.Parsed]:
        sender = contract.Identity(self.capabilities.reaches, raw.sender)
        return [contract.Inbound("message", str(raw.id), sender, raw.at, **raw.payload)]


@pytest.fixture
def sms(monkeypatch: pytest.MonkeyPatch) -> Heard:
    made = Heard("sms", "phone", True)
    installed = registry.adapters() | {"sms": made}
    monkeypatch.setattr(registry, "adapters", lambda: installed)
    return made


@pytest.fixture
def channel(company, sms) -> Channel:
    return create_channel(workspace=company, kind="sms", name="SMS", language="ru", settings={})


def write(channel: Channel, *texts: str, **said: Any) -> Identity:
    """Messages of one sender, digested as one batch."""
    with in_workspace(channel.workspace_id):
        digest([
            InboundLog(source_id=channel.pk, kind="sms.hook", key=f"{text}{clock.now()}", sender=PHONE, at=clock.now(),
                       payload={"text": text, **said})
            for text in texts
        ])  # fmt: skip
        return Identity.objects.get(kind="phone", value=PHONE)


def answers(identity: Identity) -> list[tuple[str, str, bool]]:
    with in_workspace(identity.workspace_id):
        rows = Consent.objects.filter(identity_id=identity.pk).order_by("purpose__code", "at")
        return [(row.purpose.code, row.answer, row.everywhere) for row in rows.select_related("purpose")]


def talks(channel: Channel) -> list[tuple[str, bool]]:
    with in_workspace(channel.workspace_id):
        return [(row.status, row.waiting_since is not None) for row in Conversation.objects.order_by("number")]


@pytest.mark.parametrize("text", ["STOP", " стоп! ", "«Стоп.»", "Отписаться", "Unsubscribe.", "Стоп  смс", "Opt-out"])
def test_one_of_the_words_alone_says_stop(text):
    said = contract.Inbound("message", "1", contract.Identity("phone", PHONE), clock.now(), text=text)
    assert says_stop(said, Plug("sms", "phone", True).capabilities)


@pytest.mark.parametrize("text", ["", "!", "стоп, а где мой заказ?", "Please stop it", "cancel", "Нет", "старт"])
def test_a_sentence_and_an_answer_do_not(text):
    said = contract.Inbound("message", "1", contract.Identity("phone", PHONE), clock.now(), text=text)
    assert not says_stop(said, Plug("sms", "phone", True).capabilities)


@pytest.mark.parametrize("given", [{"auto": True}, {"files": [contract.File("a.png", "image/png", 1)]}])
def test_what_a_machine_answered_or_has_a_picture_does_not(given):
    said = contract.Inbound("message", "1", contract.Identity("phone", PHONE), clock.now(), text="стоп", **given)
    assert not says_stop(said, Plug("sms", "phone", True).capabilities)


@pytest.mark.parametrize("kind", ["chat", "email", "history"])
def test_letters_and_the_chat_of_a_site_have_their_links(kind):
    said = contract.Inbound("message", "1", contract.Identity("email", "a@b.org"), clock.now(), text="стоп")
    assert not says_stop(said, registry.adapter(kind).capabilities)


def test_it_withdraws_what_they_could_be_written_for_there_with_the_message_as_proof(company, channel, sms):
    anna = write(channel, "Где заказ?")
    agree(anna)
    offer(channel, anna, "Скидка")
    assert leave(company) == ["sent"]
    write(channel, "СТОП")
    assert holds(anna) is False
    withdrawn = [(code, everywhere) for code, answer, everywhere in answers(anna) if answer == "withdrawn"]
    assert withdrawn == [("marketing", False), ("news", False), ("surveys", False)]
    with in_workspace(channel.workspace_id):
        lines = Consent.objects.filter(answer="withdrawn")
        assert {(row.way, row.channel_id) for row in lines} == {("channel", channel.pk)}
        assert set(Proof.objects.filter(consent__in=lines).values_list("text", flat=True)) == {"СТОП"}
        word = Message.objects.get(text="СТОП")
        moment = Moment.objects.get(kind="consent.withdrawn")
    assert (moment.conversation_id, moment.data["message"]) == (word.conversation_id, str(word.pk))
    offer(channel, anna, "Ещё скидка")
    assert leave(company)[-1] == "not_agreed"


def test_it_is_answered_once_in_the_channels_language_and_what_they_ask_is_answered_on(company, channel, sms):
    write(channel, "Стоп")
    leave(company)
    write(channel, "стоп", "СТОП")
    leave(company)
    assert [one.text for one in sms.got] == ["Вы отписаны: предложений и опросов здесь больше не будет."]
    write(channel, "А где заказ?")
    assert talks(channel) == [("closed", False), ("open", True)]


def test_two_in_one_batch_are_answered_once(company, channel, sms):
    anna = write(channel, "стоп", "Стоп!")
    leave(company)
    assert len(sms.got) == 1
    assert len(answers(anna)) == 3


def test_it_opens_nothing_and_a_question_that_waits_waits_on(channel, sms):
    write(channel, "Где заказ?")
    assert talks(channel) == [("open", True)]
    write(channel, "стоп")
    assert talks(channel) == [("open", True)]
    with in_workspace(channel.workspace_id):
        Conversation.objects.update(status="closed", closed_at=clock.now(), waiting_since=None)
    write(channel, "stop")
    assert talks(channel) == [("closed", False)]


def test_a_question_in_the_same_batch_is_not_lost_behind_it(channel, sms):
    write(channel, "стоп", "Где заказ?")
    assert talks(channel) == [("closed", False), ("open", True)]


def test_start_gives_nothing_and_a_yes_is_asked_for_again(channel, sms):
    anna = write(channel, "стоп")
    write(channel, "START", "Старт")
    assert holds(anna) is False
    assert state(anna) == "asked"  # a program states it: the question goes out, and they say yes to it themselves
    assert holds(anna) is False


def test_an_open_question_is_closed_by_it(channel, sms):
    anna = write(channel, "Где заказ?")
    assert state(anna) == "asked"
    write(channel, "стоп")
    assert holds(anna) is False


def test_after_they_agreed_anew_it_works_anew(company, channel, sms):
    anna = write(channel, "стоп")
    with in_workspace(channel.workspace_id):
        note_consents([Word(anna.pk, "news", "given", "page")])
    assert holds(anna) is True
    write(channel, "стоп")
    leave(company)
    assert holds(anna) is False
    assert [row.text for row in sms.got] == ["Вы отписаны: предложений и опросов здесь больше не будет."] * 2


def test_who_asked_that_nothing_be_done_with_their_data_is_not_answered(channel, sms):
    anna = write(channel, "Где заказ?")
    with in_workspace(channel.workspace_id):
        Customer.objects.filter(pk=anna.customer_id).update(restricted_at=clock.now())
    write(channel, "стоп")
    assert holds(anna) is False
    with in_workspace(channel.workspace_id):
        assert not Delivery.objects.exists()


def given(channel: Channel) -> Member:
    """Anna's question, in the hands of a member; nothing of it is new to them."""
    anna = write(channel, "Где заказ?")
    notices.make()
    with in_workspace(channel.workspace_id):
        member = accounts.member(Workspace.objects.get(pk=channel.workspace_id), role="agent")
        assign(conversation=Conversation.objects.get(identity_id=anna.pk), member=member, by=member)
    return member


def rung(member: Member) -> list[str]:
    """What the member's bell says, in English."""
    notices.make()
    with translation.override("en"):
        return [headline(one.notice) for one in notices.found(member)]


def thread(member: Member, language: str) -> str:
    """The only thread, for one who reads this language."""
    client = Client()
    client.force_login(member.user)
    member.user.language = language
    member.user.save(update_fields=["language"])
    with in_workspace(member.workspace_id):
        number = Conversation.objects.get().number
        slug = Workspace.objects.get(pk=member.workspace_id).slug
    return client.get(f"/w/{slug}/inbox/{number}/").content.decode()


def test_the_thread_says_what_was_withdrawn_in_the_readers_language(company, channel, sms):
    member = given(channel)
    write(channel, "стоп")
    english = "They unsubscribed by this word and were told so: “Offers and news”, “Surveys”, “News”"
    assert english in thread(member, "en")
    assert "«Предложения и новости», «Опросы», «Новости»" in thread(member, "ru")


def test_the_bell_of_who_has_the_open_conversation_says_that_they_unsubscribed(channel):
    member = given(channel)
    write(channel, "стоп")
    assert rung(member) == ["Unsubscribed by a message"]
    write(channel, "А где заказ?", "стоп")
    assert rung(member) == ["3 new messages, the last unsubscribes"]
    write(channel, "Где он?")
    assert rung(member) == ["4 new messages"]


def test_it_rings_nowhere_for_what_is_closed(channel):
    member = given(channel)
    with in_workspace(channel.workspace_id):
        close(conversation=Conversation.objects.get(), by=member)
    write(channel, "стоп")
    assert rung(member) == []


def test_what_many_withdraw_at_once_is_written_and_answered_by_as_many_statements_as_one(channel):
    asked = []
    for count in (1, 2, 12):  # what the first one learns is kept
        with in_workspace(channel.workspace_id), CaptureQueriesContext(connection) as seen:
            digest([
                InboundLog(source_id=channel.pk, kind="sms.hook", key=f"{count}:{n}", at=clock.now(),
                           sender=f"+7916204{count:02}{n:02}", payload={"text": "стоп"})
                for n in range(count)
            ])  # fmt: skip
        asked.append(len(seen))
    assert asked[1] == asked[2]
    with in_workspace(channel.workspace_id):
        assert Moment.objects.filter(kind="consent.withdrawn").count() == 15
        assert Delivery.objects.filter(state="waiting").count() == 15
