from datetime import timedelta

import pytest
from django.utils.translation import gettext

from nitka.accounts.tests import factories as accounts
from nitka.channels.actions import change_channel
from nitka.channels.contract import ChannelError, Receipt, Sent
from nitka.channels.models import Channel
from nitka.cli.tests.house import within
from nitka.conversations import actions
from nitka.conversations.actions import deliver
from nitka.conversations.actions.receipts import receipts
from nitka.conversations.desk.deliveries import tick
from nitka.conversations.desk.thread import Sending
from nitka.conversations.models import Delivery, Message
from nitka.conversations.tests.factories import mail
from nitka.conversations.tests.threads import ANNA, Relay, back, came, thread_of
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)

BUSY = ChannelError("busy", permanent=False, detail="try later")


@pytest.fixture
def workspace():
    return accounts.workspace()


@pytest.fixture
def relay(monkeypatch):
    def take(*results):
        made = Relay(*results)
        monkeypatch.setattr(deliver, "adapter", lambda kind: made)
        return made

    return take


def waiting(workspace, count: int = 1) -> list[Message]:
    with in_workspace(workspace.id):
        message = came(mail(workspace))
        conversation, to = thread_of(message), back(message)
        return [actions.reply(conversation=conversation, text=f"Едет {n}", to=to, author=None) for n in range(count)]


def run() -> int:
    with as_role("worker"):
        return deliver.deliver_once()


def delivery(workspace) -> Delivery:
    with in_workspace(workspace.id):
        return Delivery.objects.get()


def test_what_waits_goes_out_once_with_what_it_needs(workspace, relay):
    plug_in = relay(Sent("m1@uklad.example"))
    waiting(workspace)
    assert (run(), run()) == (1, 0)
    sent = plug_in.got[0]
    assert (sent.to.kind, sent.to.value, sent.text) == ("email", ANNA, "Едет 0")
    assert sent.in_reply_to in sent.references
    assert delivery(workspace).state == "sent"
    with in_workspace(workspace.id):
        assert Message.objects.get(direction="out").external_id == "m1@uklad.example"


def test_several_go_out_in_the_order_they_were_written(workspace, relay):
    plug_in = relay(Sent(""))
    waiting(workspace, 5)
    assert run() == 5
    assert [letter.text for letter in plug_in.got] == [f"Едет {n}" for n in range(5)]


def test_workspaces_are_served_in_one_run_each_behind_its_own_wall(workspace, relay):
    other = accounts.workspace()
    relay(Sent("x"))
    waiting(workspace)
    with in_workspace(other.id):
        message = came(mail(other, "help@other.example"), "boris@example.org")
        actions.reply(conversation=thread_of(message), text="Да", to=back(message), author=None)
    assert run() == 2
    assert {delivery(workspace).state, delivery(other).state} == {"sent"}


def test_a_failure_that_may_pass_is_tried_again_later_and_later(workspace, relay):
    relay(BUSY)
    waiting(workspace)
    gaps = []
    for _ in deliver.BACK_OFF:
        now = clock.now()
        with clock.travel(now):
            assert run() == 1
        row = delivery(workspace)
        assert (row.state, row.reason, row.detail) == ("waiting", "busy", "try later")
        gaps.append((row.next_at - now).total_seconds())
        assert run() == 0
        clock.set(row.next_at)
    try:
        assert gaps == list(deliver.BACK_OFF)
        assert run() == 1
        assert delivery(workspace).state == "failed"
        assert run() == 0
    finally:
        clock.set(None)


def test_what_could_not_go_is_tried_at_once_when_its_channel_is_changed(workspace, relay):
    relay(BUSY, Sent("x"))
    waiting(workspace)
    assert (run(), run()) == (1, 0)
    with in_workspace(workspace.id):
        channel = Channel.objects.get(pk=Delivery.objects.get().channel_id)
        change_channel(channel=channel, settings=channel.settings)
    assert run() == 1
    assert delivery(workspace).state == "sent"


def test_an_answer_that_may_still_be_taken_back_waits_whatever_becomes_of_its_channel(workspace, relay):
    relay(Sent("x"))
    waiting(workspace)
    with in_workspace(workspace.id):
        Delivery.objects.update(next_at=clock.now() + timedelta(minutes=1))
        channel = Channel.objects.get(pk=Delivery.objects.get().channel_id)
        change_channel(channel=channel, settings=channel.settings)
    assert run() == 0


