"""The record of processing says what is kept, what for, who gets it and where it lies, as it is at the moment."""

import pytest
from django.test import Client

from nitka.accounts.actions import create_token
from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.channels.actions import create_channel
from nitka.conversations.tests.factories import chat, mail
from nitka.customers.actions import Claim, describe, enter, house_purposes, keep_attribute
from nitka.customers.models import AttributeKind
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.personal import parts
from nitka.rights.record import HELD, KEPT, UNTIL
from nitka.webhooks import actions as webhooks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    return accounts.workspace()


def page(shop, role=Role.OWNER, language="en"):
    client = Client()
    client.force_login(accounts.member(shop, role=role).user)
    return client.get(f"/w/{shop.slug}/settings/rights/record/", headers={"Accept-Language": language})


def test_it_is_made_from_the_facts(shop):
    create_token(workspace=shop, name="The warehouse")
    mail(shop)
    with in_workspace(shop.pk):
        house_purposes()
        anna, _ = enter(claims=[Claim("email", "anna@example.org")], name="Anna")
        describe(customer=anna, attributes={"pet": "cat"})
        keep_attribute(kind=AttributeKind.objects.get(), name="The pet", purpose="To send a treat", owner_id=None,
                       personal=True, keep_days=45, seen_by="managers")  # fmt: skip
        webhooks.create(url="https://till.example/hook", types=["rating.given"])
    text = page(shop).content.decode()
    for said in (
        "The pet", "To send a treat", "45", "The warehouse", "till.example", "Клиент поставил оценку", "marketing",
        "customers_identity: kind value name domain", "help@uklad.example", shop.name,
    ):  # fmt: skip
        assert said in text, said
    assert "anna@example.org" not in text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Channel · chat on the company’s site"), ("ru", "Канал · чат на сайте компании")]
)
def test_channels_are_named_in_words_and_what_carries_nothing_is_no_recipient(language, said):
    shop = accounts.workspace(language=language)
    chat(shop)
    create_channel(workspace=shop, kind="history", name="Chatwoot")
    text = page(shop, language=language).content.decode()
    assert said in text
    assert "Chatwoot" not in text


def test_every_module_that_holds_something_is_said_in_words(shop):
    assert {part.name for part in parts() if part.held} <= set(HELD)


def test_how_long_each_log_is_kept_is_said_as_its_module_declares_it(shop):
    english = accounts.workspace(language="en")
    declared = [(code, time) for part in parts() for code, time in part.keeps.items()]
    assert len({code for code, _ in declared}) == len(declared)
    assert {code for code, _ in declared} == set(KEPT)
    assert {code for code, time in declared if time is None} == set(UNTIL)
    text = page(english).content.decode()
    for what, long in (("What other programs were told, and what they answered", "30 days"),
                       ("How it was before a change of many customers", "7 days"), ("News to open pages", "24 hours"),
                       ("Letters and requests that could not be read", "until somebody deals with them")):  # fmt: skip
        assert f'<b>{what}</b><span class="c-2">{long}</span>' in text, what
    assert "30\u00a0дней" in page(shop).content.decode()


def test_it_is_for_who_keeps_the_register(shop):
    assert page(shop, Role.MANAGER).status_code == 403
    assert page(shop, Role.ADMINISTRATOR).status_code == 200
