"""Who asked that nothing be done with their data is sent nothing."""

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.actions import Destination, reply
from nitka.conversations.actions.deliver import deliver_once, send_again
from nitka.conversations.models import Conversation, Delivery
from nitka.conversations.queries import way_to
from nitka.conversations.tests.factories import arrive, chat, digest_all, letter, mail, said
from nitka.customers.actions import Claim, enter, lift_restriction, merge, restrict
from nitka.customers.models import Customer
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = b"From: anna@example.org\r\nTo: help@uklad.example\r\nSubject: Hi\r\n\r\nWhere is it?\r\n"


@pytest.fixture
def house():
    workspace = accounts.workspace()
    return workspace, accounts.member(workspace, role=Role.AGENT)


def answer(conversation: Conversation, member) -> Delivery:
    way = way_to(conversation)
    message = reply(conversation=conversation, text="On its way", to=Destination(*way), author=member)
    return Delivery.objects.get(message_id=message.pk)


def test_a_letter_that_waits_is_parked_and_goes_once_it_is_lifted(house):
    workspace, member = house
    arrive(letter(mail(workspace), LETTER))
    digest_all()
    with in_workspace(workspace.pk):
        customer = Customer.objects.get()
        waiting = answer(Conversation.objects.get(), member)
        assert restrict(customer_id=customer.pk)
        assert not restrict(customer_id=customer.pk)
    with as_role("worker"):
        deliver_once()
    with in_workspace(workspace.pk):
        waiting.refresh_from_db()
        assert (waiting.state, waiting.reason) == ("failed", "restricted")
        assert lift_restriction(customer_id=customer.pk)
        send_again(delivery=waiting)
    with as_role("worker"):
        deliver_once()
    with in_workspace(workspace.pk):
        waiting.refresh_from_db()
        assert waiting.reason != "restricted"


def test_a_chat_shows_nothing_either(house):
    workspace, member = house
    arrive(said(chat(workspace), "v1"))
    digest_all()
    with in_workspace(workspace.pk):
        restrict(customer_id=Customer.objects.get().pk)
        held = answer(Conversation.objects.get(), member)
        assert (held.state, held.reason) == ("failed", "restricted")


def test_who_was_merged_in_is_meant_too_and_what_they_write_comes_in(house):
    workspace, member = house
    channel = chat(workspace)
    arrive(said(channel, "v1"))
    digest_all()
    with in_workspace(workspace.pk):
        first = Customer.objects.get()
        twin, _ = enter(claims=[Claim("email", "anna@example.org")])
        restrict(customer_id=twin.pk)
        merge(into=first, source=twin, why="one")
        assert answer(Conversation.objects.get(), member).reason == "restricted"
    arrive(said(channel, "v1", "More"))
    digest_all()
    with in_workspace(workspace.pk):
        assert Conversation.objects.get().preview == "More"


def test_the_desk_says_that_nothing_leaves_of_who_was_merged_in_too(house):
    workspace, member = house
    arrive(said(chat(workspace), "v1"))
    digest_all()
    client = Client()
    client.force_login(member.user)
    with in_workspace(workspace.pk):
        customer, number = Customer.objects.get(), Conversation.objects.get().number

    def page() -> str:
        return client.get(f"/w/{workspace.slug}/inbox/{number}/").content.decode()

    assert "banner warn stopped" not in page()
    with in_workspace(workspace.pk):
        twin, _ = enter(claims=[Claim("email", "anna@example.org")])
        merge(into=customer, source=twin, why="")
        restrict(customer_id=twin.pk)
    assert "banner warn stopped" in page()
    assert f'id="stopped-{number}"' in page()
    with in_workspace(workspace.pk):
        lift_restriction(customer_id=twin.pk)
    assert "banner warn stopped" not in page()
