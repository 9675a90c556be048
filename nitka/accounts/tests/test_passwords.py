"""What is no password, however long it is."""

import hashlib

import pytest
from django.core.exceptions import ValidationError

from nitka.accounts import rules
from nitka.accounts.breached import NotBreached
from nitka.accounts.common import NotCommon
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


@pytest.mark.parametrize(
    "bad",
    [
        *("password123!", "Qwerty12345", "1dragon2026", "p@ssw0rd1234", "iloveyou-1", "Йцукен12345", "пароль1234"),
        *("1111111111", "abcabcabcabc", "hahahahaha", "1234567890", "0987654321", "qwertyuiop[]", "абвгдеёжзий"),
        *("1qaz2wsx3edc", "абабабабабаб", "lkjhgfdsa1", "agent00712345"),
    ],
)
def test_a_common_password_is_no_better_for_what_everybody_adds(bad: str):
    with pytest.raises(ValidationError) as raised:
        NotCommon().validate(bad)
    assert raised.value.code == "password_too_common"


@pytest.mark.parametrize(
    "good",
    ["клубок-узел-7", "dragon rides a bus", "blue-dragon-4", "monkey-lantern", "абв тихо шумит", "uklad-demo-2026"],
)
def test_a_common_word_among_others_is_none(good: str):
    NotCommon().validate(good)


def test_of_what_stands_at_the_head_of_lists_far_more_than_three_thousand_are_refused():
    """By ASVS 6.2.4: three thousand of those that are long enough."""
    found = NotCommon()
    tried = {f"{word}{more}" for word in sorted(found.passwords) for more in ("", "1", "123", "!", "2026", "12345")}
    long_enough = [word for word in tried if len(word) >= rules.USUAL]
    refused = sum(found._common(word) for word in long_enough)
    assert refused == len(long_enough) > 3_000


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
