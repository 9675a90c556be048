"""Letters of what is unread: one, when it is due, of nothing that was read; spoken over SMTP to a relay."""

import base64
from datetime import UTC, datetime, time, timedelta
from email.utils import parseaddr
from uuid import UUID, uuid4

import pytest
from django.test import Client

from nitka.accounts.actions import set_brand
from nitka.accounts.models import Member
from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions as conversations
from nitka.conversations.models import Conversation
from nitka.conversations.tests.desk import Desk, open_desk, queries, write
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.letter import inks
from nitka.kit.tests.roles import as_role
from nitka.notices import actions, tokens
from nitka.notices.actions.send import BACK_OFF, LEASE, send_once
from nitka.notices.contract import Told
from nitka.notices.models import Letters, Notice, Quiet, Sending, Wishes
from nitka.notices.tests.services import html, plain
from nitka.notices.tests.working import make, send, sendings, sweep, wish

pytestmark = pytest.mark.django_db(transaction=True)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkM+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)  # a Friday


@pytest.fixture(autouse=True)
def _noon():
    with clock.travel(NOON):
        yield


def talk_of(desk: Desk, key: str = "v0", *texts: str) -> Conversation:
    found = write(desk, key, *texts or ("Lamp",))
    make()
    return found


def tell(desk: Desk, talk: Conversation, kind: str = "assigned", member: Member | None = None) -> UUID:
    with in_workspace(desk.workspace.pk):
        (key,) = actions.tell([Told((member or desk.member).pk, kind, talk.pk, uuid4())])
    return key


def later(**after) -> list:
    """What the relay gets when so much time has passed."""
    with clock.travel(clock.now() + timedelta(**after)):
        return [send("mail")]


def test_what_is_unread_for_a_while_comes_in_one_letter(desk, relay):
    talks = [talk_of(desk, f"v{n}") for n in range(3)]
    for talk in talks:
        tell(desk, talk)
    tell(desk, talks[0], "mentioned")
    later(minutes=14)
    assert relay.letters == []
    later(minutes=15)
    (letter,) = relay.letters
    assert letter["To"] == desk.member.user.email
    assert "4 unread notifications" in letter["Subject"]
    home = f"https://nitka.uklad.example/w/{desk.workspace.slug}/"
    for half in (plain(letter), html(letter)):
        words = ("Given to you", "You were mentioned", f"{home}notices/", f"{home}me/notices/")
        assert [word for word in words if word not in half] == []
    assert sendings(desk.member) == [("mail", "sent", "")]
    later(hours=5)
    assert len(relay.letters) == 1


def test_more_of_the_same_is_one_line_that_counts(desk, relay):
    talk = talk_of(desk)
    wish(desk.member, ways={"replied": ["mail"]})
    for _ in range(3):
        tell(desk, talk, "replied")
    later(minutes=15)
    (letter,) = relay.letters
    assert letter["Subject"].startswith("3 new messages: ")
    assert html(letter).count("3 new messages") == 2  # the line, and what lists show before the letter is opened


def test_what_was_read_meanwhile_is_not_in_it_and_a_letter_of_nothing_is_none(desk, relay):
    first, second = talk_of(desk, "v1"), talk_of(desk, "v2")
    read, unread = tell(desk, first), tell(desk, second)
    with in_workspace(desk.workspace.pk):
        actions.saw(member_id=desk.member.pk, conversation_id=first.pk)
    later(minutes=15)
    (letter,) = relay.letters
    assert str(unread) in plain(letter)
    assert str(read) not in plain(letter)
    tell(desk, first)
    with in_workspace(desk.workspace.pk):
        actions.see_all(member_id=desk.member.pk)
    later(minutes=15)
    assert len(relay.letters) == 1
    assert sendings(desk.member) == [("mail", "sent", "")]


def test_what_a_letter_told_is_not_told_again_until_it_was_read(desk, relay):
    talk = talk_of(desk)
    tell(desk, talk)
    later(minutes=15)
    tell(desk, talk)  # counted up
    later(minutes=40)
    assert len(relay.letters) == 1
    with in_workspace(desk.workspace.pk):
        actions.saw(member_id=desk.member.pk, conversation_id=talk.pk)
    tell(desk, talk)
    later(minutes=60)
    assert len(relay.letters) == 2


def test_kinds_that_are_not_wished_for_by_letter_are_not_in_it(desk, relay):
    wish(desk.member, ways={"assigned": ["page"]})
    tell(desk, talk_of(desk))
    later(hours=1)
    assert relay.letters == sendings(desk.member) == []


def test_a_kind_given_up_meanwhile_is_left_out(desk, relay):
    tell(desk, talk_of(desk))
    wish(desk.member, ways={"assigned": ["page"]})
    later(hours=1)
    assert relay.letters == sendings(desk.member) == []


