"""The poller and a real mailbox: nothing lost, nothing twice, one voice about trouble."""

import poplib
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from nitka.bench.dovecot import PASSWORD
from nitka.channels.email import adapter
from nitka.channels.email.fetch import imap, pieces
from nitka.channels.email.fetch.tests.boxes import Line, letter
from nitka.channels.email.parse import read_letter
from nitka.channels.events import MailboxTroubled
from nitka.channels.mailboxes import actions, intake, watch
from nitka.channels.mailboxes.tests.house import Company, within
from nitka.channels.models import Mailbox
from nitka.inbound.digester import digest_all
from nitka.inbound.models import InboundLog, Quarantine
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)
Poll = Callable[[], None]
State = Mailbox.State


def test_letters_come_and_go_on_coming(company: Company, poll: Poll) -> None:
    company.box.put(1, 2)
    company.connect()
    poll()
    assert within(lambda: company.has() == ["1", "2"])
    assert within(lambda: company.mailbox.state == State.WORKS)
    company.box.put(3)
    assert within(lambda: company.has() == ["1", "2", "3"]), "pushed by the server"
    assert within(lambda: company.folder.last == 3)
    assert company.mailbox.pushes
    assert company.mailbox.letter_at


def test_other_numbers_double_nothing(company: Company, poll: Poll) -> None:
    company.box.put(1, 2)
    company.connect()
    poll()
    assert within(lambda: len(company.has()) == 2 and company.folder.validity)
    before = company.folder.validity
    company.box.server.renumber(company.box.user)
    company.box.put(3)
    assert within(lambda: company.folder.validity != before and company.folder.last == 3)
    assert sorted(company.has()) == ["1", "2", "3"]


def test_a_lost_cursor_doubles_nothing(company: Company, poll: Poll) -> None:
    company.box.put(1, 2)
    company.connect()
    poll()
    assert within(lambda: len(company.has()) == 2 and company.folder.last == 2)
    with in_workspace(company.workspace.id):
        company.folder.__class__.objects.update(last=0)
        actions.look_now(mailbox=company.mailbox)
    assert within(lambda: company.folder.last == 2)
    assert company.has() == ["1", "2"]


def test_a_server_that_dies_is_found_again(company: Company, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "QUICK", (0.05,))
    company.box.put(1)
    company.connect()
    poll()
    assert within(lambda: company.has() == ["1"])
    company.box.server.kill()
    company.box.put(2)
    assert within(lambda: company.mailbox.state == State.TROUBLE)
    assert company.mailbox.reason == "no_answer"
    company.box.server.start()
    assert within(lambda: company.has() == ["1", "2"])
    assert within(lambda: company.mailbox.state == State.WORKS)


def test_a_wrong_password_is_told_once_and_not_tried_again_soon(company: Company, poll: Poll) -> None:
    company.connect(password="wrong")
    poll()
    assert within(lambda: company.mailbox.state == State.TROUBLE)
    told = company.mailbox
    assert (told.reason, told.tries) == ("auth_in", 1)
    assert told.next_at is not None
    assert told.next_at - clock.now() > timedelta(minutes=10)
    company.box.put(1)
    company.change(secrets={"imap_password": "bez-parolya-nikuda"})
    assert within(lambda: company.has() == ["1"]), "another password is tried at once"
    assert within(lambda: company.mailbox.state == State.WORKS)


