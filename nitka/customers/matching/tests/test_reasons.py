import pytest
from django.utils import translation

from nitka.customers.matching import compare
from nitka.customers.matching.model import house
from nitka.customers.matching.reasons import reasons
from nitka.customers.matching.records import record
from nitka.customers.words import reason

PAIRS = {
    "short": (("Анна Соколова", ["+79161234567"], ["anna.s+a@gmail.com"], {"city": "Казань", "birthday": "1987-05-04"}),
              ("Аня Соколова", ["+79161234561"], ["annas@gmail.com"], {"city": "Тула", "birthday": "1987-05-40"})),
    "latin": (("Щербаков Пётр Ильич", ["+79031112233"], ["pit@bk.ru"], {"street": "Мира", "house": "7", "flat": "4"}),
              ("Petr Shcherbakov", ["+79031112233"], ["pit@bk.ru"], {"street": "ул. Мира", "house": "7", "flat": "4"})),
    "layout": (("Fktrctq Vtkmybr", ["+79052220011"], [], {}), ("Мельник Алексей", ["+79052220011"], [], {})),
    "family": (("Вера Дроздова", ["+79054440011"], ["vera.d@bk.ru"], {"street": "Лесная", "house": "1"}),
               ("Олег Дроздов", ["+79054440011"], ["oleg.d@bk.ru"], {"street": "Лесная", "house": "1"})),
}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    rows = [record(f"{name}{n}", *known) for name, pair in PAIRS.items() for n, known in enumerate(pair)]
    with compare.engine() as base:
        compare.load(base, rows)
        compare.block(base)
        likely = compare.likely(base, house().levels, 1000, -30)
        return {pair["unique_id_l"][:-1]: dict(reasons(pair)) for pair in likely}


@pytest.mark.parametrize(("pair", "codes"), [
    ("short", {"name_diminutive", "surname_same", "phone_digit", "email_mailbox", "birth_typo", "city_differs"}),
    ("latin", {"name_translit", "surname_translit", "phone_same", "email_same", "address_same"}),
    ("layout", {"name_layout", "surname_same", "phone_same"}),
    ("family", {"name_differs", "surname_typo", "phone_same", "email_differs", "address_house"}),
])  # fmt: skip
def test_what_is_alike_and_what_is_not_is_named(found, pair, codes):
    assert {code.replace("surname_rare", "surname_same") for code in found[pair]} == codes


def test_what_is_alike_speaks_for_and_what_differs_against(found):
    for told in found.values():
        assert all((weight < 0) == code.endswith("_differs") for code, weight in told.items()), told


def test_every_code_has_words_in_both_languages(found):
    for code in {code for told in found.values() for code in told}:
        said = set()
        for language in ("en", "ru"):
            with translation.override(language):
                said.add(reason(code))
        assert len(said) == 2
        assert code not in said
