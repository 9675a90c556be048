from datetime import UTC, datetime
from decimal import Decimal

import pytest

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Conversation, Message
from nitka.customers.models import Affiliation, Company, Customer, Identity
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.kinds import tell
from nitka.moments.models import Moment
from nitka.moving.programs.intercom import Intercom as IntercomProgram
from nitka.moving.programs.zendesk import Zendesk as ZendeskProgram
from nitka.moving.tests.factories import again, begun, moved, ordered, troubles, work
from nitka.moving.tests.played_others import BEGAN, Amo, Bitrix, Intercom, Zendesk
from nitka.moving.tests.serving import served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    workspace = accounts.workspace()
    accounts.member(workspace, name="Вера", email="vera@uklad.example", role=Role.OWNER)
    return workspace


@pytest.fixture
def zendesk(monkeypatch):
    def way(there):
        monkeypatch.setattr(ZendeskProgram, "base", lambda self, given: f"{there.url}/api/v2")
        return {"host": "uklad.zendesk.com", "email": "olga@uklad.example", "token": "zt-1"}

    return way


@pytest.fixture
def intercom(monkeypatch):
    def way(there):
        monkeypatch.setattr(IntercomProgram, "regions", {"us": there.url, "eu": there.url})
        return {"region": "us", "token": "it-1"}

    return way


def test_zendesk_comes_with_its_organizations_tickets_and_comments(shop, zendesk):
    with served(Zendesk(users=130, tickets=120)) as there:
        made = moved(shop, "zendesk", **zendesk(there))
        again_made = (ordered(shop, made, "companies", "customers", "conversations"), work(), again(made))[2]
    assert made.found == {"companies": 3, "customers": 130, "conversations": 120}
    assert made.counts == {"companies": 3, "customers": 130, "conversations": 120, "messages": 360}
    assert (again_made.state, again_made.counts["messages"], again_made.counts["customers"]) == ("done", 360, 130)
    with in_workspace(shop.pk):
        assert set(Company.objects.values_list("name", flat=True)) == {"ООО 0", "ООО 1", "ООО 2"}
        assert Affiliation.objects.get().identity.value == "c1@shop.example"
        talk = Conversation.objects.get(subject="Тема 3")
        assert (talk.status, talk.assignee.name) == ("closed", "Вера")
        lines = list(Message.objects.filter(conversation_id=talk.pk).order_by("position"))
        assert [(line.direction, line.text) for line in lines] == [
            ("in", "Где заказ?"), ("out", "Едет"), ("note", "Проверить склад"),
        ]  # fmt: skip
        assert lines[0].identity.value == "c4@shop.example"
        assert Conversation.objects.get(subject="Тема 4").status == "open"
        assert not Message.objects.filter(html__contains="script").exists()


def test_zendesk_lets_nobody_in_as_an_anonymous_user(shop, zendesk):
    with served(Zendesk()) as there:
        made = begun(shop, "zendesk", **zendesk(there) | {"token": "wrong"})
    assert (made.state, made.reason) == ("refused", "token")


def test_intercom_comes_with_notes_and_states(shop, intercom):
    with served(Intercom(contacts=120, talks=70)) as there:
        made = moved(shop, "intercom", **intercom(there))
    assert (made.who, made.source.rpartition("/")[2]) == ("Уклад", "abc")
    assert made.counts == {"companies": 1, "customers": 120, "conversations": 70, "messages": 210}
    with in_workspace(shop.pk):
        talk = Conversation.objects.get(subject="Тема 5")
        assert (talk.status, talk.closed_at) == ("closed", datetime.fromtimestamp(BEGAN + 5800, UTC))
        assert talk.assignee.name == "Вера"
        lines = Message.objects.filter(conversation_id=talk.pk).order_by("position").values_list("direction", "text")
        assert list(lines) == [("in", "Где заказ?"), ("out", "Едет"), ("note", "Склад")]
        assert Affiliation.objects.count() == 3


def test_intercom_says_when_its_window_begins_anew(shop, intercom):
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with served(Intercom(contacts=5, talks=3)) as there, clock.travel(now):
        made = begun(shop, "intercom", **intercom(there))
        there.mood(2, 429, {"X-RateLimit-Reset": str(int(now.timestamp()) + 9)})
        ordered(shop, made)
        work()
        assert (again(made).reason, (again(made).next_at - now).total_seconds()) == ("limit", 9)
        clock.set(again(made).next_at)
        work()
    assert again(made).state == "done"


def test_intercom_of_old_conversations_only_what_went_on_since(shop, intercom):
    since = datetime.fromtimestamp(BEGAN + 67_500, UTC)
    with served(Intercom(contacts=5, talks=70)) as there:
        made = moved(shop, "intercom", "conversations", since=since, **intercom(there))
    assert made.counts["conversations"] == 3


