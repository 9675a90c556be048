"""What is wrong of a person is named, changed by the verbs of customers, and taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, call, converse, describe, enter, merge, respell
from nitka.customers.models import Attribute, AttributeKind, Confirmation, Customer, Evidence, Identity, Proposal
from nitka.kit.db.tenancy import in_workspace
from nitka.rights.actions import CannotCorrect, close, correct, drop, point_out, receive, uncorrect
from nitka.rights.models import Correction, Entry, Field
from nitka.rights.tests.test_pages import Place
from nitka.rights.wrong import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def inside(place):
    with in_workspace(place.workspace.pk), translation.override("en"):
        describe(customer=place.customer, attributes={"city": "Tver", "points": 5})
        yield place


def asked(place, code: str, value, **more) -> Correction:
    return point_out(request=place.request("rectification"), code=code, asked=value, by=place.member, **more)


def email_of(place) -> Identity:
    return Identity.objects.get(customer_id=place.customer.pk, kind="email")


def values(place) -> tuple:
    place.customer.refresh_from_db()
    return place.customer.name, place.customer.language, email_of(place).value


CASES = [
    ("name", "Anne Petrova", "Anne Petrova"), ("language", "Russian", "ru"),
    ("identity", " Anne@Example.org", "anne@example.org"),
    ("attribute:city", "Torzhok", "Torzhok"), ("attribute:points", 7, 7),
]  # fmt: skip


def stands(place, code: str):
    if code.startswith("attribute"):
        return Attribute.objects.get(customer_id=place.customer.pk, key=code.partition(":")[2]).value
    return dict(zip(("name", "language", "identity"), values(place), strict=True))[code]


@pytest.mark.parametrize(("what", "given", "kept"), CASES)
def test_a_value_is_put_right_and_back(inside, what, given, kept):
    code = f"identity:{email_of(inside).pk}" if what == "identity" else what
    before = stands(inside, what)
    row = asked(inside, code, given)
    assert (row.was, row.asked, stands(inside, what)) == (before or None, kept, before)
    correct(correction=row, by=inside.member)
    row.refresh_from_db()
    assert (stands(inside, what), row.member_id) == (kept, inside.member.pk)
    assert row.applied_at is not None
    uncorrect(correction=row, by=inside.member)
    assert stands(inside, what) == before
    verbs = list(Entry.objects.order_by("at").values_list("verb", flat=True))
    assert verbs == ["received", "pointed", "corrected", "uncorrected"]
    logged = AuditEntry.objects.filter(verb__in=["rights.corrected", "rights.uncorrected"])
    assert logged.count() == 2
    assert not any(str(kept) in str(entry.detail) for entry in logged if what != "attribute:points")


WRONG = [
    ("name", "  ", "Write what it should be"), ("name", "A" * 201, "At most"), ("name", 7, "Text is wanted"),
    ("name", "Anna Petrova", "so already"), ("language", "Elvish", "no language"), ("identity", "anna@", "no e-mail"),
    ("attribute:points", "many", "holds"), ("attribute:city", None, "Write what"),
    ("attribute:nothing", "A", "no such"),
    ("visitor", "A", "no such"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "given", "said"), WRONG)
def test_what_cannot_stand_there_is_refused_in_words(inside, what, given, said):
    code = f"identity:{email_of(inside).pk}" if what == "identity" else what
    with pytest.raises(CannotCorrect, match=said):
        asked(inside, code, given)
    assert not Correction.objects.exists()


def test_what_was_changed_meanwhile_is_not_written_over(inside):
    rows = {"name": asked(inside, "name", "Anne"), "city": asked(inside, "attribute:city", "Torzhok"),
            "mail": asked(inside, f"identity:{email_of(inside).pk}", "anne@example.org")}  # fmt: skip
    call(customer=inside.customer, name="Anya")
    describe(customer=inside.customer, attributes={"city": "Moscow"})
    respell(identity=email_of(inside), value="anya@example.org")
    for row in rows.values():
        with pytest.raises(CannotCorrect, match="changed meanwhile"):
            correct(correction=row, by=inside.member)
    assert values(inside) == ("Anya", "", "anya@example.org")
    assert not AuditEntry.objects.filter(verb="rights.corrected").exists()


def test_what_was_changed_since_is_not_taken_back(inside):
    rows = [asked(inside, "name", "Anne"), asked(inside, "attribute:city", "Torzhok")]
    for row in rows:
        correct(correction=row, by=inside.member)
    call(customer=inside.customer, name="Anya")
    describe(customer=inside.customer, attributes={"city": "Torzhok"})  # said again
    for row in rows:
        with pytest.raises(CannotCorrect, match="changed since"):
            uncorrect(correction=row, by=inside.member)


def test_a_contact_that_somebody_has_is_refused(inside):
    enter(claims=[Claim("email", "anne@example.org")], name="Another")
    row = asked(inside, f"identity:{email_of(inside).pk}", "anne@example.org")
    with pytest.raises(CannotCorrect, match="Another customer has this contact"):
        correct(correction=row, by=inside.member)
    assert values(inside)[2] == "anna@example.org"


def test_a_contact_that_is_changed_is_stated_and_what_was_asked_at_the_old_one_is_too_late(inside):
    mine = email_of(inside)
    other, _ = enter(claims=[Claim("phone", "+79001234567")])
    by = Identity.objects.get(customer_id=other.pk)
    question = Confirmation.objects.create(identity_id=mine.pk, claimant_id=by.pk)
    Proposal.objects.create(identity_id=mine.pk, claimant_id=by.pk, why="unproven")
    row = asked(inside, f"identity:{mine.pk}", "anne@example.org")
    correct(correction=row, by=inside.member)
    mine.refresh_from_db()
    question.refresh_from_db()
    assert (mine.value, mine.status, mine.domain) == ("anne@example.org", "stated", "example.org")
    assert not question.is_open
    assert not Proposal.objects.exists()
    assert Evidence.objects.filter(identity_id=mine.pk, how="hand", member_id=inside.member.pk).count() == 1
    uncorrect(correction=row, by=inside.member)
    mine.refresh_from_db()
    assert (mine.value, mine.status) == ("anna@example.org", "verified")


def test_the_value_of_who_was_merged_in_is_changed_where_it_stands(inside):
    twin, _ = enter(claims=[Claim("email", "twin@example.org")], name="Anna P")
    describe(customer=twin, attributes={"pet": "cat"})
    request = receive(customer=twin, kind="rectification", way="letter")
    merge(into=inside.customer, source=twin)
    row = point_out(request=request, code="attribute:pet", asked="dog", by=inside.member)
    correct(correction=row, by=inside.member)
    assert Attribute.objects.get(key="pet").value == "dog"


def test_a_value_that_was_never_said_can_be_asked_for_and_taken_away_again(inside):
    AttributeKind.objects.create(key="size", sort="text", purpose="To send what fits")
    row = asked(inside, "attribute:size", "M")
    assert row.was is None
    correct(correction=row, by=inside.member)
    uncorrect(correction=row, by=inside.member)
    assert not Attribute.objects.filter(key="size").exists()


def test_of_two_names_by_hand_the_newer_is_believed(inside):
    call(customer=inside.customer, name="Anna-Maria Petrova")
    call(customer=inside.customer, name="Anna")
    converse(customer=inside.customer, language="en")
    assert values(inside)[:2] == ("Anna", "en")


def test_the_same_value_named_again_is_one_line_and_can_be_taken_off(inside):
    request = inside.request("rectification")
    first = point_out(request=request, code="name", asked="Anne", by=None)
    again = point_out(request=request, code="name", asked="Anya", by=None)
    assert (first.pk, Correction.objects.get().asked) == (again.pk, "Anya")
    drop(correction=again, by=None)
    assert not Correction.objects.exists()
    with pytest.raises(CannotCorrect, match="no longer on the list"):
        correct(correction=again, by=None)


def test_the_values_go_when_the_request_ends(inside):
    row = asked(inside, "name", "Anne")
    correct(correction=row, by=inside.member)
    close(request=row.request, state="done", by=inside.member)
    kept = Correction.objects.get()
    assert (kept.was, kept.asked, kept.before, kept.member_id) == (None, None, None, inside.member.pk)
    for verb in (correct, uncorrect, drop):
        with pytest.raises(CannotCorrect):
            verb(correction=row, by=inside.member)
    with pytest.raises(CannotCorrect):
        point_out(request=row.request, code="name", asked="Anya", by=None)
    assert values(inside)[0] == "Anne"


def test_it_is_done_on_the_requests_page(place):
    row = place.request("rectification")
    wrong = place.client.post(place.url(f"{row.pk}/corrections/"), {"field": "name", "asked": " "})
    assert (wrong.status_code, b"Write what it should be" in wrong.content) == (422, True)
    lost = place.client.post(place.url(f"{row.pk}/corrections/"), {"field": "language", "asked": "Elvish"})
    assert b'value="Elvish"' in lost.content
    assert b'<option value="language" selected>' in lost.content
    place.client.post(place.url(f"{row.pk}/corrections/"), {"field": "name", "asked": "Anne <b>"})
    page = place.client.get(place.url(f"{row.pk}/")).content.decode()
    assert "Anne &lt;b&gt;" in page
    with in_workspace(place.workspace.pk):
        made = Correction.objects.get()
    place.client.post(place.url(f"corrections/{made.pk}/"), {"do": "apply"})
    page = place.client.get(place.url(f"{row.pk}/")).content.decode()
    assert "Changed it: Name, Anna Petrova → Anne &lt;b&gt;" in page
    assert "Take it back" in page
    place.client.post(place.url(f"{row.pk}/closure/"), {"state": "done"})
    page = place.client.get(place.url(f"{row.pk}/")).content.decode()
    assert "Changed it: Name<" in page
    assert "Anna Petrova →" not in page
    assert place.client.post(place.url(f"corrections/{made.pk}/"), {"do": "nonsense"}).status_code == 400
    with in_workspace(place.workspace.pk):
        assert Customer.objects.get().name == "Anne <b>"


def test_only_who_keeps_the_register_puts_right(place):
    with in_workspace(place.workspace.pk):
        row = point_out(request=place.request("rectification"), code="name", asked="Anne", by=None)
    place.client.force_login(accounts.member(place.workspace, role=Role.MANAGER).user)
    assert place.client.post(place.url(f"corrections/{row.pk}/"), {"do": "apply"}).status_code == 403
    assert place.client.post(place.url(f"{row.request_id}/corrections/"), {"field": "name"}).status_code == 403


def test_the_page_costs_the_same_whatever_is_wrong(place):
    row = place.request("rectification")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert place.client.get(place.url(f"{row.pk}/")).status_code == 200
        return len(queries)

    def name(code: str) -> None:
        with in_workspace(place.workspace.pk):
            point_out(request=row, code=code, asked="ru" if code == "language" else "Anne", by=None)

    name("name")
    cost()
    few = cost()
    with in_workspace(place.workspace.pk):
        describe(customer=place.customer, attributes={f"a{n}": "b" for n in range(8)})
    for code in ("language", *(f"attribute:a{n}" for n in range(8))):
        name(code)
    assert cost() == few
    assert few <= 29, few


def test_a_day_that_is_written_and_a_sum_are_read_for_their_sort(place):
    with in_workspace(place.workspace.pk):
        money = {"amount": "100.00", "currency": "RUB"}
        describe(customer=place.customer, attributes={"debt": money, "vip": True, "tags": ["a"], "points": 1})
    row = place.request("rectification")
    for key, text in (("debt", "48 900,50 rub"), ("vip", "No"), ("tags", "a, b"), ("points", "1 200,5")):
        place.client.post(place.url(f"{row.pk}/corrections/"), {"field": f"attribute:{key}", "asked": text})
    with in_workspace(place.workspace.pk):
        found = {one.key: one.asked for one in Correction.objects.all()}
    assert found == {"debt": {"amount": "48900.50", "currency": "RUB"}, "vip": False, "tags": ["a", "b"],
                     "points": 1200.5}  # fmt: skip


def test_a_phone_is_read_in_groups():
    assert said(Field.IDENTITY, "+79001234567") == "+7\xa0900\xa0123-45-67"
    assert said(Field.IDENTITY, "anna@example.org") == "anna@example.org"


def test_where_nothing_stood_nothing_is_struck_out(place):
    row = place.request("rectification")
    place.client.post(place.url(f"{row.pk}/corrections/"), {"field": "language", "asked": "ru"})
    page = place.client.get(place.url(f"{row.pk}/")).content.decode()
    assert "<del>" not in page.split('class="wrongs"')[1]
