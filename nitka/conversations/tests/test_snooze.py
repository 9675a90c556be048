from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions
from nitka.conversations.actions.wake import wake_due
from nitka.conversations.models import Conversation, Snooze
from nitka.conversations.tests.factories import chat
from nitka.conversations.tests.threads import back, came, thread_of
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def desk():
    workspace = accounts.workspace()
    vera = accounts.member(workspace)
    with in_workspace(workspace.pk):
        here = chat(workspace)
        conversation = thread_of(came(here, "s1"))
        actions.snooze(conversation=conversation, until=clock.now() + HOUR, by=vera, why=" ждём склад ")
    return workspace, vera, here


def status(workspace) -> tuple[str, bool]:
    with in_workspace(workspace.pk):
        row = Conversation.objects.get()
        return row.status, row.snoozed_until is not None


def ended(workspace) -> list[str]:
    with in_workspace(workspace.pk):
        return list(Snooze.objects.order_by("at").values_list("ended", flat=True))


def woken() -> int:
    with as_role("worker"):
        return wake_due()


def test_it_sleeps_until_its_moment_and_then_it_is_open(desk):
    workspace, _, _ = desk
    assert (woken(), status(workspace)) == (0, ("snoozed", True))
    with clock.travel(clock.now() + HOUR + timedelta(seconds=1)):
        assert woken() == 1
        assert woken() == 0
    assert (status(workspace), ended(workspace)) == (("open", False), ["due"])
    with in_workspace(workspace.pk):
        assert Snooze.objects.get().why == "ждём склад"


def test_what_the_customer_writes_wakes_it_at_once(desk):
    workspace, _, here = desk
    with in_workspace(workspace.pk):
        came(here, "s1", "Алло")
    assert (status(workspace), ended(workspace)) == (("open", False), ["wrote"])


def test_an_automatic_letter_wakes_nobody(desk):
    workspace, _, here = desk
    with in_workspace(workspace.pk):
        came(here, "s1", "Я в отпуске", auto=True)
    assert status(workspace) == ("snoozed", True)


@pytest.mark.parametrize("how", ["closed", "member", "answered", "again"])
def test_members_end_it_too_and_it_is_written_down_how(desk, how):
    workspace, vera, _ = desk
    with in_workspace(workspace.pk):
        conversation = Conversation.objects.get()
        if how == "closed":
            actions.close(conversation=conversation, by=vera)
        elif how == "member":
            actions.reopen(conversation=conversation, by=vera)
        elif how == "answered":
            actions.reply(
                conversation=conversation, text="Едет", to=back(conversation.messages.get()), author=vera
            )
        else:
            actions.snooze(conversation=conversation, until=clock.now() + 2 * HOUR, by=vera)
    assert ended(workspace)[0] == how


def test_a_later_moment_takes_the_place_of_the_first(desk):
    workspace, vera, _ = desk
    with in_workspace(workspace.pk):
        actions.snooze(conversation=Conversation.objects.get(), until=clock.now() + 3 * HOUR, by=vera)
    with clock.travel(clock.now() + 2 * HOUR):
        assert woken() == 0
    assert status(workspace) == ("snoozed", True)


def test_a_moment_that_has_been_is_refused_and_a_closed_one_stays_closed(desk):
    workspace, vera, _ = desk
    with in_workspace(workspace.pk):
        conversation = Conversation.objects.get()
        with pytest.raises(ValueError, match="ahead"):
            actions.snooze(conversation=conversation, until=clock.now(), by=vera)
        actions.close(conversation=conversation, by=vera)
        assert actions.snooze_many(conversations=[conversation], until=clock.now() + HOUR, by=vera) == []
    assert status(workspace)[0] == "closed"


def test_many_cost_the_same_as_one(desk, django_assert_max_num_queries):
    workspace, vera, here = desk
    with in_workspace(workspace.pk):
        for n in range(20):
            came(here, f"t{n}")
        rows = list(Conversation.objects.all())
        with django_assert_max_num_queries(14):
            assert len(actions.snooze_many(conversations=rows, until=clock.now() + HOUR, by=vera)) == 21
        with django_assert_max_num_queries(16):
            actions.close_many(conversations=rows, by=vera)