def test_amocrm_comes_with_deals_as_moments_with_money(shop):
    with served(Amo(contacts=300, leads=5)) as there:
        given = {"url": there.url, "token": "at-1"}
        made = moved(shop, "amocrm", "companies", "customers", "deals", **given)
        there.leads[2] |= {"status_id": 142, "closed_at": BEGAN + 9000}
        ordered(shop, made, "companies", "customers", "deals")
        work()
    assert made.counts == {"companies": 1, "customers": 300, "deals": 5}
    with in_workspace(shop.pk):
        assert Identity.objects.filter(kind="phone", value="+79160000001").exists()
        assert Company.objects.get().name == "ООО Свет"
        assert Affiliation.objects.count() == 1
        kinds = Moment.objects.filter(kind__startswith="deal").values_list("kind", flat=True)
        assert sorted(kinds) == ["deal.lost", *["deal.opened"] * 5, "deal.won", "deal.won"]
        won = Moment.objects.filter(kind="deal.won").order_by("at").first()
        assert won.at == datetime.fromtimestamp(BEGAN + 4000, UTC)
        assert won.data["total"] == {"amount": "25000.00", "currency": "RUB"}
        assert "Сделка 0" in tell(won).title
        assert Moment.objects.get(kind="deal.lost").data["reason"] == "Дорого"
        buyer = Customer.objects.get(name="Клиент 1")
        assert (buyer.orders, buyer.spent) == (1, Decimal(25000))
        assert Customer.objects.get(name="Клиент 4").orders == 0


def test_amocrm_of_an_account_that_is_not_paid_stops(shop):
    with served(Amo(contacts=2)) as there:
        made = begun(shop, "amocrm", url=there.url, token="at-1")
        there.mood(1, 402, body=b'{"status": 402}')
        ordered(shop, made, "customers", "deals")
        work()
    assert (again(made).state, again(made).reason) == ("refused", "unpaid")


def test_bitrix24_comes_with_letters_and_deals(shop):
    with served(Bitrix(contacts=120)) as there:
        made = moved(shop, "bitrix24", "companies", "customers", "conversations", "deals",
                     hook=f"{there.url}{Bitrix.path}/")  # fmt: skip
    assert made.found == {"companies": 1, "customers": 120, "deals": 4}
    assert (made.state, made.counts["customers"], made.counts["deals"], made.counts["messages"]) == ("done", 120, 3, 4)
    assert troubles(made) == [("conversations", "5", "nobody"), ("deals", "9", "nobody")]
    assert Bitrix.path not in f"{made.given}{made.source}{made.cursor}"
    with in_workspace(shop.pk):
        thread = Conversation.objects.get(messages__text="Письмо 2")
        lines = Message.objects.filter(conversation_id=thread.pk).order_by("position").values_list("direction", "text")
        assert list(lines) == [("in", "Письмо 1"), ("out", "Письмо 2")]
        assert (thread.status, thread.waiting_since) == ("open", None)
        assert Conversation.objects.get(messages__text="Письмо 3").status == "closed"
        won = Moment.objects.get(kind="deal.won")
        assert won.data["total"] == {"amount": "1000.50", "currency": "RUB"}
        assert Identity.objects.filter(kind="phone").count() == 120


def test_bitrix24_that_is_asked_too_often_is_asked_later(shop):
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with served(Bitrix(contacts=120)) as there, clock.travel(now):
        made = begun(shop, "bitrix24", hook=f"{there.url}{Bitrix.path}/")
        there.mood(2, 503, body=b'{"error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests"}')
        there.mood(3, 503, body=b'{"error": "QUERY_LIMIT_EXCEEDED"}')
        ordered(shop, made, "customers")
        work()
        assert (again(made).reason, again(made).counts) == ("limit", {"customers": 50})
        for _ in range(2):
            clock.set(again(made).next_at)
            work()
    assert (again(made).state, again(made).counts["customers"]) == ("done", 120)


def test_a_webhook_that_was_taken_away_is_told(shop):
    with served(Bitrix(contacts=2)) as there:
        made = begun(shop, "bitrix24", hook=f"{there.url}/rest/1/gone12345/")
    assert (made.state, made.reason) == ("refused", "token")


HOSTILE = [None, [], {}, "x" * 5000, 10**30, -1, True, {"a": {"b": []}}, [None, 5, {"id": None}], "\x00\ud800"]


@pytest.mark.parametrize("program", ["zendesk", "intercom", "amocrm", "bitrix24"])
def test_whatever_is_answered_a_move_ends(shop, zendesk, intercom, program):
    """Every answer is replaced by what nobody would send, one kind after another."""
    made_of = {"zendesk": Zendesk, "intercom": Intercom, "amocrm": Amo, "bitrix24": Bitrix}[program]
    with served(made_of()) as there:
        given = {
            "zendesk": lambda: zendesk(there), "intercom": lambda: intercom(there),
            "amocrm": lambda: {"url": there.url, "token": "at-1"},
            "bitrix24": lambda: {"hook": f"{there.url}{Bitrix.path}/"},
        }[program]()  # fmt: skip
        made = begun(shop, program, **given)
        real, n = there.answer, iter(range(10_000))

        def answer(*asked):
            status, told, headers = real(*asked)
            return status, spoilt(told, next(n)), headers

        there.answer = answer
        now = clock.now()
        with clock.travel(now):
            ordered(shop, made, "companies", "customers", "conversations", "deals")
            for _ in range(80):
                work(60)
                clock.set(max(clock.now(), again(made).next_at))
                if again(made).state != "running":
                    break
    assert again(made).state in ("done", "refused")


def spoilt(told, n):
    """One value somewhere in an answer is another."""
    bad = HOSTILE[n % len(HOSTILE)]
    if isinstance(told, dict) and told:
        name = list(told)[n % len(told)]
        return {**told, name: spoilt(told[name], n // 3) if n % 3 else bad}
    if isinstance(told, list) and told:
        place = n % len(told)
        return [*told[:place], spoilt(told[place], n // 2), *told[place + 1 :]]
    return bad
