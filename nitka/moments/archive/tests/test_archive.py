"""Old months go to files and every report says what it said before (docs/decisions/old-moments.md)."""

import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import psycopg
import pytest
from django.db import DatabaseError, connection
from pyarrow import parquet

from nitka.accounts.models import AuditEntry
from nitka.accounts.tests import factories as accounts
from nitka.conversations.story.asked import Asked
from nitka.conversations.story.reading import ask_moments
from nitka.customers.actions import Claim, identify
from nitka.customers.models import Customer
from nitka.kit import blobs, clock, config
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.personal import Person, needed
from nitka.kit.tests.roles import as_role
from nitka.moments.actions import append, ensure_partitions
from nitka.moments.archive import files, known, making
from nitka.moments.archive.recall import DAYS, forget, recall, take_out
from nitka.moments.archive.rows import Archive, Recall, Wanted
from nitka.moments.models import Moment
from nitka.moments.personal import PART
from nitka.moments.queries import timeline
from nitka.moments.standings import reckon
from nitka.rights import orphans
from nitka.segments.definition import read
from nitka.segments.judging.preview import preview

pytestmark = pytest.mark.django_db(transaction=True)
OLD = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def shop():
    known.believe(False, seconds=0)
    workspace = accounts.workspace()
    ensure_partitions(since=OLD, until=clock.now())
    yield workspace
    known.believe(False, seconds=3600)


@pytest.fixture(autouse=True)
def months(monkeypatch):
    monkeypatch.setenv("NITKA_MOMENTS_MONTHS", "6")


def tell(who, kind, day, **data):
    at = OLD + timedelta(days=day, minutes=day)
    return Moment(id=uuid7(at), identity_id=who.pk, kind=kind, at=at, data=data)


def met(name):
    claim = Claim("email", f"{name}@shop.example", name)
    return identify([claim])[claim.key]


def lived(workspace):
    """Anna and Boris looked at pages over four months, bought and rated; then they looked once more, lately."""
    with in_workspace(workspace.pk):
        anna, boris = met("anna"), met("boris")
        for who in (anna, boris):
            append([tell(who, "page", day, url=f"/p/{day}", title="Лампа «Юпитер»") for day in range(120)])
            append([tell(who, "wishlist", day, item=day) for day in range(0, 120, 3)])
            append([tell(who, "order.placed", 10, order=f"{who.pk}", total={"amount": "500.00", "currency": "RUB"})])
            append([tell(who, "rating", 12, score=4, scale=5)])
            append([Moment(identity_id=who.pk, kind="page", data={"url": "/now"})])
    return anna, boris


def turn(workspace, monkeypatch):
    """Both rounds of the loop, ten minutes apart."""
    with as_role("worker"):
        making.archive()
        monkeypatch.setattr(making, "WAIT", -timedelta(minutes=1))
        making.archive()
    known.believe(False, seconds=0)


def told(workspace, who):
    """What the story, the program's door, a copy for the person and the figures say of a customer."""
    with in_workspace(workspace.pk):
        story = [(m.id, m.at, m.kind, m.data) for m in ask_moments(who.customer_id, None, Asked(), 1000).get()]
    with in_workspace(workspace.pk):
        rows = [(m.pk, m.at, m.kind, m.data, m.channel_id) for m in timeline([who.pk])]
    with in_workspace(workspace.pk):
        copy = PART.tell(person(who)).sections
        count = PART.count(person(who))
    with in_workspace(workspace.pk):
        reckon([who.customer_id], whole=True)
        stands = Customer.objects.values_list("orders", "spent", "last_at", "last_kind", "mood").get(pk=who.customer_id)
    return story, rows, copy, count, stands


def person(who):
    return Person((who.customer_id,), (who.pk,), (("email", who.value),))


def in_journal(workspace):
    with in_workspace(workspace.pk):
        return Moment.objects.count()


def test_reports_say_the_same_before_and_after(shop, monkeypatch):
    anna, boris = lived(shop)
    before, all_rows = [told(shop, who) for who in (anna, boris)], in_journal(shop)
    turn(shop, monkeypatch)
    left = in_journal(shop)
    assert left < all_rows / 10
    with in_workspace(shop.pk):
        assert sum(Archive.objects.values_list("rows", flat=True)) == all_rows - left
    assert [told(shop, who) for who in (anna, boris)] == before


def test_one_customer_brings_back_their_own_alone_and_it_goes_again(shop, monkeypatch):
    anna, boris = lived(shop)
    before = told(shop, boris)
    turn(shop, monkeypatch)
    left = in_journal(shop)
    with in_workspace(shop.pk):
        recall([anna.pk])
        assert Moment.objects.filter(identity_id=anna.pk).count() > 100
        assert Moment.objects.filter(identity_id=boris.pk).count() < 20
        Recall.objects.update(at=clock.now() - DAYS - timedelta(hours=1))
    with as_role("worker"), in_workspace(shop.pk):
        assert forget() > 100
    assert in_journal(shop) == left
    assert told(shop, boris) == before


