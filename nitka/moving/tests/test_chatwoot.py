from datetime import UTC, datetime, timedelta

import pytest

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Attachment, Closure, Conversation, Delivery, Message
from nitka.customers.actions import Claim, enter
from nitka.customers.models import Customer, Identity
from nitka.feedback.models import RatingRequest
from nitka.kit import blobs, clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Moment
from nitka.moving.actions import give
from nitka.moving.models import Known
from nitka.moving.tests.factories import again, begun, moved, ordered, troubles, work
from nitka.moving.tests.played_chatwoot import BEGAN, PNG, Chatwoot
from nitka.moving.tests.serving import served
from nitka.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    workspace = accounts.workspace()
    accounts.member(workspace, name="Вера", email="vera@uklad.example", role=Role.OWNER)
    return workspace


def test_everything_comes_with_its_times_authors_and_states(shop):
    with served(Chatwoot(contacts=20, talks=30)) as there:
        made = moved(shop, "chatwoot", **there.given())
    assert (made.state, made.who, made.found) == ("done", "Уклад", {"customers": 20, "conversations": 30})
    assert made.counts == {"customers": 20, "conversations": 30, "messages": 90}
    with in_workspace(shop.pk):
        assert (Customer.objects.count(), Conversation.objects.count(), Message.objects.count()) == (20, 30, 90)
        first = Conversation.objects.get(subject="Слово 1-0")
        lines = list(Message.objects.filter(conversation_id=first.pk).order_by("position"))
        assert [line.text for line in lines] == ["Слово 1-0", "Слово 1-1", "Слово 1-2"]
        assert [line.direction for line in lines] == ["in", "out", "in"]
        assert lines[0].at == datetime.fromtimestamp(BEGAN + 1000, UTC)
        assert lines[1].author.name == "Вера"
        assert (first.status, first.closed_at) == ("closed", datetime.fromtimestamp(BEGAN + 1500, UTC))
        assert first.assignee.name == "Вера"
        assert Closure.objects.filter(conversation_id=first.pk).count() == 1
        still = Conversation.objects.get(subject="Слово 2-0")
        assert (still.status, still.waiting_since) == ("open", datetime.fromtimestamp(BEGAN + 2120, UTC))
        moments = Moment.objects.filter(conversation_id=first.pk).order_by("id").values_list("kind", "at")
        assert [kind for kind, _at in moments] == ["message.in", "message.out", "message.in", "conversation.closed"]
        assert list(moments) == sorted(moments, key=lambda one: one[1])


def test_nobody_is_written_to_asked_or_told(shop):
    with served(Chatwoot(talks=5)) as there:
        moved(shop, "chatwoot", **there.given())
    with in_workspace(shop.pk):
        assert not Delivery.objects.exists()
        assert not RatingRequest.objects.exists()
        assert not Notice.objects.exists()


def test_brought_again_nothing_comes_twice_and_what_is_new_comes(shop):
    with served(Chatwoot(contacts=3, talks=4)) as there:
        made = moved(shop, "chatwoot", **there.given())
        there.messages[2].append(there.message(2, 7, content="Ещё одно"))
        there.talks[2] |= {"status": "resolved", "last_activity_at": BEGAN + 9000}
        there.contacts[4] = there.contact(4)
        ordered(shop, made, "customers", "conversations")
        work()
    counts = again(made).counts
    assert (counts["customers"], counts["conversations"], counts["messages"]) == (4, 4, 13)
    with in_workspace(shop.pk):
        assert (Customer.objects.count(), Conversation.objects.count(), Message.objects.count()) == (4, 4, 13)
        closed = Conversation.objects.get(messages__text="Ещё одно")
        assert (closed.status, closed.preview, closed.waiting_since) == ("closed", "Ещё одно", None)


