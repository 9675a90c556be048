import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.customers.actions import Likely, call, decide, merge, propose
from nitka.customers.models import Customer, Identity, Merge, Proposal
from nitka.customers.tests.pairs import asked, person
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    member = accounts.member(workspace, name="Вера Климова")
    client.force_login(member.user)
    return workspace, client, member


def home(workspace):
    return f"/w/{workspace.slug}/customers/merges/"


def proposal(workspace, first="Анна Соколова", second="Аня Соколова", probability=None, reasons=(), **more):
    with in_workspace(workspace.pk):
        return asked(person(first), person(second), probability, reasons, **more)


def decided(workspace, made, answer, client, **more):
    return client.post(f"{home(workspace)}{made.pk}/decision/", {"answer": answer, **more},
                       headers={"Nitka-Part": "pairs"})  # fmt: skip


def told(response):
    return unescape(re.search(r'class="text">([^<]*)<', response.content.decode())[1])


def shown(response):
    """Which pair stands beside the queue."""
    found = re.search(r'action="[^"]*/merges/([0-9a-f-]{36})/(?:decision|return)/"', response.content.decode())
    return found[1] if found else None


def queue_of(html):
    return [unescape(name) for name in re.findall(r'class="nm cut">([^<]*)<', html)]


def test_pairs_stand_in_groups_the_surest_first_and_those_of_rules_last(shop):
    workspace, client, _ = shop
    for first, probability in (("Яна", 0.3), ("Ольга", None), ("Роман", 0.95), ("Олег", 0.97), ("Ева", 0.6)):
        proposal(workspace, first, "Он", probability, [["name_same", 5.0]])
    html = client.get(home(workspace)).content.decode()
    assert queue_of(html) == [f"{name} и Он" for name in ("Олег", "Роман", "Ева", "Яна", "Ольга")]
    assert [re.sub(r"\s*<.*?>", "", h) for h in re.findall(r"<h2>(.*?)</h2>", html)] == [
        "Почти наверняка2", "Спорные1", "Скорее разные1", "Спросило правило1",
    ]  # fmt: skip


def test_a_pair_is_explained_for_and_against(shop):
    workspace, client, _ = shop
    reasons = [["phone_digit", 9.1], ["city_differs", -2.0], ["new_code", 3]]
    made = proposal(workspace, probability=0.96, reasons=reasons)
    html = client.get(f"{home(workspace)}{made.pk}/").content.decode()
    html = html[html.index('id="pair"') :]
    assert "Скорее всего, это один человек" in html
    assert html.index("Телефоны отличаются одной цифрой") < html.index("Против") < html.index("Разные города")
    assert "Ещё одно сравнение" in html
    assert "new_code" not in html
    assert html.count('<circle class="y"') == 96


def test_what_becomes_of_each_field_and_why(shop):
    workspace, client, _ = shop
    made = proposal(workspace, "Аня", "Анна Соколова")
    html = client.get(f"{home(workspace)}{made.pk}/").content.decode()
    name = re.search(r">Имя</th>(.*?)</tr>", html, re.DOTALL)[1]
    assert re.search(r'class="res".*Анна Соколова</span><small>это полнее', name, re.DOTALL)
    assert "дополняют" in html


def test_one_person_makes_one_and_the_next_pair_comes(shop):
    workspace, client, member = shop
    first, second = proposal(workspace, probability=0.9), proposal(workspace, "Олег", "Олежек", probability=0.8)
    response = decided(workspace, first, "one", client)
    assert told(response) == "Анна Соколова и Аня Соколова — один человек"
    assert shown(response) == str(second.pk)
    with in_workspace(workspace.pk):
        done = Merge.objects.get()
        assert (done.member_id, done.rule) == (member.pk, "computed")
        assert Proposal.objects.get(pk=first.pk).decision == "accepted"


