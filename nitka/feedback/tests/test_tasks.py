from datetime import timedelta

import pytest

from nitka.conversations.models import Conversation, Message
from nitka.feedback import actions
from nitka.feedback.models import Task, TaskClosure
from nitka.feedback.tests.factories import asked
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def task(workspace, channel, vera, darya):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        actions.rate(request_id=request.pk, score=1)
        return Task.objects.get()


def test_an_unhappy_answer_is_a_task_of_who_answered_due_in_a_day(task, vera):
    assert (task.owner_id, task.number, task.status) == (vera.pk, 1, "open")
    assert task.due_at - task.created_at == timedelta(hours=24)


def test_a_happy_answer_is_no_task(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        actions.rate(request_id=request.pk, score=4)
        assert not Task.objects.exists()


def test_an_answer_that_turns_bad_is_a_task_once(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        for score in (4, 2, 1):
            actions.rate(request_id=request.pk, score=score)
        assert Task.objects.count() == 1


def test_who_left_is_replaced_by_a_manager(workspace, channel, vera, darya):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        vera.is_active = False
        vera.save()
        actions.rate(request_id=request.pk, score=1)
        assert Task.objects.get().owner_id == darya.pk


def test_closing_needs_what_was_done_and_a_cause(workspace, task, vera):
    with in_workspace(workspace.id):
        for done, cause in (("", "wait"), ("Позвонили", ""), ("Позвонили", "weather")):
            with pytest.raises(actions.CannotClose):
                actions.close(task_id=task.pk, done=done, cause=cause, member=vera)
        actions.close(task_id=task.pk, done="Позвонили, заменили", cause="wait", member=vera)
        with pytest.raises(actions.CannotClose):
            actions.close(task_id=task.pk, done="Ещё раз", cause="wait", member=vera)
        assert Task.objects.get().status == "done"


def test_the_customer_is_told_from_the_task_and_the_conversation_stays_closed(workspace, task, vera):
    with in_workspace(workspace.id):
        closure = actions.close(
            task_id=task.pk, done="Заменили", cause="product", text="Анна, заменили датчик", member=vera
        )
        message = Message.objects.get(pk=closure.message_id)
        assert (message.text, message.direction, message.author_id) == ("Анна, заменили датчик", "out", vera.pk)
        assert Conversation.objects.get().status == "closed"


def test_opened_again_it_keeps_its_history_and_gets_time(workspace, task, vera):
    with in_workspace(workspace.id):
        actions.close(task_id=task.pk, done="Позвонили", cause="wait", member=vera)
        with clock.travel(clock.now() + timedelta(days=3)):
            again = actions.reopen(task_id=task.pk, member=vera)
            assert again.is_open
            assert not again.is_late
        assert TaskClosure.objects.count() == 1
        assert list(again.events.order_by("at", "id").values_list("kind", flat=True)) == [
            "opened",
            "closed",
            "reopened",
        ]


def test_taking_and_giving_are_written_down(workspace, task, vera, darya):
    with in_workspace(workspace.id):
        actions.take(task_id=task.pk, member=darya)
        actions.take(task_id=task.pk, member=darya)
        actions.assign(task_id=task.pk, to=vera, member=darya)
        assert list(task.events.order_by("at", "id").values_list("kind", flat=True)) == ["opened", "taken", "assigned"]
