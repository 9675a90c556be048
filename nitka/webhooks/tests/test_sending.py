import contextlib
import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.customers.actions import Claim, enter, found_company
from nitka.kit import clock, events, slots
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.tests.roles import as_role
from nitka.notices.models import Todo
from nitka.segments.events import CompaniesEntered, SegmentEntered
from nitka.segments.models import Segment
from nitka.webhooks import actions
from nitka.webhooks.actions import send
from nitka.webhooks.contract import Row
from nitka.webhooks.models import Delivery, Endpoint, Happening, Message, State
from nitka.webhooks.tests.factories import endpoint, example, fresh, send_all
from nitka.webhooks.tests.receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_happens_arrives_signed_with_the_rows_of_the_api(company, receiver):
    to = endpoint(company, receiver.url)
    arrive(said(chat(company), "anna", "Где заказ?"))
    digest_all()
    send_all()
    told = {}
    for got in receiver.got:
        body = Webhook(to.secret).verify(got.body, {name.lower(): value for name, value in got.headers.items()})
        told[body["type"]] = body
    assert set(told) == {"customer.created", "conversation.opened", "message.received"}
    assert told["message.received"]["data"]["message"]["text"] == "Где заказ?"
    assert told["message.received"]["data"]["conversation"]["status"] == "open"
    assert told["customer.created"]["data"]["customer"]["identities"][0]["value"] == "anna"
    with in_workspace(company.id):
        assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}
        assert not Happening.objects.exists()


def test_who_enters_a_segment_is_told_with_the_segment(company, receiver):
    endpoint(company, receiver.url, ["segment.entered"])
    with in_workspace(company.id):
        customer, _ = enter(claims=[Claim("email", "anna@example.org", "Анна", "verified", how="program")], name="Анна")
        segment = Segment.objects.create(name="VIP", definition={})
        events.publish(SegmentEntered(segment.pk, [customer.pk], "definition"))
        events.publish(SegmentEntered(segment.pk, [customer.pk], "moment"))
    send_all()
    (got,) = receiver.got
    data = json.loads(got.body)["data"]
    assert data["segment"] == {"id": str(segment.pk), "name": "VIP"}
    assert data["customer"]["name"] == "Анна"


def test_which_company_enters_a_segment_is_told_with_the_segment(company, receiver):
    endpoint(company, receiver.url, ["segment.company_entered"])
    with in_workspace(company.id):
        firm = found_company(name="Тепло", domains=["teplo.example"])
        segment = Segment.objects.create(name="Крупные", definition={}, of="companies")
        events.publish(CompaniesEntered(segment.pk, [firm.pk], "definition"))
        events.publish(CompaniesEntered(segment.pk, [firm.pk], "changed"))
    send_all()
    (got,) = receiver.got
    data = json.loads(got.body)["data"]
    assert data["segment"] == {"id": str(segment.pk), "name": "Крупные"}
    assert (data["company"]["name"], data["company"]["domains"]) == ("Тепло", ["teplo.example"])


def test_nothing_is_written_where_nobody_listens(company, receiver):
    to = endpoint(company, receiver.url, ["rating.given"])
    arrive(said(chat(company), "anna", "Где заказ?"))
    digest_all()
    with in_workspace(company.id):
        assert not Happening.objects.exists()
        actions.switch(endpoint=to, on=False)
        actions.happened("rating.given", [to.pk])
        assert not Happening.objects.exists()


