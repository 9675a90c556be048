"""Ninety days of the demo, thought out and written down in batches."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from nitka.conversations.models import Conversation, Message
from nitka.customers.models import Identity
from nitka.demo import calendar, company
from nitka.demo.past import plan
from nitka.demo.people import crowd
from nitka.feedback.models import Rating, Task
from nitka.imports.models import Import
from nitka.inbound.models import Quarantine
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Moment


def _talks(count=1_500):
    random, now = Random(7), clock.now()
    people = crowd(random, 600)
    return plan(random, people, calendar.starts(random, now, count), now), now


def test_nobody_says_the_same_twice_in_a_list() -> None:
    talks, _ = _talks()
    first = [talk.lines[0].text for talk in talks]
    for start in range(0, len(first), 50):
        page = first[start : start + 50]
        assert len(set(page)) >= len(page) - 1
    assert len(set(first)) > 0.97 * len(first)


def test_the_week_of_the_faulty_batch_is_fuller_and_pleases_less() -> None:
    talks, now = _talks(3_000)
    bad = [talk for talk in talks if calendar.bad(talk.lines[0].at, now)]
    other = [talk for talk in talks if not calendar.bad(talk.lines[0].at, now)]
    assert len(bad) / 8 > 1.2 * len(other) / 82
    happy = [sum(t.opinion.score > 3 for t in some if t.opinion) / sum(bool(t.opinion) for t in some)
             for some in (bad, other)]  # fmt: skip
    assert happy[0] < happy[1] - 0.15
    causes = Counter(talk.story.cause for talk in bad if talk.opinion and talk.opinion.score < 3)
    assert causes.most_common(1)[0][0] == "product"


def test_nights_and_days_off_are_answered_when_the_shift_begins() -> None:
    talks, _ = _talks()
    for talk in talks:
        for line in talk.lines:
            if line.worker:
                assert calendar.works(line.worker, line.at), line
        assert [line.at for line in talk.lines] == sorted(line.at for line in talk.lines)


@pytest.mark.django_db(transaction=True)
def test_a_small_company_is_alive_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(company.SIZES, "tiny", company.Size(80, 240, 4, 200, 4))
    workspace = company.make(relay_port=1, size="tiny")
    with in_workspace(workspace.pk):
        assert Conversation.objects.count() >= 120
        assert Message.objects.count() > 3 * 120
        assert Rating.objects.filter(mood__lt=0).count() == Task.objects.count() > 0
        assert Task.objects.exclude(closed_at=None).exists()
        assert {"email", "visitor", "phone", "user"} <= {*Identity.objects.values_list("kind", flat=True)}
        assert Import.objects.get().state == "done"
        assert Quarantine.objects.count() == 1
        kinds = {*Moment.objects.values_list("kind", flat=True)}
        assert {"order.paid", "message.in", "message.out", "rating", "conversation.closed", "visit"} <= kinds
        assert not Moment.objects.filter(at__gt=clock.now() + timedelta(seconds=5)).exists()
