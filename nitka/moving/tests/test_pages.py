import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Member, Role, Scope
from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Conversation
from nitka.kit.db.tenancy import in_workspace
from nitka.moving.models import Moving, Trouble
from nitka.moving.tests.factories import again, begun, moved, work
from nitka.moving.tests.played_chatwoot import Chatwoot
from nitka.moving.tests.serving import served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    workspace = accounts.workspace()
    client = Client()
    client.force_login(accounts.member(workspace, role=Role.OWNER).user)
    return workspace, client


def home(workspace):
    return f"/w/{workspace.slug}/customers/moving/"


def test_a_company_moves_in_by_the_pages(shop):
    workspace, client = shop
    assert "Chatwoot" in client.get(home(workspace)).content.decode()
    with served(Chatwoot(contacts=3, talks=2)) as there:
        there.talks[2]["meta"] = {}
        here = client.post(f"{home(workspace)}from/chatwoot/", there.given()).headers["Location"]
        assert "Проверяем ключ" in client.get(here).content.decode()
        work()
        said = client.get(here).content.decode()
        assert "Уклад" in said
        assert "Отметьте хотя бы одно" in client.post(f"{here}step/", {"do": "run"}).content.decode()
        client.post(f"{here}step/", {"do": "run", "wanted": ["customers", "conversations"], "since": ""})
        client.post(f"{here}step/", {"do": "hold"})
        work()
        assert "Остановлено" in client.get(here).content.decode()
        client.post(f"{here}step/", {"do": "go"})
        work()
    said = client.get(here).content.decode()
    assert "Всё на месте" in said
    assert "в нём не назван клиент" in said
    with in_workspace(workspace.pk):
        number = Conversation.objects.get().number
        verbs = AuditEntry.objects.filter(verb__startswith="moving.").order_by("at", "id")
        assert [row.verb for row in verbs] == ["moving.begun", "moving.run"]
        assert Trouble.objects.count() == 1
    thread = client.get(f"/w/{workspace.slug}/inbox/{number}/").content.decode()
    assert "Слово 1-0" in thread
    assert "Вера" in thread
    client.post(f"{here}step/", {"do": "return"})
    assert "Возвращаем…" in client.get(here).content.decode()
    work()
    said = client.get(here).content.decode()
    assert "Переезд отменён целиком" in said
    assert "осталось" in said
    with in_workspace(workspace.pk):
        assert not Conversation.objects.exists()
        assert AuditEntry.objects.filter(verb="moving.returned").count() == 1


def test_a_door_that_does_not_open_is_told_and_a_new_key_opens_it(shop):
    workspace, client = shop
    with served(Chatwoot(contacts=1, talks=0)) as there:
        made = begun(workspace, "chatwoot", **there.given() | {"token": "wrong-token"})
        here = f"{home(workspace)}{made.pk}/"
        said = client.get(here).content.decode()
        assert "Chatwoot не принимает ключ" in said
        assert "wrong-token" not in said
        client.post(f"{here}keys/", {"token": "tk-1"})
        work()
        assert again(made).state == "choosing"
        assert client.post(f"{here}keys/", {"account": "x"}).status_code == 422


def test_what_is_given_is_looked_at_and_stays_typed(shop):
    workspace, client = shop
    answer = client.post(f"{home(workspace)}from/chatwoot/", {"url": "ftp://x", "account": "1", "token": "s3cret"})
    assert answer.status_code == 422
    assert "ftp://x" in answer.content.decode()
    assert "s3cret" not in answer.content.decode()
    assert client.get(f"{home(workspace)}from/nothing/").status_code == 404


def test_an_inside_address_is_refused(shop, settings):
    workspace, client = shop
    settings.INSIDE_NETWORKS = []
    made = begun(workspace, "chatwoot", url="https://127.0.0.1", account="1", token="t")
    assert (made.state, made.reason) == ("refused", "inside")
    assert "NITKA_INSIDE_NETWORKS" in client.get(f"{home(workspace)}{made.pk}/").content.decode()


def test_only_who_administers_moves_in(shop):
    workspace, _client = shop
    with served(Chatwoot(contacts=1, talks=0)) as there:
        made = begun(workspace, "chatwoot", **there.given())
    for role, scope in ((Role.AGENT, Scope.ALL), (Role.MANAGER, Scope.ALL)):
        client, member = Client(), accounts.member(workspace, role=role)
        with in_workspace(workspace.pk):
            Member.objects.filter(pk=member.pk).update(scope=scope)
        client.force_login(member.user)
        assert client.get(home(workspace)).status_code == 403, role
        assert client.post(f"{home(workspace)}{made.pk}/step/", {"do": "run"}).status_code == 403


def test_a_page_costs_the_same_however_much_came(shop):
    workspace, client = shop
    counts = []
    for n in (1, 12):
        with served(Chatwoot(contacts=n, talks=n)) as there:
            made = moved(workspace, "chatwoot", **there.given())
        with in_workspace(workspace.pk):
            for k in range(n):
                Trouble.objects.create(of_id=made.pk, part="conversations", external=f"x{k}", reason="gone")
        client.get(home(workspace))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{home(workspace)}{made.pk}/").status_code == 200
            assert client.get(home(workspace)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_one_that_brought_nothing_is_let_go(shop):
    workspace, client = shop
    with served(Chatwoot(contacts=1, talks=0)) as there:
        made = begun(workspace, "chatwoot", **there.given())
    client.post(f"{home(workspace)}{made.pk}/step/", {"do": "drop"})
    with in_workspace(workspace.pk):
        assert not Moving.objects.exists()