def test_a_month_goes_whole_or_not_at_all_when_the_journal_is_not_what_the_file_holds(shop, monkeypatch):
    anna, _boris = lived(shop)
    with as_role("worker"):
        making.archive()
    with in_workspace(shop.pk):
        append([tell(anna, "page", 3, url="/late")])  # somebody's past came in since
        rows, first = Moment.objects.count(), Archive.objects.order_by("month").first()
    with as_role("worker"), pytest.raises(DatabaseError, match="not what the file holds"), in_workspace(shop.pk):
        making.empty(first)
    assert in_journal(shop) == rows
    before = told(shop, anna)
    turn(shop, monkeypatch)  # written anew
    turn(shop, monkeypatch)
    with in_workspace(shop.pk):
        assert not Archive.objects.filter(emptied_at=None).exists()
    assert told(shop, anna) == before


def looked_at():
    """How many rows of the journal were read so far, as the transaction at work counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(seq_tup_read + idx_tup_fetch), 0) from pg_stat_xact_all_tables"
            " where relname like 'moments_moment%'"
        )
        return cursor.fetchone()[0]


def test_four_times_the_rows_in_a_month_that_nobody_has_counted_yet_are_four_times_the_work(shop):
    taken = []
    for month, rows in enumerate((150, 600)):
        with in_workspace(shop.pk):
            who = met(f"busy-{rows}")
            append([tell(who, "page", 31 * month + n / 100, url=f"/p/{n}") for n in range(rows)])
        with as_role("worker"), in_workspace(shop.pk):
            assert making.make((OLD + timedelta(days=31 * month)).date().replace(day=1))
            before = looked_at()
            making.empty(Archive.objects.order_by("-month").first())
            taken.append(looked_at() - before)
    assert 0 < taken[1] < taken[0] * 8


def test_a_file_that_was_changed_behind_our_back_empties_no_month(shop):
    lived(shop)
    with as_role("worker"):
        making.archive()
    with in_workspace(shop.pk):
        one = Archive.objects.order_by("month").first()
        rows = Moment.objects.count()
    (config.load().data / "blobs" / blobs.place(shop.pk, one.sha256)).unlink()
    with as_role("worker"), pytest.raises(FileNotFoundError), in_workspace(shop.pk):
        making.empty(one)
    assert in_journal(shop) == rows


def test_a_file_holds_one_workspace_and_another_never_sees_it(shop, monkeypatch):
    other = accounts.workspace()
    lived(shop)
    theirs, _ = lived(other)
    before = told(other, theirs)
    turn(shop, monkeypatch)
    for workspace in (shop, other):
        with in_workspace(workspace.pk):
            for one in Archive.objects.all():
                assert set(files.read(workspace.pk, one.sha256)["workspace_id"].to_pylist()) == {str(workspace.pk)}
    named = _first_of(shop)
    with in_workspace(other.pk), pytest.raises(FileNotFoundError):
        files.read(other.pk, named)
    assert told(other, theirs) == before


def _first_of(workspace):
    with in_workspace(workspace.pk):
        return Archive.objects.order_by("month").values_list("sha256", flat=True).first()


def test_an_erased_person_is_in_no_file_any_more_and_what_stays_of_them_counts(shop, monkeypatch):
    anna, boris = lived(shop)
    before, anna_rows = told(shop, boris), len(told(shop, anna)[1])
    turn(shop, monkeypatch)
    with in_workspace(shop.pk):
        old = PART.hashes(person(anna))
        assert old
    for step in PART.steps:
        with as_role("worker"), in_workspace(shop.pk):
            step(person(anna))
    with in_workspace(shop.pk):
        blobs.drop(shop.pk, old - needed(sorted(old)))
        assert take_out([anna.pk]) == 0  # done again it changes nothing
        folder = config.load().data / "blobs" / str(shop.pk)
        for path in (one for one in folder.rglob("*") if one.is_file()):
            assert str(anna.pk) not in parquet.read_table(io.BytesIO(path.read_bytes()))["identity_id"].to_pylist()
        rows = list(timeline([anna.pk]))
        assert len(rows) == anna_rows
        assert not [row for row in rows if "url" in row.data or "title" in row.data]
        Recall.objects.update(at=clock.now() - DAYS - timedelta(hours=1))
    with as_role("worker"), in_workspace(shop.pk):
        forget()
    with in_workspace(shop.pk):
        assert len(timeline([anna.pk])) == anna_rows
    assert told(shop, boris) == before


def test_what_segments_ask_for_over_all_time_lies_in_the_journal(shop, monkeypatch):
    lived(shop)
    turn(shop, monkeypatch)
    left = in_journal(shop)
    with in_workspace(shop.pk):
        preview(counting("page", days=30))  # of late: no file is looked into
        preview(counting("order.placed"))  # never left
        assert Moment.objects.count() == left
        found = preview(counting("wishlist", at_least=2))
        assert found.count > 0
        assert Moment.objects.filter(kind="wishlist").count() == 80
        assert list(Wanted.objects.values_list("kind", flat=True)) == ["wishlist"]
        assert preview(counting("wishlist", at_least=2)).count == found.count


def counting(kind, **bounds):
    return read({"all": [{"is": "moment", "kinds": [kind], "at_least": 1} | bounds]})


def test_files_that_rows_name_are_nobodys_orphans(shop, monkeypatch):
    lived(shop)
    turn(shop, monkeypatch)
    with in_workspace(shop.pk):
        names = list(Archive.objects.values_list("sha256", flat=True))
        assert set(names) == needed(names)
    monkeypatch.setattr(orphans, "AGE", -timedelta(days=1))
    with as_role("worker"):
        orphans.collect()
    assert all(blobs.is_kept(shop.pk, name) for name in names)


def test_the_audit_log_says_which_month_went(shop, monkeypatch):
    lived(shop)
    turn(shop, monkeypatch)
    with in_workspace(shop.pk):
        said = [entry.detail for entry in AuditEntry.objects.filter(verb="moments.archived").order_by("id")]
        assert [one["month"] for one in said] == ["2025-03", "2025-04", "2025-05", "2025-06"]
        assert sum(int(one["n"]) for one in said) == sum(Archive.objects.values_list("rows", flat=True))


def test_the_disk_is_given_back(shop, monkeypatch):
    with in_workspace(shop.pk):
        anna = met("anna")
        for _ in range(5):
            append([tell(anna, "page", day % 28, url="/p/" + "x" * 300) for day in range(1000)])

    def size():
        with connection.cursor() as cursor:
            cursor.execute("select pg_total_relation_size('moments_moment_2025_03')")
            return cursor.fetchone()[0]

    before = size()
    turn(shop, monkeypatch)
    assert size() < before / 10


def test_a_month_that_somebody_holds_is_written_anew_in_the_next_round(shop, monkeypatch):
    lived(shop)
    with psycopg.connect(config.dsn("owner")) as holder:
        holder.execute("lock table moments_moment_2025_03 in access share mode")
        turn(shop, monkeypatch)
        with in_workspace(shop.pk):
            assert not Archive.objects.filter(month="2025-03-01").get().compacted
            assert Archive.objects.filter(month="2025-04-01").get().compacted
    turn(shop, monkeypatch)
    with in_workspace(shop.pk):
        assert not Archive.objects.filter(compacted=False).exists()


def test_a_month_with_nothing_to_move_is_not_looked_at_every_round(shop, monkeypatch):
    lived(shop)
    looked, make = [], making.make
    monkeypatch.setattr(making, "make", lambda month: looked.append(month) or make(month))
    turn(shop, monkeypatch)
    assert len(looked) == len(set(looked)) > 4  # four months had something, each later one is looked at once
    with in_workspace(shop.pk):
        append([tell(met("anna"), "page", 125 + day, url="/late") for day in range(3)])  # a past that came in
    monkeypatch.setattr(making, "_bare", dict.fromkeys(making._bare, 0.0))  # the month is over
    turn(shop, monkeypatch)
    with in_workspace(shop.pk):
        assert Archive.objects.filter(month="2025-07-01").exists()


def test_nothing_goes_while_the_setting_is_empty(shop, monkeypatch):
    monkeypatch.delenv("NITKA_MOMENTS_MONTHS")
    lived(shop)
    rows = in_journal(shop)
    turn(shop, monkeypatch)
    assert in_journal(shop) == rows
    with in_workspace(shop.pk):
        assert not Archive.objects.exists()


@pytest.mark.parametrize("told", ["2", "-1", "year", "6.5"])
def test_a_setting_that_is_none_is_told(monkeypatch, told):
    monkeypatch.setenv("NITKA_MOMENTS_MONTHS", told)
    with pytest.raises(config.ConfigError, match="NITKA_MOMENTS_MONTHS"):
        making.months_kept()


def test_a_large_month_is_several_files_of_whole_contacts(shop, monkeypatch):
    monkeypatch.setattr(making, "PART", 50)
    lived(shop)
    with in_workspace(shop.pk):
        for n in range(6):
            append([tell(met(f"c{n}"), "page", day, n=n) for day in range(25)])
    turn(shop, monkeypatch)
    with in_workspace(shop.pk):
        parts = list(Archive.objects.filter(month="2025-03-01").order_by("first"))
        assert len(parts) > 2
        assert all(one.last < two.first for one, two in pairwise(parts))


def test_nobody_asks_further_while_nothing_is_archived(shop, django_assert_num_queries):
    with in_workspace(shop.pk):
        recall([uuid7()])
        with django_assert_num_queries(0):
            recall([uuid7()])
