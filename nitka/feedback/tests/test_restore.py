"""Ratings of the past take their place without anybody being told."""

from datetime import timedelta

import pytest

from nitka.feedback.actions import Asked, Dealt, restore
from nitka.feedback.models import Rating, RatingRequest, RatingRevision, Task, TaskClosure
from nitka.feedback.tests.factories import signals, talked
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_unhappy_answer_of_the_past_has_its_task_and_what_was_done(workspace, channel, vera):
    talk = talked(channel, "s1", vera)
    with in_workspace(workspace.pk):
        at = clock.now() - timedelta(days=20)
        about = (talk.pk, talk.identity_id, talk.channel_id, vera.pk, at, ["waited"])
        low = Asked(*about, at=at + timedelta(hours=1), score=1, factors=["speed", "nonsense"], comment="Ждали",
                    dealt=Dealt(at + timedelta(days=1), vera.pk, "Позвонили", "wait"))  # fmt: skip
        restore([Asked(*about), low])
        rating, task = Rating.objects.get(), Task.objects.get()
        assert (rating.score, rating.mood, rating.factors, rating.at) == (1, -1, ["speed"], low.at)
        assert (task.status, task.closed_at, task.created_at) == ("done", low.dealt.at, low.at)
        assert TaskClosure.objects.get().cause == "wait"
        assert RatingRevision.objects.get().comment == "Ждали"
        assert RatingRequest.objects.filter(answered_at=None).count() == 1
        assert Moment.objects.filter(kind="rating.asked").count() == 2
        assert Moment.objects.get(kind="rating").at == low.at
    assert not signals("rating")
    assert not signals("task")


def test_an_unhappy_answer_nobody_dealt_with_is_open_and_late(workspace, channel, vera):
    talk = talked(channel, "s1", vera)
    with in_workspace(workspace.pk):
        at = clock.now() - timedelta(days=3)
        restore([Asked(talk.pk, talk.identity_id, talk.channel_id, vera.pk, at, at=at, score=2)])
        task = Task.objects.get()
        assert task.is_late
        assert task.owner_id == vera.pk
