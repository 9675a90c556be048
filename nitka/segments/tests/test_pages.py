import csv
import io
import re

import pytest
from django.test import Client

from nitka.accounts.models import Member, Role, Scope
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import affiliate, found_company, give_company, give_customers, put_labels, save_label
from nitka.customers.models import Customer, CustomerView, Label
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.definition import counts
from nitka.segments.definition.called import Called
from nitka.segments.models import Edition, Segment
from nitka.segments.tests.factories import follow, of, person, refresh, rub, tell
from nitka.sending.models import Schedule
from nitka.webhooks.models import Endpoint

pytestmark = pytest.mark.django_db(transaction=True)


class House:
    def __init__(self):
        self.workspace = accounts.workspace()
        self.member = accounts.member(self.workspace, role=Role.OWNER)
        self.client = Client()
        self.client.force_login(self.member.user)

    def path(self, rest=""):
        return f"/w/{self.workspace.slug}/segments/{rest}"

    def get(self, rest="", **query):
        return self.client.get(self.path(rest), query)

    def post(self, rest="", **fields):
        return self.client.post(self.path(rest), {name.replace("__", "."): value for name, value in fields.items()})


@pytest.fixture
def house():
    made = House()
    with in_workspace(made.workspace.pk):
        for name in ("anna", "boris"):
            tell(person(name), "order.placed", 3, order=name, total=rub(7000))
        tell(person("anna"), "order.placed", 2, order="more", total=rub(1000))
    return made


def twice(how="all"):
    return {"n.is": how, "n.0.is": "moment", "n.0.kinds": "order.placed", "n.0.bound": "at_least", "n.0.n": "2",
            "n.0.days": "90"}  # fmt: skip


def test_the_ready_made_are_offered_taken_and_filled(house):
    assert "Важные" in house.get().content.decode()
    house.post("ready/")
    follow()
    page = house.get().content.decode()
    assert page.count('class="nm plain"') == 5
    with in_workspace(house.workspace.pk):
        assert Segment.objects.get(ready="new").size == 2


def test_what_is_typed_is_counted_and_said_before_it_is_saved(house):
    page = house.client.post(house.path("new/"), twice()).content.decode()
    assert "2 раза и больше" in page
    fits, almost = page.split("Почти подходят")
    assert ("anna" in fits, "boris" in fits) == (True, False)
    assert "boris" in almost
    assert "не выполнено: «Заказ оформлен» 2 раза и больше за 90 дней · сейчас 1" in almost
    with in_workspace(house.workspace.pk):
        assert not Segment.objects.exists()


def test_conditions_are_added_nested_and_removed_with_buttons(house):
    page = house.client.post(house.path("new/"), {**twice(), "do": "add::any"}).content.decode()
    assert 'name="n.1.is"' in page
    fields = {**twice(), "n.1.is": "any", "add": "1:rated"}
    page = house.client.post(house.path("new/"), fields).content.decode()
    assert 'name="n.1.0.measure"' in page
    page = house.client.post(house.path("new/"), {**fields, "add": "", "do": "remove:0"}).content.decode()
    assert "n.0.kinds" not in page


def steps(page: str) -> list[list[str]]:
    """Of each sequence the fields of its steps, in order."""
    found = re.findall(r'<ol class="seq thread".*?</ol>', page, re.DOTALL)
    return [[" ".join(re.findall(r'id="f-n\.0\.([^"]+)"', step)) for step in one.split("<li>")[1:]] for one in found]


def test_what_happens_one_after_another_stands_on_one_thread_in_that_order(house):
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::lapsed"}).content.decode()
    assert steps(page) == [["kinds every periods", "quiet"]]
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::rated_since"}).content.decode()
    assert steps(page) == [["since.kinds since.times since.days", "measure bound n days"]]


def test_a_condition_of_one_thing_is_no_sequence_and_offers_since_when(house):
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::rated"}).content.decode()
    assert steps(page) == []
    assert 'name="n.0.since.kinds"' in page


