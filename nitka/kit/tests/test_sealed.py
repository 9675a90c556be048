import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nitka.kit import sealed

PASSPHRASE = "длинная тайная фраза"
CHEAP = {"n": 1 << 4, "r": 8, "p": 1}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    monkeypatch.setattr(sealed, "COST", CHEAP)
    monkeypatch.setattr(sealed, "PIECE", 64)


def packed(data, by=10**9):
    file = io.BytesIO()
    writer = sealed.Writer(file, PASSPHRASE)
    for at in range(0, len(data), by):
        writer.write(data[at : at + by])
    writer.finish()
    return file.getvalue()


def opened(file, passphrase=PASSPHRASE):
    return io.BufferedReader(sealed.Reader(io.BytesIO(file), passphrase)).read()


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 127, 128, 129, 1000])
@pytest.mark.parametrize("by", [1, 7, 64, 1000])
def test_what_was_sealed_in_any_steps_opens_as_it_was(length, by):
    data = bytes(range(256)) * 4
    assert opened(packed(data[:length], by)) == data[:length]


def test_another_passphrase_is_told_from_damage():
    with pytest.raises(sealed.WrongPassphrase):
        opened(packed(b"x"), "another")


@pytest.mark.parametrize("length", [0, 1, 64, 128, 200])
def test_a_file_that_ends_early_does_not_open_wherever_it_was_cut(length):
    whole = packed(b"a" * length)
    for end in range(len(whole)):
        with pytest.raises((sealed.Damaged, sealed.NotSealed)):
            opened(whole[:end])


def test_nothing_can_be_put_behind_its_end():
    with pytest.raises(sealed.Damaged):
        opened(packed(b"a" * 64) + b"b")


def test_pieces_cannot_change_places_nor_files():
    piece = 64 + sealed.TAG
    whole, other = packed(b"a" * 64 + b"b" * 64 + b"c"), packed(b"a" * 64 + b"b" * 64 + b"c")
    start = len(whole) - 2 * piece - 1 - sealed.TAG
    swapped = whole[:start] + whole[start + piece : start + 2 * piece] + whole[start : start + piece]
    for forged in (swapped + whole[start + 2 * piece :], whole[:start] + other[start:], whole[: start + piece]):
        with pytest.raises(sealed.Damaged):
            opened(forged)


@settings(max_examples=200)
@given(st.data())
def test_one_changed_bit_anywhere_is_noticed(data):
    whole = bytearray(WHOLE)
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((sealed.Damaged, sealed.NotSealed)):
        opened(bytes(whole))


def test_a_newer_file_says_so(monkeypatch):
    monkeypatch.setattr(sealed, "FORMAT", 2)
    file = packed(b"x")
    monkeypatch.setattr(sealed, "FORMAT", 1)
    with pytest.raises(sealed.Newer):
        opened(file)


def test_anything_else_is_no_file_of_ours():
    for other in (b"", b"PK\x03\x04", b"NITKA", b"x" * 10_000):
        with pytest.raises(sealed.NotSealed):
            opened(other)


def _made():
    kept = sealed.COST, sealed.PIECE
    sealed.COST, sealed.PIECE = CHEAP, 64
    try:
        return packed(b"text " * 50)
    finally:
        sealed.COST, sealed.PIECE = kept


WHOLE = _made()
