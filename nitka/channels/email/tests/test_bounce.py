"""Reports about letters of ours become receipts, and nothing else does."""

from uuid import uuid4

import pytest

from nitka.channels.contract import REASONS, Inbound, Receipt
from nitka.channels.email.parse.bounce import reason_of
from nitka.channels.email.tests.letters import channel, raw, read
from nitka.channels.email.tokens import sign

OURS = uuid4()
OUR_ID = f"{sign(OURS, channel().workspace_id, channel().key)}@uklad.example"


def report(original: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    fields = f"Final-Recipient: rfc822; anna@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
    body = "\r\n".join([
        "--b", "Content-Type: text/plain", "", "It could not be delivered.",
        "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example.org\r\n", fields,
        "--b", "Content-Type: message/rfc822", "", f"Message-ID: <{original}>\r\nSubject: Re: x\r\n\r\nbody", "--b--",
    ])  # fmt: skip
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    return raw(f"Content-Type: {kind}", From="MAILER-DAEMON@mx.example.org", body=body)


def read_receipt(original: str) -> bytes:
    fields = f"Final-Recipient: rfc822;anna@example.org\r\nOriginal-Message-ID: <{original}>\r\n"
    fields += "Disposition: manual-action/MDN-sent-manually; displayed\r\n"
    kind = "Content-Type: message/disposition-notification"
    body = "\r\n".join(["--b", "Content-Type: text/plain", "", "Read.", "--b", kind, "", fields, "--b--"])
    return raw("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", body=body)


def test_a_bounce_is_tied_to_the_message_it_reports() -> None:
    (receipt,) = read(report(OUR_ID), mail_from="")
    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.ours, receipt.reason) == ("failed", OURS, "unknown_recipient")
    assert receipt.recipient == "anna@example.org"


def test_a_bounce_with_a_forged_signature_is_only_an_automatic_letter() -> None:
    (found,) = read(report(f"{OURS}.{'0' * 20}@uklad.example"), mail_from="")
    assert isinstance(found, Inbound)
    assert found.auto


def test_a_bounce_of_a_bounce_is_only_an_automatic_letter() -> None:
    inner = report(OUR_ID).decode().replace("boundary=b", "boundary=c").replace("--b", "--c")
    original = "Message-ID: <dsn-1@mx.example.org>\r\nSubject: Re: x\r\n\r\nbody"
    outer = report("dsn-1@mx.example.org").replace(original.encode(), inner.encode())
    assert OUR_ID in outer.decode()
    (found,) = read(outer, mail_from="")
    assert isinstance(found, Inbound), "it says nothing of our own letter's way"
    assert found.auto, "nobody answers it, and it opens nothing"


@pytest.mark.parametrize(("action", "state"), [("delivered", "delivered"), ("relayed", "sent")])
def test_a_success_report_moves_the_tick(action: str, state: str) -> None:
    (receipt,) = read(report(OUR_ID, action, "2.0.0"), mail_from="")
    assert receipt.state == state


def test_a_delay_is_not_a_failure() -> None:
    (found,) = read(report(OUR_ID, "delayed", "4.4.1"), mail_from="")
    assert isinstance(found, Inbound)
    assert found.auto


def test_a_read_receipt_says_read() -> None:
    (receipt,) = read(read_receipt(OUR_ID))
    assert (receipt.state, receipt.ours) == ("read", OURS)


def test_an_old_server_bounces_in_prose() -> None:
    prose = f"550 5.1.1 no such user\r\n\r\nMessage-ID: <{OUR_ID}>"
    (receipt,) = read(raw(From="mailer-daemon@mx.example.org", body=prose), mail_from="")
    assert (receipt.state, receipt.ours, receipt.reason) == ("failed", OURS, "unknown_recipient")


def test_a_person_who_quotes_our_id_is_no_bounce() -> None:
    (found,) = read(raw(body=f"I got <{OUR_ID}> and have a question"), mail_from="anna@example.org")
    assert isinstance(found, Inbound)
    assert not found.auto


@pytest.mark.parametrize(
    ("status", "words", "reason"),
    [("5.2.2", "", "mailbox_full"), ("5.7.1", "blocked as spam", "refused_spam"), ("4.2.0", "greylisted", "busy"),
     ("", "550 User unknown", "unknown_recipient"), ("5.9.9", "", "refused")],
)  # fmt: skip
def test_a_status_becomes_a_reason_in_words(status: str, words: str, reason: str) -> None:
    assert reason_of(status, words) == reason
    assert reason in REASONS