def test_in_quiet_hours_no_letter_comes_and_behind_them_one(desk, relay):
    wish(desk.member, quiet=Quiet.OWN, quiet_from=time(21), quiet_to=time(8))
    with clock.travel(datetime(2026, 11, 27, 17, 50, tzinfo=UTC)):  # ten to nine in Moscow
        tell(desk, talk_of(desk, "v1"))
    with clock.travel(datetime(2026, 11, 27, 21, tzinfo=UTC)):
        tell(desk, talk_of(desk, "v2"), "replied")  # would be pushed only
        send("mail")
    with clock.travel(datetime(2026, 11, 28, 4, 59, tzinfo=UTC)):
        send("mail")
    assert relay.letters == []
    with clock.travel(datetime(2026, 11, 28, 5, tzinfo=UTC)):
        send("mail")
    (letter,) = relay.letters
    assert "2 unread notifications" in letter["Subject"]


def test_quiet_hours_that_were_set_later_hold_a_letter_that_waits(desk, relay):
    tell(desk, talk_of(desk))
    wish(desk.member, quiet=Quiet.OWN, quiet_from=time(15), quiet_to=time(17))  # noon in UTC is three in Moscow
    later(minutes=20)
    assert relay.letters == []
    later(hours=2)
    assert len(relay.letters) == 1


def test_in_the_members_language_and_zone(desk, relay):
    desk.member.user.language = "ru"
    desk.member.user.save()
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=desk.member.pk).update(timezone="Asia/Vladivostok")
    tell(desk, talk_of(desk))
    later(minutes=15)
    (letter,) = relay.letters
    assert "Передано вам" in letter["Subject"]
    assert "22:00" in plain(letter)
    assert '<html lang="ru">' in html(letter)


def test_it_wears_the_companys_colour_and_logo_by_day_and_by_night(desk, relay):
    with in_workspace(desk.workspace.pk):
        set_brand(
            workspace=desk.workspace, name="Уклад", language="ru", timezone="Europe/Moscow", colour="#7a1f5c",
            signatures={}, logo=PNG,
        )  # fmt: skip
    tell(desk, talk_of(desk))
    later(minutes=15)
    (letter,) = relay.letters
    shown = html(letter)
    assert 'bgcolor="#7a1f5c"' in shown
    assert 'src="cid:logo@nitka"' in shown
    assert inks("#7a1f5c")["link_dark"] in shown.partition("prefers-color-scheme: dark")[2]
    assert "#3d58c8" not in shown
    (logo,) = (part for part in letter.walk() if part["Content-ID"] == "<logo@nitka>")
    assert logo.get_content() == PNG
    assert "Уклад" in plain(letter)


def test_it_is_marked_as_made_by_a_program_and_ends_with_one_click(desk, relay):
    tell(desk, talk_of(desk))
    later(minutes=15)
    (letter,) = relay.letters
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parseaddr(letter["From"])[1] == "nitka@uklad.example"
    link = letter["List-Unsubscribe"].strip().strip("<>")
    assert link.startswith("https://nitka.uklad.example/letters/")
    path = link.removeprefix("https://nitka.uklad.example")
    stranger = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    tell(desk, talk_of(desk, "v2"))
    asked = stranger.get(path)
    assert (asked.status_code, "No more such letters?" in asked.content.decode()) == (200, True)
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    later(hours=1)
    assert len(relay.letters) == 1
    with in_workspace(desk.workspace.pk):
        assert Wishes.objects.get().letters == Letters.NEVER


@pytest.mark.parametrize("token", ["x", "a.b", "0" * 64, "é", "0" * 64 + ".AAAA"])
def test_a_link_that_nobody_signed_ends_nothing(desk, token):
    assert Client().post(f"/letters/{token}/off/").status_code == 404


def test_a_link_of_one_who_left_ends_nothing(desk):
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=desk.member.pk).update(is_active=False)
    link = f"/letters/{tokens.make(desk.workspace.pk, desk.member.pk)}/off/"
    assert Client().post(link).status_code == 404


def test_a_link_in_a_letter_opens_nothing_by_itself(desk, relay):
    tell(desk, talk_of(desk))
    later(minutes=15)
    link = next(line for line in plain(relay.letters[0]).splitlines() if "/notices/" in line)
    path = link.removeprefix("https://nitka.uklad.example")
    answer = Client().get(path)
    assert answer["Location"] == f"/accounts/login/?next={path}"
    assert desk.client.get(path)["Location"].endswith("/inbox/1/")


