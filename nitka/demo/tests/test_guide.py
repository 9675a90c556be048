"""The first minute of the demo: its steps tick themselves by what a newcomer does."""

import re

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions as conversations
from nitka.conversations.actions.written import destination_of
from nitka.conversations.models import Conversation
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.feedback import actions as feedback
from nitka.feedback.models import RatingRequest
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = "/w/uklad/demo/guide/"


def done(client) -> int:
    return int(re.search(r"(\d+) / 5", client.get(GUIDE).content.decode())[1])


def test_each_step_ticks_itself(demo, olga, newcomer) -> None:
    channel = chat(demo)
    page = newcomer.get("/w/uklad/inbox/").content.decode()
    name = re.search(r"/shop/\?guest=(\w+)", page)[1]
    arrive(said(channel, "s0", page="https://uklad.example/shop/?guest=0000"))
    digest_all()
    assert done(newcomer) == 0, "somebody else's message"
    arrive(said(channel, "s1", page=f"https://uklad.example/shop/?guest={name}"))
    digest_all()
    assert done(newcomer) == 1
    with in_workspace(demo.pk):
        talk = Conversation.objects.get(identity__value="s1")
        to = destination_of(talk.identity_id, talk.channel_id)
        conversations.reply(conversation=talk, text="Yes", to=to, author=olga)
    assert done(newcomer) == 2
    with in_workspace(demo.pk):
        conversations.close(conversation=talk, by=olga)
    assert done(newcomer) == 3
    with in_workspace(demo.pk):
        feedback.rate(request_id=RatingRequest.objects.get(conversation_id=talk.pk).pk, score=2)
    assert done(newcomer) == 4
    assert newcomer.get("/w/uklad/insight/").status_code == 200
    assert done(newcomer) == 5
    assert "Ratings were 0, now they are 1" in newcomer.get(GUIDE).content.decode()


def test_the_shop_opened_by_its_address_knows_the_newcomer(demo, newcomer) -> None:
    chat(demo)
    assert newcomer.get("/shop/").status_code == 200, "no guide was shown yet"
    name = re.search(r"/shop/\?guest=(\w+)", newcomer.get("/w/uklad/inbox/").content.decode())[1]
    assert newcomer.get("/shop/?lang=en")["Location"] == f"/shop/?lang=en&guest={name}"
    assert newcomer.get(f"/shop/?guest={name}").status_code == 200
    assert Client().get("/shop/").status_code == 200
    newcomer.post(GUIDE)
    assert newcomer.get("/shop/").status_code == 200, "sent away, it asks for nothing"


def test_sent_away_it_stays_away_until_asked_for(newcomer) -> None:
    assert 'id="guide"' in newcomer.get("/w/uklad/inbox/").content.decode()
    assert newcomer.post(GUIDE, {"next": "/w/uklad/insight/"})["Location"] == "/w/uklad/insight/"
    assert 'id="guide"' not in newcomer.get("/w/uklad/inbox/").content.decode()
    newcomer.post(GUIDE, {"again": "1"})
    assert 'id="guide"' in newcomer.get("/w/uklad/inbox/").content.decode()


def test_refreshed_and_then_sent_away_it_leads_back_to_the_page_it_stood_on(newcomer) -> None:
    part = newcomer.get(GUIDE, headers={"Referer": "http://testserver/w/uklad/insight/?days=7"}).content.decode()
    assert 'name="next" value="/w/uklad/insight/"' in part
    assert newcomer.post(GUIDE, {"next": GUIDE})["Location"] == "/w/uklad/", "never to itself, which is no page"


def test_it_leads_nowhere_else(newcomer) -> None:
    for place_given in ("https://evil.example/", "//evil.example", "/w/other/", "/w/uklad/\\evil"):
        assert newcomer.post(GUIDE, {"next": place_given})["Location"] == "/w/uklad/"


def test_a_company_that_is_no_demo_is_not_guided() -> None:
    workspace = accounts.workspace(slug="uklad")
    client = Client()
    client.force_login(accounts.member(workspace, role=Role.OWNER).user)
    assert 'id="guide"' not in client.get("/w/uklad/inbox/").content.decode()
    assert client.get(GUIDE).status_code == 404