def test_files_come_and_one_that_cannot_be_had_leaves_a_note(shop):
    with served(Chatwoot(contacts=1, talks=1)) as there:
        there.attach(1, 0, "/files/sofa.png?sig=1")
        there.attach(1, 0, "/files/gone.png")
        there.attach(1, 2, "", data_url="http://169.254.169.254/latest/meta-data/")
        made = moved(shop, "chatwoot", **there.given())
    assert (made.counts["files"], made.counts["files_lost"], made.counts["messages"]) == (1, 2, 5)
    with in_workspace(shop.pk):
        file = Attachment.objects.get()
        assert (file.name, file.type, file.message.text) == ("sofa.png", "image/png", "Слово 1-0")
        assert blobs.read(shop.pk, file.sha256) == PNG
        notes = list(Message.objects.filter(direction="note").order_by("at").values_list("text", flat=True))
        assert "gone.png" in notes[0]
        assert "169.254" not in notes[1]


def test_it_waits_as_long_as_it_is_asked_to_and_goes_on(shop):
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with served(Chatwoot(contacts=40, talks=2)) as there, clock.travel(now):
        made = begun(shop, "chatwoot", **there.given())
        there.mood(1, 429, {"Retry-After": "37"})
        ordered(shop, made)
        work()
        row = again(made)
        assert (row.state, row.reason, row.counts["customers"]) == ("running", "limit", 15)
        assert row.next_at == now + timedelta(seconds=37)
        with clock.travel(now + timedelta(seconds=36)):
            assert work() == 0
        with clock.travel(now + timedelta(seconds=38)):
            work()
    assert (again(made).state, again(made).counts["customers"]) == ("done", 40)


BREAKS = {
    "500": {"status": 500},
    "proxy": {"status": 502, "body": b"<html>"},
    "cut": {"status": 200, "body": b'{"payload": [{', "cut": True},
    "page": {"status": 200, "body": b"<html>maintenance</html>"},
}


@pytest.mark.parametrize("mood", BREAKS.values(), ids=list(BREAKS))
def test_what_breaks_half_way_is_asked_again_a_little_later_each_time(shop, mood):
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with served(Chatwoot(contacts=40, talks=2)) as there, clock.travel(now):
        made = begun(shop, "chatwoot", **there.given())
        for n in (1, 2, 3):
            there.mood(n, **mood)
        ordered(shop, made)
        work()
        pauses = []
        for n in range(3):
            row = again(made)
            assert (row.state, row.tries) == ("running", n + 1)
            pauses.append((row.next_at - clock.now()).total_seconds())
            clock.set(row.next_at)
            work()
    assert pauses == [2, 5, 15]
    assert (again(made).state, again(made).counts["customers"]) == ("done", 40)


def test_a_key_that_is_taken_away_stops_it_and_a_new_one_goes_on(shop):
    with served(Chatwoot(contacts=40, talks=2)) as there:
        made = begun(shop, "chatwoot", **there.given())
        there.mood(2, 401, body=b'{"error": "Invalid Access Token"}')
        ordered(shop, made)
        work()
        assert (again(made).state, again(made).reason, again(made).counts["customers"]) == ("refused", "token", 30)
        there.token = "tk-2"
        with in_workspace(shop.pk):
            give(of=made, given={"token": "tk-2"})
        work()
    assert (again(made).state, again(made).counts["customers"]) == ("done", 40)
    assert "tk-2" not in again(made).sealed


