"""We write first: what begins, to whom it may go, and how the customer's answer comes back into it."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from nitka.accounts.actions import create_team
from nitka.accounts.models import Role, Scope
from nitka.accounts.tests import factories as accounts
from nitka.channels.contract import ChannelError, Reply
from nitka.channels.email.tests.test_relay import Peer, served
from nitka.conversations import reach
from nitka.conversations.actions import (
    CannotBegin,
    CannotHave,
    Copies,
    Destination,
    Empty,
    Holder,
    Letter,
    NoAddress,
    Unseen,
    addressee,
    begin,
    reply,
)
from nitka.conversations.actions import deliver as deliverer
from nitka.conversations.actions.deliver import deliver_once
from nitka.conversations.actions.pending import send_now
from nitka.conversations.handover.gather import gather
from nitka.conversations.models import Assignment, Conversation, Delivery, Message, Pending
from nitka.conversations.tests.factories import arrive, chat, digest_all, letter, mail
from nitka.conversations.tests.threads import Relay, came
from nitka.customers.actions import Claim, Word, enter, note_consents, restrict
from nitka.customers.models import Confirmation, Customer, Identity
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "anna@example.org"
HELLO = Letter("Your order has come.", "Order 118")


@pytest.fixture
def house():
    workspace = accounts.workspace()
    member = accounts.member(workspace, name="Vera", role=Role.AGENT)
    return workspace, member


def anna(value: str = ANNA, status: str = "verified") -> Identity:
    enter(claims=[Claim("email", value, "Anna", status)], name="Anna")
    return Identity.objects.get(value=value)


def deliver() -> None:
    with as_role("worker"):
        deliver_once()


def answer(channel, sent: bytes, text: str = "Thank you, when?", sender: str = ANNA) -> None:
    """The customer answers the letter that the relay has taken."""
    outgoing = message_from_bytes(sent, policy=policy.default)
    back = EmailMessage()
    back["From"], back["To"], back["Subject"] = sender, outgoing.get("Reply-To", outgoing["From"]), "Re: Order 118"
    back["Message-ID"], back["In-Reply-To"] = "<back-1@example.org>", outgoing["Message-ID"]
    back.set_content(text)
    arrive(letter(channel, back.as_bytes(), "back-1@example.org"))
    digest_all()


def test_a_letter_goes_out_and_its_answer_joins_the_conversation(house):
    workspace, member = house
    peer = Peer()
    with served(peer) as relay:
        channel = mail(workspace, settings={"address": "help@uklad.example", "relay": relay})
        with in_workspace(workspace.pk):
            copies = Copies([("Boris", "boris@example.org")])
            letter_ = Letter("Your order has come.", "Order 118", copies=copies)
            row, sent = begin(to=Destination(channel, anna()), letter=letter_, author=member)
            assert isinstance(sent, Message)
        deliver()
        assert len(peer.letters) == 1
        out = message_from_bytes(peer.letters[0], policy=policy.default)
        assert out["Subject"] == "Order 118"
        assert (ANNA in out["To"], "boris@example.org" in out["Cc"]) == (True, True)
        assert out["In-Reply-To"] is None
        assert "Your order has come." in out.get_body(("plain",)).get_content()
        answer(channel, peer.letters[0])
    with in_workspace(workspace.pk):
        found = Conversation.objects.get()
        assert (found.pk, found.status, found.assignee_id) == (row.pk, "open", member.pk)
        assert [m.direction for m in Message.objects.order_by("position")] == ["out", "in"]
        assert found.waiting_since is not None
        assert found.subject == "Order 118"


def test_it_is_who_began_its_and_nobody_waits_until_the_customer_writes(house):
    workspace, member = house
    channel = mail(workspace)
    with in_workspace(workspace.pk):
        to = Destination(channel, anna())
        row, sent = begin(to=to, letter=HELLO, author=member)
        assert (row.number, row.status, row.assignee_id, row.waiting_since) == (1, "open", member.pk, None)
        assert (row.preview, row.preview_by, row.answered_at) == ("Your order has come.", "out", None)
        assert Assignment.objects.get().reason == "began"
        assert "waited" not in Moment.objects.get(kind="message.out").data
        reply(conversation=row, text="And one more thing", to=to, author=member)
        row.refresh_from_db()
        assert row.answered_at is None
        came(channel, ANNA, "When?", reply=answering(sent))
        row.refresh_from_db()
        assert row.waiting_since is not None
        third = reply(conversation=row, text="Tomorrow", to=to, author=member)
        row.refresh_from_db()
        assert (row.answered_at, row.waiting_since) == (third.at, None)
        assert "waited" in Moment.objects.get(pk=third.pk).data


def answering(message: Message) -> Reply:
    return Reply(ours=[message.pk])


def test_a_colleague_gets_it_or_a_team_keeps_it(house):
    workspace, member = house
    channel = mail(workspace)
    with in_workspace(workspace.pk):
        ilya = accounts.member(workspace, name="Ilya")
        looks = accounts.member(workspace, name="Olga", role=Role.OBSERVER)
        team = create_team(name="Service")
        to = Destination(channel, anna())
        given, _ = begin(to=to, letter=HELLO, author=member, holder=Holder(ilya))
        assert (given.assignee_id, Assignment.objects.get(conversation_id=given.pk).reason) == (ilya.pk, "assigned")
        teams, _ = begin(to=to, letter=HELLO, author=member, holder=Holder(team=team))
        assert (teams.assignee_id, teams.team_id) == (None, team.pk)
        with pytest.raises(CannotHave):
            begin(to=to, letter=HELLO, author=member, holder=Holder(looks))
        nobodys, _ = begin(to=to, letter=HELLO, author=None)
        assert (nobodys.assignee_id, nobodys.team_id) == (None, None)
        assert Conversation.objects.count() == 3


def test_it_waits_for_the_seconds_of_undo_and_leaves_then(house):
    workspace, member = house
    channel = mail(workspace)
    with in_workspace(workspace.pk):
        team = create_team(name="Service")
        row, sent = begin(
            to=Destination(channel, anna()), letter=HELLO, author=member, holder=Holder(team=team), waits=True
        )
        assert isinstance(sent, Pending)
        assert not Message.objects.exists()
        assert send_now(pending=sent)
        message = Message.objects.get()
        assert (message.text, message.subject, message.conversation_id) == (HELLO.text, "Order 118", row.pk)
        row.refresh_from_db()
        assert (row.assignee_id, row.team_id, row.preview) == (None, team.pk, HELLO.text)


def refusal(**asked) -> str:
    with pytest.raises(CannotBegin) as caught:
        begin(**{"letter": HELLO, "author": None, **asked})
    assert not Conversation.objects.exists()
    assert reach.why_barred(caught.value.reason)
    return caught.value.reason


def test_what_would_not_arrive_or_must_not_leave_is_refused_and_nothing_is_kept_of_it(house):
    workspace, _member = house
    channel, site = mail(workspace), chat(workspace)
    off = mail(workspace, "off@uklad.example", name="Off")
    with in_workspace(workspace.pk):
        off.is_active = False
        off.save()
        to = Destination(channel, anna())
        assert refusal(to=Destination(site, to.identity)) == "channel"
        assert refusal(to=Destination(off, to.identity)) == "channel"
        enter(claims=[Claim("phone", "+79162041833")])
        assert refusal(to=Destination(channel, Identity.objects.get(kind="phone"))) == "kind"
        assert refusal(to=to, letter=Letter("Text", " ")) == "subject"
        with pytest.raises(Empty):
            begin(to=to, letter=Letter(" ", "Subject"), author=None)
        restrict(customer_id=to.identity.customer_id)
        assert refusal(to=to) == "restricted"


def test_an_offer_needs_a_consent_and_says_how_to_end_it(house):
    workspace, _member = house
    channel = mail(workspace)
    offer = Letter("Ten per cent off", "Offer", purpose="marketing")
    with in_workspace(workspace.pk):
        to = Destination(channel, anna())
        assert refusal(to=to, letter=offer) == "not_agreed"
        note_consents([Word(to.identity.pk, "marketing", "given", "call")])
        _row, sent = begin(to=to, letter=offer, author=None)
        assert sent.meta["purpose"] == "marketing"
        note_consents([Word(to.identity.pk, "marketing", "withdrawn", "call")])
    deliver()
    with in_workspace(workspace.pk):
        assert Delivery.objects.get().reason == "not_agreed"


def test_an_address_from_which_a_letter_came_back_is_not_written_to_until_it_writes(house, monkeypatch):
    workspace, _member = house
    channel = mail(workspace)
    relay = Relay(ChannelError("unknown_recipient", permanent=True))
    monkeypatch.setattr(deliverer, "adapter", lambda kind: relay)
    with in_workspace(workspace.pk):
        to = Destination(channel, anna())
        begin(to=to, letter=HELLO, author=None)
    deliver()
    with in_workspace(workspace.pk):
        assert Delivery.objects.get().state == "failed"
        with pytest.raises(CannotBegin) as caught:
            begin(to=to, letter=HELLO, author=None)
        assert caught.value.reason == "came_back"
        other = anna_also("anna@home.example")
        ways = reach.reaches(to.identity.customer_id)
        assert [(way.identity.pk, way.bar) for way in ways] == [(other.pk, ""), (to.identity.pk, "came_back")]
        came(channel, ANNA, "I am back")
        assert begin(to=to, letter=HELLO, author=None)


def anna_also(value: str) -> Identity:
    enter(claims=[Claim("email", ANNA), Claim("email", value, status="stated")])
    return Identity.objects.get(value=value)


def test_a_proven_address_comes_before_a_stated_one_and_a_denied_one_is_barred(house):
    workspace, _member = house
    channel = mail(workspace)
    with in_workspace(workspace.pk):
        first = anna(status="stated")
        late = Claim("email", "c@example.org", status="stated")
        enter(claims=[Claim("email", ANNA), Claim("email", "b@example.org"), late])
        third = Identity.objects.get(value="c@example.org")
        Confirmation.objects.create(identity_id=third.pk, claimant_id=first.pk, answer="no", asked_at=clock.now())
        ways = reach.reaches(first.customer_id)
        assert [(way.identity.value, way.bar) for way in ways] == [
            ("b@example.org", ""), (ANNA, ""), ("c@example.org", "denied"),
        ]  # fmt: skip
        assert refusal(to=Destination(channel, third)) == "denied"


def test_an_unknown_address_becomes_a_stated_contact_of_a_new_customer(house):
    workspace, member = house
    with in_workspace(workspace.pk):
        narrow = accounts.member(workspace, name="Ilya")
        narrow.scope = Scope.OWN
        found = addressee(kind="email", value=" Anna@Example.org ", name="Anna", by=member)
        assert (found.value, found.status, Customer.objects.get().name) == (ANNA, "stated", "Anna")
        assert addressee(kind="email", value=ANNA, by=member).pk == found.pk
        assert Customer.objects.count() == 1
        with pytest.raises(NoAddress):
            addressee(kind="email", value="anna at example", by=member)
        with pytest.raises(Unseen):
            addressee(kind="email", value=ANNA, by=narrow)


def test_the_card_of_what_we_began_tells_what_we_wrote_there(house):
    workspace, member = house
    channel = mail(workspace)
    with in_workspace(workspace.pk):
        earlier = came(channel, ANNA, "Where is it?")
        to = Destination(channel, earlier.identity)
        reply(conversation=Conversation.objects.get(), text="On its way", to=to, author=member)
        row, _sent = begin(to=to, letter=HELLO, author=member)
        facts = gather([row.pk])[row.pk]
        assert ([one.text for one in facts.answers], facts.told_in) == ([HELLO.text], None)
