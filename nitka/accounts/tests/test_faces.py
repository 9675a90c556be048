"""How colleagues are, at every face of theirs: one question a page, whatever number of faces it has."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts import actions, queries
from nitka.accounts.models import Availability
from nitka.accounts.tests import factories
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.realtime import topics
from nitka.realtime.actions import beat, here

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def uklad():
    return factories.workspace()


def signed_in(member):
    client = Client()
    client.force_login(member.user)
    return client


def test_who_is_here_and_who_said_that_they_are_away(uklad):
    vera, ilya, oleg, anna = (factories.member(uklad, name=name) for name in ("Vera", "Ilya", "Oleg", "Anna"))
    with in_workspace(uklad.pk):
        for member in (vera, ilya):
            beat(member_id=member.pk)
        actions.set_availability(member=ilya, availability=Availability.BUSY, reason="a call")
        actions.set_availability(member=oleg, availability=Availability.AWAY, reason="till Monday")
        actions.set_availability(member=anna, availability=Availability.BUSY)
    found = signed_in(vera).get(f"/w/{uklad.slug}/faces/").json()["faces"]
    assert found == {
        str(vera.pk): ["online", ""], str(ilya.pk): ["busy", "a call"], str(oleg.pk): ["away", "till Monday"]
    }  # fmt: skip


def test_the_question_costs_two_statements_of_its_own_for_any_number(uklad):
    vera = factories.member(uklad, name="Vera")
    client = signed_in(vera)
    with in_workspace(uklad.pk):
        beat(member_id=vera.pk)
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/w/{uklad.slug}/faces/")
        costs.append(len(captured))
        for number in range(20):
            factories.member(uklad, name=f"M{number}", email=f"r{_round}m{number}@uklad.example")
    assert costs[0] == costs[1]


def test_only_a_first_heartbeat_says_that_somebody_came(uklad):
    vera = factories.member(uklad, name="Vera")
    with in_workspace(uklad.pk):
        assert beat(member_id=vera.pk).came is True
        assert beat(member_id=vera.pk).came is False


def test_who_goes_to_another_conversation_is_told_to_both(uklad, monkeypatch):
    heard = []
    monkeypatch.setattr("nitka.realtime.actions.whisper", lambda **signal: heard.append(signal))
    vera, one, two = factories.member(uklad, name="Vera"), uuid7(), uuid7()
    with in_workspace(uklad.pk):
        for place in (one, one, two, None):
            here(vera, place)
    looking = [signal["topic"] for signal in heard if signal["kind"] == "looking"]
    assert sorted(looking) == sorted(topics.conversation(place) for place in (one, one, two, two))


def test_members_of_another_company_are_not_told(uklad):
    other = factories.workspace(name="Kalina", slug="kalina")
    stranger = factories.member(other, name="Stranger")
    with in_workspace(other.pk):
        beat(member_id=stranger.pk)
        assert set(queries.faces()) == {str(stranger.pk)}
    vera = factories.member(uklad, name="Vera")
    assert signed_in(vera).get(f"/w/{uklad.slug}/faces/").json() == {"faces": {}}
    asked = f"{topics.faces(other.pk)},{topics.faces(uklad.pk)}"
    url = signed_in(vera).get(f"/w/{uklad.slug}/stream?topics={asked}").json()["url"]
    ticket = topics.read(url.split("t=")[1].split("&")[0].replace("%3A", ":"))
    assert ticket.topics == (topics.faces(uklad.pk),)


def test_a_change_is_whispered_to_open_pages(uklad, monkeypatch):
    heard = []
    monkeypatch.setattr("nitka.realtime.actions.whisper", lambda **signal: heard.append(signal))
    vera = factories.member(uklad, name="Vera")
    with in_workspace(uklad.pk):
        here(vera)
        here(vera)
        actions.set_availability(member=vera, availability=Availability.AWAY, reason="lunch")
    assert [(signal["topic"], signal["data"]["state"], signal["data"]["reason"]) for signal in heard] == [
        (topics.faces(uklad.pk), "online", ""),
        (topics.faces(uklad.pk), "away", "lunch"),
    ]
