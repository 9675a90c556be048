import pytest

from nitka.imports import guess, targets, values

COLUMNS = {
    "ФИО": ("name", ["Ветрова Людмила", "Ким Олег"]),
    "Моб. телефон": ("phone", ["8 925 310 77 02", "+7(917)402-66-10"]),
    "E-mail": ("email", ["a@b.example", "c@d.example"]),
    "Карта": ("card", ["4410 9", "4410 2"]),
    "ДР": ("own:birthday:date", ["12.03.1988", "04.05.1978"]),
    "Сумма": ("own:total:number", ["48 900,00", "6 900,00"]),
    "Согл.": ("own:sogl:yesno", ["да", "нет"]),
    "Примечание": ("", ["звонить после 18", "код домофона 41К"]),
    "Паспорт": ("", ["4510 123456", "4511 654321"]),
    "Город": ("own:city", ["Тула", "Омск"]),
    "id": ("external", ["D-1", "D-2"]),
    "Контакт": ("phone", ["+7 925 310 77 02", "8 (917) 402-66-10"]),
    "Куда писать": ("email", ["a2@b.example", "c2@d.example"]),
    "пустой": ("", ["", ""]),
}


def test_columns_are_known_by_their_names_and_by_their_values():
    names = list(COLUMNS)
    rows = [[COLUMNS[name][1][n] for name in names] for n in (0, 1)]
    assert guess.mapping(names, rows, {"city": "text"}) == [COLUMNS[name][0] for name in names]


def test_parts_of_a_name_are_left_out_where_the_whole_is_there():
    rows = [["Ким Олег", "Ким", "Олег"]]
    assert guess.mapping(["ФИО", "Фамилия", "Имя"], rows, {})[1:] == ["", ""]
    assert guess.mapping(["Фамилия", "Имя", "Отчество"], [["Ким", "Олег", "И."]], {}) == ["last", "first", "middle"]


def test_what_is_called_a_telephone_and_holds_none_is_none():
    assert guess.mapping(["Телефон"], [["есть"], ["нет"]], {}) == ["own:telefon:yesno"]


@pytest.mark.parametrize(("text", "said"), [
    ("12.03.1988", "1988-03-12"), ("1988-03-12", "1988-03-12"), ("1/2/99", "1999-02-01"),
    ("12.03.2026 10:30", "2026-03-12"), ("03/31/2026", "2026-03-31"),
])  # fmt: skip
def test_days_are_read(text, said):
    assert values.read(text, "date") == said


@pytest.mark.parametrize(("text", "said"), [
    ("1 234,5", 1234.5), ("52 100,00 ₽", 52100), ("-3", -3), ("1\u00a0000", 1000), ("0.5", 0.5),
])  # fmt: skip
def test_numbers_are_read(text, said):
    assert values.read(text, "number") == said


@pytest.mark.parametrize(("text", "sort"), [
    ("31.02.2026", "date"), ("вчера", "date"), ("1,2 тыс.", "number"), ("1e999", "number"), ("может", "yesno"),
])  # fmt: skip
def test_what_is_none_is_refused(text, sort):
    with pytest.raises(values.Unfit):
        values.read(text, sort)


def test_a_target_is_one_we_know():
    assert all(map(targets.is_one, ["", "email", "own:city", "own:city:date", "external"]))
    assert not any(map(targets.is_one, ["own:", "own:Ы", "own:a:blob", "customer_id", "own:a:text:x"]))