def test_different_people_stay_two_and_are_not_asked_about_again(shop):
    workspace, client, _ = shop
    made = proposal(workspace)
    with in_workspace(workspace.pk):
        asked(*(Customer.objects.get(pk=one.customer_id) for one in (made.claimant, made.identity)), 0.9)
    response = decided(workspace, made, "two", client)
    assert "разные люди" in told(response)
    assert "Ни одна пара не ждёт решения" in response.content.decode()
    with in_workspace(workspace.pk):
        assert not Merge.objects.exists()


def test_what_is_put_off_stands_at_the_end_for_oneself(shop):
    workspace, client, _ = shop
    first, second = proposal(workspace, probability=0.9), proposal(workspace, "Олег", "Олежек", probability=0.8)
    response = decided(workspace, first, "later", client)
    assert shown(response) == str(second.pk)
    assert queue_of(client.get(home(workspace)).content.decode()) == ["Олег и Олежек", "Анна Соколова и Аня Соколова"]
    client.post(f"{home(workspace)}{first.pk}/return/")
    assert queue_of(client.get(home(workspace)).content.decode())[0] == "Анна Соколова и Аня Соколова"


@pytest.mark.parametrize("answer", ["one", "two"])
def test_a_decision_is_taken_back_and_the_pair_waits_again(shop, answer):
    workspace, client, _ = shop
    made = proposal(workspace, "Аня", "Анна Соколова")
    undo = re.search(r'action="([^"]*/return/)"', decided(workspace, made, answer, client).content.decode())[1]
    response = client.post(undo, headers={"Nitka-Part": "pairs"})
    assert shown(response) == str(made.pk)
    with in_workspace(workspace.pk):
        alive = Customer.objects.filter(merged_into_id=None)
        assert set(alive.values_list("name", flat=True)) == {"Анна Соколова", "Аня"}
        assert Proposal.objects.get().decision == ""
    assert queue_of(client.get(home(workspace)).content.decode()) == ["Аня и Анна Соколова"]
    assert told(decided(workspace, made, "one", client)) == "Аня и Анна Соколова — один человек"


def test_the_name_that_a_member_chooses_wins_and_undoing_gives_both_back(shop):
    workspace, client, _ = shop
    made = proposal(workspace, "Аня", "Анна Соколова")
    page = client.get(f"{home(workspace)}{made.pk}/").content.decode()
    radios = re.findall(r'name="name_of" value="([^"]+)"( checked)?', page)
    assert [bool(checked) for _, checked in radios] == [False, True]
    decided(workspace, made, "one", client, name_of=radios[0][0])
    with in_workspace(workspace.pk):
        assert Customer.objects.get(merged_into_id=None).name == "Аня"
    client.post(f"{home(workspace)}{made.pk}/return/")
    with in_workspace(workspace.pk):
        assert set(Customer.objects.values_list("name", flat=True)) == {"Аня", "Анна Соколова"}


def test_a_name_written_by_hand_is_no_choice(shop):
    workspace, client, _ = shop
    made = proposal(workspace, "Аня", "Анна Соколова")
    with in_workspace(workspace.pk):
        call(customer=Customer.objects.get(name="Аня"), name="Аня С.")
    page = client.get(f"{home(workspace)}{made.pk}/").content.decode()
    assert 'name="name_of"' not in page
    assert "так записал сотрудник" in page


def test_who_comes_second_is_told_who_decided_and_nothing_is_lost(shop, client):
    workspace, client, _ = shop
    made, other = proposal(workspace, probability=0.9), proposal(workspace, "Олег", "Олежек", probability=0.8)
    ilya = accounts.member(workspace, name="Илья Руднев")
    client.force_login(ilya.user)
    decided(workspace, made, "one", client)
    vera = accounts.member(workspace, name="Вера")
    client.force_login(vera.user)
    response = decided(workspace, made, "two", client)
    assert told(response) == "Решено до вас (Илья Руднев): один человек"
    assert shown(response) == str(other.pk)
    assert "/return/" not in response.content.decode()
    with in_workspace(workspace.pk):
        assert Customer.objects.filter(merged_into_id=None).count() == 3


