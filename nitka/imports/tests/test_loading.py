import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, describe, enter, merge, put_labels, save_label, write_note
from nitka.customers.models import Attribute, Customer, Evidence, Identity, Label, Merge, Proposal, Value
from nitka.customers.queries import ask_worn
from nitka.imports.actions import chunks, go_on, hold, run, settle, steps, take_back
from nitka.imports.models import Known, State, Trace
from nitka.imports.tests.factories import again, counted, loaded, table, tried, uploaded, work
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import add

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "D-1;Анна Соколова;8 916 204 18 33;anna@shop.example;Тула;1 200"
COLUMNS = ["external", "name", "phone", "email", "own:city:text", "own:points:number"]
OLEG = "D-2;Олег Ким;+7(903)551-20-47;;Омск;"


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK", 3)
    workspace = accounts.workspace()
    accounts.member(workspace)
    return workspace


def state_of(workspace):
    """All that an import may touch, by content."""
    with in_workspace(workspace.pk):
        return {
            "customers": sorted(Customer.objects.values_list("name", "merged_into_id")),
            "identities": sorted(Identity.objects.values_list("kind", "value", "status", "customer_id")),
            "attributes": sorted(Attribute.objects.values_list("key", "plain", "origin", "at")),
            "values": sorted(Value.objects.values_list("field", "text")),
            "evidence": Evidence.objects.count(),
        }


def people(workspace):
    with in_workspace(workspace.pk):
        return {row.name: {f"{i.kind}:{i.value}" for i in row.identities.all()}
                for row in Customer.objects.filter(merged_into_id=None)}  # fmt: skip


def test_rows_become_customers_with_their_contacts_and_attributes(shop):
    made = loaded(shop, table(ANNA, OLEG))
    assert made.mapping == ["external", "name", "phone", "email", "own:city:text", "own:points:number"]
    assert (made.state, counted(made)) == (State.DONE, {"new": 2})
    assert people(shop) == {
        "Анна Соколова": {"email:anna@shop.example", "phone:+79162041833"},
        "Олег Ким": {"phone:+79035512047"},
    }
    with in_workspace(shop.pk):
        assert set(Attribute.objects.values_list("key", "plain", "origin")) == {
            ("city", "тула", "import"), ("city", "омск", "import"), ("points", "1200", "import"),
        }  # fmt: skip
        assert set(Evidence.objects.values_list("how", "source_id")) == {("import", made.pk)}


def test_a_trial_says_what_loading_does_and_writes_nothing(shop):
    with in_workspace(shop.pk):
        enter(claims=[Claim("email", "anna@shop.example")], name="Анна")
    before = state_of(shop)
    made = tried(shop, table(ANNA, OLEG, "D-3;Кто-то;12;;;", "D-4;Ещё кто;;;;;лишнее"))
    assert (made.state, counted(made)) == (State.TRIED, {"new": 1, "changed": 1, "failed": 2})
    assert made.counts["by"] == {"email": 1}
    assert made.counts["why"] == {"no_phone": {"n": 1, "rows": [3]}, "ragged": {"n": 1, "rows": [4]}}
    assert state_of(shop) == before
    assert made.sample[0]["name"] == "Анна"
    assert {"key": "city", "was": None, "now": "Тула"} in made.sample[0]["lines"]
    with in_workspace(shop.pk):
        assert not Known.objects.exists()
        run(of=made)
    work()
    assert counted(again(made)) == {"new": 1, "changed": 1, "failed": 2}


def test_the_same_file_twice_changes_nothing(shop):
    rows = [f"D-{n};Клиент {n};8 916 000 00 {n:02};c{n}@shop.example;Тула;{n}" for n in range(1, 9)]
    loaded(shop, table(*rows))
    before = state_of(shop)
    made = loaded(shop, table(*rows))
    assert counted(made) == {"same": 8}
    assert state_of(shop) == before


def test_a_row_is_the_same_person_by_the_number_of_the_other_system_whatever_else_changed(shop):
    loaded(shop, table(ANNA))
    made = loaded(shop, table("D-1;Анна Соколова;;anna@new.example;Химки;"))
    assert counted(made) == {"changed": 1}
    assert people(shop)["Анна Соколова"] == {
        "email:anna@shop.example", "phone:+79162041833", "email:anna@new.example",
    }  # fmt: skip
    made = loaded(shop, table("D-1;Другая;;other@shop.example;;"), source="site")
    assert counted(made) == {"new": 1}


def test_who_is_known_by_a_number_alone_is_found_again(shop):
    loaded(shop, table("D-7;Безымянный;;;Тула;"))
    assert people(shop) == {"Безымянный": {"account:till:D-7"}}
    assert counted(loaded(shop, table("D-7;Безымянный;;;Омск;"))) == {"changed": 1}