def test_segments_to_choose_from_say_how_many_are_in_them(house, django_assert_num_queries):
    house.client.post(house.path("new/"), {**twice(), "name": "Дважды", "do": "save"})
    follow()
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::segment"}).content.decode()
    with in_workspace(house.workspace.pk):
        key = Segment.objects.get().pk
        assert f'<option value="{key}">Дважды · 1</option>' in page
        with django_assert_num_queries(1):
            called = Called()
            assert (called.sizes("customers"), called.segments("customers")) == (
                {str(key): "Дважды · 1"}, {str(key): "Дважды"})  # fmt: skip


def test_labels_owners_and_companies_to_choose_from_say_how_many_have_them(house, django_assert_num_queries):
    with in_workspace(house.workspace.pk):
        anna, boris = Customer.objects.order_by("name")
        label, bare = save_label(label=Label(name="Опт")), save_label(label=Label(name="Сосед"))
        put_labels(customers=[anna, boris], on=[label], by=None)
        give_customers(customers=[anna], to=house.member, by=None)
        company = found_company(name="Ромашка")
        give_company(company=company, to=house.member, by=None)
        affiliate(company=company, customer=boris)
    refresh()
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::label"}).content.decode()
    assert f'<option value="{label.pk}">Опт · 2</option>' in page
    assert f'<option value="{bare.pk}">Сосед · 0</option>' in page
    assert '<span class="wrong' not in page
    assert "Заполните, что ещё пусто" in page
    page = house.client.post(house.path("new/"), {"n.is": "all", "n.0.is": "label", "do": "save"}).content.decode()
    assert '<span class="wrong t-s" role="alert">обязательно</span>' in page
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::owner"}).content.decode()
    assert f'<option value="{house.member.pk}">{house.member.name} · 1</option>' in page
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::company"}).content.decode()
    assert f'<option value="{company.pk}">Ромашка · 1</option>' in page
    with in_workspace(house.workspace.pk), django_assert_num_queries(4):  # each once, however often it is offered
        called = Called(house.member)
        assert called.worn is called.worn
        assert called.owning is called.owning
    with in_workspace(house.workspace.pk):
        assert Called(house.member, "companies").owning == {str(house.member.pk): f"{house.member.name} · 1"}


def test_languages_to_choose_from_say_how_many_speak_them_as_long_as_that_is_read_at_once(house, monkeypatch):
    with in_workspace(house.workspace.pk):
        Customer.objects.filter(pk=Customer.objects.order_by("name")[0].pk).update(language="en")
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::language"}).content.decode()
    assert re.search(r'<option value="en"[^>]*>[^<]+ · 1</option>', page)
    monkeypatch.setattr(counts, "MOST", 1)
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::language"}).content.decode()
    assert re.search(r'<option value="en"[^>]*>[^<·]+</option>', page)


def test_a_companys_facts_are_asked_for_with_what_goes_with_each(house):
    page = house.client.post(house.path("new/"), {"n.is": "all", "do": "add::company_spent"}).content.decode()
    assert all(f'name="n.0.where.0.{name}"' in page for name in ("fact", "op", "value", "currency"))
    fields = {"n.is": "all", "n.0.is": "company", "n.0.has": "yes", "n.0.where.0.fact": "role",
              "n.0.where.0.op": "at_least", "n.0.where.0.value": "директор", "n.0.where.0.currency": "RUB"}  # fmt: skip
    page = house.client.post(house.path("new/"), fields).content.decode()  # spent was asked for before
    assert "n.0.where.0.currency" not in page
    assert "роль: директор" in page
    page = house.client.post(house.path("new/"), {**fields, "do": "fact:0"}).content.decode()
    assert 'name="n.0.where.1.fact"' in page
    house.client.post(house.path("new/"), {**fields, "name": "Директора", "do": "save"})
    with in_workspace(house.workspace.pk):
        (segment,) = Segment.objects.all()
        fact = {"fact": "role", "op": "is", "value": ["директор"]}
        assert segment.definition == {"version": 1, "all": [{"is": "company", "where": [fact]}]}


