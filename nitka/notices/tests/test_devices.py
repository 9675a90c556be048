"""Browsers that are pushed to: whose they are, for how long, and what no browser gives."""

import base64

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from nitka.accounts.actions import set_password
from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.desk import open_desk, signed_in
from nitka.kit.db.tenancy import in_workspace
from nitka.notices import vapid
from nitka.notices.models import Device, VapidKey
from nitka.notices.tests.pushing import door, subscribed, tell
from nitka.notices.tests.working import send

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_push_ends_with_the_session_that_registered_it(desk, service):
    browser = subscribed(desk, service)
    Session.objects.filter(session_key=desk.client.session.session_key).delete()
    tell(desk)
    send("push")
    assert browser.got == []
    with in_workspace(desk.workspace.pk):
        assert not Device.objects.exists()


def test_a_push_ends_with_the_password_that_it_was_signed_in_with(desk, service):
    browser = subscribed(desk, service)
    assert SESSION_KEY in desk.client.session
    set_password(user=desk.member.user, password="another long one 2")
    tell(desk)
    send("push")
    assert browser.got == []


def test_a_browser_that_another_member_signs_in_with_is_theirs(desk, service):
    browser, other = subscribed(desk, service), accounts.member(desk.workspace)
    tell(desk)
    assert signed_in(other).post(door(desk), browser.given).status_code == 201
    send("push")
    tell(desk)
    send("push")
    assert browser.got == []
    with in_workspace(desk.workspace.pk):
        assert Device.objects.get().member_id == other.pk


def test_the_same_browser_again_is_one_device(desk, service):
    browser = subscribed(desk, service)
    desk.client.post(door(desk), browser.given)
    with in_workspace(desk.workspace.pk):
        assert Device.objects.count() == 1


def test_a_device_can_be_tried_and_removed(desk, service):
    browser = subscribed(desk, service)
    with in_workspace(desk.workspace.pk):
        key = Device.objects.get().pk
    page = desk.client.get(f"/w/{desk.workspace.slug}/me/notices/").content.decode()
    assert "Firefox, Windows" in page
    desk.client.post(door(desk, f"{key}/trial/"))
    desk.client.post(door(desk, f"{key}/trial/"))
    send("push")
    assert [got["title"] for got in browser.got] == ["Notifications work here"]
    desk.client.post(door(desk, f"{key}/removal/"))
    tell(desk)
    assert send("push") == 0
    assert desk.client.post(door(desk, f"{key}/removal/")).status_code == 404


def test_nobody_touches_the_device_of_another(desk, service):
    subscribed(desk, service)
    with in_workspace(desk.workspace.pk):
        key = Device.objects.get().pk
    for stranger in (signed_in(accounts.member(desk.workspace)), open_desk().client):
        for what in ("removal", "trial"):
            assert stranger.post(door(desk, f"{key}/{what}/")).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": ""}, {"endpoint": "http://push.example.org/x"}, {"endpoint": "https:///x"},
        {"endpoint": "https://a:b@push.example.org/x"}, {"endpoint": "javascript:alert(1)"}, {"endpoint": "https://["},
        {"endpoint": "https://push.example.org/" + "x" * 2000}, {"endpoint": "https://push.example.org/\u00e9"},
        {"p256dh": ""}, {"p256dh": "AAAA"}, {"p256dh": base64.urlsafe_b64encode(b"\x04" + b"\x01" * 64).decode()},
        {"auth": ""}, {"auth": "AAAA"}, {"auth": "é"},
    ],
)  # fmt: skip
def test_what_no_browser_gives_is_refused(desk, service, settings, wrong):
    settings.PUSH_INSIDE = False
    given = service.subscribe().given | {"endpoint": "https://push.example.org/x"}
    assert desk.client.post(door(desk), given | wrong).status_code == 422
    with in_workspace(desk.workspace.pk):
        assert not Device.objects.exists()
    assert desk.client.post(door(desk), given).status_code == 201


def test_the_keys_are_made_once_and_lie_sealed(desk):
    other = open_desk()
    assert desk.client.get(door(desk)).json() == other.client.get(door(other)).json()
    row = VapidKey.objects.get()
    assert vapid.keys().private not in row.sealed
    assert (len(vapid.keys().private), len(row.public)) == (43, 87)


def test_the_worker_of_the_browser_is_served_at_the_root_and_may_stand_behind_a_members_pages():
    answer = Client().get("/push.js")
    assert (answer.status_code, answer["Service-Worker-Allowed"]) == (200, "/w/")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
