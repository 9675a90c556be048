import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, affiliate, archive_company, change_company, enter, found_company
from nitka.customers.companies import Company, CompanyDomain
from nitka.imports import companies, company_columns, guess
from nitka.imports.actions import change_kind, chunks, company_steps, run, settle, steps, take_back
from nitka.imports.models import Kind, KnownCompany, State, Trace
from nitka.imports.tests.factories import again, counted, killed, loaded, table, tried, uploaded, work
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "ID;Компания;Сайт;Холдинг"
COLUMNS = ["external", "company", "company_domain", "parent"]
ROWS = (
    "1;Ромашка Юг;yug.romashka.ru;9", "2;Ромашка Север;sever.romashka.ru, sever-romashka.ru;Ромашка",
    "3;Лютик;https://www.lutik.ru/about;", "9;Ромашка;romashka.ru;", "5;Лютик Опт;;lutik.ru",
)  # fmt: skip


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK", 2)
    workspace = accounts.workspace()
    accounts.member(workspace)
    return workspace


def rows(*lines):
    return table(*lines, head=HEAD)


def state_of(workspace):
    """All that a file of companies may touch, by content."""
    with in_workspace(workspace.pk):
        return (
            sorted(Company.objects.values_list("name", "parent__name")),
            sorted(CompanyDomain.objects.values_list("company__name", "domain")),
            sorted(KnownCompany.objects.values_list("source", "external", "said", "under")),
        )


def test_rows_become_companies_with_domains_and_parents_that_come_further_down(shop):
    made = loaded(shop, rows(*ROWS))
    assert (made.kind, made.mapping, made.state) == (Kind.COMPANIES, COLUMNS, State.DONE)
    assert (counted(made), made.counts["left"]) == ({"new": 5}, {})
    names, domains, _known = state_of(shop)
    assert dict(names) == {
        "Ромашка Юг": "Ромашка", "Ромашка Север": "Ромашка", "Ромашка": None, "Лютик": None, "Лютик Опт": "Лютик",
    }  # fmt: skip
    assert [domain for _name, domain in domains] == [
        "lutik.ru", "romashka.ru", "sever-romashka.ru", "sever.romashka.ru", "yug.romashka.ru",
    ]  # fmt: skip


def test_a_trial_of_companies_says_what_loading_does_and_writes_nothing(shop):
    with in_workspace(shop.pk):
        found_company(name="Лютик")
    before = state_of(shop)
    lines = (*ROWS, "6;Осока;это не сайт;", "7;Ива;gmail.com;Нет такой", "9;Ромашка;;", ";;;Ромашка", "8;;ryba.ru;6")
    made = tried(shop, rows(*lines))
    said = {"new": 7, "changed": 1, "same": 1, "failed": 1}
    without = {"2:domain", "2:no_company_domain", "3:no_parent"}
    assert (counted(made), set(made.counts["left"]), made.counts["partly"]) == (
        said, without, 2,
    )  # fmt: skip
    assert state_of(shop) == before
    with in_workspace(shop.pk):
        run(of=made)
    work()
    done = again(made)
    assert (counted(done), set(done.counts["left"]), done.counts["partly"]) == (said, without, 2)


def test_the_same_companies_twice_change_nothing_and_correct_by_number_domain_and_name(shop):
    loaded(shop, rows(*ROWS))
    before = state_of(shop)
    assert counted(loaded(shop, rows(*ROWS))) == {"same": 5}
    assert state_of(shop) == before
    made = loaded(shop, rows("3;Лютик и Ко;;", ";Кто угодно;lutik.ru;", ";лютик опт;opt.ru;"))
    assert counted(made) == {"changed": 2, "same": 1}
    names, domains, _known = state_of(shop)
    assert [name for name, _ in names if "Лютик" in name] == ["Лютик Опт", "Лютик и Ко"]
    assert ("Лютик Опт", "opt.ru") in domains
    assert counted(loaded(shop, rows("1;Ромашка;;"), source="site")) == {"same": 1}


def test_namesakes_with_numbers_of_their_own_are_two(shop):
    assert counted(loaded(shop, rows("1;Ромашка;;", "2;Ромашка;;", "3;ромашка;;"))) == {"new": 3}
    assert counted(loaded(shop, rows("1;Ромашка;;", "2;Ромашка;;"))) == {"same": 2}