def test_a_row_that_names_two_customers_makes_them_one_or_asks(shop):
    with in_workspace(shop.pk):
        for n in (1, 2):
            enter(claims=[Claim("email", f"a{n}@shop.example")], name=f"А{n}")
            enter(claims=[Claim("phone", f"+7916000000{n}")], name=f"Т{n}")
        enter(claims=[Claim("email", "b@shop.example"), Claim("phone", "+79160000003")], name="Б")
        enter(claims=[Claim("email", "c@shop.example")], name="В")
    rows = table("1;А1;8 916 000 00 01;a1@shop.example;;", "2;В;8 916 000 00 03;c@shop.example;;")
    made = tried(shop, rows)
    assert counted(made) == {"merged": 1, "asked": 1}
    with in_workspace(shop.pk):
        assert not Merge.objects.exists()
        run(of=made)
    work()
    assert counted(again(made)) == {"merged": 1, "asked": 1}
    with in_workspace(shop.pk):
        assert Merge.objects.count() == 1
        assert Proposal.objects.count() == 1


def test_rows_about_one_person_within_the_file_make_one(shop):
    rows = [ANNA, "D-1;Анна Соколова;;;Химки;", OLEG, OLEG, "D-1;Анна Соколова;;;Пермь;"]
    made = loaded(shop, table(*rows))
    assert counted(made) == {"new": 2, "changed": 2, "same": 1}
    with in_workspace(shop.pk):
        assert Customer.objects.count() == 2
        assert Attribute.objects.get(key="city", plain="пермь")
        take_back(of=made)
    work()
    with in_workspace(shop.pk):
        assert not Customer.objects.exists()
        assert not Attribute.objects.exists()


def test_a_trial_that_lost_its_memory_begins_anew(shop):
    rows = [*(f"D-{n};К {n};;c{n}@shop.example;;" for n in range(7)), "D-99;К 0;;c0@shop.example;;"]
    made = uploaded(shop, table(*rows))
    with in_workspace(shop.pk):
        settle(of=made, mapping=made.mapping, keeps=True, source="till")
        steps.try_it(of=made)
    work(most=1)
    steps._trials.clear()
    work()
    assert counted(again(made)) == {"new": 7, "changed": 1}


def test_what_a_member_wrote_stays_unless_told_otherwise(shop):
    with in_workspace(shop.pk):
        anna = enter(claims=[Claim("email", "anna@shop.example")], name="Анна")[0]
        describe(customer=anna, attributes={"city": "Пермь"}, origin="member")
    made = loaded(shop, table(ANNA))
    with in_workspace(shop.pk):
        assert Attribute.objects.get(key="city").value == "Пермь"
    assert made.counts["kept"] == 2  # the name, too
    loaded(shop, table(ANNA), keeps=False)
    with in_workspace(shop.pk):
        assert Attribute.objects.get(key="city").value == "Тула"


def test_an_import_is_taken_back_whole(shop):
    with in_workspace(shop.pk):
        anna = enter(claims=[Claim("email", "anna@shop.example")], name="")[0]
        describe(customer=anna, attributes={"city": "Пермь"})
        enter(claims=[Claim("phone", "+79162041833")], name="Аня")
    before = state_of(shop)
    rows = [ANNA, OLEG, *(f"N{n};Новый {n};;n{n}@shop.example;Омск;{n}" for n in range(10))]
    made = loaded(shop, table(*rows))
    assert counted(made) == {"merged": 1, "new": 11}
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    made = again(made)
    assert (made.state, made.counts["gone"], made.counts.get("stayed", 0)) == (State.RETURNED, 11, 0)
    after = state_of(shop)
    assert after == before
    with in_workspace(shop.pk):
        assert not Trace.objects.exists()
        assert not Known.objects.exists()
    assert counted(loaded(shop, table(*rows))) == {"merged": 1, "new": 11}


def test_labels_of_a_file_go_on_beside_those_there_are_and_come_off_with_it(shop):
    with in_workspace(shop.pk):
        anna = enter(claims=[Claim("email", "anna@shop.example")], name="Анна")[0]
        put_labels(customers=[anna], on=[save_label(label=Label(name="VIP"))], by=None)
    data = "E-mail;Метки\nanna@shop.example;опт, vip\noleg@shop.example;Опт | Сосед;\n".encode()
    made = loaded(shop, data)
    assert made.mapping == ["email", "labels"]
    with in_workspace(shop.pk):
        spelt = Label.objects.get(name__iexact="опт").name  # made once, by whichever row is read first
    assert labels_of(shop) == {"anna@shop.example": ["VIP", spelt], "oleg@shop.example": [spelt, "Сосед"]}
    assert counted(made) == {"changed": 1, "new": 1}
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    assert labels_of(shop) == {"anna@shop.example": ["VIP"]}


