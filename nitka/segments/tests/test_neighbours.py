"""Two companies on one installation: the worker's role sees the segments of both, and judges each one's own alone."""

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.models import Passage, Segment
from nitka.segments.tests.factories import follow, inside, of, person, refresh, rub, tell

pytestmark = pytest.mark.django_db(transaction=True)


def lives(name):
    """A company with one who visits and buys, and segments that ask for both."""
    house = accounts.workspace()
    with in_workspace(house.pk):
        of("Ходят", {"is": "moment", "kinds": ["visit"], "days": 30, "at_least": 1})
        of("Покупают", {"is": "money", "at_least": 500, "currency": "RUB", "days": 30})
        tell(person(name), "visit", 1)
        tell(person(name), "order.placed", 1, order=name, total=rub(1000))
    return house


def test_each_companys_people_are_in_its_own_segments_and_in_no_others():
    houses = {name: lives(name) for name in ("anna", "boris")}
    refresh()
    follow()
    for name, house in houses.items():
        with in_workspace(house.pk):
            assert not Segment.objects.exclude(trouble="").exists()
            assert Segment.objects.count() == 2
            for segment in Segment.objects.all():
                assert inside(segment) == {name}
                assert segment.size == 1
            assert Passage.objects.count() == 2
