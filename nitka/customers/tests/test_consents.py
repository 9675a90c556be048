from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    Claim,
    Word,
    WrongConsent,
    archive_purpose,
    identify,
    keep_purpose,
    merge,
    note_consent_of,
    note_consents,
    undo,
)
from nitka.customers.agreed import agreed, standing
from nitka.customers.consents import Consent, Proof, Purpose, Wording
from nitka.customers.models import Identity
from nitka.customers.tests.test_identify import in_threads
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = {"en": "Words", "ru": "Слова"}


@pytest.fixture
def company():
    return accounts.workspace()


@pytest.fixture
def workspace(company):
    with in_workspace(company.id):
        yield company


def contact(value: str) -> Identity:
    return identify([Claim("email", value)])["email", value]


def say(identity: Identity, answer: str, days_ago: float = 0, purpose: str = "marketing", **more) -> Consent:
    at = clock.now() - timedelta(days=days_ago)
    return note_consents([Word(identity.pk, purpose, answer, "call", at, **more)])[0]


def holds(identity: Identity, purpose: str = "marketing") -> str:
    held = standing([identity.pk]).get(identity.pk, {}).get(purpose)
    return held.answer if held else "none"


def test_the_last_word_by_when_it_was_said_holds_whatever_order_it_is_noted_in(workspace):
    anna = contact("anna@b.org")
    assert holds(anna) == "none"
    say(anna, "withdrawn", 1)
    say(anna, "given", 3)
    assert holds(anna) == "withdrawn"
    say(anna, "given")
    assert holds(anna) == "given"
    assert holds(anna, "surveys") == "none"


def test_of_two_at_the_same_moment_the_withdrawal_holds(workspace):
    anna, at = contact("anna@b.org"), clock.now()
    for answers in (("given", "withdrawn"), ("withdrawn", "given")):
        note_consents([Word(anna.pk, "marketing", answer, "page", at) for answer in answers])
        assert holds(anna) == "withdrawn"


def test_a_clock_that_runs_ahead_does_not_outvote_what_is_said_later(workspace):
    anna = contact("anna@b.org")
    say(anna, "given", days_ago=-3650)
    say(anna, "withdrawn")
    assert holds(anna) == "withdrawn"


def test_an_open_question_is_no_consent_and_takes_none_away(workspace):
    anna, boris, vera = (contact(f"{name}@b.org") for name in ("anna", "boris", "vera"))
    say(anna, "asked")
    say(boris, "given", 2)
    say(boris, "asked", 1)
    say(vera, "withdrawn", 2)
    say(vera, "asked", 1)
    assert [holds(one) for one in (anna, boris, vera)] == ["asked", "given", "asked"]
    stands = standing([anna.pk, boris.pk, vera.pk])
    assert [agreed(stands, one.pk, "marketing") for one in (anna, boris, vera)] == [None, True, False]


def test_merged_and_parted_each_has_their_own_again(workspace):
    anna, boris = contact("anna@b.org"), contact("boris@b.org")
    say(anna, "given", 5)
    note_consent_of(customer_id=boris.customer_id, purpose="marketing", answer="withdrawn", way="call")
    before = standing([anna.pk, boris.pk])
    done = merge(into=anna.customer, source=boris.customer)
    assert (holds(anna), holds(boris)) == ("withdrawn", "withdrawn")
    say(anna, "given")
    assert (holds(anna), holds(boris)) == ("given", "withdrawn")
    undo(merge=done)
    assert standing([boris.pk]) == {boris.pk: before[boris.pk]}
    assert holds(anna) == "given"


def test_consent_does_not_spread_to_the_contacts_of_who_is_merged_in(workspace):
    anna, boris = contact("anna@b.org"), contact("boris@b.org")
    note_consent_of(customer_id=anna.customer_id, purpose="marketing", answer="given", way="page")
    merge(into=anna.customer, source=boris.customer)
    assert (holds(anna), holds(boris)) == ("given", "none")


