"""What could not be told stands where an administrator sees it, and can be tried again."""

from uuid import uuid4

import pytest

from nitka.conversations.tests.desk import Desk, open_desk, queries
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.notices.actions.queue import BACK_OFF, make_once
from nitka.notices.models import Sending, State, Todo
from nitka.notices.tests.working import make, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def boss() -> Desk:
    return open_desk(role="administrator")


def url(desk: Desk, path: str = "") -> str:
    return f"/w/{desk.workspace.slug}/settings/notices/{path}"


def park(desk: Desk, n: int = 1) -> list[Sending]:
    with in_workspace(desk.workspace.pk):
        return [
            Sending.objects.create(
                member_id=desk.member.pk, way="mail", notice_id=uuid4(), state=State.FAILED, next_at=None, tries=9,
                reason="relay", detail="[Errno 111] Connection refused", done_at=clock.now(),
            )
            for _ in range(n)
        ]  # fmt: skip


def test_nothing_is_said_so(boss):
    page = boss.client.get(url(boss)).content.decode()
    assert "Everybody was told" in page


def test_who_may_not_mend_it_does_not_see_it(desk):
    park(desk)
    assert desk.client.get(url(desk)).status_code == 403
    assert desk.client.post(url(desk)).status_code == 403
    assert "Not told" not in desk.client.get(f"/w/{desk.workspace.slug}/me/").content.decode()


def test_a_letter_is_shown_with_whom_why_and_what_was_said_and_the_settings_count_it(boss):
    park(boss)
    page = boss.client.get(url(boss)).content.decode()
    assert all(words in page for words in ("Вера Климова", "takes no letters", "Connection refused", "need attention"))


def test_one_is_tried_again_or_let_go(boss):
    first, second = park(boss, 2)
    assert boss.client.post(url(boss, f"{first.pk}/")).status_code == 302
    assert boss.client.post(url(boss, f"{second.pk}/"), {"do": "away"}).status_code == 302
    with in_workspace(boss.workspace.pk):
        (left,) = Sending.objects.all()
        assert (left.pk, left.state) == (first.pk, State.WAITING)
    assert boss.client.post(url(boss, f"{second.pk}/")).status_code == 404
    assert boss.client.get(url(boss, f"{first.pk}/")).status_code == 404


def test_all_are_tried_again_when_the_relay_is_back(boss):
    park(boss, 3)
    boss.client.post(url(boss))
    with in_workspace(boss.workspace.pk):
        assert set(Sending.objects.values_list("state", flat=True)) == {State.WAITING}
    send("mail")  # their notices are no more
    with in_workspace(boss.workspace.pk):
        assert not Sending.objects.exists()


def test_what_could_not_be_made_is_shown_with_the_reason(boss):
    with in_workspace(boss.workspace.pk):
        Todo.objects.create(source="assigned", ids=["no id"], tries=len(BACK_OFF))
    make()
    page = boss.client.get(url(boss)).content.decode()
    assert "Notifications could not be made" in page
    assert "badly formed hexadecimal UUID" in page
    with in_workspace(boss.workspace.pk):
        (row,) = Todo.objects.all()
    boss.client.post(url(boss, f"{row.pk}/"))
    with as_role("worker"):
        assert make_once() == 1


def test_what_another_company_has_parked_is_not_found(boss):
    other = open_desk(role="owner")
    (row,) = park(other)
    for do in ("", "away"):
        assert boss.client.post(url(boss, f"{row.pk}/"), {"do": do}).status_code == 404
    boss.client.post(url(boss))
    with in_workspace(other.workspace.pk):
        assert Sending.objects.get().state == State.FAILED


def test_fifty_cost_as_many_statements_as_one(boss):
    park(boss)
    few = queries(lambda: boss.client.get(url(boss)))
    park(boss, 60)
    assert len(queries(lambda: boss.client.get(url(boss)))) == len(few) <= 18
