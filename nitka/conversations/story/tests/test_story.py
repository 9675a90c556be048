import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.conversations.story import reading, view
from nitka.conversations.story.asked import Asked
from nitka.conversations.story.episodes import SHOWN
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.customers.actions import Claim, enter, identify, merge, undo
from nitka.customers.models import Customer, Identity, Merge
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.moments.actions import add, append, ensure_partitions
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """A customer's page and what is told of them."""

    def __init__(self, client) -> None:
        self.workspace = accounts.workspace()
        self.client = client
        member = accounts.member(self.workspace)
        client.force_login(member.user)
        with self:
            claim = Claim("email", "anna@shop.example", "Анна")
            self.identity = identify([claim])[claim.key]

    def __enter__(self):
        self._inside = in_workspace(self.workspace.pk)
        self._inside.__enter__()
        return self

    def __exit__(self, *how):
        self._inside.__exit__(*how)

    def tell(self, kind, ago=0.0, **data):
        with self, clock.travel(clock.now() - timedelta(days=ago)):
            return add(identity_id=self.identity.pk, kind=kind, data=data)

    def get(self, query="", part=""):
        url = f"/w/{self.workspace.slug}/customers/{self.identity.customer_id}/{query}"
        answer = self.client.get(url, headers={"Nitka-Part": part} if part else {})
        assert answer.status_code == 200
        return answer.content.decode()

    def queries(self, query="", part=""):
        with CaptureQueriesContext(connection) as seen:
            self.get(query, part)
        return len(seen)


@pytest.fixture
def page(client) -> Page:
    return Page(client)


def rub(amount):
    return {"amount": str(amount), "currency": "RUB"}


def episodes(html):
    return re.findall(r"<h3>(.*?)</h3>", html, re.DOTALL)


def test_a_purchase_and_its_delivery_are_one_episode_told_from_its_facts(page):
    page.tell("order.placed", 5, order="10428", total=rub(6900), items=["Термостат"])
    page.tell("order.paid", 4.9, order="10428")
    page.tell("order.delivered", 2, order="10428")
    page.tell("visit", 1, pages=11)
    html = page.get()
    assert episodes(html) == ["Визит на сайт", "Заказ 10428"]
    (told,) = re.findall(r'<p class="sum">(Оформлен.*?)</p>', html)
    assert re.fullmatch(
        r"Оформлен .* на 6\xa0900\xa0₽: Термостат\. Оплачен .*[^.]\. Доставлен .*, через 3\xa0дня после заказа\.", told
    )
    assert "Просмотрено 11 страниц." in html


def test_a_talk_is_one_episode_with_its_messages_counted(page):
    channel = chat(page.workspace)
    arrive(*(said(channel, "s1", f"где заказ {n}") for n in range(3)))
    digest_all()
    with page:
        visitor = Identity.objects.get(kind="visitor")
    page.identity = visitor
    html = page.get()
    assert "3 сообщения от клиента" in html
    assert len(episodes(html)) == 1


def test_a_customer_without_identities_and_one_of_whom_nothing_is_known_have_their_page(page):
    assert 'class="empty' in page.get()
    with page:
        nobody, _ = enter(claims=[], name="Борис")
        page.identity = Identity(customer_id=nobody.pk)
    assert "Контактов нет" in page.get()


def test_every_page_follows_the_one_before_and_tells_each_moment_once(page):
    with page:
        ensure_partitions(since=clock.now() - timedelta(days=800), until=clock.now())
        rows = []
        for n in range(3 * SHOWN + 10):  # one order with a step every fourth moment, all the way down
            at = clock.now() - timedelta(days=3 * n)
            kind, data = ("order.paid", {"order": "7"}) if n % 40 == 0 else (f"custom.k{n}", {})
            rows.append(Moment(id=uuid7(at), at=at, kind=kind, identity_id=page.identity.pk, data=data))
        append(rows)
    told, query, pages = [], "", 0
    while query is not None and pages < 9:
        html = page.get(query, "story")
        told += re.findall(r'id="(ep-[0-9a-f]+)"', html)
        found = re.search(r'id="story-more" href="([^"]+)"', html)
        query, pages = found[1].replace("&amp;", "&") if found else None, pages + 1
    assert len(set(told)) == 3 * SHOWN + 10 - 7 + 1  # nothing is left out: seven steps are of one order
    assert pages >= 2


def test_the_story_is_narrowed_by_kind_and_by_words(page):
    page.tell("order.placed", 3, order="10428", items=["Термостат"])
    page.tell("visit", 2, pages=3)
    page.tell("warranty.claimed", 1, number="W-7")
    assert episodes(page.get("?only=order", "story")) == ["Заказ 10428"]
    assert episodes(page.get("?only=other", "story")) == ["Warranty claimed"]
    assert episodes(page.get("?words=термост", "story")) == ["Заказ 10428"]
    assert episodes(page.get("?words=100%25_", "story")) == []
    assert "W-7" in page.get("?flat=1", "story")


@pytest.mark.parametrize(
    "query", ["?before=x&shown=zz&till=1", "?only=drop&words=%00", "?before=" + "f" * 32, "?shown=" + "a-" * 900]
)
def test_no_query_breaks_the_page(page, query):
    page.tell("visit")
    page.get(query)


