"""How a member wants to hear: the page, what is kept, what is wrong."""

from datetime import time, timedelta

import pytest
from django.http import QueryDict

from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.desk import Desk, queries, signed_in
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.notices.models import Kind, Letters, Quiet, Sending, Wishes
from nitka.notices.tests.services import PushService
from nitka.notices.tests.working import wish
from nitka.notices.wishes import ways

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = {
    "way-replied": ["page", "mail"], "way-assigned": ["push"], "letters": "daily", "daily_at": "08:30", "minutes": "30",
    "quiet": "own", "quiet_from": "22:00", "quiet_to": "07:00", "days": ["0", "4"], "with_names": "on",
}  # fmt: skip


def url(desk: Desk) -> str:
    return f"/w/{desk.workspace.slug}/me/notices/"


def kept(desk: Desk) -> Wishes:
    with in_workspace(desk.workspace.pk):
        return Wishes.objects.get(member_id=desk.member.pk)


def test_who_said_nothing_sees_what_goes_for_them(desk):
    page = desk.client.get(url(desk)).content.decode()
    assert page.count('name="way-') == 3 * len(Kind.values)
    assert 'name="way-mentioned" value="push" checked' in page
    assert 'name="way-team" value="push" aria' in page
    assert 'name="way-security" value="mail" checked disabled' in page
    assert "You have none yet, so it is never quiet" in page


def test_the_page_stands_among_ones_own_settings_and_says_the_working_hours(desk):
    with in_workspace(desk.workspace.pk):
        desk.member.hours = {str(day): ["09:00", "18:00"] for day in range(5)} | {"5": ["10:00", "14:00"]}
        desk.member.timezone = "Asia/Tbilisi"
        desk.member.save()
    page = desk.client.get(url(desk)).content.decode()
    assert f'<a href="{url(desk)}" aria-current="page"' in page
    assert "mon–fri 09:00–18:00" in page
    assert "sat 10:00–14:00" in page
    assert "Asia/Tbilisi" in page


def test_all_of_it_is_kept(desk):
    assert desk.client.post(url(desk), GOOD).status_code == 302
    row = kept(desk)
    assert ways(row, "replied") == {"page", "mail"}
    assert ways(row, "assigned") == {"push"}
    assert ways(row, "mentioned") == set()  # nothing was checked
    assert ways(row, "security") == {"page", "mail"}
    assert (row.letters, row.daily_at, row.minutes) == (Letters.DAILY, time(8, 30), 30)
    assert (row.quiet, row.quiet_from, row.quiet_to, row.quiet_days) == (Quiet.OWN, time(22), time(7), [0, 4])
    assert row.with_names
    page = desk.client.get(url(desk)).content.decode()
    assert "Saved" in page
    assert 'value="08:30"' in page
    assert desk.client.post(url(desk), GOOD | {"with_names": []}).status_code == 302
    assert not kept(desk).with_names


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quiet_from": "noon"}, "A time looks like 09:00"),
        ({"quiet_to": ""}, "A time looks like 09:00"),
        ({"daily_at": "25:00"}, "A time looks like 09:00"),
        ({"days": []}, "Choose at least one day"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_given_stays(desk, wrong, said):
    answer = desk.client.post(url(desk), GOOD | wrong)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    assert 'name="way-replied" value="mail" checked' in page
    assert 'name="way-replied" value="push" aria' in page
    if wrong.get("quiet_from"):
        assert 'value="noon"' in page
    with in_workspace(desk.workspace.pk):
        assert not Wishes.objects.exists()


def test_what_belongs_to_a_choice_that_was_not_made_is_no_obstacle(desk):
    given = GOOD | {"quiet": "work", "letters": "soon", "daily_at": "", "quiet_from": "", "quiet_to": "x", "days": []}
    assert desk.client.post(url(desk), given).status_code == 302
    assert kept(desk).daily_at == time(9)


def test_nonsense_leaves_what_was_there(desk):
    wish(desk.member, letters=Letters.NEVER, minutes=60, quiet=Quiet.OFF)
    body = QueryDict(mutable=True)
    body.update({"letters": "x" * 9999, "minutes": "7", "quiet": "<b>", "days": "9"})
    body.setlist("way-replied", ["page", "smoke", "\x00"])
    answer = desk.client.post(url(desk), body.urlencode(), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    row = kept(desk)
    assert (row.letters, row.minutes, row.quiet, row.ways["replied"]) == (Letters.NEVER, 60, Quiet.OFF, ["page"])


def test_a_letter_that_gathers_comes_when_one_says_now_or_not_at_all(desk):
    with clock.travel(clock.now()), in_workspace(desk.workspace.pk):
        row = Sending.objects.create(member_id=desk.member.pk, way="mail", next_at=clock.now() + timedelta(hours=9))
        desk.client.post(url(desk), GOOD | {"letters": "soon", "minutes": "5", "quiet": "off"})
        row.refresh_from_db()
        assert row.next_at == clock.now() + timedelta(minutes=5)
        desk.client.post(url(desk), GOOD | {"letters": "never"})
        assert not Sending.objects.exists()


def test_ones_wishes_are_ones_own(desk):
    other = signed_in(accounts.member(desk.workspace))
    other.post(url(desk), GOOD)
    with in_workspace(desk.workspace.pk):
        assert not Wishes.objects.filter(member_id=desk.member.pk).exists()


def test_the_page_costs_the_same_whatever_there_is(desk, service):
    few = queries(lambda: desk.client.get(url(desk)))
    wish(desk.member, minutes=30)
    for _ in range(5):
        register(desk, service)
    assert len(queries(lambda: desk.client.get(url(desk)))) <= len(few) <= 14


def register(desk: Desk, service: PushService) -> None:
    assert desk.client.post(f"{url(desk)}devices/", service.subscribe().given).status_code == 201
