import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from nitka.customers.kinds import KINDS, label, said, spell, spell_all
from nitka.customers.normalise import canonical, disguised, email
from nitka.ui.words import NBSP


@pytest.mark.parametrize(("kind", "text", "spelt"), [
    ("email", " Anna@Example.ORG ", "anna@example.org"), ("email", "anna", None), ("email", "a@b", None),
    ("email", "a b@example.org", None), ("email", "a" * 250 + "@example.org", None),
    ("email", "анна@xn--80a1acny.xn--p1ai", "анна@почта.рф"), ("email", "анна@почта.рф", "анна@почта.рф"),
    ("email", "anna+shop@example.org", "anna+shop@example.org"), ("email", '"anna"@example.org', "anna@example.org"),
    ("email", '"an na"@example.org', '"an na"@example.org'),
    ("email", '"an\\"na"@example.org', '"an\\"na"@example.org'),
    ("email", '"a\x00"@example.org', None), ("email", "anna@xn--99999999.org", None),
    ("email", "anna@192.168.0.1", None),
    ("email", "a" * 64 + "@" + ("b" * 61 + ".") * 4 + "orgs", "a" * 64 + "@" + ("b" * 61 + ".") * 4 + "orgs"),
    ("email", "a" * 65 + "@example.org", None), ("email", "@example.org", None), ("email", "anna@.org", None),
    ("phone", "8 (912) 345-67-89", "+79123456789"), ("phone", "т. 8(916)123-45-67", "+79161234567"),
    ("phone", "9161234567", "+79161234567"), ("phone", "8 495 123-45-67 доб. 12", "+74951234567;ext=12"),
    ("phone", "8 (495) 123-45-67, доб. 12", "+74951234567;ext=12"), ("phone", "8-800-555-35-35", "+78005553535"),
    ("phone", "+44 20 7946 0958", "+442079460958"), ("phone", "none", None), ("phone", "", None),
    ("phone", "позвоните маме", None), ("phone", "42", None),
    ("telegram", " 17 ", "17"), ("telegram", "  ", None), ("card", "4410-0002 abc", "44100002ABC"),
    ("sort", " x ", "x"),
])  # fmt: skip
def test_each_identity_has_one_spelling(kind, text, spelt):
    assert spell(kind, text) == spelt


@pytest.mark.parametrize(("text", "spelt"), [
    ("8 916 123-45-67, 8 926 123 45 67", ["+79161234567", "+79261234567"]),
    ("89161234567 или 8(926)1234567", ["+79161234567", "+79261234567"]),
    ("+7 916 123-45-67 / 8 916 123 45 67", ["+79161234567"]), ("мамин", []),
])  # fmt: skip
def test_two_numbers_in_a_field_are_two_identities(text, spelt):
    assert spell_all("phone", text) == spelt


@pytest.mark.parametrize(("value", "same"), [
    ("anna+shop@example.org", "anna@example.org"), ("a.nna@googlemail.com", "anna@gmail.com"),
    ("a-nna@ya.ru", "a.nna@yandex.ru"), ("+79@example.org", "+79@example.org"),
    ("an.na@example.org", "an.na@example.org"),
])  # fmt: skip
def test_what_is_the_same_mailbox_by_habit_has_one_canonical_key(value, same):
    assert canonical("email", value) == same


@pytest.mark.parametrize(("value", "flagged"), [
    ("anna@sbеrbank.ru", True),  # a Cyrillic е
    ("аnna@example.org", True),  # a Cyrillic а
    ("anna@сосо.com", True), ("анна@почта.рф", False), ("анна@яндекс.com", False), ("anna@example.org", False),
    ("anna.анна@example.org", False),
])  # fmt: skip
def test_an_address_in_the_letters_of_another_alphabet_is_flagged(value, flagged):
    assert email(value) == value
    assert disguised("email", value) is flagged


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=400))
def test_a_spelling_is_its_own_spelling_whatever_was_typed(kind, text):
    for value in spell_all(kind, text):
        assert spell(kind, value) == value
        assert canonical(kind, canonical(kind, value)) == canonical(kind, value)
        disguised(kind, value)


@given(st.text(max_size=60), st.text(max_size=60))
def test_addresses_of_any_letters_are_refused_or_keep_their_spelling(local, domain):
    value = email(f"{local}@{domain}.org")
    assert value is None or email(value) == value


def test_every_kind_has_a_name():
    assert all(label(kind) for kind in KINDS)
    assert label("sort") == "sort"


@pytest.mark.parametrize(("language", "word"), [("ru", "доб."), ("en", "ext.")])
def test_a_phone_is_written_in_groups_its_extension_in_the_readers_language(language, word):
    with translation.override(language):
        assert said("phone", "+79162041833;ext=12") == f"+7 916 204-18-33 {word} 12".replace(" ", NBSP)
        assert said("phone", "+79162041833") == "+7 916 204-18-33".replace(" ", NBSP)
        assert said("phone", "no number") == "no number"
        assert said("email", "a@b.example") == "a@b.example"
