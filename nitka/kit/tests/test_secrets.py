import base64

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from nitka.kit import secrets


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_for_a_row_is_opened_for_that_row(text, row):
    assert secrets.unseal(secrets.seal(text, row), row) == text


def test_another_row_does_not_open_it():
    sealed = secrets.seal("пароль", "a:channel:1")
    with pytest.raises(InvalidTag):
        secrets.unseal(sealed, "a:channel:2")


def test_the_same_text_is_never_sealed_alike_and_never_shows():
    first, second = secrets.seal("пароль", "r"), secrets.seal("пароль", "r")
    assert first != second
    body = base64.urlsafe_b64decode(first.partition(".")[2])
    assert "пароль".encode() not in body


def test_one_changed_bit_is_noticed():
    key_id, _, body = secrets.seal("пароль", "r").partition(".")
    data = bytearray(base64.urlsafe_b64decode(body))
    data[-1] ^= 1
    with pytest.raises(InvalidTag):
        secrets.unseal(f"{key_id}.{base64.urlsafe_b64encode(data).decode()}", "r")
