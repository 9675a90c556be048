import zipfile
from io import BytesIO

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.models import Customer
from nitka.imports import files
from nitka.imports.actions import read_again
from nitka.imports.models import State
from nitka.imports.reading import sheet, text
from nitka.imports.tests.factories import again, counted, loaded, table, tried, uploaded, work
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.xlsx import xlsx

pytestmark = pytest.mark.django_db(transaction=True)
ROW = "D-1;Ветрова Людмила Павловна;8 925 310 77 02;l.vetrova@mail.example;Тула;1"


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    accounts.member(workspace)
    return workspace


def lines(made):
    with in_workspace(made.workspace_id):
        return [row for row, _ in files.lines(made.pk)]


def book(header, *rows):
    return b"".join(xlsx("Клиенты", header, [rows]))


def test_letters_and_the_sign_between_cells_are_found_out(tmp_path):
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r"):
        for sign in ";,\t|":
            file = tmp_path / "f.csv"
            file.write_bytes("\r\n".join([table(ROW).decode()] * 2).replace(";", sign).encode(encoding))
            how = text.found(file, {})
            assert list(text.rows(file, how))[1] == ROW.split(";"), (encoding, sign)


def test_quotes_hold_signs_and_ends_of_lines(shop):
    made = uploaded(shop, 'id,name,email\n1,"Ким, ""Олег""\nИванович",o@shop.example\n'.encode())
    assert lines(made) == [["1", 'Ким, "Олег"\nИванович', "o@shop.example"]]


def test_a_file_without_a_header_has_columns_by_letter(shop):
    made = uploaded(shop, "Анна;a@shop.example\nОлег;o@shop.example\n".encode())
    assert (made.columns, made.total) == (["A", "B"], 2)
    assert made.mapping == ["own:a:text", "email"]


def test_what_was_guessed_wrong_is_read_again(shop):
    made = uploaded(shop, table(ROW, encoding="cp1251"))
    with in_workspace(shop.pk):
        read_again(of=made, how={**made.how, "encoding": "koi8-r"})
    work()
    assert again(made).columns[1] != "ФИО"


@pytest.mark.parametrize("bad", ["nothing", "zeros", "binary"])
def test_what_is_no_table_is_refused(shop, bad):
    data = {"nothing": b"", "zeros": b"\x00" * 400, "binary": bytes(range(256)) * 40}[bad]
    assert uploaded(shop, data).state == State.UNREADABLE


def test_null_bytes_wrong_letters_and_long_cells_cost_a_row_and_no_more(shop):
    data = table(ROW) + "D-2;О\x00лег;;o@shop.example;;\r\n".encode()
    data += b"D-3;\xff\xfe;;b@shop.example;;\r\n"
    data += f"D-4;{'ы' * 5_000_000};;c@shop.example;;\r\n".encode()
    data += "D-5;Зоя;;z@shop.example;;\r\n".encode() * 1
    made = loaded(shop, data)
    assert counted(made) == {"new": 3, "failed": 2}
    assert {why: told["rows"] for why, told in made.counts["why"].items()} == {"letters": [3], "long": [4]}
    with in_workspace(shop.pk):
        assert set(Customer.objects.values_list("name", flat=True)) == {"Ветрова Людмила Павловна", "Олег", "Зоя"}


def test_a_file_cut_in_the_middle_gives_what_is_whole(shop):
    made = tried(shop, table(ROW) + b"D-2;Oleg;8 9")
    assert counted(made) == {"new": 1, "failed": 1}
    assert list(made.counts["why"]) == ["cut"]


def test_a_quote_that_never_ends_costs_what_it_swallows(shop):
    rows = [f"D-{n};К {n};;c{n}@shop.example;;" for n in range(30)]
    made = uploaded(shop, table(*rows) + b'D-99;"open;;o@shop.example;;\r\n' + table(*rows))
    assert made.state == State.MAPPING
    assert made.total >= 31


def test_five_hundred_columns_are_read_and_more_than_a_thousand_refused(shop):
    head = ";".join(["email", *(f"k{n}" for n in range(499))])
    made = loaded(shop, table(";".join(["a@shop.example", *map(str, range(499))]), head=head))
    assert len(made.columns) == 500
    assert counted(made)["new"] == 1
    wide = ";".join(f"k{n}" for n in range(1200))
    assert uploaded(shop, table(wide, head=wide)).reason == "columns"


def test_a_workbook_is_read(shop):
    from datetime import date

    made = loaded(shop, book(["id", "Имя", "Фамилия", "Телефон", "ДР"],
                             [1, "Анна", "Соколова", 79162041833, date(1990, 2, 3)]))  # fmt: skip
    assert made.how["sheet"]
    assert lines(made) == [["1", "Анна", "Соколова", "79162041833", "1990-02-03"]]
    with in_workspace(shop.pk):
        assert Customer.objects.get().name == "Анна Соколова"


def test_a_formula_in_a_cell_is_text(shop):
    made = loaded(shop, table('D-1;"=HYPERLINK(""http://evil.example"")";;a@shop.example;=1+1;'))
    assert counted(made) == {"new": 1}
    with in_workspace(shop.pk):
        assert Customer.objects.get().name == '=HYPERLINK("http://evil.example")'


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(shop, monkeypatch):
    monkeypatch.setattr(sheet, "UNPACKED", 20 << 20)
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (40 << 20))
    assert len(bomb.getvalue()) < 100_000
    assert uploaded(shop, bomb.getvalue()).reason == "bomb"
    lying = bomb.getvalue().replace((40 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert uploaded(shop, lying).reason in ("bomb", "broken")


def test_a_workbook_with_a_cell_at_the_far_end_is_refused(shop):
    made = book(["id", "email"], [1, "a@shop.example"])
    source = zipfile.ZipFile(BytesIO(made))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", far)
            archive.writestr(name, data)
    assert uploaded(shop, out.getvalue()).reason in ("heavy", "columns", "broken")


def test_what_only_looks_like_a_workbook_is_refused(shop):
    assert uploaded(shop, b"PK\x03\x04 no archive at all").reason == "broken"
