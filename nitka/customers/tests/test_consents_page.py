import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    Claim,
    Word,
    archive_purpose,
    identify,
    keep_purpose,
    merge,
    note_consent_of,
    note_consents,
)
from nitka.customers.agreed import standing
from nitka.customers.answers import SHOWN, ask_answers
from nitka.customers.consents import Consent, Proof
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = {"en": "Calls", "ru": "Звонки"}
SAID = {"purpose": "marketing", "answer": "given", "way": "call", "proof": "Order 714 <b>"}


@pytest.fixture
def desk(client):
    workspace = accounts.workspace()
    member = accounts.member(workspace, name="Vera")
    member.user.language = "en"
    member.user.save()
    client.force_login(member.user)
    return workspace, client, member


@pytest.fixture
def anna(desk):
    with in_workspace(desk[0].pk):
        return identify([Claim("email", "anna@b.org")])["email", "anna@b.org"]


def page(desk, customer_id) -> str:
    return desk[1].get(f"/w/{desk[0].slug}/customers/{customer_id}/").content.decode()


def note(desk, identity, **given):
    return desk[1].post(f"/w/{desk[0].slug}/customers/{identity.customer_id}/consents/", SAID | given)


def head_of(shown: str) -> str:
    head = shown[shown.index('id="consents-head"') :]
    return re.sub("<[^>]+>", "", head[: head.index("</ul>")])


def test_the_header_says_how_each_purpose_stands_of_which_something_was_said(desk, anna):
    assert "Asked for no consent yet" in head_of(page(desk, anna.customer_id))
    with in_workspace(desk[0].pk):
        note_consents([Word(anna.pk, "marketing", "withdrawn", "call")])
    head = head_of(page(desk, anna.customer_id))
    assert "Offers and news: withdrawn" in head
    assert "Surveys" not in head


def test_the_section_shows_what_was_said_when_where_by_which_words_and_who_noted_it(desk, anna):
    workspace, _, member = desk
    with in_workspace(workspace.pk):
        keep_purpose(code="calls", names=BOTH, texts={"en": "You may call me", "ru": "Мне можно звонить"})
        at = clock.now() - timedelta(days=400)
        more = {"language": "ru", "member_id": member.pk, "proof": "<i>Да</i>, звоните"}
        note_consents([Word(anna.pk, "calls", "given", "call", at, **more)])
        keep_purpose(code="calls", names=BOTH, texts={"en": "Other", "ru": "Другое"})
    shown = page(desk, anna.customer_id)
    for words in ("Agreed on the phone", "anna@b.org", "noted by Vera", "&lt;i&gt;Да&lt;/i&gt;, звоните",
                  "Text, version 1: “Мне можно звонить”"):  # fmt: skip
        assert words in shown


def test_a_member_notes_what_a_customer_said_with_what_shows_it(desk, anna):
    workspace, _, member = desk
    assert note(desk, anna).status_code == 302
    assert note(desk, anna, answer="withdrawn", contact=anna.pk, on="2026-01-15").status_code == 302
    with in_workspace(workspace.pk):
        rows = list(Consent.objects.order_by("noted_at"))
        assert [(row.answer, row.way, row.member_id, row.everywhere) for row in rows] == [
            ("given", "call", member.pk, False),
            ("withdrawn", "call", member.pk, False),
        ]
        assert f"{rows[1].at:%Y-%m-%d}" == "2026-01-15"
        assert {proof.text for proof in Proof.objects.all()} == {"Order 714 <b>"}
        assert standing([anna.pk])[anna.pk]["marketing"].answer == "given"  # the later word
        noted = AuditEntry.objects.filter(verb="customers.consent").latest("at")
        assert (noted.object_id, noted.detail["answer"]) == (anna.customer_id, "withdrawn")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"proof": " "}, "Write what shows it"),
        ({"answer": "asked"}, "Choose what they said"),
        ({"way": "api"}, "Choose how they said it"),
        ({"purpose": "nothing\x00"}, "There is no such purpose"),
        ({"contact": "x"}, "no such contact"),
        ({"contact": str(uuid7())}, "no such contact"),
        ({"on": "2026-13-01"}, "Write the day"),
        ({"on": "0001-01-01" * 9}, "Write the day"),
    ],
)
def test_what_cannot_be_noted_is_said_beside_its_field_and_nothing_typed_is_lost(desk, anna, given, words):
    answer = note(desk, anna, **({"proof": "Said so"} | given))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert given.get("proof", "Said so").strip() in answer.content.decode()
    with in_workspace(desk[0].pk):
        assert not Consent.objects.exists()


