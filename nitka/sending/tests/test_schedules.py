from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nitka.accounts.models import AuditEntry, Member
from nitka.customers.models import CustomerView
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.sending.actions import Wrong, again, keep, remove, runs, switch
from nitka.sending.hours import next_of
from nitka.sending.models import Run, Schedule, State
from nitka.sending.stores import Undelivered
from nitka.sending.tests import factories
from nitka.sending.tests.factories import S3, SFTP, due_now, kept, tried, work

BERLIN = ZoneInfo("Europe/Berlin")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.fixture
def arrived(monkeypatch):
    """What a store got; raises what is put into `trouble`."""
    found, trouble = [], []

    def deliver(schedule, name, pieces):
        if trouble:
            raise trouble[0]
        body = b"".join(pieces)
        found.append((name, body))
        return len(body)

    monkeypatch.setattr(runs, "deliver", deliver)
    return found, trouble


@pytest.mark.parametrize(
    ("every", "after", "then"),
    [
        ("day", "2026-11-29 05:59", "2026-11-29 06:00"), ("day", "2026-11-29 06:00", "2026-11-30 06:00"),
        ("week", "2026-11-29 23:00", "2026-11-30 06:00"), ("week", "2026-11-30 07:00", "2026-12-07 06:00"),
        ("day", "2026-10-24 06:00", "2026-10-25 06:00"),
    ],
)  # fmt: skip
def test_it_is_due_at_its_hour_on_the_clock_of_the_workspace(every, after, then):
    assert next_of(every, 0, 6, BERLIN, at(after)) == at(then)


def test_an_hour_that_summer_time_leaves_out_comes_all_the_same():
    found = next_of("day", 0, 2, BERLIN, at("2026-03-28 12:00"))
    assert at("2026-03-29 01:00") < found < at("2026-03-29 04:00")


def test_what_is_due_is_sent_once_and_is_due_again_the_next_day(olga, arrived):
    schedule = kept(olga)
    due_now(schedule, clock.now() - timedelta(minutes=1))
    work()
    work()
    (run,) = factories.runs(schedule)
    assert (run.state, run.rows, len(arrived[0])) == (State.DONE, 3, 1)
    assert run.size == len(arrived[0][0][1])
    assert timedelta(0) < factories.again(schedule).next_at - clock.now() <= timedelta(days=1)
    with in_workspace(schedule.workspace_id):
        (line,) = AuditEntry.objects.filter(verb="sending.sent")
        assert (line.member_id, line.detail["n"]) == (olga.pk, "3")


def test_what_may_pass_is_tried_again_later_and_later_and_then_given_up(olga, arrived, monkeypatch):
    schedule, now = kept(olga), clock.now()
    arrived[1].append(Undelivered("slow"))
    due_now(schedule, now)
    work()
    waits = []
    for _ in range(4):
        (run,) = factories.runs(schedule)
        waits.append((run.state, run.tries))
        with in_workspace(schedule.workspace_id):
            Run.objects.filter(pk=run.pk).update(next_at=clock.now())
        work()
    assert waits == [(State.WAITING, 1), (State.WAITING, 2), (State.WAITING, 3), (State.FAILED, 4)]
    arrived[1].clear()
    with in_workspace(schedule.workspace_id):
        assert again(run=run)
    work()
    (run,) = factories.runs(schedule)
    assert (run.state, run.reason) == (State.DONE, "")


def test_what_would_not_pass_is_not_tried_again(olga, arrived):
    schedule = kept(olga)
    arrived[1].append(Undelivered("refused", "InvalidAccessKeyId"))
    due_now(schedule, clock.now())
    work()
    (run,) = factories.runs(schedule)
    assert (run.state, run.tries, run.reason, run.detail) == (State.FAILED, 1, "refused", "InvalidAccessKeyId")


def test_a_run_whose_worker_died_is_done_anew(olga, arrived):
    schedule = kept(olga)
    with in_workspace(schedule.workspace_id):
        Run.objects.create(of_id=schedule.pk, name="a.csv", state=State.SENDING, tries=1, next_at=clock.now())
    work()
    assert [run.state for run in factories.runs(schedule)] == [State.DONE]


def test_who_may_not_take_lists_away_any_more_sends_nothing(olga, arrived):
    schedule = kept(olga)
    with in_workspace(schedule.workspace_id):
        Member.objects.filter(pk=olga.pk).update(role="observer")
    assert tried(schedule).reason == "gone"
    assert arrived[0] == []


def test_a_view_that_was_taken_away_is_said(olga, arrived):
    with in_workspace(olga.workspace_id):
        mine = {"member_id": olga.pk, "by_id": olga.pk}
        view = CustomerView.objects.create(name="Молчат", query="mood=silent", position=1, **mine)
    schedule = kept(olga, list=f"view:{view.pk}")
    assert tried(schedule).state == State.DONE
    with in_workspace(olga.workspace_id):
        view.delete()
    assert tried(schedule).reason == "no_list"


def test_one_that_is_off_sends_nothing_and_one_that_is_removed_leaves_nothing(olga, arrived):
    schedule = kept(olga)
    with in_workspace(olga.workspace_id):
        switch(schedule=schedule, on=False)
    due_now(schedule, clock.now())
    work()
    assert factories.runs(schedule) == []
    tried(schedule)
    with in_workspace(olga.workspace_id):
        remove(schedule=schedule)
        assert not Run.objects.exists()
        assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"list": "segment:0"}, "list"), ({"format": "exe"}, "format"), ({"hour": 24}, "every"),
        ({"address": "ftp://a.example"}, "address"), ({"address": "https://u:p@a.example"}, "address"),
        ({"address": "https://a.example/path?x=1"}, "address"), ({"bucket": "../x"}, "bucket"),
        ({"folder": "a/../b"}, "folder"), ({"secret": ""}, "secret"), ({"login": ""}, "login"),
        ({"place": "x"}, "place"),
        (SFTP | {"address": "a b"}, "address"), (SFTP | {"address": "a.example:99999"}, "address"),
        (SFTP | {"secret": "-----BEGIN OPENSSH PRIVATE KEY-----\nx"}, "secret"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_what_cannot_be_is_refused(olga, given, field):
    with in_workspace(olga.workspace_id), pytest.raises(Wrong) as problem:
        keep(by=olga, given=S3 | given)
    assert field in problem.value.fields


def test_plain_http_is_for_networks_of_ones_own_and_the_secret_does_not_follow_another_address(olga, settings):
    schedule = kept(olga)
    assert schedule.secret == "secret"
    assert "secret" not in schedule.sealed
    with in_workspace(olga.workspace_id):
        assert keep(by=olga, given=S3 | {"secret": "", "hour": 7}, schedule=schedule).secret == "secret"
        with pytest.raises(Wrong):
            keep(by=olga, given=S3 | {"secret": "", "address": "https://evil.example"}, schedule=schedule)
        settings.INSIDE_NETWORKS = []
        with pytest.raises(Wrong):
            keep(by=olga, given=S3)
