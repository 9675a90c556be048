"""All that a push service may answer: it is asked again, later, or never."""

from datetime import UTC, datetime, timedelta

import pytest

from nitka.conversations.tests.desk import signed_in
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.notices.actions.send import BACK_OFF, LEASE
from nitka.notices.models import Device, Sending
from nitka.notices.sealed import opened
from nitka.notices.tests.pushing import subscribed, tell
from nitka.notices.tests.working import send, sendings

pytestmark = pytest.mark.django_db(transaction=True)


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