def test_a_forged_signature_does_not_verify(company, receiver):
    to = endpoint(company, receiver.url)
    example(company, to)
    send_all()
    got = receiver.got[0]
    headers = {name.lower(): value for name, value in got.headers.items()}
    with pytest.raises(WebhookVerificationError):
        Webhook(to.secret).verify(got.body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(to.secret).verify(got.body, headers | {"webhook-id": "msg_other"})


def test_while_a_secret_is_replaced_both_verify_and_after_a_day_only_the_new_one(company, receiver):
    old = endpoint(company, receiver.url)
    with in_workspace(company.id):
        new = actions.rotate(endpoint=old)
    example(company, new)
    send_all()
    headers = {name.lower(): value for name, value in receiver.got[0].headers.items()}
    for secret in (old.secret, new.secret):
        assert Webhook(secret).verify(receiver.got[0].body, headers)["type"] == "customer.created"
    assert len(fresh(company, new).secrets(clock.now())) == 2
    assert fresh(company, new).secrets(clock.now() + timedelta(hours=25)) == [new.secret]


def test_what_fails_is_tried_again_by_the_schedule_under_the_same_id(company, receiver):
    receiver.answer = 500
    row = example(company, endpoint(company, receiver.url))
    send_all()
    first = fresh(company, row)
    assert first.state == State.WAITING
    assert timedelta(seconds=3) < first.next_at - clock.now() < timedelta(seconds=7)
    receiver.answer = 200
    with clock.travel(clock.now() + timedelta(seconds=8)):
        send_all()
    last = fresh(company, row)
    assert last.state == State.SENT
    assert [one["status"] for one in last.log] == [500, 200]
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1


def test_after_the_last_attempt_it_has_failed_and_can_be_sent_again(company, receiver):
    receiver.answer = 500
    to = endpoint(company, receiver.url)
    row = example(company, to)
    with in_workspace(company.id):
        Delivery.objects.update(tries=9)
    send_all()
    assert fresh(company, row).state == State.FAILED
    receiver.answer = 200
    with in_workspace(company.id):
        assert actions.resend_failed(endpoint=to, since=clock.now() - timedelta(days=1)) == 1
    with clock.travel(clock.now() + timedelta(seconds=8)):
        send_all()
    assert fresh(company, row).state == State.SENT


def test_an_endpoint_that_asks_to_wait_is_waited_for(company, receiver):
    def busy(handler):
        handler.send_response(429)
        handler.send_header("Retry-After", "600")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    receiver.answer = busy
    to = endpoint(company, receiver.url)
    row = example(company, to)
    send_all()
    assert fresh(company, row).next_at - clock.now() > timedelta(seconds=590)
    example(company, to)
    with clock.travel(clock.now() + timedelta(seconds=300)):
        send_all()
    assert len(receiver.got) == 1


def test_gone_switches_it_off_at_once_and_tells_who_made_it(company, owner, receiver):
    receiver.answer = 410
    to = endpoint(company, receiver.url, by=owner)
    row = example(company, to)
    send_all()
    assert fresh(company, to).off_why == "gone"
    assert fresh(company, row).state == State.FAILED
    with in_workspace(company.id):
        assert Todo.objects.get(source="webhook").ids == [str(to.pk)]


def test_five_days_of_failures_switch_it_off_and_what_waits_goes_out_when_it_is_on_again(company, receiver):
    receiver.answer = 503
    to = endpoint(company, receiver.url)
    example(company, to)
    send_all()
    with clock.travel(clock.now() + timedelta(days=5, minutes=1)):
        waits = example(company, to)
        send_all()
        assert fresh(company, to).off_why == "failing"
        receiver.answer = 200
        send_all()
        with in_workspace(company.id):
            actions.switch(endpoint=to, on=True)
    with clock.travel(clock.now() + timedelta(days=6)):
        send_all()
    assert fresh(company, waits).state == State.SENT


def test_a_redirect_is_not_followed(company, receiver):
    with Receiver() as inside:

        def away(handler):
            handler.send_response(307)
            handler.send_header("Location", inside.url)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        receiver.answer = away
        row = example(company, endpoint(company, receiver.url))
        send_all()
        assert fresh(company, row).log[0]["status"] == 307
        assert fresh(company, row).state == State.WAITING
        assert inside.got == []


def test_an_address_that_leads_inside_is_not_connected_to(company, receiver, settings, monkeypatch):
    to = endpoint(company, receiver.url)
    settings.WEBHOOKS_INSIDE = False
    row = example(company, to)
    send_all()
    assert fresh(company, row).log[0]["error"] == "inside"
    assert receiver.got == []


def test_a_name_that_changes_its_mind_is_looked_up_once(company, receiver, settings, monkeypatch):
    with in_workspace(company.id):
        to = endpoint(company, receiver.url)
        Endpoint.objects.update(url="http://rebind.example/hook")
    settings.WEBHOOKS_INSIDE = False
    answers = [["203.0.113.7"], ["127.0.0.1"]]
    asked = []
    connected = []
    monkeypatch.setattr(
        "socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (ip, 80)) for ip in answers[min(len(asked), 1)]]
        if not asked.append(1) else [],
    )  # fmt: skip

    def connect(address, **_):
        connected.append(address[0])
        raise OSError

    monkeypatch.setattr("socket.create_connection", connect)
    monkeypatch.setattr("nitka.kit.outside.fetch.is_public", lambda ip: not ip.startswith("127."))
    monkeypatch.setattr("nitka.kit.outside.is_public", lambda ip: not ip.startswith("127."))
    job = send.Job(company.id, to.pk, to.pk, "http://rebind.example/hook", "msg_1", [to.secret], b"{}")
    asked.clear()
    assert send.attempt(job).error == "inside"  # what the second look-up would have said
    assert connected == []
    assert len(asked) == 1


def test_of_an_answer_of_gigabytes_a_kilobyte_is_read(company, receiver):
    sent = []

    def flood(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(4 * 1024**3))
        handler.end_headers()
        with contextlib.suppress(OSError):
            sent.extend(handler.wfile.write(b"x" * 1024 * 1024) for _ in range(4096))

    receiver.answer = flood
    row = example(company, endpoint(company, receiver.url))
    send_all()
    kept = fresh(company, row)
    assert kept.state == State.SENT
    assert len(kept.log[0]["answer"]) == 1024
    assert sum(sent) < 64 * 1024 * 1024


@pytest.mark.parametrize("part", ["nothing", "headers", "body"])
def test_who_drips_or_hangs_is_cut_at_the_limit(company, receiver, monkeypatch, part):
    monkeypatch.setattr(send, "SECONDS", 0.6)

    def drip(handler):
        if part == "headers":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if part == "body":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
        while part != "nothing" and not receiver.released.wait(0.1):
            handler.wfile.write(b"a" if part == "body" else b"X-A: b\r\n")
        receiver.released.wait()

    receiver.answer = drip
    row = example(company, endpoint(company, receiver.url))
    begun = time.monotonic()
    send_all()
    assert time.monotonic() - begun < 4
    assert fresh(company, row).log[0]["error"] == "slow"


def test_endpoints_that_hang_hold_nobody_else_up(company, receiver):
    """Nine of them hang; a tenth gets all that is its own while they do."""
    with Receiver() as stuck:
        stuck.answer = lambda handler: stuck.released.wait()
        hanging = [endpoint(company, f"{stuck.url}/{n}") for n in range(9)]
        good = endpoint(company, receiver.url)
        with in_workspace(company.id):
            Endpoint.objects.filter(pk__in=[one.pk for one in hanging]).update(fails=3)
        for _ in range(5):
            for one in hanging:
                example(company, one)
        for _ in range(40):
            example(company, good)
        stop = threading.Event()
        loops = [threading.Thread(target=_loop, args=(run, stop)) for run in (send.run_steady, send.run_failing)]
        with as_role("worker"):
            for loop in loops:
                loop.start()
            try:
                until = time.monotonic() + 10
                while len(receiver.got) < 40 and time.monotonic() < until:
                    receiver.released.wait(0.05)
                assert len(receiver.got) == 40
                assert len(stuck.got) <= 9  # one at a time for each
            finally:
                stop.set()
                stuck.released.set()
                for loop in loops:
                    loop.join()


def _loop(run, stop):
    run(stop)
    connection.close()


def test_an_error_of_ours_with_one_row_loses_nothing_of_the_others(company, receiver, monkeypatch):
    endpoint(company, receiver.url, ["rating.given"])
    bad, good = uuid7(), uuid7()

    def fill(noun, keys, of_id):
        if bad in keys:
            raise ValueError("a bug")
        return {key: Row({"rating": {"id": str(key), "score": 5}}) for key in keys}

    monkeypatch.setattr(slots, "fillers", lambda slot: [fill])
    with in_workspace(company.id):
        actions.happened("rating.given", [bad, good])
    send_all()
    assert {json.loads(got.body)["data"]["rating"]["id"] for got in receiver.got} == {str(bad), str(good)}


def test_erasing_a_customer_blanks_what_was_told_and_what_was_answered(company, receiver):
    def echo(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write("Анна".encode())

    receiver.answer = echo
    endpoint(company, receiver.url, ["message.received"])
    arrive(said(chat(company), "anna", "Это я, Анна"))
    digest_all()
    send_all()
    with in_workspace(company.id):
        row = Delivery.objects.select_related("message").get()
        assert "Анна" in row.message.body
        actions.erase(row.message.customer_ids)
        row = Delivery.objects.select_related("message").get()
        assert row.message.body is None
        assert row.message.customer_ids == []
        assert "Анна" not in str(row.log)
        with pytest.raises(actions.NotKept):
            actions.resend(delivery=row)


def test_the_log_ages_out(company, receiver):
    row = example(company, endpoint(company, receiver.url))
    with clock.travel(clock.now() + timedelta(days=29)), as_role("worker"):
        assert actions.age() == 0
    with clock.travel(clock.now() + timedelta(days=31)), as_role("worker"):
        assert actions.age() == 1
    with in_workspace(company.id):
        assert not Delivery.objects.filter(pk=row.pk).exists()
        assert not Message.objects.exists()
