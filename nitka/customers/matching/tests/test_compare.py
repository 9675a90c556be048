"""The whole of it on a handful of customers, with the house's model."""

import pytest

from nitka.customers.matching import compare
from nitka.customers.matching.model import house
from nitka.customers.matching.records import record

PEOPLE = {
    "anna": ("Анна Соколова", ["+79161234567"], ["anna.sokolova@mail.ru"], {"city": "Казань"}),
    "anya": ("Аня Соколова", ["+79161234561"], ["anna.sokolova@gmail.com"], {"city": "Казань"}),
    "latin": ("Sokolova Anna Sergeevna", ["+79161234567"], [], {}),
    "layout": ("Fyyf Cjrjkjdf", [], ["anna.sokolova@mail.ru"], {}),
    "ivan": ("Иван Соколов", ["+79161234567"], [], {"city": "Казань"}),  # a family's phone
    "boris": ("Борис Мельник", ["+79031112233"], ["boris@bk.ru"], {"birthday": "1980-01-02"}),
    "sister": ("Ольга Мельник", [], ["olga@bk.ru"], {"birthday": "1984-11-30", "address": "Тула, Садовая 3-5"}),
    "mother": ("Людмила Мельник", [], ["mila1950@bk.ru"], {"birthday": "1950-07-19", "address": "Тула, Садовая 3-5"}),
    "nobody": ("", [], [], {"city": "Казань"}),
}


def found(people=PEOPLE, least: float = -12, fresh: str | None = None) -> dict[tuple[str, str], float]:
    made = [record(key, *known, fresh=fresh in (None, key)) for key, known in people.items()]
    with compare.engine() as base:
        count = compare.load(base, [row for row in made if row])
        compare.block(base)
        return {
            tuple(sorted((pair["unique_id_l"], pair["unique_id_r"]))): house().probability(pair, count)
            for pair in compare.likely(base, house().levels, count, least)
        }


@pytest.fixture(scope="module")
def likely():
    return found()


@pytest.mark.parametrize("pair", [("anna", "anya"), ("anna", "latin"), ("anna", "layout")])
def test_one_person_in_other_words_is_found(likely, pair):
    assert likely[pair] > 0.9


@pytest.mark.parametrize("pair", [("anna", "ivan"), ("mother", "sister"), ("boris", "sister")])
def test_a_family_is_not_one_person(likely, pair):
    assert likely.get(pair, 0) < 0.4


def test_who_has_nothing_to_compare_is_no_row():
    assert record("nobody", *PEOPLE["nobody"]) is None
    assert record("bot", "") is None


def test_only_pairs_with_somebody_new_are_found(likely):
    new = found(fresh="anya")
    assert {pair for pair in new if "anya" not in pair} == set()
    assert new[("anna", "anya")] == pytest.approx(likely[("anna", "anya")])


def test_a_block_of_too_many_is_not_compared():
    crowd = {f"n{n}": ("Анна Соколова", [], [], {}) for n in range(compare.SHARED + 1)}
    assert found(crowd) == {}
    assert found({"n1": crowd["n1"], "n2": crowd["n2"]})
