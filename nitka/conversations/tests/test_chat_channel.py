"""The chat's settings: what visitors would see is judged while one types, and shown where nothing gets out."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nitka.accounts import actions as accounts
from nitka.accounts.models import Availability, Member
from nitka.channels.models import Channel
from nitka.conversations.chat import face
from nitka.conversations.tests.desk import open_desk, queries
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime.actions import beat
from nitka.ui.colours import COLOURS, reads

pytestmark = pytest.mark.django_db(transaction=True)
MOSCOW = ZoneInfo("Europe/Moscow")
SATURDAY = datetime(2026, 11, 28, 12, tzinfo=MOSCOW)
WEEK = {f"{end}-{day}": at for day in range(5) for end, at in (("from", "09:00"), ("to", "21:00"))}
FORM = {"name": "Chat", "is_active": "on", "hours": "members"}
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture
def desk():
    return open_desk(role="owner")


@pytest.fixture
def saturday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: SATURDAY)


def page(desk, more=""):
    return f"/w/{desk.workspace.slug}/settings/channels/{desk.channel.pk}/{more}"


def kept(desk):
    with in_workspace(desk.workspace.pk):
        return Channel.objects.get(pk=desk.channel.pk).settings


def config(desk, **settings):
    with in_workspace(desk.workspace.pk):
        chat = face.Looks(desk.channel.pk, "Uklad", "en", None, settings)
        return face.config(chat, desk.workspace)


def test_all_of_it_is_kept_and_shown_again(desk):
    form = FORM | WEEK | {
        "color": "own", "own_color": "#FFE600", "side": "start", "hours": "own", "timezone": "Asia/Omsk",
        "greeting_ru": "Привет", "ask_en": "Ask us", "away_en": "We sleep", "origins": "shop.example, пример.рф",
    }  # fmt: skip
    assert desk.client.post(page(desk), form).status_code == 302
    found = kept(desk)
    assert (found["color"], found["side"]) == ("#ffe600", "start")
    assert found["origins"] == ["https://shop.example", "https://xn--e1afmkfd.xn--p1ai"]
    assert found["texts"]["ru"]["greeting"] == "Привет"
    assert found["texts"]["en"] == {"greeting": None, "ask": "Ask us", "away": "We sleep"}
    assert found["hours"] == {"mode": "own", "timezone": "Asia/Omsk", "days": {str(d): ["09:00", "21:00"] for d in range(5)}}  # fmt: skip  # noqa: E501
    shown = desk.client.get(page(desk)).content.decode()
    for text in ("We sleep", "Asia/Omsk", 'value="21:00"', "#ffe600"):
        assert text in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"from-0": "9", "to-0": "25:00"}, "A day needs a beginning and an end"),
        ({"hours": "own"}, "Name at least one day"),
        ({"timezone": "Mars/Olympus"}, "There is no such zone"),
        ({"color": "red"}, "A colour looks like"),
        ({"color": "own", "own_color": ""}, "A colour looks like"),
        ({"origins": "javascript:alert(1)"}, "A site looks like"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk, wrong, said):
    before = kept(desk)
    answer = desk.client.post(page(desk), FORM | {"greeting_en": "Typed"} | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Typed" in answer.content.decode()
    assert kept(desk) == before


def test_a_trial_says_what_it_would_be_and_keeps_nothing(desk, saturday):
    before = kept(desk)
    form = FORM | WEEK | {"hours": "own", "greeting_en": HOSTILE, "color": "own", "own_color": "#ffe600"}
    answer = desk.client.post(page(desk, "trial/"), form | {"origins": "http//x"})
    found = answer.json()
    assert found["faces"]["open"]["texts"]["en"]["greeting"] == HOSTILE
    assert found["faces"]["closed"]["opens"] == "2026-11-30T09:00:00+03:00"
    assert found["hours"] == "closed now, until 30 Nov, 09:00".replace(" Nov", "\u00a0Nov")
    assert found["safe"] is False
    assert "On a light page the button is hardly seen" in found["contrast"]
    assert "A site looks like" in found["errors"]["origins"]
    assert kept(desk) == before


def test_hostile_texts_stay_text_on_the_page(desk):
    desk.client.post(page(desk), FORM | {"greeting_en": HOSTILE, "away_ru": HOSTILE})
    shown = desk.client.get(page(desk)).content.decode()
    assert "<img src=x" not in shown
    trial = shown.split('<script id="trial" type="application/json">')[1].split("</script>")[0]
    assert json.loads(trial)["faces"]["open"]["texts"]["en"]["greeting"] == HOSTILE


def test_nothing_gets_out_of_the_preview_and_only_we_may_frame_it(desk):
    answer = desk.client.get(page(desk, "preview/"))
    policy = answer["Content-Security-Policy"]
    for rule in ("default-src 'none'", "connect-src 'none'", "script-src 'self';", "frame-ancestors 'self'"):
        assert rule in policy
    assert "unsafe" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert "X-Frame-Options" not in answer
    assert 'sandbox="allow-scripts"' in desk.client.get(page(desk)).content.decode()


@pytest.mark.parametrize("door", ["trial/", "preview/", ""])
def test_who_may_not_administer_sees_none_of_it(door):
    agent = open_desk(role="agent")
    ask = agent.client.post if door == "trial/" else agent.client.get
    assert ask(page(agent, door)).status_code == 403


def test_a_chat_with_its_own_hours_says_when_it_opens(desk, saturday):
    found = config(desk, hours={"mode": "own", "days": {"0": ["09:00", "21:00"]}, "timezone": "Europe/Moscow"})
    assert (found["open"], found["people"], found["wait"]) == (False, [], None)
    assert found["until"] == found["opens"] == "2026-11-30T09:00:00+03:00"


def test_a_chat_follows_its_members_and_opens_when_one_is_here(desk, saturday):
    assert config(desk)["open"] is True  # nobody has named hours: no promise, no closing
    week = {str(day): ["10:00", "19:00"] for day in range(5)}
    with in_workspace(desk.workspace.pk):
        accounts.set_hours(member=desk.member, timezone="Europe/Moscow", hours=week)
    assert config(desk)["opens"] == "2026-11-30T10:00:00+03:00"
    assert config(desk)["open"] is False
    with in_workspace(desk.workspace.pk):
        beat(member_id=desk.member.pk)
    assert (config(desk)["open"], config(desk)["on_shift"]) == (True, 1)
    with in_workspace(desk.workspace.pk):
        accounts.set_availability(member=Member.objects.get(pk=desk.member.pk), availability=Availability.AWAY)
    assert config(desk)["open"] is False


@pytest.mark.parametrize("colour", [value for value, _label in COLOURS])
def test_the_colours_of_the_house_are_safe(colour):
    assert reads(colour)[0]


def test_the_page_costs_the_same_for_many_members(desk):
    few = len(queries(lambda: desk.client.get(page(desk))))
    with in_workspace(desk.workspace.pk):
        for number in range(20):
            accounts.create_member(workspace=desk.workspace, email=f"m{number}@uklad.example", name=f"Member {number}")
    assert len(queries(lambda: desk.client.get(page(desk)))) == few <= 28  # twelve are of the frame, four of the list
