from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from nitka.accounts.tests import factories as accounts
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.moments.actions import append, ensure_partitions
from nitka.moments.models import Moment
from nitka.moments.queries import timeline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def workspace():
    made = accounts.workspace()
    with in_workspace(made.id):
        yield made


def ask(statement: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def partition_of(moment: datetime) -> str:
    """The table in which a moment made then lies."""
    row = Moment(id=uuid7(moment), kind="visit", at=moment)
    append([row])
    return ask("select tableoid::regclass::text from moments_moment where id = %s", row.pk)


def test_the_present_and_the_next_months_have_their_partitions():
    now = datetime.now(UTC)
    for moment in (now - timedelta(days=90), now, now + timedelta(days=60)):
        assert partition_of(moment) == f"moments_moment_{moment:%Y_%m}"


@pytest.mark.parametrize("moment", [datetime(2031, 1, 1, tzinfo=UTC), datetime(2031, 1, 31, 23, 59, 59, 999_000, UTC)])
def test_a_month_holds_its_first_and_its_last_millisecond(moment):
    ensure_partitions(since=moment, until=moment)
    assert partition_of(moment) == "moments_moment_2031_01"


def test_the_zone_of_the_session_moves_no_border():
    with connection.cursor() as cursor:
        cursor.execute("set local timezone = 'Asia/Kamchatka'")
    ensure_partitions(since=datetime(2032, 5, 1, tzinfo=UTC), until=datetime(2032, 6, 1, tzinfo=UTC))
    assert partition_of(datetime(2032, 5, 31, 23, 59, tzinfo=UTC)) == "moments_moment_2032_05"
    assert partition_of(datetime(2032, 6, 1, tzinfo=UTC)) == "moments_moment_2032_06"


def test_making_partitions_again_changes_nothing():
    for _ in range(2):
        ensure_partitions(since=datetime(2033, 11, 30, tzinfo=UTC), until=datetime(2034, 1, 1, tzinfo=UTC))
    names = [f"moments_moment_{month}" for month in ("2033_11", "2033_12", "2034_01")]
    assert all(ask("select to_regclass(%s) is not null", name) for name in names)


def test_a_clock_gone_mad_loses_nothing():
    assert partition_of(datetime(2400, 1, 1, tzinfo=UTC)) == "moments_moment_default"


def test_a_new_partition_is_behind_the_same_wall_and_carries_no_grant():
    ensure_partitions(since=datetime(2035, 1, 1, tzinfo=UTC), until=datetime(2035, 1, 1, tzinfo=UTC))
    assert ask("select has_table_privilege('nitka_app', 'moments_moment_2035_01', 'select')") is False
    partition_of(datetime(2035, 1, 5, tzinfo=UTC))
    with in_workspace(accounts.workspace().id):
        assert not Moment.objects.exists()


def test_a_moment_written_twice_is_there_once():
    row = Moment(kind="visit", data={"n": 1})
    append([row])
    append([Moment(id=row.pk, kind="visit", data={"n": 2})])
    assert Moment.objects.get().data == {"n": 1}


def test_the_past_lies_by_when_it_was_received_not_by_what_others_say():
    row = Moment(kind="visit", at=datetime(1999, 1, 1, tzinfo=UTC))
    append([row])
    lies_in = ask("select tableoid::regclass::text from moments_moment where id = %s", row.pk)
    assert lies_in == f"moments_moment_{clock.now():%Y_%m}"


def test_a_timeline_is_newest_first_over_all_identities_and_months():
    first, second, other = uuid7(), uuid7(), uuid7()
    now = clock.now()
    keys = [uuid7(now - timedelta(days=30 * n)) for n in range(5)]
    rows = [Moment(id=key, identity_id=(first, second)[n % 2], kind="visit", at=now) for n, key in enumerate(keys)]
    append([*rows, Moment(identity_id=other, kind="visit")])
    assert list(timeline([first, second])) == rows
