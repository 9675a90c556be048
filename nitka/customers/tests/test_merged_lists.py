import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.customers.actions import Claim, decide, identify, merge, reconsider, release, undo, undo_all
from nitka.customers.models import Apart, Customer, Identity, Merge, Quarantine
from nitka.customers.queries import open_proposals, survivor
from nitka.customers.tests.pairs import asked, person
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = ("done", "refused", "quarantine")


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    member = accounts.member(workspace, name="Вера Климова", role=Role.MANAGER)
    client.force_login(member.user)
    return workspace, client, member


def home(workspace, part):
    return f"/w/{workspace.slug}/customers/merges/{part}/"


def together(first="Анна Соколова", second="Аня", **more):
    return merge(into=person(first), source=person(second), **more)


def by_a_rule(n=0):
    mail, login = Claim("email", f"r{n}@shop.example", f"Виктор {n}"), Claim("user", f"u{n}", how="login")
    identify([mail, login])
    identify([Claim("user", f"u{n}", how="login", also=(mail,))])
    return Merge.objects.latest("id")


def shut(n=0, surname="Левченко"):
    phone = Claim("phone", f"+7916777{n:04}", status="stated", how="stated")
    for m in range(5):
        identify([Claim("email", f"s{n}-{m}@shop.example", f"Имя{m} {surname}", also=(phone,))])
    return Quarantine.objects.latest("id")


def posted(client, workspace, part, verb, *rows):
    return client.post(home(workspace, part) + verb, {"row": [str(row.pk) for row in rows]},
                       headers={"Nitka-Part": "rows"})  # fmt: skip


def told(response):
    return unescape(re.search(r'class="text">([^<]*)<', response.content.decode())[1])


def test_merges_are_explained_and_who_decided_is_said(shop):
    workspace, client, member = shop
    with in_workspace(workspace.pk):
        by_a_rule()
        together(why="Она сама сказала", member_id=member.pk)
    page = client.get(home(workspace, "done")).content.decode()
    for words in ("Оба контакта названы вместе", "само, правила 1", "Она сама сказала", "Вера Климова"):
        assert words in page
    assert "За 30 дней <b>2</b> пары стали одним человеком" in page


def test_the_headline_gives_the_share_that_was_parted_with_its_interval(shop):
    workspace, client, _ = shop
    with in_workspace(workspace.pk):
        merges = [by_a_rule(n) for n in range(8)]
        undo(merge=merges[0])
        old = together()
        Merge.objects.filter(pk=old.pk).update(at=clock.now() - timedelta(days=40))
    page = unescape(client.get(home(workspace, "done")).content.decode())
    assert "1 из них потом разъединили" in page
    assert "По правилам: 8 пар, потом разъединили 1, это 12,5\u00a0% (2,2–47,1)." in page
    assert "Вручную" not in page


@pytest.mark.parametrize(("query", "names"), [
    ("", {"Виктор 0", "Анна", "Нина"}), ("who=rule", {"Виктор 0"}), ("who=hand", {"Анна", "Нина"}),
    ("state=undone", {"Нина"}), ("state=kept", {"Виктор 0", "Анна"}), ("days=7", {"Виктор 0", "Нина"}),
    ("who=me", {"Анна"}),
    ("who=x&state=y&days=-1", {"Виктор 0", "Анна", "Нина"}),
])  # fmt: skip
def test_the_list_is_narrowed(shop, query, names):
    workspace, client, member = shop
    with in_workspace(workspace.pk):
        by_a_rule()
        old = together("Анна", "Аня", member_id=member.pk)
        Merge.objects.filter(pk=old.pk).update(at=clock.now() - timedelta(days=9))
        undo(merge=together("Нина", "Н."))
    page = client.get(f"{home(workspace, 'done')}?{query.replace('me', str(member.pk))}").content.decode()
    assert set(re.findall(r'class="plain" href="[^"]*">([^<]*)</a></span>', page)) == names


def test_undoing_says_what_happened_and_gives_both_back(shop):
    workspace, client, member = shop
    with in_workspace(workspace.pk):
        done = together()
    response = posted(client, workspace, "done", "undoing/", done)
    assert told(response) == "Анна Соколова и Аня — снова двое: вернулся 1 контакт"
    assert f'id="r-{done.pk}" class="gone"' in response.content.decode()
    with in_workspace(workspace.pk):
        assert Merge.objects.get().undone_by_id == member.pk
        assert Customer.objects.filter(merged_into_id=None).count() == 2
    assert told(posted(client, workspace, "done", "undoing/", done)) == "Уже разъединили до вас (Вера Климова)"


