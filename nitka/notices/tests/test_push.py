"""Pushes to browsers: a service over HTTP that decrypts them and judges who signed, and all that it may answer."""

import base64
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from nitka.accounts.actions import set_password
from nitka.accounts.models import Member
from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Conversation
from nitka.conversations.tests.desk import Desk, open_desk, signed_in, write
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.notices import actions, vapid
from nitka.notices.actions.send import BACK_OFF, LEASE
from nitka.notices.contract import Told
from nitka.notices.models import Device, Notice, Quiet, Sending, VapidKey
from nitka.notices.sealed import opened
from nitka.notices.tests.services import PushService, Subscription
from nitka.notices.tests.working import make, send, sendings, wish
from nitka.realtime.actions import beat

pytestmark = pytest.mark.django_db(transaction=True)


def door(desk: Desk, path: str = "") -> str:
    return f"/w/{desk.workspace.slug}/me/notices/devices/{path}"


def subscribed(desk: Desk, service: PushService, client: Client | None = None) -> Subscription:
    """A browser of the member asks for the key, subscribes and registers, as the page's script does."""
    client = client or desk.client
    made = service.subscribe(client.get(door(desk)).json()["key"])
    answer = client.post(door(desk), made.given, headers={"User-Agent": "Mozilla/5.0 (Windows NT) Firefox/140"})
    assert answer.status_code == 201
    return made


def tell(desk: Desk, kind: str = "replied", about: Conversation | None = None) -> UUID:
    if about is None:
        about = write(desk)
        make()
    with in_workspace(desk.workspace.pk):
        (key,) = actions.tell([Told(desk.member.pk, kind, about.pk, uuid4())])
    return key


def test_a_push_is_encrypted_for_the_browser_and_says_what_happened(desk, service):
    browser = subscribed(desk, service)
    key = tell(desk)
    assert send("push") == 1
    (got,) = browser.got
    home = f"/w/{desk.workspace.slug}/"
    assert got == {
        "title": "Visitor S1",
        "body": "New message\n№ 1 · Hello",
        "tag": key.hex,
        "open": f"{home}notices/{key}/",
        "at": f"{home}inbox/1/",
    }
    (headers,) = browser.headers
    assert (headers["Urgency"], headers["Topic"], headers["TTL"]) == ("high", key.hex, "43200")
    assert sendings(desk.member) == [("push", "sent", "")]


def test_a_locked_screen_tells_no_names_to_who_does_not_want_it(desk, service):
    browser = subscribed(desk, service)
    wish(desk.member, with_names=False)
    tell(desk)
    send("push")
    assert (browser.got[0]["title"], browser.got[0]["body"]) == ("New message", "")


def test_in_the_members_language(desk, service):
    browser = subscribed(desk, service)
    desk.member.user.language = "ru"
    desk.member.user.save()
    tell(desk)
    send("push")
    assert browser.got[0]["body"].startswith("Новое сообщение")


def test_each_device_gets_it(desk, service):
    browsers = [subscribed(desk, service), subscribed(desk, service, signed_in(desk.member))]
    tell(desk)
    assert send("push") == 2
    assert [len(browser.got) for browser in browsers] == [1, 1]


def test_more_of_the_same_is_pushed_again_a_minute_later_in_the_place_of_the_first(desk, service):
    browser, talk = subscribed(desk, service), write(desk)
    make()
    tell(desk, about=talk)
    send("push")
    tell(desk, about=talk)
    tell(desk, about=talk)
    assert send("push") == 0
    with clock.travel(clock.now() + timedelta(seconds=61)):
        send("push")
    assert [got["body"].split("\n")[0] for got in browser.got] == ["New message", "3 new messages"]
    assert len({got["tag"] for got in browser.got}) == 1


