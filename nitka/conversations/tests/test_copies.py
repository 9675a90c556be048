"""Who else gets a letter: read from theirs, written in ours, noted when a copy does not arrive."""

import pytest
from django.http import QueryDict

from nitka.accounts.tests import factories as accounts
from nitka.channels.contract import Receipt, Sent
from nitka.channels.email.compose import compose
from nitka.channels.email.tests import letters
from nitka.conversations import actions, forms
from nitka.conversations.actions import deliver
from nitka.conversations.actions.receipts import receipts
from nitka.conversations.models import Delivery, Message, Pending
from nitka.conversations.tests.desk import open_desk
from nitka.conversations.tests.factories import mail
from nitka.conversations.tests.threads import Relay, back, came, thread_of
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)

PETR, OLGA = "petr@example.org", "olga@example.org"


@pytest.fixture
def workspace():
    return accounts.workspace()


def answered(workspace) -> Message:
    with in_workspace(workspace.id):
        message = came(mail(workspace))
        copies = actions.Copies([("Пётр", PETR)], [("", OLGA)])
        return actions.reply(conversation=thread_of(message), text="Едет", to=back(message), author=None, copies=copies)


def test_copies_reach_the_plug_in_and_a_refused_one_is_noted(workspace, monkeypatch):
    relay = Relay(Sent("m1@uklad.example", refused={PETR: "unknown_recipient"}))
    monkeypatch.setattr(deliver, "adapter", lambda kind: relay)
    key = answered(workspace).pk
    with as_role("worker"):
        assert deliver.deliver_once() == 1
    assert [one.value for one in relay.got[0].copies] == [PETR]
    assert [one.value for one in relay.got[0].hidden] == [OLGA]
    with in_workspace(workspace.id):
        assert Message.objects.get(pk=key).meta["copies_failed"] == {PETR: "unknown_recipient"}
        assert Delivery.objects.get().state == "sent"


def test_a_bounce_of_a_copy_leaves_the_letter_sent(workspace):
    message = answered(workspace)
    with in_workspace(workspace.id):
        Delivery.objects.update(state="sent")
        receipts([Receipt("failed", clock.now(), ours=message.pk, reason="mailbox_full", recipient=OLGA)])
        assert Message.objects.get(pk=message.pk).meta["copies_failed"] == {OLGA: "mailbox_full"}
        assert Delivery.objects.get().state == "sent"
        receipts([Receipt("failed", clock.now(), ours=message.pk, reason="mailbox_full", recipient="anna@example.org")])
        assert Delivery.objects.get().state == "failed"


def test_a_hidden_copy_is_in_no_header():
    people = [letters.Identity("email", PETR, "Пётр")], [letters.Identity("email", OLGA)]
    letter = compose(letters.outbound(copies=people[0], hidden=people[1]), letters.channel())
    assert letter.copies == (PETR, OLGA)
    assert PETR.encode() in letter.data
    assert OLGA.encode() not in letter.data


def test_the_composer_proposes_who_else_got_the_letter_and_the_answer_goes_to_them():
    desk = open_desk()
    with in_workspace(desk.workspace.pk):
        address = "support@uklad.example"
        box = mail(desk.workspace)
        box.settings["address"] = address
        box.save()
        meta = {"to": [{"name": "", "address": address}], "cc": [{"name": "Пётр", "address": PETR}]}
        number = thread_of(came(box, meta=meta)).number
    page = desk.get(f"{number}/").content.decode()
    assert f'value="{PETR}"' in page
    assert "Copy: Пётр" in page
    desk.post(f"{number}/replies/", {"text": "On my way", "cc": f"Пётр <{PETR}>", "bcc": OLGA})
    with in_workspace(desk.workspace.pk):
        waits = Pending.objects.get()
    assert waits.copies == {"cc": [{"name": "Пётр", "address": PETR}], "bcc": [{"name": "", "address": OLGA}]}


@pytest.mark.parametrize("field", ["To", "Cc"])
def test_a_letter_to_five_hundred_names_four_and_proposes_to_answer_its_sender(field):
    desk = open_desk()
    everybody = ", ".join(f"Person {n} <p{n}@example.org>" for n in range(500))
    (parsed,) = letters.read(letters.raw(**{field: everybody}))
    with in_workspace(desk.workspace.pk):
        number = thread_of(came(mail(desk.workspace), meta=parsed.meta)).number
    assert len(str(parsed.meta)) < 10_000
    page = desk.get(f"{number}/").content.decode()
    assert "Person 3, 496 more" in page
    assert "p0@example.org" not in page, "a list of addressees is no conversation"


def test_a_letter_that_a_stranger_has_forwarded_in_a_colleagues_name_is_shown_whole_and_marked():
    desk = open_desk()
    words = "---------- Forwarded message ---------\r\nFrom: Anna <anna@example.org>\r\n\r\nPay to this account."
    letter = letters.raw(From="ilya@uklad.example", Subject="Fwd: Bill", body=words)
    (parsed,) = letters.read_letter(letter, {}, letters.AT, letters.channel(forwarders="uklad.example"))
    with in_workspace(desk.workspace.pk):
        number = thread_of(came(mail(desk.workspace), text=parsed.text, meta=parsed.meta)).number
    page = desk.get(f"{number}/").content.decode()
    assert "Perhaps not forwarded by" in page
    assert "Pay to this account." in page


def test_what_is_no_address_is_refused_in_words_and_nothing_is_sent():
    desk = open_desk()
    with in_workspace(desk.workspace.pk):
        number = thread_of(came(mail(desk.workspace))).number
    answer = desk.post(f"{number}/replies/", {"text": "x", "cc": "petr@, x"})
    assert answer.status_code == 422
    assert "is not an e-mail address" in answer.content.decode()


class _Place:
    address = "anna@example.org"

    class channel:  # noqa: N801
        copies = True


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("", []),
        ("Пётр Иванов <petr@example.org>; olga@example.org", [("Пётр Иванов", PETR), ("", OLGA)]),
        ("petr@example.org,,PETR@example.org", [("", PETR)]),
        ("anna@example.org, petr@example.org", [("", PETR)]),
    ],
)
def test_addresses_are_read_as_people_write_them(rf, text, people):
    request = rf.post("/", {"cc": text})
    assert isinstance(request.POST, QueryDict)
    assert list(forms.copies(request, _Place()).seen) == people


def test_more_people_than_a_letter_should_have_are_refused(rf):
    request = rf.post("/", {"cc": ",".join(f"p{n}@example.org" for n in range(500))})
    with pytest.raises(forms.Refused, match="50"):
        forms.copies(request, _Place())
