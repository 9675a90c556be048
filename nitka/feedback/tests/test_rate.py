from datetime import timedelta

import pytest

from nitka.feedback import actions, queries
from nitka.feedback.models import Rating, RatingRevision
from nitka.feedback.tests.factories import asked, signals
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_is_kept_with_its_mood_and_told_at_once(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        rating = actions.rate(request_id=request.pk, score=2, factors=["speed", "nonsense"], comment=" долго\x00 ")
        assert (rating.mood, rating.factors, rating.member_id) == (-1, ["speed"], vera.pk)
        assert rating.comment == "долго\ufffd"
        assert Moment.objects.get(kind="rating").data["score"] == 2
    told = {one.topic: one.data for one in signals("rating")}
    assert told[f"insight:{workspace.id}"] == {}  # whoever sees their own only hears it too


def test_a_score_alone_comes_first_and_reasons_join_it(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        actions.rate(request_id=request.pk, score=4)
        actions.rate(request_id=request.pk, score=4, factors=["result"], comment="быстро")
        rating = actions.rate(request_id=request.pk, score=5)
        assert (rating.score, rating.factors, rating.comment) == (5, ["result"], "быстро")
        assert Rating.objects.count() == 1
        assert list(RatingRevision.objects.order_by("at", "id").values_list("score", flat=True)) == [4, 4, 5]


def test_the_same_answer_again_changes_nothing(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        first = actions.rate(request_id=request.pk, score=4)
        again = actions.rate(request_id=request.pk, score=4)
        assert (again.pk, again.changed_at) == (first.pk, None)
        assert RatingRevision.objects.count() == 1


def test_it_can_be_changed_for_a_day_and_no_longer(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        given = actions.rate(request_id=request.pk, score=1)
        with clock.travel(given.at + timedelta(hours=23, minutes=59)):
            assert actions.rate(request_id=request.pk, score=3).score == 3
        with clock.travel(given.at + timedelta(hours=24, seconds=1)), pytest.raises(actions.TooLate):
            actions.rate(request_id=request.pk, score=5)


def test_a_closed_link_takes_no_first_answer(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id), clock.travel(request.closes_at), pytest.raises(actions.TooLate):
        actions.rate(request_id=request.pk, score=5)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_off_the_scale_is_refused(workspace, channel, vera, score):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id), pytest.raises(ValueError):
        actions.rate(request_id=request.pk, score=score)


def test_another_workspaces_request_is_nobodys(workspace, channel, vera):
    from nitka.accounts.tests import factories as accounts

    request = asked(workspace, channel, vera)
    with in_workspace(accounts.workspace().id), pytest.raises(actions.NotAsked):
        actions.rate(request_id=request.pk, score=5)


def test_the_chat_shows_what_is_still_asked(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        assert queries.pending_for_visitor("s1")["id"] == str(request.pk)
        actions.rate(request_id=request.pk, score=5)
        assert queries.pending_for_visitor("s1") is None


def test_a_letter_gets_one_link_for_each_answer(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        ask = queries.rating_ask(request.pk)
        assert [link.value for link in ask.links] == [1, 2, 3, 4, 5]
        assert all(link.url.endswith(f"?s={link.value}") for link in ask.links)