def test_what_colleagues_chose_stays_unless_it_is_wished_otherwise(shop):
    loaded(shop, rows("1;Ромашка;;", "2;Лютик;;"))
    with in_workspace(shop.pk):
        one, two = Company.objects.get(name="Ромашка"), Company.objects.get(name="Лютик")
        change_company(company=one, name="Наша ромашка", parent=two)
        found_company(name="Осока")
    made = loaded(shop, rows("1;ООО Ромашка;;Осока"))
    assert (counted(made), made.counts["kept"]) == ({"same": 1}, 1)
    assert ("Наша ромашка", "Лютик") in state_of(shop)[0]
    made = loaded(shop, rows("1;ООО Ромашка;;Осока"), keeps=False)
    assert counted(made) == {"changed": 1}
    assert ("ООО Ромашка", "Осока") in state_of(shop)[0]
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    assert ("Наша ромашка", "Лютик") in state_of(shop)[0]


def test_anothers_domain_a_circle_and_an_archived_company_are_told(shop):
    with in_workspace(shop.pk):
        found_company(name="Чужая", domains=["chuzhaya.ru"])
    loaded(shop, rows("1;Ромашка;romashka.ru;", "2;Лютик;;"))
    with in_workspace(shop.pk):
        archive_company(company=Company.objects.get(name="Ромашка"))
    made = loaded(shop, rows(
        "1;Ромашка;;", "2;Лютик;lutik.ru, chuzhaya.ru;3", "3;Осока;;2", "4;Ива;;4", "5;;gmail.com;", "6;;;",
        "7;=HYPERLINK(1);<script>.ru;", "8;Длинная" + "я" * 500 + ";;", "x" * 121 + ";Ель;;", "10;Ру\x00чей;;;;лишнее",
    ))  # fmt: skip
    assert {code: why["n"] for code, why in made.counts["why"].items()} == {
        "company_archived": 1, "no_company_name": 2, "external": 1, "ragged": 1,
    }
    assert {code: why["n"] for code, why in made.counts["left"].items()} == {
        "2:domain_taken": 1, "2:domain": 1, "3:circle": 2,
    }  # fmt: skip
    names = dict(state_of(shop)[0])
    assert names["=HYPERLINK(1)"] is None
    assert max(map(len, names)) == 200


def test_a_file_of_companies_is_taken_back_but_for_who_is_in_use(shop):
    with in_workspace(shop.pk):
        known = found_company(name="Лютик", domains=["lutik.ru"])
        above = found_company(name="Цветы")
        change_company(company=known, parent=above)
    before = state_of(shop)
    made = loaded(shop, rows(*ROWS, "3;Лютик;lutik-opt.ru;9", "10;Ива;;", "11;Ель;;", "12;Клён;;"), keeps=False)
    assert counted(made) == {"new": 7, "changed": 1, "same": 1}
    with in_workspace(shop.pk):
        someone, _made = enter(claims=[Claim("email", "a@mail.example")], name="Анна")
        affiliate(company=Company.objects.get(name="Ива"), customer=someone)
        change_company(company=Company.objects.get(name="Ель"), name="Ёлка")
    loaded(shop, rows("77;Клён;;"), source="site")
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    done = again(made)
    assert (done.state, done.counts["gone"], done.counts["stayed"]) == (State.RETURNED, 4, 3)
    names, domains, known = state_of(shop)
    assert names == sorted([*before[0], ("Ива", None), ("Ёлка", None), ("Клён", None)])
    assert (domains, [row[1] for row in known]) == (before[1], ["77"])


def test_a_worker_that_is_killed_in_a_file_of_companies_goes_on_where_it_was(shop):
    made = tried(shop, rows(*ROWS))
    with in_workspace(shop.pk):
        run(of=made)
    killed(companies, "insert_new", 2)
    assert (again(made).row, len(state_of(shop)[0])) == (2, 2)
    killed(companies, "put_under", 2)
    assert again(made).row == 5
    work()
    assert (again(made).state, counted(again(made))) == (State.DONE, {"new": 5})
    with in_workspace(shop.pk):
        assert Company.objects.count() == 5
        assert Company.objects.filter(parent__isnull=False).count() == 3
        take_back(of=made)
    killed(company_steps, "unmake_companies", 2)
    assert len(state_of(shop)[0]) == 3
    work()
    assert again(made).counts["gone"] == 5
    assert state_of(shop) == ([], [], [])


