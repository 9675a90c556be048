from dataclasses import replace
from secrets import token_hex

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.channels.models import Channel
from nitka.conversations.models import Conversation, Message
from nitka.conversations.tests.factories import arrive, chat, contact, digest_all, letter, mail, said
from nitka.customers.models import Customer, Identity, Proposal
from nitka.inbound.accept import Raw
from nitka.inbound.models import Quarantine
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_messages_of_one_visitor_are_one_thread_in_their_order():
    workspace = accounts.workspace()
    channel = chat(workspace)
    for text in ("раз", "два", "три"):
        arrive(said(channel, "s1", text))
    assert digest_all() == 3
    with in_workspace(workspace.id):
        conversation = Conversation.objects.get()
        assert [m.text for m in Message.objects.order_by("position")] == ["раз", "два", "три"]
        assert (conversation.number, conversation.preview, conversation.status) == (1, "три", "open")
        assert conversation.waiting_since == Message.objects.earliest("position").at
        assert Moment.objects.filter(kind="message.in").count() == 3


def test_visitors_are_different_customers_with_numbers_of_their_own():
    workspace = accounts.workspace()
    channel = chat(workspace)
    arrive(*(said(channel, f"s{n}") for n in range(20)))
    digest_all()
    with in_workspace(workspace.id):
        assert sorted(Conversation.objects.values_list("number", flat=True)) == list(range(1, 21))
        assert Customer.objects.count() == 20


def test_customers_who_write_again_cost_the_same_statements_for_one_and_for_thirty():
    workspace = accounts.workspace()
    channel = chat(workspace)

    def statements(people: int) -> int:
        arrive(*(said(channel, f"s{n}") for n in range(people)))
        with as_role("worker"), CaptureQueriesContext(connection) as asked:
            digest_all()
        return len(asked)

    arrive(*(said(channel, f"s{n}") for n in range(30)))
    digest_all()
    few = statements(1)
    assert statements(30) <= few + 1  # one locks the lanes of more than one


def test_a_chats_messages_and_letters_in_turn_cost_no_statements_for_each():
    workspace = accounts.workspace()
    talk, post = chat(workspace), mail(workspace)

    def statements(people: int) -> int:
        for n in range(people):
            arrive(said(talk, f"s{n}"), _from(post, f"p{n}@example.org"))
        with as_role("worker"), CaptureQueriesContext(connection) as asked:
            assert digest_all() == 2 * people
        return len(asked)

    statements(20)
    few = statements(2)
    assert statements(20) == few


def _from(channel: Channel, address: str) -> Raw:
    data = f"From: {address}\r\nMessage-ID: <{token_hex(8)}@example.org>\r\n\r\nЗдравствуйте".encode()
    return replace(letter(channel, data, token_hex(8)), sender=address)


def test_the_same_message_a_hundred_times_is_one_and_gets_the_first_answer():
    workspace = accounts.workspace()
    channel = chat(workspace)
    raw = said(channel, "s1", "один раз")
    answers = arrive(*([raw] * 100))
    assert len({answer.id for answer in answers}) == 1
    digest_all()
    again = arrive(raw)[0]
    assert (again.id, again.at, again.repeated) == (answers[0].id, answers[0].at, True)
    assert digest_all() == 0
    with in_workspace(workspace.id):
        assert Message.objects.count() == 1


def test_a_stated_address_joins_the_visitor_until_somebody_else_states_it():
    workspace = accounts.workspace()
    channel = chat(workspace)
    arrive(said(channel, "s1"))
    arrive(said(channel, "s2"))
    digest_all()
    arrive(contact(channel, "s1", email="anna@example.org", name="Анна"))
    digest_all()
    arrive(contact(channel, "s2", email="anna@example.org"))
    digest_all()
    with in_workspace(workspace.id):
        anna = Identity.objects.get(kind="email")
        assert (anna.status, anna.customer.name) == ("stated", "Анна")
        assert anna.customer_id == Identity.objects.get(value="s1").customer_id
        proposal = Proposal.objects.get()
        assert (proposal.identity_id, proposal.claimant_id) == (anna.pk, Identity.objects.get(value="s2").pk)


def test_a_bad_item_goes_to_quarantine_and_the_rest_goes_through():
    workspace = accounts.workspace()
    channel = chat(workspace)
    bad = said(channel, "bad")
    bad.payload = {"nonsense": True}
    arrive(*(said(channel, f"s{n}") for n in range(5)), bad, *(said(channel, f"t{n}") for n in range(5)))
    assert digest_all() == 11
    with in_workspace(workspace.id):
        assert Message.objects.count() == 10
        assert Quarantine.objects.get().kind == "chat.message"


def test_what_exceeds_a_limit_of_the_database_goes_to_quarantine_and_does_not_hold_up_the_rest():
    workspace = accounts.workspace()
    channel = chat(workspace)
    bad = said(channel, token_hex(10_000))  # an identity too long for its index
    bad.key = "bad"
    arrive(said(channel, "s1"), bad, said(channel, "s2"))
    assert digest_all() == 3
    with in_workspace(workspace.id):
        assert Message.objects.count() == 2
        assert Quarantine.objects.get().reason == "unstorable"


def test_null_bytes_and_surrogates_are_stored_and_shown_replaced():
    workspace = accounts.workspace()
    channel = chat(workspace)
    arrive(said(channel, "s1", "до\x00после\ud800"))
    digest_all()
    with in_workspace(workspace.id):
        assert Message.objects.get().text == "до\ufffdпосле\ufffd"


def test_two_workspaces_do_not_see_each_other():
    first, second = accounts.workspace(), accounts.workspace()
    arrive(said(chat(first), "s1"), said(chat(second), "s1"))
    digest_all()
    for workspace in (first, second):
        with in_workspace(workspace.id):
            assert Conversation.objects.get().workspace_id == workspace.id
    assert Conversation.objects.count() == 0