def test_a_decided_pair_has_an_address_that_says_so(shop):
    workspace, client, _ = shop
    made = proposal(workspace)
    decided(workspace, made, "two", client)
    page = client.get(f"{home(workspace)}{made.pk}/").content.decode()
    assert "Решено: разные люди" in page
    assert "Вера Климова" in page


def test_two_who_became_one_elsewhere_are_not_asked_about(shop):
    workspace, client, _ = shop
    made = proposal(workspace)
    with in_workspace(workspace.pk):
        one, other = (Identity.objects.get(pk=key).customer for key in (made.identity_id, made.claimant_id))
        merge(into=one, source=other)
    assert queue_of(client.get(home(workspace)).content.decode()) == []
    page = client.get(f"{home(workspace)}{made.pk}/").content.decode()
    assert "Они уже один человек" in page
    assert "/decision/" not in page


def test_an_observer_reads_and_decides_nothing(shop):
    workspace, client, _ = shop
    made = proposal(workspace)
    client.force_login(accounts.member(workspace, role=Role.OBSERVER).user)
    page = client.get(f"{home(workspace)}{made.pk}/")
    assert page.status_code == 200
    assert "/decision/" not in page.content.decode()
    for answer in ("one", "two", "later"):
        assert decided(workspace, made, answer, client).status_code == 403
    assert client.post(f"{home(workspace)}{made.pk}/return/").status_code == 403


def test_a_pair_is_shown_only_to_who_may_see_both(shop):
    workspace, client, _ = shop
    channel = chat(workspace)
    arrive(*(said(channel, key, "Где заказ?") for key in ("v1", "v2")))
    digest_all()
    with in_workspace(workspace.pk):
        talked = [Identity.objects.get(value=key).customer for key in ("v1", "v2")]
        half = asked(talked[0], person("Без обращения"), 0.9)
        whole = asked(*talked, 0.8)
    member = accounts.member(workspace)
    with in_workspace(workspace.pk):
        Member.objects.filter(pk=member.pk).update(scope="own")
    client.force_login(member.user)
    page = client.get(home(workspace)).content.decode()
    assert shown(client.get(home(workspace))) == str(whole.pk)
    assert "Без обращения" not in page
    assert client.get(f"{home(workspace)}{half.pk}/").status_code == 404
    assert decided(workspace, half, "one", client).status_code == 404


def test_the_tab_counts_what_is_open_and_no_pair_that_is_one_or_apart(shop):
    workspace, client, member = shop
    pairs = [proposal(workspace, probability=probability) for probability in (0.9, None, 0.7, 0.5)]
    with in_workspace(workspace.pk):
        merge(into=pairs[0].identity.customer, source=pairs[0].claimant.customer, member_id=member.pk)
    decided(workspace, pairs[1], "two", client)
    assert '<span class="badge">2</span>' in client.get(f"/w/{workspace.slug}/customers/").content.decode()


@pytest.mark.parametrize("query", ["band=sure&after=x", "band=rule&after=nan~2026-01-01T00:00:00Z~" + "0" * 32,
                                   "band=x&after=y", "after=~~~", "band=sure&after=9e999~a~b", "band=%00"])  # fmt: skip
def test_no_query_breaks_the_queue(shop, query):
    workspace, client, _ = shop
    proposal(workspace, probability=0.95)
    assert client.get(f"{home(workspace)}?{query}").status_code in (200, 404)
    assert client.post(f"{home(workspace)}{proposal(workspace).pk}/decision/", {"answer": "\x00"}).status_code == 400


def test_a_band_leads_through_all_its_pairs_once(shop):
    workspace, client, _ = shop
    with in_workspace(workspace.pk):
        one = person("Один")
        for n in range(70):
            asked(one, person(f"К{n:02}"), 0.9 + n % 3 / 100)
    url, found = f"{home(workspace)}?band=sure", []
    while url:
        html = client.get(url, headers={"Nitka-Part": "pairs"}).content.decode()
        found += queue_of(html)
        more = re.search(r'href="([^"]*after=[^"]*)"', html)
        url = unescape(more[1]) if more else None
    assert len(found) == len(set(found)) == 70


