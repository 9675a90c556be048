"""The customer's panel beside a thread: what they agreed to, what they have, what colleagues noted."""

import re
from datetime import timedelta

import pytest

from nitka.conversations.tests.desk import open_desk, queries, write
from nitka.customers.actions import note_consent_of, remove_note, write_note
from nitka.customers.models import Customer, Identity
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import add

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk():
    desk = open_desk()
    conversation = write(desk, "s1", "The sensor is offline")
    with in_workspace(desk.workspace.pk):
        yield desk, conversation, Identity.objects.get(pk=conversation.identity_id)


def shown(desk, conversation) -> str:
    return desk.get(f"{conversation.number}/", parts="customer").content.decode()


def said(page: str, within: str) -> str:
    """The words of a part of the page, without its tags."""
    found = re.search(within, page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split()) if found else ""


def agreed(page: str) -> str:
    return said(page, r'<ul class="agreed".*?</ul>')


def consent(identity, purpose, answer, days=0, **more):
    note_consent_of(
        customer_id=identity.customer_id, purpose=purpose, answer=answer, way="call",
        at=clock.now() - timedelta(days=days), **more,
    )  # fmt: skip


def tell(identity, kind, **data):
    add(identity_id=identity.pk, kind=kind, at=clock.now(), data=data)


def test_only_what_was_asked_is_said_of_consents_in_one_line(talk):
    desk, conversation, identity = talk
    assert agreed(shown(desk, conversation)) == ""
    consent(identity, "marketing", "given", 3)
    assert agreed(shown(desk, conversation)) == "Offers and news: agreed"
    consent(identity, "marketing", "withdrawn", 2)
    consent(identity, "surveys", "asked", 1)
    line = agreed(shown(desk, conversation))
    assert "Offers and news: withdrawn" in line
    assert "Surveys: not confirmed yet" in line


def test_a_yes_said_again_to_one_contact_holds_over_a_no_to_all(talk):
    desk, conversation, identity = talk
    consent(identity, "surveys", "withdrawn", 2)
    consent(identity, "surveys", "given", 1, identity_ids=[identity.pk])
    assert agreed(shown(desk, conversation)) == "Surveys: agreed"


def test_what_is_under_way_or_in_force_is_shown_and_what_is_over_is_not(talk):
    desk, conversation, identity = talk
    rub = {"amount": "6900", "currency": "RUB"}
    tell(identity, "order.placed", order="1001", total=rub, items=["Термостат"])
    tell(identity, "order.placed", order="1002", total=rub)
    tell(identity, "order.delivered", order="1002")
    tell(identity, "subscription.started", subscription="s", name="Забота", until="2027-03-01")
    tell(identity, "product.installed", product="T-1", name="Термостат Т2")
    has = said(shown(desk, conversation), r'<ul class="open has">.*?</ul>')
    assert "1001" in has
    assert "placed" in has
    assert "1002" not in has
    assert "Забота" in has
    assert "until" in has
    assert "Термостат Т2" in has


def test_notes_of_colleagues_stand_there_with_who_wrote_them(talk):
    desk, conversation, identity = talk
    customer = Customer.objects.get(pk=identity.customer_id)
    gone = write_note(customer=customer, text="Not this one", member_id=desk.member.pk)
    remove_note(note=gone)
    write_note(customer=customer, text="<b>Rings</b> before noon", member_id=desk.member.pk)
    page = shown(desk, conversation)
    assert "&lt;b&gt;Rings&lt;/b&gt; before noon" in page
    assert desk.member.name in said(page, r'<ul class="kept">.*?</ul>')
    assert "Not this one" not in page


def test_a_panel_with_all_of_it_costs_no_statement_more(talk):
    desk, conversation, identity = talk
    few = queries(lambda: shown(desk, conversation))
    consent(identity, "marketing", "given")
    tell(identity, "order.placed", order="1001")
    write_note(customer=Customer.objects.get(pk=identity.customer_id), text="Rings before noon", member_id=None)
    assert len(queries(lambda: shown(desk, conversation))) == len(few)