def test_a_page_costs_the_same_whatever_there_is(page):
    page.tell("visit")
    page.tell("order.placed", order="1", total=rub(1))
    few, part = page.queries(), page.queries("", "story")
    with page:
        claims = [Claim("email", f"anna{n}@shop.example") for n in range(40)]
        found = identify(claims)
        Identity.objects.filter(pk__in=[one.pk for one in found.values()]).update(customer_id=page.identity.customer_id)
        for n, one in enumerate(found.values()):
            append([Moment(identity_id=one.pk, kind="order.placed", data={"order": str(n)}) for n in range(n, n + 5)])
    assert page.queries() == few <= 26
    assert page.queries("", "story") == part <= 13


def test_another_companys_story_is_not_found(page, client):
    page.tell("visit")
    other = accounts.workspace()
    client.force_login(accounts.member(other).user)
    url = f"/w/{other.slug}/customers/{page.identity.customer_id}/?flat=1"
    assert client.get(url, headers={"Nitka-Part": "story"}).status_code == 404


def test_a_note_is_kept_removed_and_brought_back(page):
    base = f"/w/{page.workspace.slug}/customers/{page.identity.customer_id}/notes/"
    part = {"Nitka-Part": "notes"}
    assert (
        "Звонить после шести"
        in page.client.post(base, {"text": " Звонить после шести "}, headers=part).content.decode()
    )
    with page:
        note = Customer.objects.get(pk=page.identity.customer_id).notes.get()
    one = f"/w/{page.workspace.slug}/customers/notes/{note.pk}/"
    removed = page.client.post(one + "removal/", headers=part).content.decode()
    assert "Звонить" not in removed
    assert one + "return/" in removed
    assert "Звонить" in page.client.post(one + "return/", headers=part).content.decode()


def heading(html):
    (said,) = re.findall(r'id="h-story">(.*?)</h2>', html, re.DOTALL)
    return re.sub("<[^>]+>", "", said).replace("\xa0", " ").strip()


def test_the_heading_counts_the_moments_that_are_told_and_the_narrowed_ones(page, monkeypatch):
    assert heading(page.get()) == "История"
    for n in range(3):
        page.tell("visit", n, pages=1)
    page.tell("order.placed", 4, order="1")
    page.tell("message.out", 5, auto=True)
    assert heading(page.get()) == "История 4 момента"
    assert heading(page.get("?only=visit")) == "История 3 момента"
    monkeypatch.setattr(view, "SHOWN", 1)
    monkeypatch.setattr(view, "AHEAD", 2)
    assert heading(page.get("?flat=1")) == "История 3+ момента"


def test_what_came_with_a_merge_of_late_is_marked_until_it_is_undone(page):
    page.tell("visit", 3, pages=1)
    with page:
        other = enter(claims=[Claim("phone", "+79162041833")])[0]
        add(identity_id=other.identities.get().pk, kind="order.placed", data={"order": "10428"})
        done = merge(into=Customer.objects.get(pk=page.identity.customer_id), source=other)
    html = page.get()
    marked = re.findall(r'<li class="mo joined">.*?<p class="grow">(.*?)</p>', html, re.DOTALL)
    assert len(marked) == 1
    assert "10428" in marked[0]
    assert html.count("Пунктир") == 1
    with page:
        undo(merge=done)
    assert "mo joined" not in page.get()
    with page:
        again = merge(into=Customer.objects.get(pk=page.identity.customer_id), source=other)
        Merge.objects.filter(pk=again.pk).update(at=clock.now() - timedelta(days=31))
    assert "mo joined" not in page.get()


def test_one_by_one_they_stand_by_when_they_happened_though_an_older_one_came_later(page):
    page.tell("order.placed", 1, order="10429")
    with page:
        before = clock.now() - timedelta(days=9)
        add(identity_id=page.identity.pk, kind="order.placed", data={"order": "10428"}, at=before)
    html = page.get("?flat=1")
    assert html.index("10429") < html.index("10428")


def test_of_very_many_browsers_only_the_newest_are_asked(page, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ASKED", 5)
    page.tell("order.placed", 400, order="1")  # by the e-mail, which is asked first whatever its age
    with page, connection.cursor() as cursor:
        cursor.execute(BROWSERS, {"workspace": page.workspace.pk, "customer": page.identity.customer_id, "n": 3_000})
        newest = Identity.objects.filter(kind="visitor").order_by("-id").first()
        add(identity_id=newest.pk, kind="visit", data={"pages": 7})
        whom = reading._whom(page.identity.customer_id)
        cursor.execute(*explained(reading.statement(reading._OF_CUSTOMER, whom, None, Asked(), 161)))
        plan = cursor.fetchone()[0][0]["Plan"]
    html = page.get()
    assert episodes(html) == ["Визит на сайт", "Заказ 1"]
    assert "Собрано по 5 контактам" in html
    assert most_loops(plan) <= 5


BROWSERS = """
insert into customers_identity (id, workspace_id, customer_id, kind, value, name, status, created_at)
select uuidv7(), %(workspace)s, %(customer)s, 'visitor', 'given-' || n, '', 'verified', now()
from generate_series(1, %(n)s) n"""


def explained(asked):
    statement, values = asked
    return "explain (analyze, costs off, timing off, format json) " + statement, values


def most_loops(plan):
    return max([plan["Actual Loops"], *(most_loops(part) for part in plan.get("Plans", ()))])
