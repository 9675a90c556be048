"""The queue's handful by its pages: what would be, chunk by chunk, what is told, and back."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.customers.actions import Claim, decide, enter
from nitka.customers.models import Identity, Merge, Proposal
from nitka.customers.tests.pairs import asked, person
from nitka.customers.tests.test_merges_page import SAME, home, told
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    member = accounts.member(workspace, name="Вера Климова")
    client.force_login(member.user)
    return workspace, client, member


def pairs(workspace, n, probability=0.95):
    with in_workspace(workspace.pk):
        return [asked(person(f"А{i}"), person(f"Б{i}"), probability, SAME).pk for i in range(n)]


def planned(workspace, client, answer="one", rows=(), band=""):
    response = client.post(f"{home(workspace)}handful/plan/", {"answer": answer, "row": list(rows), "band": band},
                           headers={"Nitka-Part": "handful"})  # fmt: skip
    html = response.content.decode()
    lines = [re.sub(r"<.*?>", "", unescape(line)) for line in re.findall(r"<li>(.*?)</li>", html)]
    fields = dict(re.findall(r'name="(answer|handful|rows)" value="([^"]*)"', html))
    return response, lines, fields


def sent(workspace, client, fields, **more):
    return client.post(f"{home(workspace)}handful/", {**fields, **more}, headers={"Nitka-Part": "pairs"})


def test_what_would_become_of_them_is_said_in_numbers_and_nothing_is_done(shop):
    workspace, client, _ = shop
    keys = pairs(workspace, 10)
    with in_workspace(workspace.pk):
        many = enter(claims=[Claim("email", f"m{n}@shop.example") for n in range(5)], name="Много")[0]
        keys.append(asked(many, person("Ещё"), 0.5).pk)
        decide(proposal=Proposal.objects.get(pk=keys[0]), accept=False)
    _, lines, fields = planned(workspace, client, rows=keys)
    assert lines == [
        "20 клиентов → 11 клиентов",
        "1 пару лучше посмотреть отдельно: Вместе у них оказалось бы больше, чем бывает у одного человека: Почта",
        "По расчёту сравнения, примерно 1 пара из них — всё-таки два человека",
        "По 1 из выбранных уже решено",
    ]
    assert len(fields["rows"].split()) == 10
    with in_workspace(workspace.pk):
        assert not Merge.objects.exists()


def test_all_of_a_band_is_decided_in_chunks_told_and_taken_back(shop, monkeypatch):
    monkeypatch.setattr("nitka.customers.actions.handful.UNDONE", 20)
    workspace, client, member = shop
    pairs(workspace, 30)
    other = pairs(workspace, 1, 0.6)
    _, _, fields = planned(workspace, client, band="sure")
    rows = fields["rows"].split()
    assert len(rows) == 30
    assert sent(workspace, client, fields, rows=" ".join(rows[:25])).status_code == 204
    response = sent(workspace, client, fields, rows=" ".join(rows[25:]), last="1")
    assert told(response) == "30 пар стали одним человеком каждая"
    with in_workspace(workspace.pk):
        assert Merge.objects.filter(member_id=member.pk).count() == 30
        assert Proposal.objects.get(decision="").pk == other[0]
    said_of, undo = [], re.search(r'action="([^"]*/return/)"', response.content.decode())[1]
    for _turn in range(2):
        response = client.post(undo, headers={"Nitka-Part": "pairs"})
        said_of.append(told(response))
        assert ("data-more" in response.content.decode()) == (_turn == 0)
    assert said_of == [
        "20 пар снова ждут в очереди · осталось вернуть: 10", "30 пар снова ждут в очереди",
    ]  # fmt: skip
    with in_workspace(workspace.pk):
        assert Proposal.objects.filter(decision="").count() == 31


def test_the_list_of_merges_says_which_came_together_and_takes_them_back(shop):
    workspace, client, _ = shop
    _, _, fields = planned(workspace, client, rows=pairs(workspace, 3))
    sent(workspace, client, fields, last="1")
    done = f"{home(workspace)}done/"
    page = client.get(done).content.decode()
    link = unescape(re.search(r'href="([^"]*handful=[^"]*)"', page)[1])
    assert "вместе ещё с 2 парами" in page
    pairs_of = client.get(done + link).content.decode()
    assert len(re.findall(r'<tr id="r-', pairs_of)) == 3
    undo = re.search(r'action="([^"]*/return/)"', pairs_of)[1]
    assert client.get(f"{done}?handful=x").status_code == 200
    response = client.post(undo, headers={"Nitka-Part": "pairs"})
    assert told(response) == "3 пары снова ждут в очереди"
    assert re.search(r'action="([^"]*/return/)"', client.get(done + link).content.decode()) is None


def test_who_was_first_and_what_needs_a_closer_look_is_told(shop):
    workspace, client, _ = shop
    keys = pairs(workspace, 3)
    with in_workspace(workspace.pk):
        one, two = (Identity.objects.get(pk=Proposal.objects.get(pk=keys[2]).identity_id).customer, person("Кто-то"))
        decide(proposal=asked(one, two, 0.1), accept=False)
        keys += [asked(two, Identity.objects.get(pk=Proposal.objects.get(pk=keys[2]).claimant_id).customer, 0.9).pk]
    _, _, fields = planned(workspace, client, rows=keys)
    with in_workspace(workspace.pk):
        decide(proposal=Proposal.objects.get(pk=keys[0]), accept=False)
    assert told(sent(workspace, client, fields, last="1")) == (
        "2 пары стали одним человеком каждая. 1 была решена раньше."
        " 1 пару лучше посмотреть отдельно: Человек сказал, что это разные люди"
    )


def test_refusing_says_what_it_means(shop):
    workspace, client, _ = shop
    keys = pairs(workspace, 2, 0.3)
    _, lines, fields = planned(workspace, client, "two", keys)
    assert lines[0] == "Они остаются как есть: правила их не соединят, и о них больше не спросят."
    assert told(sent(workspace, client, fields, last="1")) == "2 пары — разные люди"


def test_an_observer_decides_nothing_and_nonsense_is_refused(shop):
    workspace, client, _ = shop
    keys = pairs(workspace, 1)
    for answer, rows, band in (("", keys, ""), ("one", [], ""), ("one", ["x"], ""), ("one", keys, "later")):
        assert planned(workspace, client, answer, rows, band)[0].status_code == 400
    for fields in ({"answer": "one"}, {"answer": "one", "handful": "x", "rows": str(keys[0])},
                   {"answer": "one", "handful": str(keys[0]), "rows": f"{keys[0]} " * 101}):  # fmt: skip
        assert sent(workspace, client, fields).status_code == 400
    client.force_login(accounts.member(workspace, role=Role.OBSERVER).user)
    page = client.get(home(workspace)).content.decode()
    assert "data-tick" not in page
    assert planned(workspace, client, rows=keys)[0].status_code == 403
    assert sent(workspace, client, {"answer": "one", "handful": str(keys[0]), "rows": str(keys[0])}).status_code == 403
    assert client.post(f"{home(workspace)}handful/{keys[0]}/return/").status_code == 403


def test_only_pairs_that_one_sees_are_decided(shop):
    workspace, client, _ = shop
    channel = chat(workspace)
    arrive(*(said(channel, key, "Где заказ?") for key in ("v1", "v2")))
    digest_all()
    with in_workspace(workspace.pk):
        talked = [Identity.objects.get(value=key).customer for key in ("v1", "v2")]
        keys = [asked(talked[0], person("Без обращения"), 0.9).pk, asked(*talked, 0.95).pk]
    member = accounts.member(workspace)
    with in_workspace(workspace.pk):
        Member.objects.filter(pk=member.pk).update(scope="own")
    client.force_login(member.user)
    _, _, fields = planned(workspace, client, rows=keys)
    assert fields["rows"].split() == [str(keys[1])]
    sent(workspace, client, fields, rows=" ".join(map(str, keys)), last="1")
    with in_workspace(workspace.pk):
        assert set(Proposal.objects.filter(decision="").values_list("pk", flat=True)) == {keys[0]}


def test_a_plan_costs_the_same_whatever_it_holds(shop):
    workspace, client, _ = shop

    def statements(n):
        keys = pairs(workspace, n)
        with CaptureQueriesContext(connection) as seen:
            assert planned(workspace, client, rows=keys)[0].status_code == 200
        return len(seen)

    statements(1)
    assert statements(1) == statements(25) <= 11
