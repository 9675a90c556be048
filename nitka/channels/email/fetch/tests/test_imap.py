"""IMAP against a real Dovecot: each letter once, whatever the server does."""

import os
import threading
import time

import pytest

from nitka.channels.contract import ChannelError
from nitka.channels.email.fetch import imap, pieces
from nitka.channels.email.fetch.imap import Imap
from nitka.channels.email.fetch.tests.boxes import Box, Line, letter, read
from nitka.channels.fetching import Cursor, Stalled
from nitka.kit import clock


def test_letters_come_once_and_in_order(box: Box) -> None:
    box.put(1, 2, 3)
    source, cursor = Imap(box.account()), Cursor("INBOX")
    assert read(source, cursor) == ["1", "2", "3"]
    box.put(4)
    assert read(source, cursor) == ["4"]
    assert read(Imap(box.account()), cursor) == []


def test_other_numbers_begin_anew(box: Box) -> None:
    box.put(1, 2)
    source, cursor = Imap(box.account()), Cursor("INBOX")
    read(source, cursor)
    source.close()  # a session that ends later writes its own numbers over the new ones
    before = cursor.validity
    box.server.renumber(box.user)
    box.put(3)
    source = Imap(box.account())
    assert source.begin(cursor)
    assert cursor.validity != before
    assert sorted(read(source, cursor)) == ["1", "2", "3"]


def test_new_letters_only_stays_so_under_other_numbers(box: Box) -> None:
    box.server.put(box.user, letter("old"))
    cursor = Cursor("INBOX", since=clock.now())
    old = next((box.server.inbox(box.user) / "new").iterdir())
    os.utime(old, (0, 0))
    assert read(Imap(box.account()), cursor) == []
    box.put("fresh")
    assert read(Imap(box.account()), cursor) == ["fresh"]


def test_nothing_is_changed_in_the_mailbox_unless_wanted(box: Box) -> None:
    box.put(1)
    read(Imap(box.account()), Cursor("INBOX"))
    assert flags(box) == [()]
    source, cursor = Imap(box.account(after="seen")), Cursor("INBOX")
    source.begin(cursor)
    for portion in source.after(cursor):
        source.stored(portion)
    assert (b"\\Seen",) in flags(box)


def test_stored_letters_move_where_that_is_wanted(box: Box) -> None:
    box.put(1, 2)
    box.server.put(box.user, letter("kept"), folder="Done")
    source, cursor = Imap(box.account(after="move", move_to="Done")), Cursor("INBOX")
    source.begin(cursor)
    for portion in source.after(cursor):
        source.stored(portion)
    assert read(Imap(box.account()), Cursor("INBOX")) == []
    assert sorted(read(Imap(box.account()), Cursor("Done"))) == ["1", "2", "kept"]


def test_a_new_letter_wakes_who_waits(box: Box) -> None:
    source, cursor = Imap(box.account()), Cursor("INBOX")
    read(source, cursor)
    threading.Timer(0.1, box.put, ["pushed"]).start()
    assert source.wait(30)
    assert read(source, cursor) == ["pushed"]


def test_waiting_ends_by_itself_and_by_an_interruption(box: Box) -> None:
    source = Imap(box.account())
    read(source, Cursor("INBOX"))
    assert not source.wait(0.05)
    threading.Timer(0.1, source.interrupt).start()
    with pytest.raises(ChannelError, match="cut"):
        source.wait(60)