def test_trouble_keeps_its_beginning_and_is_told_once(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(actions.events, "publish", told.append)
    company.connect()
    error = actions.ChannelError("auth_in", permanent=False, detail="no")
    with in_workspace(company.workspace.id):
        first = actions.trouble(mailbox_id=company.mailbox.pk, error=error)
        since = company.mailbox.since
        second = actions.trouble(mailbox_id=company.mailbox.pk, error=error)
        actions.trouble(mailbox_id=company.mailbox.pk, error=error)
    assert company.mailbox.since == since
    assert second > first >= 15 * 60
    assert told == [MailboxTroubled(company.mailbox.pk)], "once, not each time"


def test_a_hanging_letter_does_not_hold_up_the_others(
    company: Company, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap.Imap.__init__, "__defaults__", (0.3,))
    monkeypatch.setattr(watch, "AGAIN", 0)
    line = Line(company.box.server.imap, lambda data: b"UID 2 BODY" in data)
    company.box.put(1, 2, 3)
    company.connect(port=line.port)
    poll()
    assert within(lambda: company.has() == ["1", "3"])
    assert within(lambda: company.folder.skipped == {"2": "stalled"})
    line.holds = lambda data: False
    with in_workspace(company.workspace.id):
        Mailbox.objects.update(reconciled_at=None)
        actions.look_now(mailbox=company.mailbox)
    assert within(lambda: sorted(company.has()) == ["1", "2", "3"]), "it is tried again with each reconciliation"
    assert within(lambda: not company.folder.skipped)
    line.close()


def test_a_broken_letter_goes_on_to_the_quarantine(company: Company, poll: Poll) -> None:
    company.box.server.put(company.box.user, b"\r\n \r\n")
    company.box.put(2)
    company.connect()
    poll()
    assert within(lambda: len(company.has()) == 2)


def test_a_letter_that_crashes_the_parser_is_kept_and_the_others_go_through(
    company: Company, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(body: bytes, *rest: object) -> object:
        if b"<crash@" in body:
            raise RecursionError("a letter in a letter in a letter")
        return read_letter(body, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(adapter, "read_letter", crash)
    company.box.put(1, "crash", 2)
    company.connect()
    poll()
    assert within(lambda: company.has() == ["1", "crash", "2"])
    with as_role("worker"):
        digest_all()
    with in_workspace(company.workspace.id):
        kept = Quarantine.objects.get()
        letters = dict(InboundLog.objects.values_list("pk", "key"))
        assert letters[kept.pk].startswith("crash@")
        assert kept.detail == "a letter in a letter in a letter"


def test_switching_off_ends_it_and_on_begins_where_it_was(company: Company, poll: Poll) -> None:
    company.box.put(1)
    channel = company.connect()
    poll()
    assert within(lambda: company.has() == ["1"])
    channel.is_active = False
    company.change()
    assert within(lambda: not [name for name in _threads() if str(company.mailbox.pk) in name])
    company.box.put(2)
    channel.is_active = True
    company.change()
    assert within(lambda: company.has() == ["1", "2"])


def test_several_folders_are_read(company: Company, poll: Poll) -> None:
    company.box.put(1)
    company.box.server.put(company.box.user, letter("sales"), folder="Sales")
    company.connect(folders=["INBOX", "Sales"])
    poll()
    assert within(lambda: sorted(company.has()) == ["1", "sales"])


def test_another_mailbox_begins_anew(company: Company, poll: Poll) -> None:
    company.box.put(1)
    company.connect()
    poll()
    assert within(lambda: company.has() == ["1"])
    other = f"other-{company.box.user}"
    company.box.server.add(other)
    company.box.server.put(other, letter("theirs"))
    company.change(user=other)
    assert within(lambda: company.has() == ["1", "theirs"])


def test_pop3_comes_by_the_same_door(company: Company, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK_EVERY", 0.05)
    company.box.put(1)
    company.connect("pop3")
    poll()
    assert within(lambda: company.has() == ["1"])
    company.box.put(2)
    assert within(lambda: company.has() == ["1", "2"])


def test_names_of_letters_that_pop3_lists_no_more_are_dropped(
    company: Company, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_EVERY", 0.05)
    company.box.put(1, 2)
    company.connect("pop3")
    poll()
    assert within(lambda: company.has() == ["1", "2"])
    assert within(lambda: company.seen() == 2)
    pop = poplib.POP3("127.0.0.1", company.box.server.pop3)
    pop.user(company.box.user)
    pop.pass_(PASSWORD)
    pop.dele(1)
    pop.quit()
    assert within(lambda: company.seen() == 1)
    company.box.put(1)  # the same letter once more, under another name: known by what it says
    assert within(lambda: company.seen() == 2)
    assert company.has() == ["1", "2"]


def test_a_new_letter_does_not_wait_for_those_of_last_year(
    company: Company, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SLICE", 0.01)
    monkeypatch.setattr(pieces, "LETTERS", 10)
    company.box.put(*range(300))
    company.connect()
    poll()
    assert within(lambda: company.has())
    company.box.put("today")
    assert within(lambda: "today" in company.has())
    assert len(company.has()) < 300, "the others are still being read"
    with as_role("worker"):
        assert within(lambda: digest_all() >= 0 and company.folder.last == 301)
    assert sorted(company.has()) == sorted([*map(str, range(300)), "today"]), "each once"


def test_history_waits_while_much_waits_to_be_digested(
    company: Company, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "AHEAD", 20)
    monkeypatch.setattr(watch, "SLICE", 0.05)
    monkeypatch.setattr(pieces, "LETTERS", 10)
    company.box.put(*range(100))
    company.connect()
    poll()
    assert within(lambda: len(company.has()) == 30)
    company.box.put("today")
    assert within(lambda: "today" in company.has()), "a few letters never wait"
    assert len(company.has()) == 31
    with as_role("worker"):
        assert within(lambda: digest_all() >= 0 and company.folder.last == 101)
    assert len(company.has()) == 101


def test_a_folder_full_of_letters_does_not_hold_up_the_others(
    company: Company, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "AHEAD", 20)
    monkeypatch.setattr(watch, "SLICE", 0.05)
    monkeypatch.setattr(pieces, "LETTERS", 10)
    for n in range(100):
        company.box.server.put(company.box.user, letter(f"old-{n}"), folder="Archive")
    company.box.put("today")
    company.connect(folders=["INBOX", "Archive"])
    poll()
    assert within(lambda: "today" in company.has())
    assert len(company.has()) < 101


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate()]
