"""Many segments judged in one go, one of which cannot be."""

from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.segments import following
from nitka.segments.models import Segment, Touch, Why
from nitka.segments.tests.factories import follow, inside, of, person, tell

pytestmark = pytest.mark.django_db(transaction=True)
VISIT = {"is": "moment", "kinds": ["visit"]}


@pytest.fixture
def house():
    return accounts.workspace()


def test_a_segment_that_cannot_be_judged_stops_no_other(house):
    with in_workspace(house.pk):
        good, bad = of("Были", VISIT), of("Сломан", VISIT)
    follow()
    with in_workspace(house.pk):
        Segment.objects.filter(pk=bad.pk).update(definition={"all": [{"is": "nothing"}]})
        tell(person("anna"), "visit")
    follow()
    with in_workspace(house.pk):
        assert inside(good) == {"anna"}
        bad.refresh_from_db()
        assert bad.trouble
        assert bad.refill_at > clock.now()
        assert not Touch.objects.exists()


def test_what_a_clock_wrote_that_was_ahead_is_judged_as_soon_as_it_is_right(house):
    with in_workspace(house.pk):
        segment = of("Были", VISIT)
        anna = person("anna")
    follow()
    with clock.travel(clock.now() + timedelta(hours=1)), in_workspace(house.pk):
        Touch.objects.create(by="identity", what={"moment:visit": [str(anna.pk)]}, why=Why.MOMENT)
    follow()
    assert not Touch.objects.exists()
    with in_workspace(house.pk):
        tell(anna, "visit")
    follow()
    with in_workspace(house.pk):
        assert inside(segment) == {"anna"}


def test_who_was_put_off_by_many_before_them_comes_next(house, monkeypatch):
    monkeypatch.setattr(following, "MOST", 1)
    with in_workspace(house.pk):
        segment = of("Были", VISIT)
        for name in ("anna", "boris"):
            tell(person(name), "visit")
    follow()
    with in_workspace(house.pk):
        assert inside(segment) == {"anna", "boris"}
        assert not Touch.objects.exists()


def test_many_visits_of_who_is_in_write_nothing(house):
    with in_workspace(house.pk):
        anna = person("anna")
        segment = of("Часто", {**VISIT, "at_least": 2, "days": 30}, {"is": "contact", "kind": "email"})
        tell(anna, "visit", 20)
        tell(anna, "visit", 10)
    follow()
    with in_workspace(house.pk):
        (due,) = segment.dues.all()
        tell(anna, "visit")
    follow()
    with in_workspace(house.pk):
        assert inside(segment) == {"anna"}
        assert list(segment.dues.values_list("pk", "due_at")) == [(due.pk, due.due_at)]
        assert segment.passages.count() == 1
