"""Who has a conversation, asked and said by a program."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts import actions as accounts
from nitka.accounts.models import Member, Team, Workspace
from nitka.accounts.tests import factories
from nitka.api.tests.factories import Caller
from nitka.conversations.models import Assignment, Conversation
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace() -> Workspace:
    return factories.workspace()


@pytest.fixture
def vera(workspace: Workspace) -> Member:
    return factories.member(workspace, name="Вера")


@pytest.fixture
def sales(workspace: Workspace, vera: Member) -> Team:
    with in_workspace(workspace.pk):
        return accounts.create_team(name="Sales", member_ids=[vera.pk])


@pytest.fixture
def caller(workspace: Workspace) -> Caller:
    channel = chat(workspace)
    arrive(said(channel, "s1"), said(channel, "s2"))
    digest_all()
    return Caller(workspace)


def path(workspace: Workspace) -> str:
    with in_workspace(workspace.pk):
        return f"conversations/{Conversation.objects.earliest('number').pk}"


def put(caller: Caller, where: str, **who: object):
    return caller.ask("PUT", f"{where}/assignment", {key: str(value) for key, value in who.items()})


def test_a_row_says_who_has_it_and_whose_team(caller, workspace, vera, sales):
    where = path(workspace)
    row = caller.get(where).json()
    assert (row["assignee"], row["team"]) == (None, None)
    given = put(caller, where, member=vera.pk, team=sales.pk)
    assert given.status_code == 200
    assert given.json() == caller.get(where).json()
    assert (given.json()["assignee"], given.json()["team"]) == (str(vera.pk), str(sales.pk))
    assert [row["id"] for row in caller.get("conversations", assignee=vera.pk).json()["data"]] == [given.json()["id"]]
    assert [row["id"] for row in caller.get("conversations", team=sales.pk).json()["data"]] == [given.json()["id"]]


def test_to_a_member_a_team_or_nobody(caller, workspace, vera, sales):
    where = path(workspace)
    for who, expected in (
        ({"member": vera.pk}, (vera.pk, None)),
        ({"team": sales.pk}, (None, sales.pk)),
        ({"member": vera.pk}, (vera.pk, sales.pk)),
        ({}, (None, None)),
    ):
        put(caller, where, **who)
        with in_workspace(workspace.pk):
            row = Conversation.objects.earliest("number")
            assert (row.assignee_id, row.team_id) == expected, who


def test_the_same_again_changes_nothing(caller, workspace, vera):
    where = path(workspace)
    for _ in range(2):
        assert put(caller, where, member=vera.pk).status_code == 200
    with in_workspace(workspace.pk):
        assert Assignment.objects.filter(member_id=vera.pk).count() == 1


def test_a_token_of_a_member_takes_in_their_name(caller, workspace, vera):
    caller.secret = accounts.create_token(workspace=workspace, name="mine", member=vera)[1]
    put(caller, path(workspace), member=vera.pk)
    with in_workspace(workspace.pk):
        made = Assignment.objects.latest("at")
        assert (made.reason, made.by_id) == ("taken", vera.pk)


def test_who_may_not_answer_gives_nothing_and_gets_nothing(caller, workspace, vera):
    observer = factories.member(workspace, role="observer")
    assert put(caller, path(workspace), member=observer.pk).status_code == 409
    caller.secret = accounts.create_token(workspace=workspace, name="eye", member=observer)[1]
    assert put(caller, path(workspace), member=vera.pk).status_code == 403


def test_a_member_with_a_scope_gives_only_what_they_see(caller, workspace, vera):
    where, other = path(workspace), factories.member(workspace)
    put(caller, where, member=other.pk)
    with in_workspace(workspace.pk):
        Member.objects.filter(pk=vera.pk).update(scope="own")
    caller.secret = accounts.create_token(workspace=workspace, name="own", member=vera)[1]
    assert put(caller, where, member=vera.pk).status_code == 404


def test_ids_of_others_and_of_who_has_left_are_not_found(caller, workspace, vera, sales):
    elsewhere = factories.workspace()
    stranger = factories.member(elsewhere)
    with in_workspace(elsewhere.pk):
        theirs = accounts.create_team(name="Sales")
    with in_workspace(workspace.pk):
        gone = factories.member(workspace)
        accounts.deactivate(member=gone, by=None)
        accounts.delete_team(team=sales)
    where = path(workspace)
    for member in (stranger.pk, gone.pk, uuid4()):
        assert put(caller, where, member=member).status_code == 404, member
    for team in (theirs.pk, sales.pk):
        assert put(caller, where, team=team).status_code == 404, team
    assert put(caller, f"conversations/{uuid4()}", member=vera.pk).status_code == 404
    with in_workspace(workspace.pk):
        assert Conversation.objects.earliest("number").assignee_id is None


@pytest.mark.parametrize("body", [{"member": "vera"}, {"who": "x"}, [], {"team": 7}])
def test_what_is_no_assignment_is_refused(caller, workspace, body):
    assert caller.ask("PUT", f"{path(workspace)}/assignment", body).status_code == 422


def test_members_and_teams_are_listed_in_a_fixed_number_of_statements(caller, workspace, vera, sales):
    row = next(row for row in caller.get("members").json()["data"] if row["id"] == str(vera.pk))
    assert (row["name"], row["email"], row["role"]) == ("Вера", vera.user.email, "agent")
    assert row["teams"] == [str(sales.pk)]
    assert caller.get("teams").json()["data"] == [{"id": str(sales.pk), "name": "Sales"}]
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            caller.get("members")
        counts.append(len(asked))
        factories.member(workspace)
        factories.member(workspace)
    assert counts[0] == counts[1]
