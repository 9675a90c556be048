"""A move taken back: what it brought goes, what was worked on since stays."""

import pytest
from django.test import Client

from nitka.accounts.models import Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.actions import close, note
from nitka.conversations.models import Attachment, Conversation, Message
from nitka.conversations.models.search import Searched
from nitka.customers.actions import Claim, enter, write_note
from nitka.customers.companies import Affiliation, Company, CompanyKey
from nitka.customers.models import Customer, Identity, Merge
from nitka.kit import blobs
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests import killing
from nitka.moments.actions import add
from nitka.moments.models import Holding, Moment
from nitka.moving import returning
from nitka.moving.actions import hold, take_back
from nitka.moving.models import Known, Moving, Trouble
from nitka.moving.staying import would_stay
from nitka.moving.tests.factories import again, moved, ordered, work
from nitka.moving.tests.played_chatwoot import PNG, Chatwoot
from nitka.moving.tests.played_others import Amo
from nitka.moving.tests.serving import served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    workspace = accounts.workspace()
    accounts.member(workspace, name="Вера", email="vera@uklad.example", role=Role.OWNER)
    return workspace


def back(workspace, made):
    with in_workspace(workspace.pk):
        take_back(of=made)
    work()
    return again(made)


def state_of(workspace):
    """All that a move may touch, by content."""
    with in_workspace(workspace.pk):
        return (
            sorted(Customer.objects.filter(merged_into_id=None).values_list("name", "orders", "spent", "last_kind")),
            sorted(Identity.objects.values_list("kind", "value", "status")),
            sorted(Company.objects.values_list("name", flat=True)),
            [of.objects.count() for of in (Conversation, Message, Attachment, Searched, Moment, Holding, Affiliation,
                                           CompanyKey, Known, Trouble)],
        )  # fmt: skip


def test_a_move_taken_back_leaves_the_workspace_as_it_was(shop):
    with in_workspace(shop.pk):
        enter(claims=[Claim("email", "c1@shop.example", "Анна", how="program")], name="Анна")
        enter(claims=[Claim("phone", "+79162040001", "А.", how="program")], name="А.")
    before = state_of(shop)
    with served(Chatwoot(contacts=12, talks=14)) as there:
        there.attach(2, 0, "/files/sofa.png?sig=1")
        made = moved(shop, "chatwoot", **there.given())
        with in_workspace(shop.pk):
            assert Merge.objects.filter(undone_at=None).count() == 1
            sha256 = Attachment.objects.get().sha256
            assert blobs.read(shop.pk, sha256) == PNG
        made = back(shop, made)
        assert (made.state, made.counts["conversations_gone"], made.counts["conversations_stay"]) == ("returned", 14, 0)
        assert made.counts["customers_gone"] == 11
        assert state_of(shop) == before
        assert not blobs.is_kept(shop.pk, sha256)
        ordered(shop, made)
        work()
    assert (again(made).state, again(made).counts["conversations"]) == ("done", 14)


def test_deals_and_companies_go_with_the_orders_they_were(shop):
    before = state_of(shop)
    with served(Amo(contacts=5)) as there:
        made = moved(shop, "amocrm", "companies", "customers", "deals", url=there.url, token="at-1")
    with in_workspace(shop.pk):
        assert Customer.objects.filter(orders=1).count() == 1
    made = back(shop, made)
    assert (made.counts["deals_gone"], made.counts["companies_gone"], made.counts["customers_gone"]) == (5, 1, 5)
    assert state_of(shop) == before


def test_what_was_worked_on_since_stays_and_is_counted(shop):
    with served(Chatwoot(contacts=6, talks=6)) as there:
        made = moved(shop, "chatwoot", **there.given())
    with in_workspace(shop.pk):
        vera = Member.objects.get()
        noted, closed, _gone = (Conversation.objects.get(subject=f"Слово {n}-0") for n in (1, 2, 3))
        note(conversation=noted, author=vera, text="Перезвонить")
        close(conversation=closed, by=vera)
        loved = Identity.objects.get(value="c4@shop.example")
        write_note(customer=loved.customer, member_id=vera.pk, text="Важный клиент")
    made = back(shop, made)
    assert (made.counts["conversations_gone"], made.counts["conversations_stay"]) == (4, 2)
    assert (made.counts["customers_gone"], made.counts["customers_stay"]) == (3, 3)
    with in_workspace(shop.pk):
        assert set(Conversation.objects.values_list("pk", flat=True)) == {noted.pk, closed.pk}
        assert Message.objects.filter(conversation_id=noted.pk).count() == 4
        assert Customer.objects.get(pk=loved.customer_id).name == "Клиент 4"
        assert Known.objects.filter(kind="talk").count() == 2


def test_what_would_stay_is_told_before(shop):
    with served(Chatwoot(contacts=6, talks=6)) as there:
        made = moved(shop, "chatwoot", **there.given())
    client = Client()
    with in_workspace(shop.pk):
        vera = Member.objects.get()
        client.force_login(vera.user)
        assert would_stay(made) == (0, 0)
    here = f"/w/{shop.slug}/customers/moving/{made.pk}/"
    assert "Если отменить сейчас" not in client.get(here).content.decode()
    with in_workspace(shop.pk):
        noted, closed = (Conversation.objects.get(subject=f"Слово {n}-0") for n in (1, 2))
        note(conversation=noted, author=vera, text="Перезвонить")
        close(conversation=closed, by=vera)
        write_note(customer=Identity.objects.get(value="c4@shop.example").customer, member_id=vera.pk, text="Важный")
        add(identity_id=Identity.objects.get(value="c5@shop.example").pk, kind="visit", data={})
        assert would_stay(made) == (4, 2)
    said = client.get(here).content.decode()
    assert "Если отменить сейчас" in said
    assert "4 клиента, 2 обращения" in said
    made = back(shop, made)
    assert (made.counts["customers_stay"], made.counts["conversations_stay"]) == (4, 2)


def test_a_worker_killed_in_the_middle_of_taking_back_goes_on(shop, monkeypatch):
    monkeypatch.setattr(returning, "PORTION", dict.fromkeys(returning.PORTION, 3))
    before = state_of(shop)
    with served(Chatwoot(contacts=7, talks=8)) as there:
        made = moved(shop, "chatwoot", **there.given())
    with in_workspace(shop.pk):
        take_back(of=made)
    for name, nth in (("unrestore", 2), ("unmake", 1)):
        killing.killed(work, returning, name, nth)
        with in_workspace(shop.pk):  # the lease of the dead one is over
            Moving.objects.filter(pk=made.pk).update(next_at=made.at)
    work()
    assert again(made).state == "returned"
    assert (again(made).counts["conversations_gone"], state_of(shop)) == (8, before)


def test_a_move_is_stopped_half_way_and_taken_back(shop):
    with served(Chatwoot(contacts=40, talks=4)) as there:
        made = moved(shop, "chatwoot", "customers", **there.given())
        ordered(shop, made, "customers", "conversations")
        work(2)
        with in_workspace(shop.pk):
            hold(of=made)
        made = back(shop, made)
    assert (made.state, made.counts["customers_gone"]) == ("returned", 40)
    with in_workspace(shop.pk):
        assert not Customer.objects.exists()