def test_a_relay_that_is_busy_is_asked_again_later_and_the_letter_is_the_same(desk, relay):
    relay.answers = ["451 later, please"]
    key = tell(desk, talk_of(desk))
    later(minutes=15)
    assert sendings(desk.member) == [("mail", "waiting", "relay")]
    tell(desk, talk_of(desk, "v2"))  # gathers in a letter of its own
    later(minutes=16)
    assert [str(key) in plain(letter) for letter in relay.letters].count(True) == 1
    later(minutes=40)
    assert len(relay.letters) == 2
    assert {state for _, state, _ in sendings(desk.member)} == {"sent"}


def test_a_relay_that_is_away_for_good_leaves_it_parked_with_the_reason(desk, relay, settings):
    settings.EMAIL_PORT = 1
    tell(desk, talk_of(desk))
    with clock.travel(NOON + timedelta(minutes=15)):
        send("mail")
    moment = NOON + timedelta(minutes=15)
    for wait in BACK_OFF:
        moment += timedelta(seconds=wait)
        with clock.travel(moment):
            send("mail")
    assert sendings(desk.member) == [("mail", "failed", "relay")]
    with in_workspace(desk.workspace.pk):
        assert "refused" in Sending.objects.get().detail.lower()


def test_an_address_that_is_refused_is_not_tried_again(desk, relay):
    relay.refused = {desk.member.user.email}
    tell(desk, talk_of(desk))
    later(minutes=15)
    assert sendings(desk.member) == [("mail", "failed", "refused")]
    with in_workspace(desk.workspace.pk):
        assert "nobody of that name" in Sending.objects.get().detail


def test_two_workers_at_once_send_one_letter(desk, relay):
    tell(desk, talk_of(desk))
    with clock.travel(NOON + timedelta(minutes=15)), as_role("worker"):
        assert [send_once("mail"), send_once("mail")] == [1, 0]
    assert len(relay.letters) == 1


def test_a_letter_of_a_worker_that_died_is_sent_under_the_same_name(desk, relay):
    """Whether it was out when the worker died nobody knows: the mail program shows two of one name once."""
    tell(desk, talk_of(desk))
    later(minutes=15)
    with in_workspace(desk.workspace.pk):  # as it was before it was noted
        Sending.objects.update(state="sending", next_at=NOON + timedelta(minutes=15) + LEASE, tries=0, done_at=None)
    later(minutes=16)
    assert len(relay.letters) == 1
    later(minutes=21)
    assert len(relay.letters) == 2
    assert len({letter["Message-ID"] for letter in relay.letters}) == 1
    assert plain(relay.letters[0]) == plain(relay.letters[1])


def test_who_has_left_gets_none(desk, relay):
    tell(desk, talk_of(desk))
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=desk.member.pk).update(is_active=False)
    later(minutes=15)
    assert relay.letters == sendings(desk.member) == []


def test_a_letter_tells_only_what_its_reader_may_see_still(desk, relay):
    talk = talk_of(desk)
    tell(desk, talk)
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=desk.member.pk).update(scope="own")
        boss = accounts.member(desk.workspace, role="owner")
        conversations.assign(conversation=talk, member=boss, by=boss)
    later(minutes=15)
    assert [letter for letter in relay.letters if letter["To"] == desk.member.user.email] == []


def test_two_companies_get_their_own(desk, relay):
    other = open_desk()
    for one in (desk, other):
        tell(one, talk_of(one))
    later(minutes=15)
    assert {letter["To"] for letter in relay.letters} == {desk.member.user.email, other.member.user.email}
    for one in (desk, other):
        (letter,) = (each for each in relay.letters if each["To"] == one.member.user.email)
        assert f"/w/{one.workspace.slug}/" in plain(letter)


def test_a_name_from_outside_makes_no_header_and_no_markup(desk, relay):
    talk = talk_of(desk)
    with in_workspace(desk.workspace.pk):
        talk.identity.customer.name = "Eve\r\nBcc: all@uklad.example <b>x</b>"
        talk.identity.customer.save()
    tell(desk, talk)
    later(minutes=15)
    (letter,) = relay.letters
    assert letter["Bcc"] is None
    assert "&lt;b&gt;x" in html(letter)


def test_a_batch_costs_the_same_whatever_its_size(desk):
    talks = [talk_of(desk, f"v{n}") for n in range(6)]

    def cost(some: list[Conversation]) -> int:
        with in_workspace(desk.workspace.pk):
            told = [Told(desk.member.pk, "assigned", one.pk, uuid4()) for one in some]
            return len(queries(lambda: actions.tell(told)))

    assert cost(talks[:1]) == cost(talks[1:]) <= 8


def test_what_is_told_is_cleared_away_after_a_week(desk, relay):
    tell(desk, talk_of(desk))
    later(minutes=15)
    with clock.travel(NOON + timedelta(days=8)):
        sweep()
    assert sendings(desk.member) == []
    with in_workspace(desk.workspace.pk):
        assert Notice.objects.count() == 1
