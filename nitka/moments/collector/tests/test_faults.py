"""What goes wrong out there: clocks, half a batch, a key revoked meanwhile, a yes and a no at once."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions.catalogue import alone
from nitka.customers.models import Identity
from nitka.customers.queries import agreed, standing
from nitka.inbound import digester
from nitka.inbound.models import Quarantine
from nitka.inbound.tests.factories import arrive
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import moment_of
from nitka.kit.tests.beside import Beside, somebody_waits
from nitka.kit.tests.roles import as_role
from nitka.moments.collector.sources import revoke_source
from nitka.moments.collector.tests.factories import digest_all, digested_by_two, event, look_into, request, tell
from nitka.moments.models import Arrival, Moment, Source

pytestmark = pytest.mark.django_db(transaction=True)
YEARS = timedelta(days=3653)
AT = "2026-11-01T12:00:00Z"


@pytest.mark.parametrize("off", [-YEARS, YEARS], ids=["behind", "ahead"])
def test_a_clock_ten_years_off_is_put_right_and_without_sent_at_never_runs_ahead(source, inside, off):
    now = datetime.now(UTC)
    theirs = now + off
    tell(source, event(userId="u1", timestamp=(theirs - timedelta(hours=1)).isoformat()), sentAt=theirs.isoformat())
    tell(source, event(userId="u1", timestamp=theirs.isoformat()))
    put_right, taken = Moment.objects.order_by("id")
    assert abs(put_right.at - (now - timedelta(hours=1))) < timedelta(seconds=30)
    if off > timedelta(0):
        assert now <= taken.at <= datetime.now(UTC)
    else:
        assert taken.at == theirs
    for one in (put_right, taken):  # its month is that of receipt, whatever the client says
        assert abs(moment_of(one.id) - now) < timedelta(seconds=30)


def test_of_a_batch_half_valid_each_is_answered_for_by_itself_on_the_live_page(door, source, company, inside):
    bad = {
        "no_name": event(event="", userId="u1"), "nobody": event(), "unknown_type": event("sing", userId="u1"),
        "no_group": event("group", userId="u1"), "no_alias": event("alias", userId="u1"), "not_an_object": 7,
    }  # fmt: skip
    good = [event(userId="u1", event=f"Good {n}") for n in range(len(bad))]
    sent = [one for pair in zip(good, bad.values(), strict=True) for one in pair]
    assert door.post("/v1/batch", json={"batch": sent}).json() == {"success": True}
    digest_all()
    assert sorted(Moment.objects.values_list("kind", flat=True)) == [f"good_{n}" for n in range(len(bad))]
    assert set(Arrival.objects.exclude(reason="").values_list("reason", flat=True)) == set(bad)
    assert (held := Source.objects.get(pk=source.pk)).refused == held.taken == len(bad)
    member = accounts.member(company, role=Role.OWNER)
    member.user.language = "en"
    member.user.save()
    client = Client()
    client.force_login(member.user)
    page = client.get(f"/w/{company.slug}/settings/sources/{source.pk}/").content.decode()
    for said in ("It has no event name", "It names nobody", "Its type is none of", "It has no groupId",
                 "An alias needs", "It is no JSON object"):  # fmt: skip
        assert page.count(said) == 1
    assert all(f"Good {n}" in page for n in range(len(bad)))


def test_of_a_key_revoked_in_mid_flight_all_that_was_acknowledged_is_there_and_the_rest_is_told(door, source, company):
    answers: list[int] = []
    begun = threading.Event()

    def send() -> None:
        for n in range(100_000):
            answers.append(door.post("/v1/track", json=event(userId="u1", messageId=f"f{n}")).status_code)
            if n == 10:
                begun.set()
            if answers[-1] == 401:
                return

    sender = threading.Thread(target=send)
    sender.start()
    assert begun.wait(30)
    with in_workspace(company.id):
        revoke_source(source=Source.objects.get(pk=source.pk))
    sender.join(30)  # the doors remember a key for five seconds
    assert not sender.is_alive()
    assert answers[-1] == 401
    assert set(answers[:-1]) == {200}
    digest_all()
    with in_workspace(company.id):
        assert Moment.objects.count() == len(answers) - 1


def says(answer: bool, n: int, at: str = AT) -> dict:
    return event("identify", userId="u1", traits={"email": "anna@example.org"}, messageId=f"c{n}", timestamp=at,
                 context={"consent": {"categoryPreferences": {"marketing": answer}}})  # fmt: skip


def holds() -> bool | None:
    mail = Identity.objects.get(kind="email").pk
    return agreed(standing([mail]), mail, "marketing")


@pytest.mark.parametrize("first", [True, False], ids=["yes-no", "no-yes"])
@pytest.mark.parametrize("together", [True, False], ids=["one-batch", "two-batches"])
def test_of_two_consents_at_the_same_time_the_no_holds_whichever_comes_first(source, inside, company, first, together):
    tell(source, says(True, 0, "2026-10-01T00:00:00Z"))
    one, two = says(first, 1), says(not first, 2)
    for batch in ([one, two],) if together else ([one], [two]):
        tell(source, *batch)
    with in_workspace(company.id):
        assert holds() is False


@pytest.mark.parametrize("answer", [True, False], ids=["yes", "no"])
def test_an_answer_that_was_repeated_outlives_an_older_other_one_that_comes_late(source, inside, company, answer):
    tell(source, says(answer, 0, "2026-10-01T00:00:00Z"))
    tell(source, says(answer, 1, "2026-11-01T12:00:20Z"))
    tell(source, says(not answer, 2, "2026-11-01T12:00:19Z"))
    with in_workspace(company.id):
        assert holds() is answer


@pytest.mark.parametrize("last", [True, False], ids=["yes", "no"])
def test_answers_digested_by_two_at_once_leave_the_latest_one(source, inside, company, last):
    tell(source, says(not last, 0, "2026-10-01T00:00:00Z"))
    for n in range(1, 21):
        one = request(source, says(last if n % 2 == 0 else not last, n, f"2026-11-01T12:00:{n:02}Z"))
        one.sender = f"s{n}"  # other lanes, so that both digesters have some
        arrive(one)
    assert digested_by_two(3, (64, 127, 8)) == []
    look_into(inside.id)
    with in_workspace(company.id):
        assert holds() is last


def test_half_of_a_batch_holds_no_source_while_the_other_half_waits_for_its_turn(source, company):
    tell(source, event(userId="u1", messageId="again"))
    arrive(request(source, event(userId="u1", messageId="again")))
    arrive(request(source, event("identify", userId="u2")))
    arrive(replace(request(source), raw=b"no request"))
    with as_role("worker"), in_workspace(company.id):
        alone()  # as another digester, which will count by the source, too
        other = Beside(company.id, digester.digest_once)
        somebody_waits()
        Source.objects.select_for_update(nowait=True).get(pk=source.pk)
    other.done()
    with in_workspace(company.id):
        held = Source.objects.get(pk=source.pk)
        assert (held.taken, held.repeated) == (2, 1)
        assert Quarantine.objects.count() == 1