def test_a_large_letter_comes_in_pieces_that_survive_the_line(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "BYTES", 100_000)
    monkeypatch.setattr(pieces, "PIECE", 100_000)
    whole = letter("large", text="x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 10_000)
    box.server.put(box.user, whole)
    kept = pieces.Pieces(10**9)
    sent = 0

    def holds(data: bytes) -> bool:
        nonlocal sent
        sent += len(data)
        return 300_000 < sent < 1_000_000

    line = Line(box.server.imap, holds)
    source = Imap(box.account(port=line.port), limit=0.5)
    source.pieces = kept
    with pytest.raises((Stalled, ChannelError)):
        read(source, Cursor("INBOX"))
    assert len(next(iter(kept.kept.values()))) >= 100_000
    source, cursor = Imap(box.account()), Cursor("INBOX")
    source.pieces = kept
    source.begin(cursor)
    bodies = [one.body for portion in source.after(cursor) for one in portion.letters]
    assert bodies == [whole]
    line.close()


def test_of_a_letter_beyond_the_limit_the_beginning_comes(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "HEAD", 1_000)
    monkeypatch.setattr(pieces, "BYTES", 2_000)
    box.server.put(box.user, letter("huge", text="x" * 5_000))
    source, cursor = Imap(box.account(max_bytes=3_000)), Cursor("INBOX")
    source.begin(cursor)
    [found] = [one for portion in source.after(cursor) for one in portion.letters]
    assert len(found.body) == 1_000
    assert found.payload["cut_from"] > 5_000


def test_a_hanging_fetch_is_cut_and_names_its_letters(box: Box) -> None:
    box.put(1, 2)
    line = Line(box.server.imap, lambda data: b"BODY[]" in data)
    source = Imap(box.account(port=line.port), limit=0.4)
    started = time.monotonic()
    with pytest.raises(Stalled) as stalled:
        read(source, Cursor("INBOX"))
    assert (stalled.value.refs, line.held) == (["1", "2"], 1)
    assert time.monotonic() - started < imap.ANSWER, "by our limit, not by the socket's"
    line.close()


def test_numbers_may_leap(box: Box) -> None:
    box.put(1)
    read(Imap(box.account()), Cursor("INBOX"))
    uids = box.server.inbox(box.user) / "dovecot-uidlist"
    lines = uids.read_text().splitlines()
    box.put(2)
    head = lines[0].split()
    head[2] = "N40000000"
    for path in box.server.inbox(box.user).glob("dovecot.index*"):
        path.unlink()
    uids.write_text("\n".join([" ".join(head), *lines[1:]]) + "\n")
    cursor = Cursor("INBOX")
    assert read(Imap(box.account()), cursor) == ["1", "2"]
    assert cursor.last >= 40_000_000


def test_listed_names_what_is_there(box: Box) -> None:
    box.put(1, 2)
    source, cursor = Imap(box.account()), Cursor("INBOX")
    source.begin(cursor)
    found = [one for group in source.listed(cursor, clock.now()) for one in group]
    assert [one.message_id for one in found] == ["1@client.example", "2@client.example"]
    [portion] = source.fetch([found[1].ref])
    assert portion.letters[0].body == letter(2)


def flags(box: Box) -> list[tuple[bytes, ...]]:
    source = Imap(box.account())
    source.client.select_folder("INBOX", readonly=True)
    return [tuple(f for f in row[b"FLAGS"] if f != b"\\Recent") for row in source.client.fetch([1], ["FLAGS"]).values()]


def test_what_comes_while_much_is_left_is_read_first_and_no_letter_is_missed(box: Box) -> None:
    box.put(*range(1, 251))
    source, cursor = Imap(box.account()), Cursor("INBOX")
    source.begin(cursor)
    first = next(source.after(cursor))
    cursor.last = first.last
    assert len(first.letters) == pieces.LETTERS
    box.put("today", "tonight")
    source.begin(cursor)
    news = list(source.news(cursor))
    assert [one.key.partition("@")[0] for portion in news for one in portion.letters] == ["today", "tonight"]
    assert not any(portion.last for portion in news), "older letters are not stored yet"
    cursor.top = max(portion.top for portion in news)
    source.begin(cursor)
    assert not [one for portion in source.news(cursor) for one in portion.letters], "once"
    assert read(source, cursor) == [str(n) for n in range(101, 251)]
    assert cursor.last == 252
    assert not cursor.end
    assert read(source, cursor) == []


def test_other_numbers_end_a_slice(box: Box) -> None:
    box.put(*range(1, 151))
    source, cursor = Imap(box.account()), Cursor("INBOX")
    source.begin(cursor)
    cursor.last = next(source.after(cursor)).last
    assert cursor.end == 150
    source.close()
    box.server.renumber(box.user)
    source = Imap(box.account())
    assert source.begin(cursor)
    assert not cursor.end
    assert len(read(source, cursor)) == 150
