"""Names in notes, and following: who is told, who may see."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from nitka.accounts.models import Member
from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions
from nitka.conversations.desk.frame import frame
from nitka.conversations.events import Followed, Mentioned
from nitka.conversations.mentions import named
from nitka.conversations.models import Follower, Mention, Message
from nitka.conversations.queries import visible_ids, visible_to
from nitka.conversations.tests.desk import Desk, open_desk, queries, signed_in, write
from nitka.kit import events
from nitka.kit.db.tenancy import in_workspace


@dataclass
class Somebody:
    name: str
    id: UUID


VERA, ILYA, OLGA = (Somebody(name, uuid4()) for name in ("Вера Соколова", "Илья Руденко", "Ольга Вершинина"))
OTHER_VERA = Somebody("Вера Лис", uuid4())
PETYA = Somebody("Пётр Чек", uuid4())


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Вера Соколова, посмотри", [VERA]),
        ("посмотри, @илья!", [ILYA]),
        ("@Илья Руденко и @Ольга Вершинина", [ILYA, OLGA]),
        ("(@Петр)", [PETYA]),
        ("@Вера посмотри", []),  # there are two of them
        ("ilya@Илья", []),
        ("пишите на anna@example.org", []),
        ("@Ильяс", []),
        ("Илья", []),
        ("", []),
    ],
)
def test_whom_a_note_names(text, people):
    assert named(text, [VERA, ILYA, OLGA, OTHER_VERA, PETYA]) == people


def test_of_two_with_one_name_it_is_who_was_chosen():
    twin = Somebody(VERA.name, uuid4())
    assert named("@Вера Соколова", [VERA, twin]) in ([VERA, twin], [twin, VERA])
    assert named("@Вера Соколова", [VERA, twin], {twin.id}) == [twin]


@pytest.fixture
def heard(monkeypatch) -> list[object]:
    found: list[object] = []
    publish = events.publish
    monkeypatch.setattr(events, "publish", lambda event: (found.append(event), publish(event)))
    return found


def colleague(desk: Desk, name: str = "Vera Sol", scope: str = "all") -> Desk:
    member = accounts.member(desk.workspace, name=name)
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=member.pk).update(scope=scope)
    member.scope = scope
    return Desk(desk.workspace, member, signed_in(member), desk.channel)


def taken(desk: Desk, session: str = "s1") -> int:
    conversation = write(desk, session)
    with in_workspace(desk.workspace.pk):
        actions.take(conversation=conversation, member=desk.member)
    return conversation.number


@pytest.mark.django_db(transaction=True)
def test_a_mention_is_written_told_once_and_stands_in_the_list_until_it_is_read(heard):
    desk = open_desk()
    number, other = taken(desk), colleague(desk)
    answer = desk.post(f"{number}/notes/", {"text": "@Vera Sol please look, @Vera Sol"}).content.decode()
    assert '<b class="at">@Vera Sol</b>' in answer
    with in_workspace(desk.workspace.pk):
        note = Message.objects.get(direction="note")
        assert Mention.objects.get().member_id == other.member.pk
        assert frame(other.member).own == {"following": 0, "mentions": 1}
    (told,) = [event for event in heard if isinstance(event, Mentioned)]
    assert told == Mentioned(note.conversation_id, note.pk, [other.member.pk], desk.member.pk)
    assert f"/inbox/{number}/" in other.get("?view=mentions").content.decode()
    other.post(f"{number}/reading/", {})
    with in_workspace(desk.workspace.pk):
        assert frame(other.member).own["mentions"] == 0
    assert f"/inbox/{number}/" in other.get("?view=mentions").content.decode()
    assert f"/inbox/{number}/" not in desk.get("?view=mentions").content.decode()


@pytest.mark.django_db(transaction=True)
def test_naming_who_may_not_see_it_says_so_and_offers_to_add_them(heard):
    desk = open_desk()
    number, other = taken(desk), colleague(desk, scope="own")
    assert other.get(f"{number}/").status_code == 404
    answer = desk.post(f"{number}/notes/", {"text": "@Vera look"}, parts=f"talk meanwhile-{number}")
    assert answer.status_code == 422
    assert "Vera Sol may not see this conversation" in answer.content.decode()
    with in_workspace(desk.workspace.pk):
        assert not Message.objects.filter(direction="note").exists()
    assert desk.post(f"{number}/notes/", {"text": "@Vera look", "add": "1"}).status_code == 200
    page = other.get(f"{number}/")
    assert page.status_code == 200
    assert f"/inbox/{number}/" in other.get("?view=following").content.decode()
    assert {type(event) for event in heard} >= {Mentioned, Followed}


@pytest.mark.django_db(transaction=True)
def test_a_note_can_be_saved_without_telling_who_may_not_see_it(heard):
    desk = open_desk()
    number, other = taken(desk), colleague(desk, scope="own")
    desk.post(f"{number}/notes/", {"text": "@Vera look", "add": "0"})
    with in_workspace(desk.workspace.pk):
        assert Message.objects.filter(direction="note").exists()
        assert not Mention.objects.exists()
        assert not visible_to(other.member).exists()
    assert not [event for event in heard if isinstance(event, Mentioned | Followed)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scope", ["own", "team"])
def test_a_follower_sees_and_hears_it_until_they_stop(scope):
    desk = open_desk()
    number, other = taken(desk), colleague(desk, scope=scope)
    conversation = desk.only()
    with in_workspace(desk.workspace.pk):
        actions.follow(conversation=conversation, members=[other.member], by=desk.member)
        assert actions.follow(conversation=conversation, members=[other.member], by=desk.member) == []
        assert visible_ids(other.member, [conversation.pk]) == {conversation.pk}
    assert other.get(f"{number}/").status_code == 200
    assert other.get("?view=all").content.decode().count(f'href="{desk.url(f"{number}/")}?view=all"') == 1
    assert other.post(f"{number}/following/", {"on": "0"}).status_code in (200, 204)
    with in_workspace(desk.workspace.pk):
        assert not Follower.objects.exists()
    assert other.get(f"{number}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_one_follows_and_stops_by_oneself():
    desk = open_desk()
    number = write(desk).number
    assert "Stop following" in desk.post(f"{number}/following/", {"on": "1"}).content.decode()
    with in_workspace(desk.workspace.pk):
        assert frame(desk.member).own["following"] == 1
        assert Member.objects.get(follows__conversation__number=number) == desk.member
    assert "Stop following" not in desk.post(f"{number}/following/", {"on": "0"}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_lists_of_mentions_and_of_what_one_follows_cost_as_much_as_any():
    desk = open_desk()
    for n in range(3):
        number = taken(desk, f"s{n}")
        desk.post(f"{number}/following/", {"on": "1"})
    views = ("mine", "mentions", "following")
    costs = {view: len(queries(lambda view=view: desk.get(f"?view={view}"))) for view in views}
    assert len(set(costs.values())) == 1
    assert costs["mine"] <= 12
