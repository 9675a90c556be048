import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.customers.matching.places import address, day, mailboxes, phones, users


@pytest.mark.parametrize("text", ["Химки, ул. Заречная, д. 7, кв. 41", "Химки, Заречная 7-41", "г. Химки, Заречная улица, дом 7, квартира 41"])  # fmt: skip  # noqa: E501
def test_an_address_is_one_however_it_is_written(text):
    found = address({"address": text})
    assert (found.city, found.street, found.house, found.flat) == ("himki", "zareHnaia", "7", "41")


def test_parts_that_are_told_apart_go_before_the_whole():
    found = address({"city": "Москва", "street": "пр-т Мира", "house": "12/3", "address": "Тула, Садовая 1"})
    assert (found.city, found.street, found.house) == ("moskva", "mira", "12k3")


def test_phones_are_national_numbers_without_extensions():
    assert phones(["+79161234567", "+79161234567;ext=12", "+74951200014", "112"]) == ["4951200014", "9161234567"]


def test_mailboxes_are_as_providers_read_them():
    assert mailboxes(["anna.s+shop@gmail.com", "annas@googlemail.com", "a-b@ya.ru"]) == ["a.b@yandex.ru", "annas@gmail.com"]  # fmt: skip  # noqa: E501
    assert users(["anna.sokolova@mail.ru", "info@mail.ru"]) == ["annasokolova"]


@pytest.mark.parametrize(("text", "kept"), [("1987-05-04", "19870504"), ("4.5.1987", "19870504"),
                                            ("04/05/1987", "19870504"), ("May", ""), ("", "")])  # fmt: skip
def test_days_of_birth_are_eight_digits(text, kept):
    assert day(text) == kept


@given(st.dictionaries(st.sampled_from(["city", "street", "house", "flat", "address"]), st.text(max_size=400)))
def test_any_attributes_are_taken(given):
    assert address(given)
