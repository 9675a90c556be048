import re

import pytest
from django.test import Client

from nitka.accounts.tests import factories as accounts
from nitka.customers import withdrawing
from nitka.customers.actions import Claim, archive_purpose, identify, keep_purpose, merge, note_consent_of, withdraw
from nitka.customers.agreed import standing
from nitka.customers.consents import Consent
from nitka.customers.views import withdrawal
from nitka.kit.asgi.rates import Rate
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def company():
    return accounts.workspace(name="Уклад")


@pytest.fixture
def anna(company):
    with in_workspace(company.id):
        return identify([Claim("email", "anna@b.org")])["email", "anna@b.org"]


@pytest.fixture
def url(company, anna):
    return f"/withdraw/{withdrawing.LINK.make(company.pk, anna.pk, 'marketing')}/"


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)


def said(company) -> list[tuple[str, str, bool, str]]:
    with in_workspace(company.id):
        rows = Consent.objects.order_by("at", "id").values_list("answer", "way", "everywhere", "language")
        return list(rows)


def agree(company, identity, purpose="marketing", way="page") -> None:
    with in_workspace(company.id):
        note_consent_of(customer_id=identity.customer_id, purpose=purpose, answer="given", way=way)


def test_a_scanner_that_opens_links_withdraws_nothing(client, company, anna, url):
    agree(company, anna)
    for method in (client.get, client.head, client.get):
        assert method(url).status_code == 200
    assert [row[0] for row in said(company)] == ["given"]


def test_the_page_names_what_it_is_about_and_nobody(client, url, company):
    for language, words in (("en", "Offers and news"), ("ru", "Предложения и новости")):
        page = client.get(url, headers={"accept-language": language})
        assert words in page.content.decode()
        assert "anna" not in page.content.decode()
        assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "anna" not in url


def test_the_button_withdraws_everywhere_and_is_taken_back_on_the_same_page(client, company, anna, url):
    agree(company, anna)
    page = client.post(url, {"answer": "no"}, follow=True).content.decode()
    assert "You are unsubscribed" in page
    assert "I agree to receive offers and news" in page
    again = client.post(url, {"answer": "yes"}, follow=True).content.decode()
    assert "No more “Offers and news”?" in again
    assert said(company) == [
        ("given", "page", False, ""),
        ("withdrawn", "letter", True, "en"),
        ("given", "letter", False, "en"),
    ]


def test_one_click_of_a_mail_program_withdraws_without_cookie_and_says_the_same_again(client, company, anna, url):
    for _ in range(3):
        answer = client.post(url, ONE_CLICK)
        assert (answer.status_code, answer.content, answer.cookies.output()) == (200, b"OK", "")
    as_form = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
    answer = client.post(url, as_form, content_type="multipart/form-data; boundary=x")
    assert (answer.content, answer["Content-Type"]) == (b"OK", "text/plain; charset=utf-8")
    assert said(company) == [("withdrawn", "letter", True, "en")]


def test_what_the_reader_never_withdrew_cannot_be_agreed_to_here(client, company, anna, url):
    client.post(url, {"answer": "yes"})
    assert said(company) == []
    with in_workspace(company.id):
        note_consent_of(customer_id=anna.customer_id, purpose="marketing", answer="withdrawn", way="call")
    assert "write to me again" not in client.get(url).content.decode()
    client.post(url, {"answer": "yes"})
    assert [row[0] for row in said(company)] == ["withdrawn"]


def test_of_an_archived_purpose_one_withdraws_and_does_not_come_back(client, company, anna):
    with in_workspace(company.id):
        both = {"en": "Calls", "ru": "Звонки"}
        purpose = keep_purpose(code="calls", names=both, texts=both)
    agree(company, anna, "calls")
    with in_workspace(company.id):
        archive_purpose(purpose=purpose)
    url = f"/withdraw/{withdrawing.LINK.make(company.pk, anna.pk, 'calls')}/"
    assert "write to me again" not in client.post(url, {"answer": "no"}, follow=True).content.decode()
    client.post(url, {"answer": "yes"})
    assert [row[0] for row in said(company)] == ["given", "withdrawn"]


def test_a_link_sent_before_a_merge_withdraws_for_who_they_are_now(client, company, anna, url):
    agree(company, anna)
    with in_workspace(company.id):
        boris = identify([Claim("email", "boris@b.org")])["email", "boris@b.org"]
        note_consent_of(customer_id=boris.customer_id, purpose="marketing", answer="given", way="page")
        merge(into=boris.customer, source=anna.customer)
    client.post(url, ONE_CLICK)
    with in_workspace(company.id):
        assert {held["marketing"].answer for held in standing([anna.pk, boris.pk]).values()} == {"withdrawn"}


def test_a_merged_id_says_it_for_who_they_are_now(company, anna):
    with in_workspace(company.id):
        boris = identify([Claim("email", "boris@b.org")])["email", "boris@b.org"]
        gone = anna.customer_id
        merge(into=boris.customer, source=anna.customer)
        note_consent_of(customer_id=gone, purpose="marketing", answer="withdrawn", way="call")
        assert standing([boris.pk])[boris.pk]["marketing"].answer == "withdrawn"


def test_what_is_forged_and_whose_contact_is_gone_read_the_same(client, company, anna, url):
    token = url.split("/")[2]
    other = accounts.workspace()
    strange = [
        token[:-1], token + "A", token[4:], "x", "%00", "%ED%A0%80", "é" * 40, "." * 9, "a" * 5000,
        f"{anna.workspace_id.hex}{anna.pk.hex}marketing",
        withdrawing.LINK.make(company.pk, uuid7(), "marketing"), withdrawing.LINK.make(uuid7(), anna.pk, "marketing"),
        withdrawing.LINK.make(other.pk, anna.pk, "marketing"), withdrawing.LINK.make(company.pk, anna.pk, "nothing"),
        withdrawing.LINK.make(company.pk, anna.pk, ""),
    ]  # fmt: skip
    pages = set()
    for one in strange:
        for answer in (client.get(f"/withdraw/{one}/"), client.post(f"/withdraw/{one}/", ONE_CLICK)):
            assert answer.status_code == 404, one
            pages.add(re.sub(r"/withdraw/[^\"]*", "", answer.content.decode()))
    assert len({re.sub(r'nonce="[^"]*"|value="[^"]*"', "", page) for page in pages}) == 1
    assert said(company) == []


@pytest.mark.parametrize("body", [b"", b"\x00\xff=%", b"answer=maybe", b"a=1&" * 3000, b"{"])
def test_nonsense_withdraws_nothing_and_breaks_nothing(client, company, url, body):
    answer = client.post(url, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (302, 400)
    assert client.post(url, body, content_type="multipart/form-data; boundary=x").status_code in (302, 400)
    assert client.put(url, body).status_code == 405
    assert said(company) == []


def test_too_many_words_in_a_row_are_told_to_wait(client, url, monkeypatch):
    monkeypatch.setattr(withdrawal, "ANSWERING", Rate(0.5, 3, clock=lambda: 0.0))
    answers = [client.post(url, ONE_CLICK) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_who_has_withdrawn_is_not_written_down_again(company, anna):
    with in_workspace(company.id):
        for _ in range(2):
            withdraw(identity_id=anna.pk, purpose="surveys", way="page")
    assert len(said(company)) == 1