def test_nobody_is_pushed_what_they_have_seen_or_have_before_them(desk, service):
    browser, talk = subscribed(desk, service), write(desk)
    make()
    tell(desk, about=talk)
    with in_workspace(desk.workspace.pk):
        actions.saw(member_id=desk.member.pk, conversation_id=talk.pk)
    send("push")
    tell(desk, about=talk)
    with in_workspace(desk.workspace.pk):
        beat(member_id=desk.member.pk, conversation_id=talk.pk)
    send("push")
    assert browser.got == []
    assert sendings(desk.member) == []


def test_in_quiet_hours_nothing_is_pushed_and_it_waits_for_the_letter(desk, service, relay):
    browser = subscribed(desk, service)
    wish(desk.member, quiet=Quiet.OWN, quiet_from=time(21), quiet_to=time(8))
    night = datetime(2026, 11, 27, 22, tzinfo=UTC)  # one o'clock in Moscow
    with clock.travel(night):
        tell(desk)
        send("push")
    assert browser.got == []
    assert sendings(desk.member) == [("mail", "waiting", "")]
    with clock.travel(night + timedelta(hours=7)):
        send("push")
        send("mail")
    assert browser.got == []
    assert len(relay.letters) == 1


def test_a_push_that_waits_into_the_quiet_hours_goes_into_the_letter(desk, service, relay):
    browser = subscribed(desk, service)
    wish(desk.member, quiet=Quiet.OWN, quiet_from=time(21), quiet_to=time(8))
    browser.answers = [(503, {})]
    evening = datetime(2026, 11, 27, 17, 59, 50, tzinfo=UTC)
    with clock.travel(evening):
        tell(desk)
        send("push")
    with clock.travel(evening + timedelta(minutes=1)):
        send("push")
    assert (browser.got, sendings(desk.member)) == ([], [("mail", "waiting", "")])
    with clock.travel(evening + timedelta(hours=12)):
        send("mail")
    assert len(relay.letters) == 1


def test_security_is_pushed_whatever_the_hour(desk, service):
    browser = subscribed(desk, service)
    wish(desk.member, quiet=Quiet.OWN, quiet_from=time(0), quiet_to=time(0))
    with in_workspace(desk.workspace.pk):
        key = uuid4()
        actions.tell([Told(desk.member.pk, "security", key, key, data={"device": "Opera, Linux", "ip": "192.0.2.1"})])
    send("push")
    assert browser.got[0]["title"] == "Signed in on a new device"
    assert browser.got[0]["body"] == "Opera, Linux"


@pytest.mark.parametrize("status", [404, 410])
def test_an_endpoint_that_is_gone_takes_its_device_with_it(desk, service, status):
    gone, other = subscribed(desk, service), subscribed(desk, service, signed_in(desk.member))
    gone.answers = [(status, {})]
    tell(desk)
    send("push")
    with in_workspace(desk.workspace.pk):
        (left,) = Device.objects.all()
        assert opened(left)["endpoint"] == other.endpoint
    assert sendings(desk.member) == [("push", "sent", "")]
    tell(desk)
    send("push")
    assert gone.answers == []  # it was not asked again


def test_a_service_in_trouble_is_asked_again_with_back_off_and_then_parked(desk, service):
    browser = subscribed(desk, service)
    browser.answers = [(500, {})] * 20
    tell(desk)
    moment, tries = clock.now(), 0
    for wait in (0, *BACK_OFF):
        moment += timedelta(seconds=wait)
        with clock.travel(moment - timedelta(seconds=1)):
            assert send("push") == 0
        with clock.travel(moment):
            tries += send("push")
    assert tries == len(BACK_OFF) + 1
    assert sendings(desk.member) == [("push", "failed", "service")]
    with in_workspace(desk.workspace.pk):
        assert Sending.objects.get().detail.startswith("500")


def test_what_failed_once_comes_later(desk, service):
    browser = subscribed(desk, service)
    browser.answers = [(500, {})]
    tell(desk)
    send("push")
    assert sendings(desk.member) == [("push", "waiting", "service")]
    with clock.travel(clock.now() + timedelta(seconds=30)):
        send("push")
    assert len(browser.got) == 1


