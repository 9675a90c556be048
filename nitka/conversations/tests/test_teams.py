"""Teams at the desk: their queue, routing within them, and what a member who leaves hands on."""

import re
from datetime import datetime
from html import unescape

import pytest

from nitka.accounts import actions as accounts
from nitka.accounts.models import Member
from nitka.accounts.tests import factories
from nitka.channels.models import Channel
from nitka.channels.queries import infos
from nitka.conversations import actions
from nitka.conversations.actions.outbound import outbound
from nitka.conversations.actions.route import Candidate, choose
from nitka.conversations.models import Assignment, Conversation, Delivery
from nitka.conversations.queries import way_to
from nitka.conversations.tests.desk import open_desk, write
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.hours import in_hours
from nitka.kit.ids import uuid7
from nitka.realtime.actions import beat

pytestmark = pytest.mark.django_db(transaction=True)


def _here(*members: Member) -> None:
    for member in members:
        beat(member_id=member.pk)


def test_a_teams_conversation_is_given_only_within_the_team() -> None:
    team, inside, outside = uuid7(), uuid7(), uuid7()
    candidates = [Candidate(outside, 0), Candidate(inside, 9, {team})]
    assert choose(candidates, None, team).member_id == inside
    assert choose(candidates, outside, team).member_id == inside
    assert choose(candidates, None, uuid7()).member_id is None
    assert choose(candidates, None).member_id == outside


def test_what_comes_by_a_teams_channel_is_the_teams() -> None:
    desk = open_desk()
    oleg = factories.member(desk.workspace)
    with in_workspace(desk.workspace.pk):
        team = accounts.create_team(name="Sales", member_ids=[oleg.pk])
        Channel.objects.update(team_id=team.pk)
        _here(desk.member)
    assert (write(desk, "s1").team_id, write(desk, "s1").assignee_id) == (team.pk, None)
    with in_workspace(desk.workspace.pk):
        _here(oleg)
    talk = write(desk, "s2")
    assert (talk.team_id, talk.assignee_id) == (team.pk, oleg.pk)


@pytest.mark.parametrize("availability", ["busy", "away"])
def test_who_is_busy_or_away_gets_nothing(availability: str) -> None:
    desk = open_desk()
    with in_workspace(desk.workspace.pk):
        _here(desk.member)
        accounts.set_availability(member=desk.member, availability=availability, reason="lunch")
    assert write(desk).assignee_id is None


def test_outside_of_ones_hours_one_gets_nothing() -> None:
    desk = open_desk()
    with in_workspace(desk.workspace.pk):
        _here(desk.member)
        accounts.set_hours(member=desk.member, timezone="Asia/Tokyo", hours={"9": ["09:00", "18:00"]})
    assert write(desk).assignee_id is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [("2026-11-23 09:00", True), ("2026-11-23 18:00", False), ("2026-11-24 10:00", False),
     ("2026-11-27 23:30", True), ("2026-11-28 01:59", True), ("2026-11-28 02:00", False)],
)  # fmt: skip
def test_hours_are_of_their_weekday_and_may_pass_midnight(at: str, expected: bool) -> None:
    hours = {"0": ["09:00", "18:00"], "4": ["22:00", "02:00"]}
    assert in_hours(hours, datetime.fromisoformat(at)) is expected


def test_the_desk_gives_to_a_team_and_lists_its_conversations_with_a_count() -> None:
    desk = open_desk()
    talk = write(desk)
    with in_workspace(desk.workspace.pk):
        team = accounts.create_team(name="Sales", member_ids=[desk.member.pk])
    page = desk.post(f"{talk.number}/assignment/?view=all", {"team": str(team.pk)}).content.decode()
    assert "You gave it to the team Sales" in page
    listed = desk.get(f"?view=team-{team.pk}").content.decode()
    assert f"/inbox/{talk.number}/" in listed
    assert "Sales" in listed
    with in_workspace(desk.workspace.pk):
        actions.take(conversation=desk.only(), member=desk.member)
        assert desk.only().team_id == team.pk  # taken within the team
        accounts.delete_team(team=team)
    assert desk.get(f"?view=team-{team.pk}").status_code == 200