def labels_of(workspace):
    with in_workspace(workspace.pk):
        rows = {one.value: one.customer_id for one in Identity.objects.filter(kind="email")}
        worn = ask_worn(list(rows.values())).get()
        return {value: [one.name for one in worn.get(key, [])] for value, key in rows.items()}


def test_who_has_lived_since_stays_and_so_does_what_was_changed(shop):
    made = loaded(shop, table(ANNA, OLEG, "D-3;Иван;;i@shop.example;Тула;", "D-4;Зоя;;z@shop.example;Тула;"))
    with in_workspace(shop.pk):
        anna, oleg, ivan = (Customer.objects.get(name=name) for name in ("Анна Соколова", "Олег Ким", "Иван"))
        identity = anna.identities.get(kind="email")
        add(identity_id=identity.pk, kind="visit", data={})
        write_note(customer=oleg, text="Звонить", member_id=None)
        describe(customer=ivan, attributes={"city": "Химки"})
        take_back(of=made)
    work()
    assert set(people(shop)) == {"Анна Соколова", "Олег Ким", "Иван"}
    with in_workspace(shop.pk):
        assert dict(Attribute.objects.values_list("customer__name", "value")) == {"Иван": "Химки"}
    assert (again(made).counts["gone"], again(made).counts["stayed"]) == (1, 3)


def test_loading_is_stopped_and_goes_on(shop):
    rows = [f"D-{n};Клиент {n};;c{n}@shop.example;Тула;{n}" for n in range(10)]
    made = tried(shop, table(*rows))
    with in_workspace(shop.pk):
        run(of=made)
    work(most=2)
    with in_workspace(shop.pk):
        hold(of=made)
    work()
    assert (again(made).state, again(made).row) == (State.HELD, 6)
    with in_workspace(shop.pk):
        assert Customer.objects.count() == 6
        go_on(of=made)
    work()
    assert counted(again(made)) == {"new": 10}


def test_the_same_customers_are_merged_while_a_file_about_them_is_loaded(shop):
    made = tried(shop, table(*[f"D-{n};К {n};;c{n}@shop.example;Тула;{n}" for n in range(9)]))
    with in_workspace(shop.pk):
        run(of=made)
    work(most=2)
    with in_workspace(shop.pk):
        one, two = Customer.objects.get(name="К 1"), Customer.objects.get(name="К 2")
        merge(into=one, source=two)
    work()
    assert counted(again(made)) == {"new": 9}
    assert counted(loaded(shop, table("D-2;К 2;;c2@shop.example;Омск;"))) == {"changed": 1}
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    assert again(made).state == State.RETURNED


def test_columns_that_say_who_nobody_is_are_refused(shop):
    made = uploaded(shop, table(ANNA))
    with in_workspace(shop.pk):
        with pytest.raises(steps.WrongColumns):
            settle(of=made, mapping=["", "name", "", "", "", ""], keeps=True, source="")
        with pytest.raises(steps.WrongColumns):
            settle(of=made, mapping=["external", "name", "name", "", "", ""], keeps=True, source="")
        with pytest.raises(steps.NotNow):
            run(of=made)


def test_a_cell_that_cannot_be_read_does_not_cost_its_row(shop):
    rows = table("D-1;Анна;нет;a@shop.example;Тула;много", "D-2;Олег;;o@shop.example;Омск;5")
    made = loaded(shop, rows, mapping=COLUMNS)
    assert (counted(made), made.counts["partly"]) == ({"new": 2}, 1)
    with in_workspace(shop.pk):
        assert set(Attribute.objects.values_list("key", "plain")) == {
            ("city", "тула"), ("city", "омск"), ("points", "5")}  # fmt: skip
        assert Trace.objects.get(number=1).left == [[5, "number"], [2, "phone"]]
    assert made.counts["left"]["5:number"] == {"n": 1, "rows": [1]}
    assert counted(loaded(shop, rows, mapping=COLUMNS)) == {"same": 2}
    with in_workspace(shop.pk):
        assert Trace.objects.filter(left__isnull=False).count() == 2  # a row that changes nothing is told of, too


def test_where_it_is_wished_such_a_cell_costs_its_row(shop):
    rows = table("D-1;Анна;нет;a@shop.example;Тула;7", "D-2;Олег;;o@shop.example;Омск;5")
    made = loaded(shop, rows, mapping=COLUMNS, strict=True)
    assert (counted(made), made.counts["why"]) == ({"new": 1, "failed": 1}, {"phone": {"n": 1, "rows": [1]}})
