"""Attributes with a purpose, those that wait for one, and those that were dropped."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories
from nitka.customers.actions import (
    Claim,
    Trait,
    WrongAttributes,
    approve_attribute,
    describe,
    describe_all,
    drop_attribute,
    enter,
)
from nitka.customers.known import Attribute, AttributeKind, Removal, UnknownAttribute, UnknownValue
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
EARLIER, LATER = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def company():
    made = factories.workspace()
    with in_workspace(made.id):
        yield made


@pytest.fixture
def anna(company):
    return enter(claims=[Claim("email", "anna@example.org")], name="Anna")[0]


def told(customer, key, value, at=LATER) -> list[str]:
    return [why for _, why in describe_all([Trait(customer.pk, key, value, at)], origin="collector", apart=True)]


def held(key: str) -> list:
    return list(Attribute.objects.filter(key=key).values_list("value", flat=True))


def approve(key: str) -> AttributeKind:
    unknown = UnknownAttribute.objects.get(key=key)
    return approve_attribute(unknown=unknown, name="", purpose="To greet", owner_id=None, personal=True)


def test_what_nobody_gave_a_purpose_is_kept_apart_until_somebody_does(anna):
    assert told(anna, "pet", "cat") == ["waiting"]
    assert told(anna, "pet", "dog", EARLIER) == ["waiting"]
    assert (held("pet"), AttributeKind.objects.count()) == ([], 0)
    approve("pet")
    assert held("pet") == ["cat"]
    assert told(anna, "pet", "hen") == []
    assert held("pet") == ["hen"]
    assert not UnknownValue.objects.exists()
    assert not UnknownAttribute.objects.exists()


def test_a_drop_deletes_what_there_is_and_refuses_what_comes(anna):
    told(anna, "pet", "cat")
    assert drop_attribute(key="pet") == 1
    assert told(anna, "pet", "dog") == ["dropped"]
    describe(customer=anna, attributes={"shoe": 43})
    assert drop_attribute(key="shoe") == 1
    with pytest.raises(WrongAttributes):
        describe(customer=anna, attributes={"shoe": 44})
    assert [why for _, why in describe_all([Trait(anna.pk, "shoe", 44, LATER)], origin="import")] == ["dropped"]
    assert not Attribute.objects.exists()
    assert not UnknownValue.objects.exists()
    assert not AttributeKind.objects.exists()


def test_the_word_of_a_member_or_a_token_makes_it_known_with_all_that_waited(anna):
    boris = enter(claims=[Claim("email", "boris@example.org")], name="Boris")[0]
    told(anna, "pet", "cat")
    describe(customer=boris, attributes={"pet": "dog"})
    assert sorted(held("pet")) == ["cat", "dog"]
    assert AttributeKind.objects.get().purpose == ""


def test_a_value_of_another_sort_waits_with_nobody(anna):
    told(anna, "pet", "cat")
    assert told(anna, "pet", 7) == ["other_sort"]


def test_keeping_apart_costs_a_fixed_number_of_statements(company):
    people = [enter(claims=[Claim("email", f"p{n}@example.org")], name="P")[0] for n in range(20)]
    counts = []
    for keys, chosen in ((["a", "b"], people[:2]), ([f"k{n}" for n in range(30)], people)):
        traits = [Trait(one.pk, key, "x", LATER) for one in chosen for key in keys]
        with CaptureQueriesContext(connection) as asked:
            describe_all(traits, origin="collector", apart=True)
        counts.append(len(asked))
    assert counts[0] == counts[1] == 4


def signed_in(company, role) -> Client:
    client = Client()
    member = factories.member(company, role=role)
    member.user.language = "en"
    member.user.save()
    client.force_login(member.user)
    return client


def test_the_page_shows_what_waits_and_takes_a_purpose_or_drops(company, anna):
    told(anna, "pet", "cat")
    told(anna, "shoe", 43)
    client, home = signed_in(company, Role.OWNER), f"/w/{company.slug}/settings/attributes/"
    page = client.get(home).content.decode()
    assert "Waiting for a purpose" in page
    assert "cat" in page
    pet, shoe = (UnknownAttribute.objects.get(key=key) for key in ("pet", "shoe"))
    assert client.post(f"{home}waiting/{pet.pk}/", {"purpose": " "}).status_code == 422
    given = {"purpose": "To send a treat", "name": "Pet", "owner_id": "", "personal": "on",
             "seen_by": "managers", "keep_days": ""}
    assert client.post(f"{home}waiting/{pet.pk}/", given).status_code == 302
    assert held("pet") == ["cat"]
    client.post(f"{home}{shoe.pk}/drop/")
    page = client.get(home).content.decode()
    assert "To send a treat" in page
    assert "Allow shoe again" in page
    client.post(f"{home}waiting/{shoe.pk}/")
    assert "Allow shoe again" not in client.get(home).content.decode()
    kind = AttributeKind.objects.get()
    assert client.post(f"{home}{kind.pk}/", given | {"name": "The pet"}).status_code == 302
    for days in ("0", "-1", "many", "99999"):
        assert client.post(f"{home}{kind.pk}/", given | {"keep_days": days}).status_code == 422
    assert client.post(f"{home}{kind.pk}/", given | {"keep_days": "30"}).status_code == 302
    Removal.objects.create(key="pet", day=LATER.date(), customers=17, days=30)
    page = client.get(f"{home}{kind.pk}/").content.decode()
    assert "17 values deleted" in page
    assert "30 days" in client.get(home).content.decode()
    client.post(f"{home}{kind.pk}/drop/")
    assert held("pet") == []
    verbs = set(AuditEntry.objects.filter(verb__startswith="attribute.").values_list("verb", flat=True))
    assert verbs == {"attribute.kept", "attribute.dropped", "attribute.allowed"}


def test_the_page_asks_as_much_for_many_as_for_few(company, anna):
    client, home = signed_in(company, Role.OWNER), f"/w/{company.slug}/settings/attributes/"
    client.get(home)
    counts = []
    for keys in (["a"], [f"k{n}" for n in range(30)]):
        for key in keys:
            told(anna, f"w_{key}", "x")
            describe(customer=anna, attributes={key: "x"})
        with CaptureQueriesContext(connection) as asked:
            client.get(home)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_does_not_administer_sees_no_catalogue(company):
    client = signed_in(company, Role.AGENT)
    assert client.get(f"/w/{company.slug}/settings/attributes/").status_code == 403


def test_the_catalogue_is_taken_away_as_a_file_without_anybodys_values(company, anna):
    told(anna, "pet", "catharsis")
    approve("pet")
    told(anna, "shoe", 43)
    told(anna, "vet", "Smith")
    drop_attribute(key="vet")
    client, home = signed_in(company, Role.OWNER), f"/w/{company.slug}/settings/attributes/"
    whole = b"".join(client.post(f"{home}export/", {"kind": "csv"}).streaming_content).decode("utf-8-sig")
    lines = {line["Key"]: line for line in csv.DictReader(io.StringIO(whole))}
    assert {key: line["Where it stands"] for key, line in lines.items()} == {
        "pet": "kept", "shoe": "waits for a purpose", "vet": "dropped"}  # fmt: skip
    assert (lines["pet"]["What it is kept for"], lines["pet"]["Customers who have it"]) == ("To greet", "1")
    assert "catharsis" not in whole
    assert "attributes/export/" in client.get(home).content.decode()
    assert signed_in(company, Role.AGENT).post(f"{home}export/", {"kind": "csv"}).status_code == 403