def test_many_are_undone_at_once_even_of_one_chain(shop):
    workspace, client, _ = shop
    with in_workspace(workspace.pk):
        a, b, c = person("А"), person("Б"), person("В")
        chain = [merge(into=b, source=a), merge(into=c, source=b), together("Г", "Д")]
    assert told(posted(client, workspace, "done", "undoing/", *chain)) == "Разъединили 3 пары: вернулись 3 контакта"
    with in_workspace(workspace.pk):
        assert [survivor(one.pk).pk for one in (a, b, c)] == [a.pk, b.pk, c.pk]
        assert undo_all(merges=chain) == []


def test_a_merge_of_the_middle_of_a_chain_is_seen_and_undone(shop):
    workspace, client, _ = shop
    with in_workspace(workspace.pk):
        a, b, c = person("А"), person("Б"), person("В")
        inner = merge(into=b, source=a)
        merge(into=c, source=b)
    assert "снова двое" in told(posted(client, workspace, "done", "undoing/", inner))
    with in_workspace(workspace.pk):
        assert [survivor(one.pk).pk for one in (a, b, c)] == [a.pk, c.pk, c.pk]


def test_a_refused_pair_is_looked_at_again(shop):
    workspace, client, member = shop
    with in_workspace(workspace.pk):
        made = asked(person("Анна"), person("Аня"), 0.61, [["patronymic_differs", -3.0]])
        decide(proposal=made, accept=False, member_id=member.pk)
    page = client.get(home(workspace, "refused")).content.decode()
    for words in ("Разные отчества", "61 из 100", "Вера Климова", "<b>1</b> пару назвали разными людьми"):
        assert words in page
    with in_workspace(workspace.pk):
        apart = Apart.objects.get()
    assert told(posted(client, workspace, "refused", "return/", apart)) == "1 пара снова ждёт в очереди"
    with in_workspace(workspace.pk):
        assert open_proposals(None).get() == made
        entry = AuditEntry.objects.get(verb="customers.reconsidered")
        assert (entry.member_id, entry.object_id) == (member.pk, apart.one_now_id)
        assert reconsider(apart=apart) is None
    assert posted(client, workspace, "refused", "return/", apart).status_code == 404


@pytest.mark.parametrize("make", [by_a_rule, together])
def test_an_undone_merge_is_asked_about_again_and_may_be_made_once_more(shop, make):
    workspace, client, _ = shop
    with in_workspace(workspace.pk):
        undo(merge=make())
        apart = Apart.objects.get()
    page = client.get(home(workspace, "refused")).content.decode()
    assert "Были объединены и разъединены" in page
    posted(client, workspace, "refused", "return/", apart)
    with in_workspace(workspace.pk):
        proposal = open_proposals(None).get()
        assert proposal.why == "again"
        assert decide(proposal=proposal, accept=True) is not None


def test_a_contact_of_too_many_is_shown_guessed_at_and_let_go(shop):
    workspace, client, member = shop
    with in_workspace(workspace.pk):
        one = shut()
    page = client.get(home(workspace, "quarantine")).content.decode()
    for words in ("777-00-00", "у 4 клиентов", "похоже на телефон семьи", "Имя0 Левченко"):
        assert words in page
    response = posted(client, workspace, "quarantine", "release/", one)
    assert told(response) == "1 контакт снова связывает, счёт начат заново"
    with in_workspace(workspace.pk):
        assert not Identity.objects.filter(quarantined=True).exists()
        assert AuditEntry.objects.get(verb="contact.released").member_id == member.pk
        assert release(quarantines=[one]) == []
    assert "777-00-00" not in client.get(home(workspace, "quarantine")).content.decode()


@pytest.mark.parametrize("part", LISTS)
def test_an_empty_list_says_what_will_stand_there(shop, part):
    workspace, client, _ = shop
    assert 'class="empty"' in client.get(home(workspace, part)).content.decode()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.AGENT])
def test_who_may_what(shop, role):
    workspace, client, _ = shop
    with in_workspace(workspace.pk):
        done, one = together(), shut()
        undo(merge=together("Н", "М"))
        apart = Apart.objects.get()
    client.force_login(accounts.member(workspace, role=role).user)
    may = 200 if role == Role.AGENT else 403
    assert posted(client, workspace, "refused", "return/", apart).status_code == may
    assert posted(client, workspace, "done", "undoing/", done).status_code == may
    assert posted(client, workspace, "quarantine", "release/", one).status_code == 403
    for part in LISTS:
        page = client.get(home(workspace, part))
        assert page.status_code == 200
        assert "release/" not in page.content.decode()