@pytest.mark.parametrize("status", [413, 429, 503])
def test_a_service_that_says_when_is_not_asked_before(desk, service, status):
    browser = subscribed(desk, service)
    with clock.travel(clock.now()):
        browser.answers = [(status, {"Retry-After": "7200"})]
        tell(desk)
        send("push")
        with clock.travel(clock.now() + timedelta(seconds=7199)):
            assert send("push") == 0
        with clock.travel(clock.now() + timedelta(seconds=7200)):
            assert send("push") == 1
    assert len(browser.got) == 1


def test_a_service_that_says_when_by_a_date_is_understood(desk, service):
    browser = subscribed(desk, service)
    with clock.travel(datetime(2026, 11, 27, 12, tzinfo=UTC)):
        browser.answers = [(429, {"Retry-After": "Fri, 27 Nov 2026 13:00:00 GMT"})]
        tell(desk)
        send("push")
        with in_workspace(desk.workspace.pk):
            assert Sending.objects.get().next_at == datetime(2026, 11, 27, 13, tzinfo=UTC)


@pytest.mark.parametrize("header", ["-1", "soon", "99999999999", "", "²"])
def test_a_service_that_says_nonsense_is_asked_as_ever(desk, service, header):
    browser = subscribed(desk, service)
    browser.answers = [(429, {"Retry-After": header.encode("utf-8").decode("latin-1")})]
    tell(desk)
    send("push")
    assert sendings(desk.member) == [("push", "waiting", "busy")]


@pytest.mark.parametrize(("status", "reason"), [(400, "malformed"), (403, "key"), (413, "too_large"), (301, "service")])
def test_what_a_service_refuses_for_good_is_parked_at_once(desk, service, status, reason):
    browser = subscribed(desk, service)
    browser.answers = [(status, {"Location": "http://127.0.0.1:1/secret"})]
    tell(desk)
    send("push")
    assert sendings(desk.member) == [("push", "failed", reason)]


def test_a_service_that_is_down_is_asked_again(desk, service):
    subscribed(desk, service)
    tell(desk)
    service.server.shutdown()
    service.server.server_close()
    send("push")
    assert sendings(desk.member) == [("push", "waiting", "unreachable")]


def test_nothing_inside_is_pushed_to(desk, service, settings):
    browser = subscribed(desk, service)
    settings.PUSH_INSIDE = False
    tell(desk)
    send("push")
    assert browser.got == []
    assert sendings(desk.member) == [("push", "failed", "inside")]


def test_a_worker_that_died_leaves_it_to_the_next_after_the_lease(desk, service):
    browser = subscribed(desk, service)
    tell(desk)
    with in_workspace(desk.workspace.pk):
        Sending.objects.update(state="sending", next_at=clock.now() + LEASE)
    assert send("push") == 0
    with clock.travel(clock.now() + LEASE):
        assert send("push") == 1
    assert len(browser.got) == 1


def test_one_broken_row_keeps_no_other(desk, service):
    first, second = subscribed(desk, service), subscribed(desk, service, signed_in(desk.member))
    with in_workspace(desk.workspace.pk):
        row = next(one for one in Device.objects.all() if opened(one)["endpoint"] == first.endpoint)
        Device.objects.filter(pk=row.pk).update(sealed="broken")
    tell(desk)
    send("push")
    assert len(second.got) == 1
    assert sorted(sendings(desk.member)) == [("push", "sent", ""), ("push", "waiting", "broken")]


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


def test_who_has_left_is_pushed_nothing(desk, service):
    browser = subscribed(desk, service)
    tell(desk)
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=desk.member.pk).update(is_active=False)
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


def test_a_push_of_a_notice_that_is_no_more_is_none(desk, service):
    browser = subscribed(desk, service)
    tell(desk)
    with in_workspace(desk.workspace.pk):
        Notice.objects.all().delete()
    send("push")
    assert browser.got == []
    assert sendings(desk.member) == []