SAME = [["name_same", 3]]


def test_a_page_costs_the_same_whatever_waits(shop):
    workspace, client, _ = shop

    def queries(path=""):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(home(workspace) + path).status_code == 200
        return len(seen)

    made = proposal(workspace, probability=0.9, reasons=SAME)
    few, pair = queries(), queries(f"{made.pk}/")
    with in_workspace(workspace.pk):
        for n in range(40):
            asked(person(f"Один {n}"), person(f"К{n:02}"), [0.95, 0.7, 0.2, None][n % 4], SAME)
    assert queries() == few <= 18  # seven are the frame's, seven the pair's
    assert queries(f"{made.pk}/") == pair <= 19


def test_who_sees_some_customers_costs_the_same_and_is_counted_theirs(shop):
    workspace, client, _ = shop
    channel = chat(workspace)
    arrive(*(said(channel, f"v{n}", "Где заказ?") for n in range(6)))
    digest_all()
    with in_workspace(workspace.pk):
        talked = [Identity.objects.get(value=f"v{n}").customer for n in range(6)]
        for n, one in enumerate(talked[:5]):
            asked(one, person("Без обращения"), 0.99)
            asked(one, talked[n + 1], [0.95, 0.7, 0.7, 0.2, None][n], SAME)
    member = accounts.member(workspace)
    with in_workspace(workspace.pk):
        Member.objects.filter(pk=member.pk).update(scope="own")
    client.force_login(member.user)
    with CaptureQueriesContext(connection) as seen:
        html = client.get(home(workspace)).content.decode()
    assert len(seen) <= 18
    assert re.findall(r"<h2>.*?>([\d+]+)</span></h2>", html) == ["1", "2", "1", "1"]
    assert re.search(r"Предложения<[^>]*> (\d+)", html)[1] == "5"


def test_who_sees_few_is_told_of_those_among_the_first_and_that_there_may_be_more(shop, monkeypatch):
    workspace, client, _ = shop
    channel = chat(workspace)
    arrive(*(said(channel, f"v{n}", "Где заказ?") for n in range(2)))
    digest_all()
    with in_workspace(workspace.pk):
        asked(*(Identity.objects.get(value=f"v{n}").customer for n in range(2)), 0.95)
        for n in range(4):
            asked(person("Чужой"), person("Чужая"), 0.5 + n / 10)
    member = accounts.member(workspace)
    with in_workspace(workspace.pk):
        Member.objects.filter(pk=member.pk).update(scope="own")
    client.force_login(member.user)

    def badge():
        html = client.get(f"/w/{workspace.slug}/customers/").content.decode()
        return re.search(r'id="waiting"[^>]*>(?: <span class="badge">([^<]*)</span>)?', html)[1]

    assert badge() == "1"
    monkeypatch.setattr("nitka.customers.waiting.LOOKED", 3)
    assert badge() == "1+"


def test_two_decisions_at_once_are_one(shop):
    workspace, _, member = shop
    made = proposal(workspace)
    with in_workspace(workspace.pk):
        assert decide(proposal=made, accept=True, member_id=member.pk) is not None
        assert decide(proposal=made, accept=False) is None
        assert Merge.objects.count() == 1


def test_what_is_computed_anew_renews_what_waits_and_leaves_what_is_decided(shop):
    workspace, _, _ = shop
    with in_workspace(workspace.pk):
        made = asked(person("Анна"), person("Аня"), 0.5)
        likely = Likely(made.identity_id, made.claimant_id, 0.9, [("name_diminutive", 4.0)])
        propose([likely, Likely(made.claimant_id, made.identity_id, 0.1, [])])
        (now,) = Proposal.objects.all()
        assert (now.probability, now.reasons) == (0.9, [["name_diminutive", 4.0]])
        decide(proposal=made, accept=False)
        propose([likely])
        assert Proposal.objects.get().decision == "refused"
