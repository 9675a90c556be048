from datetime import timedelta

import pytest
from django.utils import timezone

from nitka.accounts import actions as accounts
from nitka.accounts.models import Team
from nitka.conversations.actions import assign, close, note
from nitka.conversations.models import Conversation, Label, Labelling
from nitka.conversations.search import periods
from nitka.conversations.search.tests.searching import ask, indexed, numbers, told
from nitka.conversations.tests.desk import open_desk
from nitka.conversations.tests.factories import arrive, contact, digest_all, said
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled():
    """Three conversations about a sensor: one mine, one closed, one with a file of Anna's."""
    desk = open_desk()
    file = {"name": "чек.pdf", "type": "application/pdf", "size": 1, "sha256": "0" * 64}
    told(desk, "датчик мой", "датчик закрыт")
    arrive(said(desk.channel, "anna", "датчик и чек", files=[file]))
    digest_all()
    arrive(contact(desk.channel, "anna", email="anna@mail.example", name="Анна Соколова"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        mine, shut, _ = Conversation.objects.order_by("number")
        assign(conversation=mine, member=desk.member, by=desk.member)
        note(conversation=mine, text="заметка про датчик", author=desk.member)
        close(conversation=shut, by=desk.member)
    indexed()
    return desk


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ("is:open", [3, 1]),
        ("is:closed", [2]),
        ("статус:закрыто", [2]),
        ("assignee:me", [1]),
        ("у:Веры", [1]),
        ("у:никого", [2, 3]),
        ("has:file", [3]),
        ("есть:файл", [3]),
        ("from:anna", [3]),
        ("от:Соколова", [3]),
        ("клиент:соколова", [3]),
        ("from:вера", [1]),
        ("is:note", [1]),
        ("channel:chat", [3, 2, 1]),
        ("канал:Чат", [3, 2, 1]),
        ("number:2", [2]),
        ("after:2020", [3, 2, 1]),
        ("before:2020", []),
        ("до:2099-01 с:вчера is:open", [3, 1]),
    ],
)
def test_a_condition_leaves_what_it_says_with_words_and_without(filled, conditions, expected):
    assert sorted(numbers(filled, f"датчик {conditions}")) == sorted(expected)
    if conditions != "is:note":
        assert sorted(numbers(filled, conditions)) == sorted(expected)


@pytest.mark.parametrize("text", ["channel:fax", "is:purple", "before:soon", "has:money", "number:x"])
def test_a_condition_that_is_not_understood_is_told_and_left_out(filled, text):
    found = ask(filled, f"датчик {text}")
    assert found.conditions.chips[0].fault
    assert len(found.threads) == 3


def test_a_label_leaves_what_wears_it(filled):
    with in_workspace(filled.workspace.pk):
        label = Label.objects.create(name="Гарантия")
        Labelling.objects.create(label=label, conversation=Conversation.objects.get(number=2))
    assert numbers(filled, "датчик метка:гарантия") == [2]
    assert numbers(filled, "label:гар") == [2]
    assert numbers(filled, "датчик label:vip") == []


def test_a_team_leaves_what_is_its(filled):
    with in_workspace(filled.workspace.pk):
        team = Team.objects.create(name="Монтаж")
        Conversation.objects.filter(number=2).update(team_id=team.pk)
    assert numbers(filled, "датчик team:монтаж") == [2]
    assert numbers(filled, "команда:монт") == [2]
    assert numbers(filled, "датчик team:sales") == []
    assert ask(filled, "team:sales").conditions.chips[0].fault
    assert ask(filled, "team:монтаж").conditions.chips[0].label == "команда Монтаж"


def test_a_teams_name_may_have_several_words_and_be_one_of_several(filled):
    with in_workspace(filled.workspace.pk):
        for number, name in ((1, "Отдел продаж"), (2, "Монтаж")):
            Conversation.objects.filter(number=number).update(team_id=Team.objects.create(name=name).pk)
    assert numbers(filled, 'team:"отдел продаж"') == [1]
    assert sorted(numbers(filled, "team:продаж,монтаж")) == [1, 2]


@pytest.mark.parametrize(("mine", "none"), [("team:me", "team:none"), ("команда:моя", "команда:никто")])
def test_ones_own_teams_and_no_teams(filled, mine, none):
    with in_workspace(filled.workspace.pk):
        team = accounts.create_team(name="Монтаж", member_ids=[filled.member.pk])
        other = accounts.create_team(name="Склад")
        Conversation.objects.filter(number=2).update(team_id=team.pk)
        Conversation.objects.filter(number=3).update(team_id=other.pk)
    filled.member.team_ids = [team.pk]
    assert numbers(filled, mine) == [2]
    left = numbers(filled, none)
    assert left
    assert not {2, 3} & set(left)
    assert sorted(numbers(filled, f"{mine},none")) == sorted([2, *left])


def test_someone_who_has_not_written_finds_nothing(filled):
    found = ask(filled, "датчик from:zebra")
    assert found.threads == []
    assert found.conditions.chips[0].fault


def test_days_are_read_as_people_type_them():
    today = timezone.localtime(clock.now()).date()
    days = {
        "2026-03": "2026-03-01",
        "2026": "2026-01-01",
        "2026-3-5": "2026-03-05",
        "05.03.2026": "2026-03-05",
        "сегодня": str(today),
        "yesterday": str(today - timedelta(days=1)),
        "7д": str(today - timedelta(days=7)),
    }
    for typed, day in days.items():
        at = periods.beginning(typed)
        assert at is not None
        assert str(at.date()) == day, typed
    for nonsense in ("", "2026-13", "31.02", "x", "0000", "99999d", "1.1.1"):
        assert periods.beginning(nonsense) is None or nonsense == "99999d"
    first = periods.beginning("1.1")
    assert first is not None
    assert first.date() <= today