def test_it_is_saved_changed_and_every_edition_kept(house):
    answer = house.client.post(house.path("new/"), {**twice(), "name": "Дважды", "do": "save"})
    assert answer.status_code == 302
    follow()
    with in_workspace(house.workspace.pk):
        (segment,) = Segment.objects.all()
        assert segment.size == 1
    answer = house.client.post(house.path(f"{segment.pk}/edit/"), {**twice("none"), "name": "Иначе", "do": "save"})
    assert answer.status_code == 302
    follow()
    with in_workspace(house.workspace.pk):
        segment.refresh_from_db()
        assert (segment.name, segment.size, Edition.objects.count()) == ("Иначе", 1, 2)
    page = house.get(f"{segment.pk}/").content.decode()
    assert "boris" in page
    shown = house.client.get(f"/w/{house.workspace.slug}/customers/?segment={segment.pk}").content.decode()
    assert "boris" in shown
    assert "anna" not in shown
    house.post(f"{segment.pk}/removal/")
    with in_workspace(house.workspace.pk):
        segment.refresh_from_db()
        assert segment.archived_at


def test_nothing_typed_is_lost_when_it_is_wrong(house):
    answer = house.client.post(house.path("new/"), {**twice(), "n.0.n": "много", "name": "Дважды", "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "много" in page
    assert "Дважды" in page
    assert "нужно число" in page
    for nonsense in ({"n.is": "x"}, {"n.999.is": "moment"}, {"n.0.is": "segment"}, {"n.0.is": "rating", "n.0.since.kinds": "a"}):  # fmt: skip # noqa: E501
        assert house.client.post(house.path("new/"), nonsense).status_code == 200


def test_who_saves_without_a_condition_goes_on_where_one_is_added(house):
    page = house.client.post(house.path("new/"), {"n.is": "all", "name": "Пусто", "do": "save"})
    assert page.status_code == 422
    assert re.search(r'<input [^>]*id="typed"[^>]* autofocus aria-describedby="whole"', page.content.decode())
    assert not re.search(r'id="typed"[^>]* autofocus', house.get("new/").content.decode())


def test_only_who_sees_everybody_builds(house):
    narrowed = accounts.member(house.workspace, role=Role.MANAGER)
    with in_workspace(house.workspace.pk):
        Member.objects.filter(pk=narrowed.pk).update(scope=Scope.OWN)
    house.client.force_login(narrowed.user)
    assert house.get().status_code == 200
    assert house.get("new/").status_code == 403
    assert house.post("ready/").status_code == 403


def test_a_customers_segments_stand_in_the_head_of_their_page(house):
    with in_workspace(house.workspace.pk):
        of("Дважды", {"is": "moment", "kinds": ["order.placed"], "at_least": 2})
        anna = person("anna").customer_id
    follow()
    assert "Дважды" in house.client.get(f"/w/{house.workspace.slug}/customers/{anna}/").content.decode()


def test_a_list_costs_the_same_however_many_there_are(house, django_assert_max_num_queries):
    house.post("ready/")
    with in_workspace(house.workspace.pk):
        for n in range(10):
            of(f"S{n}", {"is": "moment", "kinds": ["visit"], "at_least": n + 1})
        key = Segment.objects.first().pk
    follow()
    with django_assert_max_num_queries(22):
        assert house.get().status_code == 200
    with django_assert_max_num_queries(26):
        assert house.get(f"{key}/").status_code == 200


def used(house):
    """A segment that everybody uses who can."""
    with in_workspace(house.workspace.pk):
        base = of("Основа", {"is": "contact", "kind": "email"})
        of("Сверху", {"is": "segment", "segment": str(base.pk)})
        ours = CustomerView.objects.create(name="Наши", query=f"segment={base.pk}", by_id=house.member.pk)
        CustomerView.objects.create(name="Чужой", query=f"segment={base.pk}", by_id=base.pk, member_id=base.pk)
        CustomerView.objects.create(name="Мимо", query=f"q={base.pk}", by_id=house.member.pk)
        Endpoint(url="https://crm.example/in", types=["segment.entered"], description="CRM", sealed="x").save()
        for number, code in enumerate((f"segment:{base.pk}", f"view:{ours.pk}", "customers")):
            Schedule.objects.create(member_id=house.member.pk, list=code, address=f"https://s{number}.example",
                                    login="x", next_at=clock.now())  # fmt: skip
    return base


def test_who_would_miss_a_segment_is_said_before_it_is_put_away(house):
    base = used(house)
    page = house.get(f"{base.pk}/").content.decode()
    assert all(said in page for said in ("Сверху", "Наши", "CRM", "s0.example", "s1.example", "вид списка у коллеги"))
    assert not any(said in page for said in ("Чужой", "Мимо", "s2.example"))
    assert house.post(f"{base.pk}/removal/").status_code == 422
    with in_workspace(house.workspace.pk):
        assert Segment.objects.get(pk=base.pk).archived_at is None


def test_who_does_not_look_after_programs_reads_no_addresses(house):
    base = used(house)
    house.client.force_login(accounts.member(house.workspace, role=Role.AGENT).user)
    page = house.get(f"{base.pk}/").content.decode()
    assert all(said in page for said in ("список, который отправляется сам", "программа, которой о нём сообщают"))
    assert not any(said in page for said in ("CRM", "s0.example"))


def test_what_nobody_uses_is_put_away_at_once_and_what_is_used_by_who_is_sure(house):
    base = used(house)
    with in_workspace(house.workspace.pk):
        upon = Segment.objects.get(name="Сверху")
    assert 'name="sure"' not in house.post(f"{base.pk}/removal/").content.decode()  # another is built upon it
    house.post(f"{base.pk}/removal/", sure="1")
    with in_workspace(house.workspace.pk):
        assert Segment.objects.get(pk=base.pk).archived_at is None
        Endpoint.objects.all().delete()
    assert house.post(f"{upon.pk}/removal/").status_code == 302
    assert house.post(f"{base.pk}/removal/").status_code == 422
    assert house.post(f"{base.pk}/removal/", sure="1").status_code == 302
    with in_workspace(house.workspace.pk):
        assert not Segment.objects.filter(archived_at=None).exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_the_list_is_taken_away_as_a_file(house, kind):
    house.post("ready/")
    answer = house.client.post(house.path("export/"), {"kind": kind})
    whole = b"".join(answer.streaming_content)
    assert f".{kind}" in answer["Content-Disposition"]
    if kind == "csv":
        lines = list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig")), delimiter=";"))
        with in_workspace(house.workspace.pk):
            assert {line["Сегмент"] for line in lines} == set(Segment.objects.values_list("name", flat=True))
        assert all(line["Кто в нём"] for line in lines)
    else:
        assert whole[:2] == {"xlsx": b"PK", "parquet": b"PA"}[kind]
    assert "/segments/export/" in house.get().content.decode()


def test_who_may_take_no_lists_away_gets_no_file_of_segments(house):
    house.client.force_login(accounts.member(house.workspace, role=Role.OBSERVER).user)
    assert house.client.post(house.path("export/"), {"kind": "csv"}).status_code == 403
    assert house.client.post(house.path("export/"), {"kind": "exe"}).status_code == 403
    assert "/segments/export/" not in house.get().content.decode()


def test_the_list_is_narrowed_to_those_that_are_mine_or_that_nobody_uses(house):
    house.post("ready/")
    with in_workspace(house.workspace.pk):
        mine, used, *_ = Segment.objects.order_by("name")
        Segment.objects.filter(pk=mine.pk).update(member_id=house.member.pk)
        query = f"segment={used.pk}"
        CustomerView.objects.create(name="Звонить первыми", query=query, by_id=house.member.pk)
    page = house.get().content.decode()
    assert "Звонить первыми" in page
    assert (f">{mine.name}</a>" in page, f">{used.name}</a>" in page) == (True, True)
    page = house.get(only="mine").content.decode()
    assert (f">{mine.name}</a>" in page, f">{used.name}</a>" in page) == (True, False)
    page = house.get(only="idle").content.decode()
    assert (f">{mine.name}</a>" in page, f">{used.name}</a>" in page) == (True, False)
    assert f">{used.name}</a>" in house.get(only="nonsense").content.decode()
