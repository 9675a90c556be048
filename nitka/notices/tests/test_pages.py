"""The bell and its list."""

from datetime import timedelta
from uuid import uuid4

import pytest

from nitka.accounts.models import Member
from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions
from nitka.conversations.models import Conversation
from nitka.conversations.tests.desk import Desk, open_desk, queries, write
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.notices.models import Notice
from nitka.notices.tests.working import kinds, make
from nitka.realtime.models import EventOutbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def page(desk: Desk, path: str = "") -> str:
    return desk.client.get(f"/w/{desk.workspace.slug}/notices/{path}").content.decode()


def told(desk: Desk, count: int = 1) -> list[Notice]:
    """Notices about conversations of their own."""
    talks = [write(desk, f"v{n}", f"Lamp {n}") for n in range(count)]
    make()
    with in_workspace(desk.workspace.pk):
        return [
            Notice.objects.create(
                member_id=desk.member.pk, kind="replied", about_id=talk.pk, cause_id=uuid4(), count=n + 1,
                at=clock.now() - timedelta(minutes=n),
            )
            for n, talk in enumerate(talks)
        ]  # fmt: skip


def test_an_empty_list_says_what_will_come(desk):
    assert "Nothing new" in page(desk)
    assert 'class="n"' not in page(desk, "bell/")


def test_the_list_says_what_happened_and_the_bell_counts(desk):
    told(desk, 3)
    shown = page(desk)
    assert all(words in shown for words in ("Lamp 1", "2 new messages", "3 unread"))
    assert ">3</span>" in page(desk, "bell/")


def test_opening_one_leads_to_its_conversation_and_marks_it(desk):
    (notice,) = told(desk)
    answer = desk.client.get(f"/w/{desk.workspace.slug}/notices/{notice.pk}/")
    with in_workspace(desk.workspace.pk):
        assert answer["Location"] == desk.url(f"{Conversation.objects.get().number}/")
        assert Notice.objects.get().seen_at is not None
    assert 'class="n"' not in page(desk, "bell/")


def test_all_are_marked_at_once_and_open_pages_hear_of_it(desk):
    told(desk, 3)
    desk.client.post(f"/w/{desk.workspace.slug}/notices/seen/")
    assert "unread" not in page(desk)
    with as_role("worker"):
        assert EventOutbox.objects.filter(topic=f"member:{desk.member.pk}", kind="notice").count() == 1


def test_older_ones_are_a_page_away(desk):
    (talk,) = [write(desk)]
    with in_workspace(desk.workspace.pk):
        start = clock.now()
        Notice.objects.bulk_create(
            Notice(
                member_id=desk.member.pk, kind="replied", about_id=talk.pk, cause_id=uuid4(), count=n + 2,
                at=start - timedelta(minutes=n), seen_at=start,
            )
            for n in range(60)
        )  # fmt: skip
    first = desk.client.get(f"/w/{desk.workspace.slug}/notices/")
    assert first.content.decode().count('class="row"') == 50
    second = page(desk, f"?before={first.context['older'].replace('+', '%2B')}")
    assert second.count('class="row"') == 10
    assert "To the latest" in second


def test_what_a_member_may_no_longer_see_is_neither_shown_nor_counted(desk):
    (notice,) = told(desk)
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=desk.member.pk).update(scope="own")
        boss = accounts.member(desk.workspace, role="owner")
        talk = Conversation.objects.get()
        actions.assign(conversation=talk, member=boss, by=boss)
    assert "Nothing new" in page(desk)
    assert 'class="n"' not in page(desk, "bell/")
    assert desk.client.get(f"/w/{desk.workspace.slug}/notices/{notice.pk}/").status_code == 404


def test_somebody_elses_notice_is_not_found(desk):
    (notice,) = told(desk)
    other = open_desk()
    assert other.client.get(f"/w/{other.workspace.slug}/notices/{notice.pk}/").status_code == 404
    assert kinds(other.member) == []


def test_fifty_cost_as_many_statements_as_one(desk):
    told(desk, 1)
    few = queries(lambda: page(desk))
    desk.client.post(f"/w/{desk.workspace.slug}/notices/seen/")
    told(desk, 12)
    assert len(queries(lambda: page(desk))) == len(few) <= 9
    assert len(queries(lambda: page(desk, "bell/"))) <= 7