def test_a_deleted_teams_queue_is_everybodys() -> None:
    desk = open_desk()
    talk = write(desk)
    with in_workspace(desk.workspace.pk):
        team = accounts.create_team(name="Sales")
        actions.assign(conversation=talk, member=None, by=desk.member, team=team)
        accounts.delete_team(team=team)
        assert desk.only().team_id is None
        assert Assignment.objects.latest("at").reason == "team_deleted"


def test_a_team_that_is_taken_back_has_its_queue_again_but_for_what_was_given_since() -> None:
    desk = open_desk(role="owner")
    waits, taken, other = (write(desk, session) for session in ("s1", "s2", "s3"))
    with in_workspace(desk.workspace.pk):
        team, another = accounts.create_team(name="Sales"), accounts.create_team(name="Repairs")
        for talk, of in ((waits, team), (taken, team), (other, another)):
            actions.assign(conversation=talk, member=None, by=desk.member, team=of)
        accounts.delete_team(team=team)
        accounts.delete_team(team=another)
        actions.take(conversation=taken, member=desk.member)
        actions.assign(conversation=taken, member=None, by=desk.member)
    desk.client.post(f"/w/{desk.workspace.slug}/settings/teams/{team.pk}/restoration/")
    with in_workspace(desk.workspace.pk):
        held = dict(Conversation.objects.values_list("pk", "team_id"))
        assert held == {waits.pk: team.pk, taken.pk: None, other.pk: None}
        assert Assignment.objects.latest("at").reason == "team_restored"
    assert "Back to the team Sales" in desk.get(f"{waits.number}/?view=all").content.decode()


@pytest.mark.parametrize("to", ["member", "team", "queue"])
def test_who_leaves_hands_on_what_they_have(to: str) -> None:
    desk = open_desk(role="owner")
    vera, oleg = factories.member(desk.workspace), factories.member(desk.workspace)
    talks = [write(desk, "s1"), write(desk, "s2")]
    with in_workspace(desk.workspace.pk):
        team = accounts.create_team(name="Sales", member_ids=[oleg.pk])
        for talk in talks:
            actions.assign(conversation=talk, member=vera, by=None)
        actions.close(conversation=talks[1], by=vera)
    url = f"/w/{desk.workspace.slug}/settings/members/{vera.pk}/"
    assert "Open conversations</dt><dd>1</dd>" in desk.client.get(url).content.decode()
    chosen = {"member": f"member:{oleg.pk}", "team": f"team:{team.pk}", "queue": ""}[to]
    desk.client.post(url + "deactivation/", {"to": chosen})
    with in_workspace(desk.workspace.pk):
        first, second = Conversation.objects.order_by("number")
        expected = {"member": (oleg.pk, None), "team": (None, team.pk), "queue": (None, None)}[to]
        assert (first.assignee_id, first.team_id) == expected
        assert second.assignee_id == vera.pk  # closed: history stays
        assert not Member.objects.get(pk=vera.pk).is_active


def test_an_answer_is_signed_as_the_brand_says_in_the_channels_language() -> None:
    desk = open_desk(role="owner")
    talk = write(desk)
    with in_workspace(desk.workspace.pk):
        accounts.set_brand(
            workspace=desk.workspace, name="Uklad", language="en", timezone="Europe/Moscow", colour="#096a3c",
            signatures={"ru": "Ваш Уклад", "en": "Yours"},
        )  # fmt: skip
        way = way_to(talk)
        assert way is not None
        actions.reply(conversation=talk, text="Hi", to=actions.Destination(*way), author=desk.member)
        delivery = Delivery.objects.select_related("message").get()
        made = outbound([delivery], infos())[delivery.pk]
    assert made.role == {"ru": "Ваш Уклад", "en": "Yours"}[desk.channel.language]


