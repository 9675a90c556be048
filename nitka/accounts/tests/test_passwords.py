"""What is no password, however long it is."""

import hashlib

import pytest
from django.core.exceptions import ValidationError

from nitka.accounts.breached import NotBreached
from nitka.accounts.passwords import NotObvious
from nitka.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("bad", ["nitka2026!!", "НИТКА-12345", "12Uklad345", "Smart-2026", "УКЛАД_2026"])
def test_the_companys_name_with_a_few_signs_is_no_password(bad: str):
    user = accounts.member(accounts.workspace(name="Уклад Smart", slug="uklad")).user
    with pytest.raises(ValidationError) as raised:
        NotObvious().validate(bad, user)
    assert raised.value.code == "password_obvious"


@pytest.mark.parametrize("good", ["клубок-узел-7", "nitka is what my cat runs after", "uklad-demo-2026"])
def test_a_name_within_a_sentence_is_none(good: str):
    user = accounts.member(accounts.workspace(name="Уклад", slug="uklad")).user
    NotObvious().validate(good, user)


def test_who_has_no_company_yet_has_our_name_to_avoid():
    with pytest.raises(ValidationError):
        NotObvious().validate("nitka12345", None)


def hashed(word: str) -> str:
    return hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.mark.parametrize("n", [0, 1, 2, 1000])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_stands_in_the_list_of_breached_passwords_is_refused_wherever_it_stands(tmp_path, monkeypatch, n, end):
    words = [f"клубок-{number}" for number in range(n)]
    file = tmp_path / "list.txt"
    lines = sorted(f"{hashed(word)}:{10 ** (number % 9)}" for number, word in enumerate(words))
    file.write_bytes(end.join([*lines, ""]).encode())
    monkeypatch.setenv("NITKA_BREACHED_PASSWORDS", str(file))
    for word in words:
        with pytest.raises(ValidationError) as raised:
            NotBreached().validate(word)
        assert raised.value.code == "password_breached"
    for number in range(1000):
        NotBreached().validate(f"узел-{number}")


def test_a_list_that_cannot_be_read_stops_nobody_and_is_said_in_the_log(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NITKA_BREACHED_PASSWORDS", str(tmp_path / "none"))
    NotBreached().validate("клубок-узел-7")
    assert "accounts.breached_passwords_unread" in capsys.readouterr().out
