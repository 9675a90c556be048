"""What is pushed to browsers, to whom and when; the service decrypts it and judges who signed."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from nitka.accounts.models import Member
from nitka.conversations.tests.desk import signed_in, write
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.notices import actions
from nitka.notices.contract import Told
from nitka.notices.models import Notice, Quiet
from nitka.notices.tests.pushing import subscribed, tell
from nitka.notices.tests.working import make, send, sendings, wish
from nitka.realtime.actions import beat

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_push_is_encrypted_for_the_browser_and_says_what_happened(desk, service):
    browser = subscribed(desk, service)
    key = tell(desk)
    assert send("push") == 1
    (got,) = browser.got
    home = f"/w/{desk.workspace.slug}/"
    assert got == {
        "title": "Visitor S1",
        "body": "New message\n#1 · Hello",
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


def test_who_has_left_is_pushed_nothing(desk, service):
    browser = subscribed(desk, service)
    tell(desk)
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=desk.member.pk).update(is_active=False)
    send("push")
    assert browser.got == []


def test_a_push_of_a_notice_that_is_no_more_is_none(desk, service):
    browser = subscribed(desk, service)
    tell(desk)
    with in_workspace(desk.workspace.pk):
        Notice.objects.all().delete()
    send("push")
    assert browser.got == []
    assert sendings(desk.member) == []