def test_a_scope_hides_what_it_hides_elsewhere(shop):
    workspace, client, _ = shop
    channel = chat(workspace)
    arrive(*(said(channel, key, "Где заказ?") for key in ("v1", "v2")))
    digest_all()
    with in_workspace(workspace.pk):
        mine, other = (Identity.objects.get(value=key).customer for key in ("v1", "v2"))
        secret = person("Тайный")
        for two in ((mine, secret), (secret, person("Тайная"))):
            undo(merge=merge(into=two[0], source=two[1]))
        shown = merge(into=mine, source=other)
        shut(surname="Тайный")
        apart = Apart.objects.earliest("at")
        hidden = Merge.objects.earliest("at")
    member = accounts.member(workspace, role=Role.AGENT)
    with in_workspace(workspace.pk):
        Member.objects.filter(pk=member.pk).update(scope="own")
    client.force_login(member.user)
    for part in LISTS:
        assert "Тайн" not in client.get(home(workspace, part)).content.decode()
    assert posted(client, workspace, "refused", "return/", apart).status_code == 404
    assert posted(client, workspace, "done", "undoing/", hidden).status_code == 404
    assert posted(client, workspace, "done", "undoing/", shown).status_code == 200


@pytest.mark.parametrize("part", LISTS)
@pytest.mark.parametrize("query", ["x", "2026-01-01~y", "2026-01-01T00:00:00~" + "0" * 32, "%00"])
def test_no_place_breaks_a_list(shop, part, query):
    workspace, client, _ = shop
    assert client.get(f"{home(workspace, part)}?after={query}").status_code == 404
    verb = {"done": "undoing/", "refused": "return/", "quarantine": "release/"}[part]
    assert client.post(home(workspace, part) + verb, {"row": ["x", "\x00"]}).status_code == 404


@pytest.mark.parametrize("part", LISTS)
def test_a_list_costs_the_same_whatever_its_length(shop, part):
    workspace, client, member = shop

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(home(workspace, part)).status_code == 200
        return len(seen)

    def some(n):
        with in_workspace(workspace.pk):
            by_a_rule(n)
            undo(merge=together(member_id=member.pk), member_id=member.pk)
            decide(proposal=asked(person("Один"), person("Другой"), 0.5), accept=False, member_id=member.pk)
            shut(n)

    some(0)
    few = queries()
    for n in range(1, 5):
        some(n)
    assert queries() == few <= 30


def test_pages_lead_through_all_merges_once(shop):
    workspace, client, _ = shop
    with in_workspace(workspace.pk):
        into = person("Один")
        at = clock.now()
        Merge.objects.bulk_create(
            Merge(into_id=into.pk, source_id=into.pk, at=at - timedelta(seconds=n // 3)) for n in range(120)
        )
    url, found = home(workspace, "done"), []
    while url:
        html = client.get(url, headers={"Nitka-Part": "rows"}).content.decode()
        found += re.findall(r'<tr id="r-([^"]+)"', html)
        more = re.search(r'id="more" href="([^"]+)"', html)
        url = home(workspace, "done") + unescape(more[1]) if more else None
    assert len(found) == len(set(found)) == 120


def test_a_customers_page_says_who_they_were_made_of_and_parts_them(shop):
    workspace, client, member = shop
    with in_workspace(workspace.pk):
        done = together(member_id=member.pk, why="Один телефон")
    page = f"/w/{workspace.slug}/customers/{done.into_id}/"
    html = unescape(client.get(page).content.decode())
    assert 'id="joined"' in html
    assert all(said in html for said in ("Аня", "Один телефон", "Вера Климова"))
    answer = client.post(home(workspace, "done") + "undoing/", {"row": done.pk, "customer": done.into_id}, follow=True)
    assert answer.redirect_chain[-1][0] == page
    html = unescape(answer.content.decode())
    assert "Анна Соколова и Аня — снова двое" in html.replace("\xa0", " ")
    assert 'id="joined"' not in html
    with in_workspace(workspace.pk):
        assert Customer.objects.filter(merged_into_id=None).count() == 2


def test_an_old_merge_is_a_line_on_the_customers_page_and_leads_to_all_of_theirs(shop):
    workspace, client, _member = shop
    with in_workspace(workspace.pk):
        inner, other = together(), together("Пётр", "Петя")
        outer = merge(into=person("Анна и Аня"), source=Customer.objects.get(pk=inner.into_id))
        Merge.objects.update(at=clock.now() - timedelta(days=31))
    html = client.get(f"/w/{workspace.slug}/customers/{outer.into_id}/").content.decode()
    assert 'id="joined"' not in html
    assert "Все объединения: 2" in html.replace("\xa0", " ")
    html = client.get(home(workspace, "done") + f"?customer={outer.into_id}").content.decode()
    assert all(f"r-{one.pk}" in html for one in (inner, outer))
    assert f"r-{other.pk}" not in html


def test_a_customers_page_costs_the_same_however_many_became_one(shop):
    workspace, client, _member = shop

    def statements(count: int) -> int:
        with in_workspace(workspace.pk):
            one = person(f"Анна {count}")
            for n in range(count):
                merge(into=one, source=person(f"Аня {count} {n}"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/w/{workspace.slug}/customers/{one.pk}/").status_code == 200
        return len(captured)

    statements(1)
    assert statements(2) == statements(40)