def test_what_is_in_a_file_is_guessed_and_can_be_said_otherwise(shop):
    made = uploaded(shop, table("Ромашка;romashka.ru", head="Название;Сайт"))
    assert (made.kind, made.mapping) == (Kind.COMPANIES, ["company", "company_domain"])
    with in_workspace(shop.pk):
        change_kind(of=made, kind=Kind.PEOPLE)
    assert (again(made).kind, "company" in again(made).mapping) == (Kind.PEOPLE, False)
    made = uploaded(shop, table("Анна;romashka.ru", head="ФИО;Сайт"))
    assert made.kind == Kind.PEOPLE
    done = loaded(shop, rows(*ROWS))
    with in_workspace(shop.pk):
        change_kind(of=done, kind=Kind.PEOPLE)
    assert (again(done).kind, again(done).state) == (Kind.COMPANIES, State.DONE)
    with in_workspace(shop.pk):
        assert Trace.objects.filter(of_id=done.pk).count() == 5


@pytest.mark.parametrize(("mapping", "why"), [
    (["external", "", "", ""], "название"), (["company", "company", "", ""], "Два столбца"),
])  # fmt: skip
def test_columns_of_companies_that_lead_nowhere_are_refused(shop, mapping, why):
    made = uploaded(shop, rows(*ROWS))
    with in_workspace(shop.pk), pytest.raises(steps.WrongColumns, match=why):
        settle(of=made, mapping=mapping, keeps=True, source="")


def test_a_file_with_more_rows_than_there_can_be_companies_is_refused(shop, monkeypatch):
    monkeypatch.setattr(company_columns, "MOST", 4)
    made = uploaded(shop, rows(*ROWS))
    with in_workspace(shop.pk), pytest.raises(steps.WrongColumns, match="100"):
        settle(of=made, mapping=COLUMNS, keeps=True, source="")


@pytest.mark.parametrize(("head", "companies_there"), [
    ("Компания;ИНН;E-mail", True), ("name,domain", True), ("ФИО;Компания;Сайт", False), ("name;email;website", False),
    ("Account Name;Parent Account", True), ("id;email;phone", False), ("Должность;Компания", False),
])  # fmt: skip
def test_headers_speak_of_companies_or_of_people(head, companies_there):
    assert company_columns.are_companies(head.replace(",", ";").split(";")) == companies_there


def test_people_are_guessed_as_ever():
    assert guess.mapping(["ФИО", "E-mail"], [["Анна", "a@b.example"]], {}) == ["name", "email"]


def test_a_file_of_companies_goes_all_the_way_by_the_pages(shop):
    client = Client()
    client.force_login(accounts.member(shop, role=Role.MANAGER).user)
    with in_workspace(shop.pk):
        found_company(name="Лютик")
    made = uploaded(shop, rows(*ROWS))
    here = f"/w/{shop.slug}/customers/imports/{made.pk}/"
    said = client.get(here).content.decode()
    assert "Это клиенты" in said
    assert "Название компании" in said
    client.post(f"{here}step/", {"do": "people"})
    assert "Это компании" in client.get(here).content.decode()
    client.post(f"{here}step/", {"do": "companies"})
    client.post(f"{here}columns/", {f"c{n}": target for n, target in enumerate(COLUMNS)} | {"source": "crm"})
    work()
    said = client.get(here).content.decode()
    assert "Пройдут <b>5</b> строк из 5" in said
    assert "lutik.ru" in said
    client.post(f"{here}step/", {"do": "run"})
    work()
    said = client.get(here).content.decode()
    assert "Клиенты" not in client.get(f"{here}people/new/").content.decode().split("<h1")[1].split("</h1>")[0]
    assert "Ромашка Юг" in client.get(f"{here}people/new/").content.decode()
    client.post(f"{here}step/", {"do": "return"})
    work()
    assert "Загрузка отменена целиком" in client.get(here).content.decode()
    assert state_of(shop)[0] == [("Лютик", None)]
