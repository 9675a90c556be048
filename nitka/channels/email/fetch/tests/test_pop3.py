"""POP3 against a real Dovecot."""

import pytest

from nitka.channels.email.fetch.imap import Imap
from nitka.channels.email.fetch.pop3 import Pop3
from nitka.channels.email.fetch.tests.boxes import Box, Line, letter, read
from nitka.channels.fetching import Cursor, Stalled
from nitka.kit import clock


def test_letters_come_once_and_stay_on_the_server(box: Box) -> None:
    box.put(1, 2)
    cursor = Cursor("INBOX")
    for fresh in (["1", "2"], [], ["3"]):
        source = Pop3(box.account("pop3"))
        assert read(source, cursor) == fresh
        source.close()
        if not fresh:
            box.put(3)
    assert len(cursor.seen) == 3


def test_names_that_the_server_lists_no_more_are_gone(box: Box) -> None:
    box.put(1, 2)
    cursor = Cursor("INBOX", skip={"stale": "stalled"})
    source = Pop3(box.account("pop3"))
    read(source, cursor)
    first = next(ref for ref, number in source.numbers.items() if number == 1)
    source.pop.dele(1)
    source.close()
    assert cursor.gone == {"stale"}
    source = Pop3(box.account("pop3"))
    source.begin(cursor)
    source.close()
    assert cursor.gone == {"stale", first}


def test_a_letter_is_the_same_by_both_ways(box: Box) -> None:
    box.server.put(box.user, letter(1, text=".\r\n..dots\r\n" + "long " * 3_000))
    keys = set()
    for source in (Imap(box.account()), Pop3(box.account("pop3"))):
        cursor = Cursor("INBOX")
        source.begin(cursor)
        keys |= {one.key for portion in source.after(cursor) for one in portion.letters}
        source.close()
    assert len(keys) == 1


def test_a_hanging_letter_is_cut(box: Box) -> None:
    box.put(1)
    line = Line(box.server.pop3, lambda data: b"octets" in data)
    source = Pop3(box.account("pop3", port=line.port), limit=0.4)
    with pytest.raises(Stalled):
        read(source, Cursor("INBOX"))
    line.close()


def test_of_a_letter_beyond_the_limit_the_beginning_comes(box: Box) -> None:
    box.server.put(box.user, letter("huge", text="x\r\n" * 5_000))
    source, cursor = Pop3(box.account("pop3", max_bytes=3_000)), Cursor("INBOX")
    source.begin(cursor)
    [found] = [one for portion in source.after(cursor) for one in portion.letters]
    assert found.payload["cut_from"] > 10_000
    assert len(found.body) < 2_000


def test_listed_names_what_is_there(box: Box) -> None:
    box.put(1, 2)
    source, cursor = Pop3(box.account("pop3")), Cursor("INBOX")
    source.begin(cursor)
    assert [one.message_id for (one,) in source.listed(cursor, clock.now())] == ["1@client.example", "2@client.example"]
