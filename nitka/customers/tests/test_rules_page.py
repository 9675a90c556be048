"""The page of the rules: read, changed after it was said what changes, and led back."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import override
from nitka.customers.kinds import KINDS
from nitka.customers.models import RuleSet
from nitka.customers.queries import rules_in_force
from nitka.customers.rules import DEFAULT, in_force
from nitka.customers.ruling import FIELDS, difference, draft_of, read
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    owner = accounts.member(workspace, role=Role.OWNER, name="Ольга")
    client.force_login(owner.user)
    return workspace, client, f"/w/{workspace.slug}/settings/identities/"


def form_of(html):
    """What a browser would send of the page."""
    fields = {name: unescape(value) for name, value in re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', html)}
    fields |= {name: unescape(text) for name, text in re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>([^<]*)<', html)}
    return fields | dict.fromkeys(re.findall(r'name="([\w-]+-joins)" checked', html), "on")


def told(html):
    part = re.search(r'class="told".*?</section>', html, re.DOTALL)
    return [unescape(line) for line in re.findall(r"<li>(.*?)</li>", part[0])] if part else None


def in_use(workspace):
    with in_workspace(workspace.pk):
        return rules_in_force()


def test_a_form_that_says_what_is_in_force_changes_nothing():
    for changes in ({}, {"kinds": {"phone": {"most": 2, "joins": False}}, "blocked": ["нет"], "automatic": 97,
                         "roles": ["kassa"], "people": ["info"]}):  # fmt: skip
        draft = read(draft_of(changes).typed, changes)
        assert (draft.changes, draft.errors) == (changes, {})
    assert difference(DEFAULT, in_force({}, 3)) == []


def test_what_changes_is_said_before_and_saved_as_a_version_with_who(shop):
    workspace, client, page = shop
    form = form_of(client.get(page).content.decode())
    form |= {"phone-most": "2", "card-days": "365", "blocked": "Нет телефона\nнет телефона\n", "roles": "kassa"}
    form |= {"email-priority": "55", "device-shared": "1"}
    form.pop("telegram-joins")
    html = client.post(page, form | {"do": "see"}).content.decode()
    assert told(html) == [
        "Карта лояльности: считаются за 365 дней; было: считаются за всё время",
        "Почта: вес 55; было: вес 70",
        "Телефон: не больше 2 у клиента; было: не больше 5 у клиента",
        "Telegram: только спрашивает человека; было: объединяет само",
        "Устройство: в карантин, если больше чем у 1 клиента; было: в карантин, если больше чем у 5 клиентов",
        "Больше никого не связывают: нет телефона",
        "Теперь ящики должности: kassa",
    ]
    assert in_use(workspace).version == DEFAULT.version
    assert client.post(page, form_of(html) | {"do": "save"}).status_code == 302
    rules = in_use(workspace)
    assert (rules.version, rules.of("phone").most, rules.of("phone").shared) == ("1.1", 2, 3)
    assert not rules.of("telegram").joins
    with in_workspace(workspace.pk):
        assert RuleSet.objects.get().changes["kinds"]["phone"] == {"most": 2}
        assert AuditEntry.objects.filter(verb="customers.rules").count() == 1
    html = client.get(page).content.decode()
    assert "Действует версия 1.1</p>" not in html
    assert re.search(r"<b>1\.1</b> <span[^>]*>Ольга", html)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [("phone-most", "0", "Целое число от 1 до 10"), ("phone-priority", "", "Целое число от 1 до 100"),
     ("email-shared", "-1", "Целое число"), ("email-days", "²", "Целое число"), ("card-most", "1e3", "Целое число"),
     ("card-days", "9" * 50, "Целое число"), ("roles", "info@shop.ru", "Только то, что до @"),
     ("blocked", "x" * 300, "Слишком длинная строка"),
     ("people", "a\n" + "\n".join(map(str, range(600))), "Не больше")],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(shop, field, text, said):
    workspace, client, page = shop
    form = form_of(client.get(page).content.decode()) | {"viber-most": "7", field: text, "do": "save"}
    response = client.post(page, form)
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html.replace("\xa0", " ")
    assert form_of(html)["viber-most"] == "7"
    assert form_of(html)[field].strip() == text.strip()
    assert html.count('aria-invalid="true"') == 1
    assert in_use(workspace).version == DEFAULT.version


def test_an_older_version_leads_back_after_it_was_said_what_that_means(shop):
    workspace, client, page = shop
    with in_workspace(workspace.pk):
        first = override(changes={"kinds": {"phone": {"most": 2}}, "automatic": 95})
        override(changes={"blocked": ["x"]})
    html = client.get(f"{page}?from={first.pk}").content.decode()
    assert told(html) == [
        "Телефон: не больше 2 у клиента; было: не больше 5 у клиента", "Снова могут связывать: x",
        "По одному сходству объединяются от 95 из 100",
    ]  # fmt: skip
    client.post(page, form_of(html) | {"do": "save"})
    with in_workspace(workspace.pk):
        assert RuleSet.objects.latest("number").changes == first.changes
        assert RuleSet.objects.count() == 3
    assert "Снова могут связывать: x" not in (told(client.get(f"{page}?from=house").content.decode()) or [])
    assert client.get(f"{page}?from={workspace.pk}").status_code == 404
    assert client.get(f"{page}?from=%00").status_code == 404


def test_who_comes_second_is_told_and_saves_over_nothing_unseen(shop):
    workspace, client, page = shop
    form = form_of(client.get(page).content.decode()) | {"phone-most": "2"}
    with in_workspace(workspace.pk):
        override(changes={"blocked": ["x"]})
    html = client.post(page, form | {"do": "save"}).content.decode()
    assert "Правила успели поменяться" in html
    assert told(html) == ["Телефон: не больше 2 у клиента; было: не больше 5 у клиента", "Снова могут связывать: x"]
    assert in_use(workspace).version == "1.1"
    client.post(page, form_of(html) | {"do": "save"})
    assert in_use(workspace).version == "1.2"


def test_the_threshold_and_what_the_page_does_not_know_stay(shop):
    workspace, client, page = shop
    with in_workspace(workspace.pk):
        override(changes={"automatic": 97, "kinds": {"loyalty": {"priority": 3}, "device": {"personal": True}}})
    form = form_of(client.get(page).content.decode()) | {"phone-most": "2", "do": "save"}
    client.post(page, form)
    rules = in_use(workspace)
    assert (rules.automatic, rules.of("loyalty").priority, rules.of("device").personal) == (97, 3, True)


@pytest.mark.parametrize(("role", "reads", "changes"), [
    (Role.ADMINISTRATOR, 200, 200), (Role.MANAGER, 200, 403), (Role.AGENT, 403, 403), (Role.OBSERVER, 403, 403),
])  # fmt: skip
def test_who_may(shop, role, reads, changes):
    workspace, client, page = shop
    form = form_of(client.get(page).content.decode()) | {"phone-most": "2", "do": "see"}
    client.force_login(accounts.member(workspace, role=role).user)
    response = client.get(page)
    assert response.status_code == reads
    assert ('value="see"' in response.content.decode()) == (changes == 200)
    assert client.post(page, form).status_code == changes


def test_a_page_costs_the_same_whatever_versions_there_are(shop):
    workspace, client, page = shop

    def statements():
        with CaptureQueriesContext(connection) as seen:
            html = client.get(page).content.decode()
        return len(seen), html

    with in_workspace(workspace.pk):
        override(changes={"blocked": ["x"]})
    few, html = statements()
    assert len(re.findall(r'name="[\w]+-(?:priority|most|days|shared)"', html)) == len(KINDS) * len(FIELDS)
    with in_workspace(workspace.pk):
        for n in range(40):
            override(changes={"blocked": [str(n)]})
    assert statements()[0] == few <= 20
