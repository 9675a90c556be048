"""What a company's page shows of its people's conversations and moments."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories
from nitka.conversations.models import Conversation
from nitka.conversations.tests.factories import arrive, chat, contact, digest_all, said
from nitka.customers.actions import affiliate, found_company
from nitka.customers.models import Customer
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_companys_page_shows_what_its_people_wrote_and_costs_the_same_for_many(client):
    workspace = factories.workspace()
    client.force_login(factories.member(workspace).user)
    channel = chat(workspace)
    for n in range(6):
        arrive(said(channel, f"v{n}", f"Вопрос {n}"))
    digest_all()
    arrive(*(contact(channel, f"v{n}", name=f"Анна-{n}") for n in range(6)))
    digest_all()
    with in_workspace(workspace.pk):
        company, people = found_company(name="Ромашка"), list(Customer.objects.order_by("name"))
        affiliate(company=company, customer=people[0])
    url = f"/w/{workspace.slug}/customers/companies/{company.pk}/"

    def asked() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as seen:
            page = client.get(url).content.decode()
        return len(seen), page

    few, page = asked()
    assert "Что было недавно" in page
    assert ("Анна-0" in page, "Анна-1" in page) == (True, False)
    with in_workspace(workspace.pk):
        for person in people[1:]:
            affiliate(company=company, customer=person)
    many, page = asked()
    assert page.count("/inbox/") >= 6
    assert many == few


def test_the_desk_shows_the_company_of_whom_one_answers(client):
    workspace = factories.workspace()
    client.force_login(factories.member(workspace).user)
    arrive(said(chat(workspace), "v", "Вопрос"))
    digest_all()
    with in_workspace(workspace.pk):
        company = found_company(name="Ромашка")
        affiliate(company=company, customer=Customer.objects.get(), role="Закупки")
        number = Conversation.objects.get().number
    page = client.get(f"/w/{workspace.slug}/inbox/{number}/").content.decode()
    assert f"/customers/companies/{company.pk}/" in page
    assert "Закупки" in page
