import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.customers.matching.given import FORMS, FULL, forms
from nitka.customers.matching.letters import key
from nitka.customers.matching.spelling import parse


@pytest.mark.parametrize(("text", "first", "middle", "last"), [
    ("Соколова Анна Сергеевна", "Анна", "Сергеевна", "Соколова"),
    ("Анна Сергеевна Соколова", "Анна", "Сергеевна", "Соколова"),
    ("Sergey Ivanovich Petrov", "Сергей", "Иванович", "Петров"),
    ("Гусев Фёдор", "Федор", "", "Гусев"),
    ("Фёдор Гусев", "Фёдор", "", "Гусев"),
    ("Иванов И. П.", "И", "П", "Иванов"),
    ("И. П. Иванов", "И", "П", "Иванов"),
    ("Fyyf Bdfyjdf", "Анна", "", "Иванова"),
    ("Шмфт Шмфтщм", "Иван", "", "Иванов"),
    ("Аня", "Аня", "", ""),
    ("Анна Сергеевна", "Анна", "Сергеевна", ""),
    ("Ким Д. А.", "Д", "А", "Ким"),
    ("Дарья Ким", "Дарья", "", "Ким"),
    ("г-жа Ветрова", "", "", "Ветрова"),
])  # fmt: skip
def test_a_name_is_taken_apart_in_any_order(text, first, middle, last):
    found = parse(text)
    assert (found.given.key, found.patronymic.key, found.surname.key) == (key(first), key(middle), key(last))


def test_that_the_keyboard_was_switched_over_is_kept():
    assert parse("Fyyf Bdfyjdf").layout
    assert not parse("Anna Ivanova").layout
    assert not parse("Wang Li").layout


@pytest.mark.parametrize(("short", "full"), [("Аня", "Анна"), ("Саша", "Александр"), ("Саша", "Александра"),
    ("Женя", "Евгения"), ("Слава", "Вячеслав"), ("Дима", "Дмитрий"), ("Ксюша", "Оксана"), ("Bill", "William"),
    ("Lena", "Елена"), ("Мария", "Maria")])  # fmt: skip
def test_short_forms_lead_to_their_names(short, full):
    assert forms(key(short)) & forms(key(full))


@pytest.mark.parametrize(("one", "other"), [("Александр", "Александра"), ("Анна", "Яна"), ("Ярослав", "Станислав")])
def test_names_that_share_a_short_form_are_not_one(one, other):
    assert not forms(key(one)) & forms(key(other))


def test_the_table_knows_a_hundred_and_fifty_names_and_their_forms():
    assert len({one for of in FORMS.values() for one in of}) >= 150
    assert set(FORMS) >= FULL


@given(st.text(max_size=300))
def test_any_text_is_taken(text):
    found = parse(text)
    assert all(isinstance(part.key, str) for part in (found.given, found.patronymic, found.surname))
