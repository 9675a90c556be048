"""From whatever channel one link ends what has a purpose, and a yes that anybody could state is asked for there."""

import email
import email.policy
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from nitka.accounts.models import Workspace
from nitka.accounts.tests import factories as accounts
from nitka.channels import contract, registry
from nitka.channels.actions import create_channel
from nitka.channels.email.tests.test_relay import Peer, served
from nitka.channels.models import Channel
from nitka.channels.queries import info
from nitka.conversations.actions import Arrival, Destination, deliver, receive
from nitka.conversations.actions.announce import announce
from nitka.conversations.actions.thread import take_numbers
from nitka.conversations.actions.worded import worded
from nitka.conversations.models import Conversation, Delivery
from nitka.conversations.tests.factories import mail
from nitka.customers.actions import Claim, Word, identify, keep_purpose, merge, note_consents, state_consent_of
from nitka.customers.models import Consent, Identity
from nitka.customers.queries import agreed, standing
from nitka.inbound.models import InboundLog
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PLUGS = [("golub", "golub", "900"), ("sms", "phone", "+79162041833")]
BOTH = {"en": "News", "ru": "Новости"}


class Plug:
    """A channel of somebody else's that sends the text and nothing more, as most messengers do."""

    kinds: frozenset[str] = frozenset()

    def __init__(self, slug: str, reaches: str, writes_first: bool) -> None:
        self.slug = slug
        self.capabilities = contract.Capabilities(reaches=reaches, writes_first=writes_first)
        self.got: list[contract.Outbound] = []

    def send_many(self, batch: list[contract.Outbound], channel: Any) -> list[contract.Sent]:
        self.got += batch
        return [contract.Sent(str(one.id)) for one in batch]


@pytest.fixture
def plugs(monkeypatch: pytest.MonkeyPatch) -> dict[str, Plug]:
    made = {"golub": Plug("golub", "golub", False), "sms": Plug("sms", "phone", True)}
    installed = registry.adapters() | made
    monkeypatch.setattr(registry, "adapters", lambda: installed)
    return made


@pytest.fixture
def company(settings) -> Workspace:
    settings.PUBLIC_URL = "https://nitka.example"
    made = accounts.workspace()
    with in_workspace(made.pk):
        keep_purpose(code="news", names=BOTH, texts=BOTH, asks_twice=True)
    return made


def opened(company: Workspace, kind: str, **settings: Any) -> Channel:
    return create_channel(workspace=company, kind=kind, name=kind, settings=settings)


def known(company: Workspace, kind: str, value: str) -> Identity:
    with in_workspace(company.pk):
        return identify([Claim(kind, value)])[kind, value]


def wrote(company: Workspace, channel: Channel, kind: str, value: str) -> Identity:
    """Somebody who has written by the channel."""
    parsed = contract.Inbound("message", f"{value}-1", contract.Identity(kind, value), clock.now(), text="Где заказ?")
    with in_workspace(company.pk):
        item = InboundLog(source_id=channel.pk, kind=f"{channel.kind}.hook", key=value, sender=value, at=clock.now())
        return receive([Arrival(item, info(channel, company), parsed)])[0].identity


def offer(channel: Channel, to: Identity, text: str) -> None:
    with in_workspace(channel.workspace_id):
        thread = Conversation.objects.filter(identity_id=to.pk).first() or Conversation.objects.create(
            identity_id=to.pk, channel_id=channel.pk, number=take_numbers(1), last_at=clock.now(),
            created_at=clock.now(),
        )  # fmt: skip
        announce(conversation=thread, to=Destination(channel, to), text=text, meta={"purpose": "news"})


def agree(to: Identity) -> None:
    with in_workspace(to.workspace_id):
        note_consents([Word(to.pk, "news", "given", "paper")])


def state(to: Identity) -> str:
    """A program says that they agreed: what is written down of it."""
    with in_workspace(to.workspace_id):
        given = {"customer_id": to.customer_id, "purpose": "news", "answer": "given", "way": "page"}
        return state_consent_of(**given)[0].answer


def leave(company: Workspace) -> list[str]:
    """All that waits goes; how it went, oldest first."""
    with as_role("worker"):
        deliver.deliver_once()
    with in_workspace(company.pk):
        return [row.reason or row.state for row in Delivery.objects.order_by("id")]


def links(text: str, path: str) -> list[str]:
    return [urlsplit(url).path for url in re.findall(r"https://nitka\.example[^\s\"<>]+", text) if f"/{path}/" in url]


def holds(to: Identity) -> bool | None:
    with in_workspace(to.workspace_id):
        return agreed(standing([to.pk]), to.pk, "news")


def way_of_last(company: Workspace) -> str:
    with in_workspace(company.pk):
        return Consent.objects.latest("noted_at").way


def ended_by(path: str, to: Identity) -> None:
    """A mail program's click or a person's: nobody is signed in, no cookie is there."""
    assert Client(enforce_csrf_checks=True).post(path, ONE_CLICK).status_code == 200
    assert holds(to) is False