def test_a_bounce_that_comes_before_the_batch_is_written_down_stays(workspace, relay):
    message = waiting(workspace)[0]
    plug_in = relay(Sent("m1@uklad.example"))
    send = plug_in.send_many

    def bounced(batch, channel):
        results = send(batch, channel)
        with as_role("app"), in_workspace(workspace.id):
            receipts([Receipt("failed", clock.now(), ours=message.pk, reason="unknown_recipient")])
        return results

    plug_in.send_many = bounced
    run()
    found = delivery(workspace)
    assert (found.state, found.reason) == ("failed", "unknown_recipient")
    with in_workspace(workspace.id):
        assert Message.objects.get(pk=message.pk).external_id == "m1@uklad.example"


def test_a_failure_for_good_is_parked_at_once_and_can_be_sent_again(workspace, relay):
    relay(ChannelError("unknown_recipient", permanent=True), Sent("x"))
    waiting(workspace)
    run()
    assert (delivery(workspace).state, delivery(workspace).reason) == ("failed", "unknown_recipient")
    with in_workspace(workspace.id):
        deliver.send_again(delivery=Delivery.objects.get())
    assert run() == 1
    row = delivery(workspace)
    assert (row.state, row.attempts, row.reason) == ("sent", 1, "")


def test_what_is_not_parked_is_not_sent_again(workspace, relay):
    relay(Sent("x"))
    waiting(workspace)
    run()
    with in_workspace(workspace.id):
        deliver.send_again(delivery=Delivery.objects.get())
    assert run() == 0


def test_a_plug_in_that_breaks_harms_only_this_try(workspace, relay):
    relay(RuntimeError("oops"), Sent("x"))
    waiting(workspace)
    run()
    row = delivery(workspace)
    assert (row.state, row.reason) == ("waiting", "plug_in")
    with clock.travel(row.next_at):
        assert run() == 1
    assert delivery(workspace).state == "sent"


def test_a_deliverer_that_died_has_its_batch_sent_after_the_lease(workspace, relay):
    relay(Sent("x"))
    waiting(workspace)
    with as_role("worker"):
        deliver._claim()
    assert run() == 0
    with clock.travel(clock.now() + deliver.LEASE + timedelta(seconds=1)):
        assert run() == 1
    row = delivery(workspace)
    assert (row.state, row.attempts) == ("sent", 2), "the first may have sent it, too"


def test_what_is_being_sent_for_the_first_time_has_not_failed_yet(workspace, relay):
    waiting(workspace)
    with as_role("worker"):
        deliver._claim()
    row = delivery(workspace)
    shown = tick(Sending(row.pk, row.state, row.reason, row.changed_at))
    assert shown.words == gettext("Being sent")


def test_a_batch_that_outlasts_its_lease_is_nobody_elses(workspace, relay, monkeypatch):
    monkeypatch.setattr(deliver, "RENEW", 0.01)
    plug_in = relay(Sent("x"))
    waiting(workspace, 3)
    send, claimed = plug_in.send_many, []

    def slow(batch, channel):
        with clock.travel(clock.now() + deliver.LEASE + timedelta(minutes=1)):
            assert within(10, lambda: _due(workspace) > clock.now())  # renewed by the one who works on it
            with as_role("worker"):
                claimed.append(deliver._claim())
        return send(batch, channel)

    plug_in.send_many = slow
    assert run() == 3
    assert claimed == [{}]
    assert len(plug_in.got) == 3
    assert run() == 0


def _due(workspace):
    with as_role("app"), in_workspace(workspace.id):
        return min(Delivery.objects.values_list("next_at", flat=True))


def test_what_an_answer_refers_to_is_found_whatever_else_is_in_its_batch(workspace, relay):
    plug_in = relay(Sent("x"))
    with in_workspace(workspace.id):
        channel = mail(workspace)
        asked, busy = came(channel, "boris@example.org", subject="Датчик"), came(channel)
        for n in range(25):  # more letters of ours than References name, and none of them says a subject
            answer = actions.reply(conversation=thread_of(asked), text=f"{n}", to=back(asked), author=None)
            Message.objects.filter(pk=answer.pk).update(external_id=f"{n}@uklad.example")
        Delivery.objects.all().delete()
        Message.objects.bulk_create(_copies(busy, 1_100))
        for one in (asked, busy):
            actions.reply(conversation=thread_of(one), text="Едет", to=back(one), author=None)
    assert run() == 2
    sent = next(letter for letter in plug_in.got if letter.to.value == "boris@example.org")
    assert sent.subject == "Датчик"
    assert sent.references == [f"{n}@uklad.example" for n in range(5, 25)]
    assert sent.in_reply_to == "24@uklad.example"
    assert [quote.text for quote in sent.quotes] == ["24", "23"]


def _copies(message: Message, count: int) -> list[Message]:
    names = ("workspace_id", "conversation_id", "identity_id", "channel_id", "direction")
    same = {name: getattr(message, name) for name in names}
    return [Message(**same, text="Ещё", external_id=f"{n}@example.org") for n in range(count)]