def test_what_was_said_while_two_were_one_goes_with_the_contact_it_was_said_through(workspace):
    anna, boris = contact("anna@b.org"), contact("boris@b.org")
    done = merge(into=anna.customer, source=boris.customer)
    say(boris, "withdrawn", everywhere=True)
    assert (holds(anna), holds(boris)) == ("withdrawn", "withdrawn")
    undo(merge=done)
    assert (holds(anna), holds(boris)) == ("none", "withdrawn")


def test_of_many_at_once_the_withdrawal_holds(company):
    with in_workspace(company.id):
        anna, at = contact("anna@b.org"), clock.now()

    def work(n: int) -> None:
        with in_workspace(company.id):
            note_consents([Word(anna.pk, "marketing", "withdrawn" if n == 1 else "given", "api", at)])

    assert in_threads(4, work) == []
    with in_workspace(company.id):
        assert Consent.objects.count() == 4
        assert Purpose.objects.filter(code="marketing").count() == 1
        assert Wording.objects.filter(purpose__code="marketing").count() == 1
        assert holds(anna) == "withdrawn"


def test_a_batch_costs_the_same_whatever_its_size(workspace):
    crowd = list(identify([Claim("email", f"{n}@b.org") for n in range(40)]).values())
    say(crowd[0], "given")

    def statements(of: list[Identity]) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as noting:
            note_consents([Word(one.pk, "surveys", "given", "page", proof="ticked") for one in of])
        with CaptureQueriesContext(connection) as reading:
            standing([one.pk for one in of])
        return len(noting), len(reading)

    assert statements(crowd) == statements(crowd[:1])
    assert statements(crowd)[1] == 1


def test_the_words_they_read_stay_when_the_purpose_gets_others(workspace):
    anna = contact("anna@b.org")
    keep_purpose(code="calls", names=BOTH, texts=BOTH)
    first = say(anna, "given", 2, "calls", language="ru", proof="Сказала по телефону")
    keep_purpose(code="calls", names=BOTH, texts=BOTH)
    keep_purpose(code="calls", names=BOTH, texts=BOTH | {"en": "Other words"})
    second = say(anna, "given", 1, "calls")
    assert [first.wording.version, second.wording.version] == [1, 2]
    assert first.wording.texts == BOTH
    assert Proof.objects.get().text == "Сказала по телефону"
    assert say(anna, "withdrawn", 0, "calls").wording_id is None


def test_what_cannot_be_is_refused_and_nothing_of_the_batch_is_kept(workspace):
    anna, boris = contact("anna@b.org"), contact("boris@b.org")
    with pytest.raises(WrongConsent) as refused:
        note_consents([Word(anna.pk, "marketing", "given", "page"), Word(anna.pk, "nothing", "given", "page")])
    assert refused.value.fields == {"purpose": "unknown"}
    with pytest.raises(WrongConsent) as refused:
        note_consent_of(
            customer_id=anna.customer_id, purpose="marketing", answer="given", way="call", identity_ids=[boris.pk]
        )
    assert refused.value.fields == {"identities": "no_contact"}
    with pytest.raises(WrongConsent) as refused:
        keep_purpose(code="Calls!", names=BOTH, texts={"en": "Words"})
    assert refused.value.fields == {"code": "not_a_code", "texts.ru": "empty"}
    assert not Consent.objects.exists()


def test_of_an_archived_purpose_only_withdrawals_are_taken(workspace):
    anna = contact("anna@b.org")
    purpose = keep_purpose(code="calls", names=BOTH, texts=BOTH)
    say(anna, "given", 1, "calls")
    archive_purpose(purpose=purpose)
    with pytest.raises(WrongConsent):
        say(anna, "given", 0, "calls")
    say(anna, "withdrawn", 0, "calls")
    assert holds(anna, "calls") == "withdrawn"


def test_the_journal_only_grows_and_another_company_reads_nothing_of_it(company):
    with in_workspace(company.id):
        anna = contact("anna@b.org")
        say(anna, "given")
    with in_workspace(accounts.workspace().id):
        assert standing([anna.pk]) == {}
    for statement in ("update customers_consent set answer = 'given'", "delete from customers_consent"):
        with pytest.raises(ProgrammingError), in_workspace(company.id), connection.cursor() as cursor:
            cursor.execute(statement)