def test_payloads_that_are_none_harm_nothing(shop):
    with served(Chatwoot(contacts=3, talks=6)) as there:
        there.contacts[2] |= {"name": {"a": 1}, "email": ["x"], "phone_number": None}
        there.contacts[3] |= {"name": "x" * 100_000 + "\x00", "email": "no address", "phone_number": 12}
        there.talks[1]["meta"] = None
        there.talks[2]["meta"] = {"sender": []}
        there.messages[3] = [
            there.message(3, 0, content="<script>alert(1)</script>", created_at="yesterday"),
            there.message(3, 1, content=None), there.message(3, 2, message_type=None), there.message(3, 3, id="x"),
            there.message(3, 4, content="ok\x00", attachments="none", sender=7, created_at=BEGAN),
            {"id": None}, 5, None,
        ]  # fmt: skip
        there.talks[4] |= {"created_at": 10**30, "last_activity_at": -5, "status": {}}
        html = '<p>Да</p><img src="https://e.example/x.png"><script>alert(1)</script><a onclick="x()">тут</a>'
        letter = {"email": {"html_content": {"full": html}}}
        there.messages[5] = [there.message(5, 0, content="Да", content_attributes=letter)]
        there.messages[6] = [there.message(6, 0, content="a" * 500_000)]
        made = moved(shop, "chatwoot", **there.given())
    assert made.state == "done"
    assert troubles(made) == [("conversations", "1", "nobody"), ("conversations", "2", "nobody")]
    with in_workspace(shop.pk):
        assert not Message.objects.filter(text__contains="script").exists()
        letter = Message.objects.get(text="Да")
        assert "script" not in letter.html
        assert "onclick" not in letter.html
        assert 'src="https' not in letter.html.replace('data-src="https', "")
        assert len(Message.objects.get(text__startswith="aaa").text) == 200_000
        assert Message.objects.filter(text="ok\ufffd").exists()
        assert max(len(name) for name in Customer.objects.values_list("name", flat=True)) == 200


def test_who_was_known_is_the_same_customer_and_is_found_by_number_when_their_address_changes(shop):
    with in_workspace(shop.pk):
        anna, _ = enter(claims=[Claim("email", "c1@shop.example", "Анна", how="program")], name="Анна")
    with served(Chatwoot(contacts=2, talks=1)) as there:
        made = moved(shop, "chatwoot", **there.given())
        assert (made.counts["customers"], made.counts["customers_known"]) == (1, 1)
        there.contacts[2]["email"] = "new@shop.example"
        ordered(shop, made, "customers")
        work()
    with in_workspace(shop.pk):
        assert Customer.objects.count() == 2
        assert Customer.objects.get(pk=anna.pk).name == "Анна"
        new, old = (Identity.objects.get(value=f"{name}@shop.example") for name in ("new", "c2"))
        assert new.customer_id == old.customer_id
        assert Known.objects.filter(kind="customer").count() == 2


def test_only_what_is_wanted_comes_and_old_conversations_stay_there(shop):
    since = datetime.fromtimestamp(BEGAN + 28_000, UTC)
    with served(Chatwoot(contacts=20, talks=30)) as there:
        made = moved(shop, "chatwoot", "conversations", since=since, **there.given())
    assert (made.state, made.counts["conversations"]) == ("done", 3)
    with in_workspace(shop.pk):
        assert Customer.objects.count() == 3


def test_a_long_conversation_comes_by_hundreds(shop):
    with served(Chatwoot(contacts=1, talks=1, lines=250)) as there:
        made = moved(shop, "chatwoot", **there.given())
    assert made.counts["messages"] == 250


def test_a_conversation_that_was_deleted_meanwhile_costs_itself(shop):
    with served(Chatwoot(contacts=2, talks=3)) as there:
        made = begun(shop, "chatwoot", **there.given())
        ordered(shop, made, "conversations")
        work(1)
        del there.talks[2]
        work()
    assert (again(made).state, again(made).counts["conversations"]) == ("done", 2)
    assert troubles(made) == [("conversations", "2", "gone")]


def test_one_conversation_that_always_breaks_the_program_is_passed_by(shop):
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with served(Chatwoot(contacts=2, talks=3)) as there, clock.travel(now):
        made = begun(shop, "chatwoot", **there.given())
        real = there.answer
        there.answer = lambda method, path, *more: (
            (500, {}, {}) if path.endswith("/conversations/2") else real(method, path, *more)
        )  # fmt: skip
        ordered(shop, made, "conversations")
        for _ in range(8):
            work()
            clock.set(max(clock.now(), again(made).next_at))
    assert (again(made).state, again(made).counts["conversations"]) == ("done", 2)
    assert troubles(made) == [("conversations", "2", "server")]
