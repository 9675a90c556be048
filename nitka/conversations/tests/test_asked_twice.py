"""A consent that a program states for an e-mail holds once whoever reads there has said it again."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.channels.contract import Sent
from nitka.conversations.actions import deliver
from nitka.conversations.models import Conversation, Message
from nitka.conversations.tests.factories import mail
from nitka.conversations.tests.threads import Relay, came
from nitka.customers.actions import archive_purpose, keep_purpose, note_consent_of
from nitka.customers.consents import Consent, Purpose
from nitka.customers.queries import agreed, standing
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = {"en": "News", "ru": "Новости"}
WORDS = {"en": "I agree to news", "ru": "Согласен на новости"}


@pytest.fixture
def workspace():
    made = accounts.workspace(name="Уклад")
    mail(made)
    with in_workspace(made.pk):
        keep_purpose(code="news", names=BOTH, texts=WORDS, asks_twice=True)
    return made


@pytest.fixture
def relay(monkeypatch):
    made = Relay(Sent(""))
    monkeypatch.setattr(deliver, "adapter", lambda kind: made)
    return made


@pytest.fixture
def caller(workspace) -> Caller:
    return Caller(workspace)


@pytest.fixture
def anna(caller) -> str:
    contacts = [{"kind": "email", "value": "anna@b.org"}, {"kind": "phone", "value": "+79162041833"}]
    return caller.post("customers", {"name": "Анна", "identities": contacts}).json()["id"]


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)


def state(caller, who, answer="given", **more) -> list[str]:
    given = {"purpose": "news", "answer": answer, "way": "page", "contacts": [{"kind": "email", "value": "anna@b.org"}]}
    made = caller.post(f"customers/{who}/consents", given | more)
    assert made.status_code == 201, made.content
    return [row["answer"] for row in made.json()["data"]]


def letters(relay) -> list[str]:
    """The paths of the links in the letters that went out."""
    with as_role("worker"):
        deliver.deliver_once()
    return [urlsplit(one.confirm.url).path for one in relay.got if one.confirm]


def holds(workspace) -> bool | None:
    with in_workspace(workspace.pk):
        contact = Consent.objects.filter(identity__kind="email").earliest("noted_at").identity_id
        return agreed(standing([contact]), contact, "news")


def test_it_waits_for_the_button_behind_the_letters_link(workspace, caller, anna, relay, client):
    assert state(caller, anna) == ["asked"]
    (path,) = letters(relay)
    (letter,) = relay.got
    assert (letter.to.value, letter.subject) == ("anna@b.org", "Подтвердите, пожалуйста: Новости")
    assert (letter.leave, letter.quotes, letter.number) == (None, (), None)
    for method in (client.get, client.head, client.get):
        assert method(path).status_code == 200
    assert holds(workspace) is None
    page = client.get(path).content.decode()
    assert "I agree to news" in page
    assert "anna" not in page + path
    assert "Thank you, noted" in client.post(path, {"answer": "yes"}, follow=True).content.decode()
    client.post(path, {"answer": "yes"})
    assert holds(workspace) is True
    with in_workspace(workspace.pk):
        said = Consent.objects.get(answer="given")
        assert (said.way, said.language, said.wording.version) == ("letter", "en", 1)


def test_a_phone_and_a_purpose_that_asks_once_hold_at_once(caller, anna, relay):
    assert state(caller, anna, contacts=[{"kind": "phone", "value": "+79162041833"}]) == ["given"]
    assert state(caller, anna, purpose="marketing") == ["given"]
    assert state(caller, anna, answer="withdrawn") == ["withdrawn"]
    assert letters(relay) == []


def test_what_a_member_notes_needs_no_letter(workspace, caller, anna, relay):
    with in_workspace(workspace.pk):
        note_consent_of(customer_id=anna, purpose="news", answer="given", way="paper", proof="Folder 3")
    assert letters(relay) == []
    assert state(caller, anna) == ["given"]  # they agreed already
    assert letters(relay) == []


def test_an_old_letter_does_not_undo_a_no_that_was_said_since(workspace, caller, anna, relay, client):
    state(caller, anna)
    (path,) = letters(relay)
    state(caller, anna, answer="withdrawn", contacts=[])
    assert "This link has closed" in client.get(path).content.decode()
    client.post(path, {"answer": "yes"})
    assert holds(workspace) is False


def test_a_week_later_and_in_the_archive_it_has_closed(workspace, caller, anna, relay, client):
    state(caller, anna)
    (path,) = letters(relay)
    with clock.travel(clock.now() + timedelta(days=8)):
        assert "This link has closed" in client.get(path).content.decode()
        client.post(path, {"answer": "yes"})
    with in_workspace(workspace.pk):
        archive_purpose(purpose=Purpose.objects.get(code="news"))
    client.post(path, {"answer": "yes"})
    assert holds(workspace) is None


def test_an_address_gets_few_letters_however_often_its_consent_is_stated(caller, anna, relay):
    start = clock.now()
    for hours in (0, 0, 1, 2, 3, 4, 5):
        with clock.travel(start + timedelta(hours=hours)):
            state(caller, anna)
    with clock.travel(start + timedelta(hours=6)):
        assert len(letters(relay)) < 5


def test_who_never_wrote_gets_it_from_a_conversation_that_nobody_has_to_work_on(workspace, caller, anna, relay):
    state(caller, anna)
    with in_workspace(workspace.pk):
        made = Conversation.objects.get()
        assert (made.status, made.waiting_since, made.assignee_id) == ("closed", None, None)
        assert Message.objects.get().auto


def test_who_wrote_gets_it_in_their_thread_and_it_changes_nothing_of_that(workspace, caller, relay):
    with in_workspace(workspace.pk):
        letter = came(mail(workspace, "second@uklad.example"))
        who, address = letter.identity.customer_id, letter.identity.value
        before = Conversation.objects.values("status", "last_at", "waiting_since").get()
    state(caller, who, contacts=[{"kind": "email", "value": address}])
    with in_workspace(workspace.pk):
        assert Conversation.objects.values("status", "last_at", "waiting_since").get() == before
    assert len(letters(relay)) == 1
    (asked,) = (one for one in relay.got if one.confirm)
    assert (asked.in_reply_to, asked.quotes) == ("", ())


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x", lambda t: "%00", lambda t: t[3:], lambda t: "é"])
def test_a_forged_link_leads_nowhere(caller, anna, relay, client, change):
    state(caller, anna)
    (path,) = letters(relay)
    forged = f"/agree/{change(path.split('/')[2])}/"
    assert client.get(forged).status_code == client.post(forged, {"answer": "yes"}).status_code == 404


def test_without_a_channel_for_letters_the_question_stays_open(relay):
    lonely = accounts.workspace()
    with in_workspace(lonely.pk):
        keep_purpose(code="news", names=BOTH, texts=WORDS, asks_twice=True)
    caller = Caller(lonely)
    who = caller.post("customers", {"identities": [{"kind": "email", "value": "anna@b.org"}]}).json()["id"]
    assert state(caller, who) == ["asked"]
    assert {row["code"]: row["asks_twice"] for row in caller.pages("purposes")}["news"] is True
    assert letters(relay) == []
