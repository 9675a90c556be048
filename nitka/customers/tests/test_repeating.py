"""What is said of a purpose again and again, held against a journal in which every word has a line of its own."""

from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.customers.actions import Word, note_consents, note_news
from nitka.customers.actions.refresh import refresh_stale
from nitka.customers.actions.said_in_files import Agreed, agree, unsay_consents
from nitka.customers.actions.withdraw import own_withdrawal, take_back_withdrawal, withdraw
from nitka.customers.agreed import agreed, standing
from nitka.customers.consents import Consent
from nitka.customers.models import Agreement, Identity
from nitka.customers.tests.test_consents import company, contact, say, workspace
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.tests.beside import Beside

__all__ = ["company", "workspace"]
pytestmark = pytest.mark.django_db(transaction=True)
SITE, APP = uuid7(), uuid7()


def ago(minutes: float) -> datetime:
    return clock.now() - timedelta(minutes=minutes)


def word(identity: Identity, yes: bool, at: datetime, source: UUID = SITE) -> Word:
    answer = "given" if yes else "withdrawn"
    return Word(identity.pk, "marketing", answer, "api", at, source_id=source, everywhere=not yes)


def holds(identity: Identity) -> bool | None:
    return agreed(standing([identity.pk]), identity.pk, "marketing")


@pytest.mark.parametrize("said", [
    [(True, 9, SITE), (True, 3, SITE), (False, 5, SITE), (False, 7, APP)],
    [(False, 9, SITE), (False, 3, APP), (True, 5, SITE), (True, 7, SITE)],
    [(True, 9, SITE), (False, 3, APP), (True, 3, SITE), (False, 8, APP)],
], ids=["yes", "no", "both-at-once"])  # fmt: skip
def test_in_whatever_order_words_come_they_stand_as_if_each_had_a_line(workspace, said):
    now = clock.now()
    for n, order in enumerate(permutations(said)):
        thrifty, lavish = contact(f"t{n}@b.org"), contact(f"l{n}@b.org")
        for yes, minutes, source in order:
            at = now - timedelta(minutes=minutes)
            note_news([word(thrifty, yes, at, source)])
            note_consents([word(lavish, yes, at, source)])
        assert holds(thrifty) is holds(lavish), order


def test_what_a_site_says_with_every_event_is_one_line_that_knows_the_last(workspace):
    anna, last = contact("anna@b.org"), ago(1)
    for minutes in range(30, 1, -1):
        note_news([word(anna, True, ago(minutes))])
    assert note_news([word(anna, True, last)]) == []
    note_news([word(anna, True, ago(20))])  # late, and says nothing new
    line = Consent.objects.get()
    assert line.again_at == last
    assert last - line.at > timedelta(minutes=28)


def test_a_batch_costs_the_same_statements_whatever_its_size(workspace):
    people = [contact(f"n{n}@b.org") for n in range(40)]
    note_news([word(one, True, ago(9)) for one in people])

    def cost(some: list[Identity]) -> int:
        with CaptureQueriesContext(connection) as queries:
            note_news([word(one, True, ago(5 / len(some))) for one in some])
        return len(queries)

    assert cost(people[:1]) == cost(people)
    assert Consent.objects.filter(again_at=None).count() == 0


def test_a_word_by_another_way_has_a_line_of_its_own_that_outlives_a_file_that_is_taken_back(workspace):
    anna, file = contact("anna@b.org"), uuid7()
    agree([Agreed(anna.pk, "marketing", True, "row 7")], source_id=file)
    note_news([word(anna, True, clock.now())])
    unsay_consents(identities=[anna.pk], source_id=file)
    assert holds(anna) is True
    assert Consent.objects.get().way == "api"


def test_a_no_in_a_second_file_outlives_a_yes_from_between_the_two(workspace):
    anna = contact("anna@b.org")
    first = agree([Agreed(anna.pk, "marketing", False, "row 7")], source_id=uuid7())
    between = clock.now()
    again = agree([Agreed(anna.pk, "marketing", False, "row 7")], source_id=uuid7())
    assert (len(first), len(again)) == (1, 0)
    note_news([word(anna, True, between)])
    assert holds(anna) is False


def test_a_no_by_the_link_outlives_a_yes_from_between_two_of_them(workspace):
    anna = contact("anna@b.org")
    withdraw(identity_id=anna.pk, purpose="marketing", way="letter")
    between = clock.now()
    withdraw(identity_id=anna.pk, purpose="marketing", way="letter")
    note_news([word(anna, True, between)])
    assert holds(anna) is False


def test_what_was_closed_by_telephone_no_link_opens_though_its_reader_said_no_too(workspace):
    anna = contact("anna@b.org")
    say(anna, "given", 2)
    say(anna, "withdrawn", 1)
    withdraw(identity_id=anna.pk, purpose="marketing", way="letter")
    assert own_withdrawal(anna.pk, "marketing") is None
    assert not take_back_withdrawal(identity_id=anna.pk, purpose="marketing", way="page")
    assert holds(anna) is False


def test_the_reader_takes_back_what_they_withdrew_twice(workspace):
    anna = contact("anna@b.org")
    say(anna, "withdrawn", 3)
    say(anna, "given", 2)
    withdraw(identity_id=anna.pk, purpose="marketing", way="letter")
    withdraw(identity_id=anna.pk, purpose="marketing", way="page")
    assert take_back_withdrawal(identity_id=anna.pk, purpose="marketing", way="page")
    assert holds(anna) is True


def test_lists_and_segments_look_again_where_another_did_not_see_it_yet(company):
    with in_workspace(company.id):
        anna = contact("anna@b.org")
        note_news([word(anna, True, ago(9))])

    def meanwhile() -> None:
        note_news([word(anna, False, ago(5))])
        refresh_stale()
        assert Agreement.objects.get().state == "withdrawn"

    with in_workspace(company.id):
        note_news([word(anna, True, ago(1))])
        Beside(company.id, meanwhile).done()
    with in_workspace(company.id):
        touched = _touches()
        refresh_stale()
        assert Agreement.objects.get().state == "given"
        assert _touches() == touched + 1


def _touches() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from segments_touch where jsonb_exists(what, 'customer')")
        return cursor.fetchone()[0]
