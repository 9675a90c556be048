"""What columns can be beside contacts, names and attributes: consents, language, money."""

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, enter, found_company, house_purposes, leave, note_consent_of
from nitka.customers.companies import Affiliation, Company, CompanyDomain
from nitka.customers.models import Attribute, Consent, Customer, Identity, Proof
from nitka.customers.queries import agreed, standing
from nitka.imports import guess, values
from nitka.imports.actions import settle, steps, take_back
from nitka.imports.models import State
from nitka.imports.tests.factories import again, counted, loaded, table, uploaded, work
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "id;тел;почта;новости;язык;сумма;валюта"
COLUMNS = ["external", "phone", "email", "consent:marketing", "language", "own:total:money", "currency"]


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    accounts.member(workspace)
    with in_workspace(workspace.pk):
        house_purposes()
    return workspace


def answers(workspace):
    with in_workspace(workspace.pk):
        stands = standing(list(Identity.objects.values_list("pk", flat=True)))
        return {one.value: agreed(stands, one.pk, "marketing") for one in Identity.objects.all()}


def test_consents_language_and_money_come_with_the_row(shop):
    rows = table("1;89160000001;a@shop.example;да;русский;1 200,50;руб.", "2;;b@shop.example;нет;EN;$7;", head=HEAD)
    made = loaded(shop, rows, mapping=COLUMNS)
    assert (counted(made), made.counts["left"]) == ({"new": 2}, {})
    assert answers(shop) == {"+79160000001": True, "a@shop.example": True, "b@shop.example": False}
    with in_workspace(shop.pk):
        assert set(Customer.objects.values_list("language", flat=True)) == {"ru", "en"}
        assert set(Attribute.objects.values_list("plain", flat=True)) == {"1200.50 RUB", "7.00 USD"}
        assert set(Consent.objects.values_list("way", "source_id", "wording_id")) == {("file", made.pk, None)}
        assert set(Proof.objects.values_list("text", flat=True)) == {
            "клиенты.csv, 1: новости", "клиенты.csv, 2: новости",
        }  # fmt: skip
    assert counted(loaded(shop, rows, mapping=COLUMNS)) == {"same": 2}
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    assert again(made).state == State.RETURNED
    with in_workspace(shop.pk):
        assert not Customer.objects.exists()
        assert not Consent.objects.exists()


def test_a_yes_in_a_file_takes_no_withdrawal_back_and_a_no_holds(shop):
    with in_workspace(shop.pk):
        for name, answer in (("a", "withdrawn"), ("b", "given")):
            customer = enter(claims=[Claim("email", f"{name}@shop.example")], name=name)[0]
            note_consent_of(customer_id=customer.pk, purpose="marketing", answer=answer, way="page")
    made = loaded(shop, table("1;;a@shop.example;да;;;", "2;;b@shop.example;нет;;;", head=HEAD), mapping=COLUMNS)
    assert answers(shop) == {"a@shop.example": False, "b@shop.example": False}
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    assert answers(shop) == {"a@shop.example": False, "b@shop.example": True}


def test_an_answer_for_a_contact_that_the_row_has_not_is_left_out_and_said(shop):
    columns = [*COLUMNS[:3], "consent:marketing:phone", *COLUMNS[4:]]
    made = loaded(shop, table("1;;a@shop.example;да;клингонский;12;", head=HEAD), mapping=columns)
    assert (counted(made), set(made.counts["left"])) == ({"new": 1}, {"3:no_contact", "4:language", "5:money"})


def test_where_they_work_is_found_by_domain_or_name_or_made_and_taken_back(shop):
    with in_workspace(shop.pk):
        known = found_company(name="ООО «Ромашка»", domains=["romashka.ru"])
    head, columns = "почта;Компания;Сайт;Должность", ["email", "company", "company_domain", "company_role"]
    rows = table(
        "a@mail.ru;Ромашка;https://www.romashka.ru/;Бухгалтер", "b@mail.ru;ооо «РОМАШКА»;;",
        "c@mail.ru;Лютик;lutik.ru;", "d@mail.ru;лютик;;Директор", "e@mail.ru;Клевер;не сайт;", head=head,
    )  # fmt: skip
    made = loaded(shop, rows, mapping=columns)
    assert (counted(made), set(made.counts["left"])) == ({"new": 5}, {"2:domain"})
    with in_workspace(shop.pk):
        said = set(Affiliation.objects.values_list("company__name", "role", "identity__value", "how"))
        assert said == {
            ("ООО «Ромашка»", "Бухгалтер", "a@mail.ru", "import"), ("ООО «Ромашка»", "", "b@mail.ru", "import"),
            ("Лютик", "", "c@mail.ru", "import"), ("Лютик", "Директор", "d@mail.ru", "import"),
            ("Клевер", "", "e@mail.ru", "import"),
        }  # fmt: skip
        assert set(CompanyDomain.objects.values_list("domain", flat=True)) == {"romashka.ru", "lutik.ru"}
    assert counted(loaded(shop, rows, mapping=columns)) == {"same": 5}
    with in_workspace(shop.pk):
        leave(company=known, customer=Customer.objects.get(identities__value="b@mail.ru"))
    assert counted(loaded(shop, rows, mapping=columns)) == {"same": 5}  # who was said to have left has left
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    with in_workspace(shop.pk):
        assert set(Company.objects.values_list("name", flat=True)) == {"ООО «Ромашка»"}
        assert not Affiliation.objects.filter(ended_at=None).exists()


def test_a_purpose_that_nobody_is_asked_for_is_no_column(shop):
    made = uploaded(shop, table("1;;a@shop.example;да;;;", head=HEAD))
    with in_workspace(shop.pk), pytest.raises(steps.WrongColumns, match="raffles"):
        settle(of=made, mapping=["external", "", "email", "consent:raffles", "", "", ""], keeps=True, source="")


def test_language_currency_and_sums_are_guessed():
    rows = [["ru", "1 200,50", "RUB", "10 ₽"], ["English", "7", "EUR", "12,5 ₽"]]
    assert guess.mapping(["Язык", "Сумма", "Валюта", "Скидка"], rows, {}) == [
        "language", "own:total:money", "currency", "own:skidka:money",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "12", "12 попугаев", "1e5 RUB", "=1+1", "10.005 ₽", "∞ RUB"])
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(values.Unfit):
        values.money(text)