def test_a_letter_has_the_link_in_its_head_and_in_both_halves_of_its_foot_and_one_click_ends_it(company):
    peer = Peer()
    with served(peer) as relay:
        channel = mail(company, settings={"address": "help@uklad.example", "relay": relay})
        anna = known(company, "email", "anna@b.org")
        agree(anna)
        offer(channel, anna, "Скидка")
        assert leave(company) == ["sent"]
        letter: Any = email.message_from_bytes(peer.letters[0], policy=email.policy.default)
        (path,) = links(letter["List-Unsubscribe"], "withdraw")
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        for kind in ("plain", "html"):
            assert links(letter.get_body((kind,)).get_content(), "withdraw") == [path]
        ended_by(path, anna)
        offer(channel, anna, "Ещё скидка")
        assert leave(company) == ["sent", "not_agreed"]
    assert len(peer.letters) == 1
    assert way_of_last(company) == "letter"


@pytest.mark.parametrize(("kind", "contact", "value"), PLUGS)
def test_a_messenger_and_a_text_message_have_the_link_in_their_words(company, plugs, kind, contact, value):
    channel = opened(company, kind)
    anna = wrote(company, channel, contact, value)
    offer(channel, anna, "Рано")
    assert leave(company) == ["not_agreed"]
    agree(anna)
    offer(channel, anna, "Скидка")
    assert leave(company) == ["not_agreed", "sent"]
    (sent,) = plugs[kind].got
    assert sent.text.startswith("Скидка\n\nОтписаться: https://nitka.example/withdraw/")
    ended_by(links(sent.text, "withdraw")[0], anna)
    offer(channel, anna, "Ещё скидка")
    assert leave(company) == ["not_agreed", "sent", "not_agreed"]
    assert way_of_last(company) == "page"


def test_what_one_channels_link_ends_is_ended_in_all(company, plugs):
    channel, sms = opened(company, "golub"), opened(company, "sms")
    anna, phone = wrote(company, channel, "golub", "900"), known(company, "phone", "+79162041833")
    with in_workspace(company.pk):
        merge(into=anna.customer, source=phone.customer)
    agree(anna)
    agree(phone)
    offer(channel, anna, "Скидка")
    assert leave(company) == ["sent"]
    ended_by(links(plugs["golub"].got[0].text, "withdraw")[0], anna)
    offer(sms, phone, "Скидка")
    assert leave(company) == ["sent", "not_agreed"]
    assert plugs["sms"].got == []


@pytest.mark.parametrize(("kind", "contact", "value"), PLUGS)
def test_a_stated_yes_is_asked_for_by_the_channel_that_reaches_its_contact(company, plugs, kind, contact, value):
    mail(company)
    channel = opened(company, kind)
    anna = wrote(company, channel, contact, value) if kind == "golub" else known(company, contact, value)
    assert (state(anna), holds(anna)) == ("asked", None)
    assert leave(company) == ["sent"]
    (path,) = links(plugs[kind].got[0].text, "agree")
    client = Client(headers={"accept-language": "en"})
    assert "News" in client.get(path).content.decode()
    assert holds(anna) is None
    client.post(path, {"answer": "yes"})
    assert holds(anna) is True
    assert way_of_last(company) == "page"


def test_a_telephone_that_no_channel_writes_to_holds_at_once(company, plugs):
    mail(company)
    assert state(known(company, "phone", "+79162041833")) == "given"


def test_a_visitors_yes_is_said_where_they_are_and_holds_at_once(company):
    opened(company, "chat")
    assert state(known(company, "visitor", "s1")) == "given"


def test_a_channel_that_may_not_begin_asks_nobody_who_never_wrote_there(company, plugs):
    opened(company, "golub")
    assert state(known(company, "golub", "901")) == "asked"
    assert leave(company) == []


def test_who_writes_by_two_of_a_kind_is_asked_where_they_wrote_last(company, plugs):
    opened(company, "golub")
    second = opened(company, "golub")
    state(wrote(company, second, "golub", "900"))
    with in_workspace(company.pk):
        assert Delivery.objects.get().channel_id == second.pk


@pytest.mark.parametrize(("language", "words"), [("en", "Do not ask me again"), ("ru", "Больше не спрашивать")])
def test_a_rating_is_asked_for_in_words_where_there_is_no_form_for_it(plugs, language, words):
    choices = contract.RatingLink(1, "Плохо", "https://n.example/r/1"), contract.RatingLink(2, "", "https://n.example/r/2")
    one = contract.Outbound(
        id=uuid7(), to=contract.Identity("golub", "900"), at=clock.now(), text="Закрыто.",
        rating=contract.RatingAsk("Как вам?", "", choices), leave=contract.Leave("Опросы", "https://n.example/w"),
    )  # fmt: skip
    (said,) = worded("golub", [one], language)
    listed = "1 — Плохо: https://n.example/r/1\n2: https://n.example/r/2"
    assert said.text == f"Закрыто.\n\nКак вам?\n\n{listed}\n\n{words}: https://n.example/w"
    assert worded("email", [one], language) == [one]