def test_a_channel_is_given_to_a_team_on_its_page() -> None:
    desk = open_desk(role="owner")
    with in_workspace(desk.workspace.pk):
        team = accounts.create_team(name="Sales")
    url = f"/w/{desk.workspace.slug}/settings/channels/{desk.channel.pk}/"
    desk.client.post(url, {"name": "Chat", "is_active": "on", "team": str(team.pk)})
    with in_workspace(desk.workspace.pk):
        assert Channel.objects.get().team_id == team.pk


def _undo_of(page: str) -> str:
    found = re.search(r'action="(/w/[^"]+/undo/[^"]+)"', page)
    assert found, page
    return unescape(found[1])


def test_several_are_given_to_a_team_at_once_and_the_undo_returns_each_to_who_had_it() -> None:
    desk = open_desk(role="manager")
    first, second = write(desk, "s1"), write(desk, "s2")
    with in_workspace(desk.workspace.pk):
        team = accounts.create_team(name="Sales")
        actions.take(conversation=second, member=desk.member)
    fields = {"do": "assign", "team": str(team.pk), "numbers": f"{first.number},{second.number}"}
    page = desk.post("bulk/?view=all", fields, parts="rows").content.decode()
    assert "2 conversations given to the team Sales" in page
    with in_workspace(desk.workspace.pk):
        assert set(Conversation.objects.values_list("team_id", "assignee_id")) == {(team.pk, None)}
        assert Assignment.objects.filter(team_id=team.pk, by_id=desk.member.pk, reason="assigned").count() == 2
    assert desk.client.post(_undo_of(page)).status_code == 200
    with in_workspace(desk.workspace.pk):
        had = Conversation.objects.order_by("number").values_list("team_id", "assignee_id")
        assert list(had) == [(None, None), (None, desk.member.pk)]


def test_who_gave_it_out_of_their_own_sight_can_take_that_back_until_another_gives_it_on() -> None:
    desk = open_desk()
    talk = write(desk)
    with in_workspace(desk.workspace.pk):
        team = accounts.create_team(name="Sales")
        Member.objects.filter(pk=desk.member.pk).update(scope="own")
    fields = {"do": "assign", "team": str(team.pk), "numbers": str(talk.number)}
    undo = _undo_of(desk.post("bulk/", fields, parts="rows").content.decode())
    assert desk.get(f"{talk.number}/").status_code == 404
    assert desk.client.post(undo).status_code == 200
    assert desk.get(f"{talk.number}/").status_code == 200
    undo = _undo_of(desk.post("bulk/", fields, parts="rows").content.decode())
    with in_workspace(desk.workspace.pk):
        actions.assign(conversation=talk, member=None, by=None, team=accounts.create_team(name="Repairs"))
    assert desk.client.post(undo).status_code == 422
    assert desk.get(f"{talk.number}/").status_code == 404


def test_a_team_of_another_company_and_a_deleted_one_are_given_nothing() -> None:
    desk, stranger = open_desk(), open_desk()
    talk = write(desk)
    with in_workspace(stranger.workspace.pk):
        theirs = accounts.create_team(name="Theirs")
    with in_workspace(desk.workspace.pk):
        gone = accounts.create_team(name="Gone")
        accounts.delete_team(team=gone)
    for key in (theirs.pk, gone.pk, "x"):
        fields = {"do": "assign", "team": str(key), "numbers": str(talk.number)}
        assert desk.post("bulk/", fields, parts="rows").status_code == 404
    assert desk.only().team_id is None


def test_a_single_hand_over_is_undone_too_even_where_it_left_ones_sight() -> None:
    desk = open_desk()
    talk = write(desk)
    with in_workspace(desk.workspace.pk):
        team = accounts.create_team(name="Sales")
        Member.objects.filter(pk=desk.member.pk).update(scope="own")
    answer = desk.post(f"{talk.number}/assignment/", {"team": str(team.pk)})
    undo = _undo_of(desk.client.get(answer["Nitka-Location"]).content.decode())
    assert desk.client.post(undo).status_code == 200
    assert desk.only().team_id is None