def test_of_an_archived_purpose_a_withdrawal_is_noted_still(desk, anna):
    with in_workspace(desk[0].pk):
        purpose = keep_purpose(code="calls", names=BOTH, texts=BOTH)
        note_consents([Word(anna.pk, "calls", "given", "page")])
        archive_purpose(purpose=purpose)
    assert note(desk, anna, purpose="calls").status_code == 422
    assert note(desk, anna, purpose="calls", answer="withdrawn").status_code == 302
    assert "Calls: withdrawn" in head_of(page(desk, anna.customer_id))


def test_who_may_not_answer_reads_and_notes_nothing(desk, anna, client):
    with in_workspace(desk[0].pk):
        watcher = accounts.member(desk[0], role="observer")
    client.force_login(watcher.user)
    assert "consents/" not in page((desk[0], client, watcher), anna.customer_id)
    assert note((desk[0], client, watcher), anna).status_code == 403


def test_another_companys_customer_is_not_found(desk):
    with in_workspace(accounts.workspace().pk):
        stranger = identify([Claim("email", "x@b.org")])["email", "x@b.org"]
    assert note(desk, stranger).status_code == 404


def test_a_merged_id_notes_it_for_who_they_are_now(desk, anna):
    with in_workspace(desk[0].pk):
        boris = identify([Claim("email", "boris@b.org")])["email", "boris@b.org"]
        merge(into=boris.customer, source=anna.customer)
    assert note(desk, anna, answer="withdrawn").status_code == 302
    assert "Offers and news: withdrawn" in head_of(page(desk, boris.customer_id))


def test_the_page_says_what_the_deliverer_reads(desk):
    with in_workspace(desk[0].pk):
        crowd = list(identify([Claim("email", f"{n}@b.org") for n in range(6)]).values())
        for other in crowd[1:]:
            merge(into=crowd[0].customer, source=other.customer)
        start = clock.now() - timedelta(days=9)
        answers = ["given", "withdrawn", "asked", "given", "asked", "withdrawn", "given"]
        for n, answer in enumerate(answers * 5):
            note_consents([
                Word(crowd[n * 7 % 6].pk, "marketing", answer, "page", start + timedelta(hours=n // 2),
                     everywhere=answer == "withdrawn" and n % 3 == 0)
            ])  # fmt: skip
            wanted = {key: of["marketing"] for key, of in standing([one.pk for one in crowd]).items()}
            (shown,) = (one for one in ask_answers(crowd[0].customer_id).get() if one.purpose.code == "marketing")
            got = {key: (held.answer, held.decision, held.consent_id) for key, held in shown.stands.items()}
            assert got == {key: (held.answer, held.decision, held.consent_id) for key, held in wanted.items()}
        assert len(shown.lines) == SHOWN


def test_the_profile_asks_once_for_all_consents(desk, anna):
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            page(desk, anna.customer_id)
        return [query["sql"] for query in captured]

    before = statements()
    with in_workspace(desk[0].pk):
        for n in range(4):
            keep_purpose(code=f"p{n}", names=BOTH, texts=BOTH)
            note_consent_of(customer_id=anna.customer_id, purpose=f"p{n}", answer="given", way="page", proof="x")
    after = statements()
    assert len(after) == len(before)
    assert sum("customers_consent" in sql or "customers_purpose" in sql for sql in after) == 1
