"""Which way a moment can move a customer."""

from nitka.segments.definition import read
from nitka.segments.definition.bearing import one_way

OFTEN = {"is": "moment", "kinds": ["visit"], "at_least": 2, "days": 30}
NEVER = {"is": "moment", "kinds": ["visit"], "at_most": 0, "days": 30}
BOUGHT = {"is": "money", "at_least": 1000, "currency": "RUB"}


def ways(*parts, how="all"):
    return one_way(read({how: list(parts)}))


def test_more_of_what_is_asked_for_only_brings_in():
    assert ways(OFTEN) == {"moment:visit": True}
    assert ways(OFTEN, BOUGHT) == {"moment:visit": True}


def test_more_of_what_is_ruled_out_only_takes_out():
    assert ways(NEVER) == {"moment:visit": False}
    assert ways(OFTEN, how="none") == {"moment:visit": False}
    assert ways({"none": [{"any": [NEVER]}]}) == {"moment:visit": True}


def test_what_is_asked_for_and_ruled_out_goes_both_ways():
    assert ways(OFTEN, {"any": [NEVER, BOUGHT]}) == {}


def test_an_order_may_be_cancelled_and_a_rating_replaced():
    assert ways(BOUGHT) == {}
    assert ways({"is": "rating", "measure": "last", "at_most": 3}) == {}
    assert ways({"is": "field", "key": "last", "op": "within", "days": 3}) == {}


def test_more_visits_let_more_ratings_count():
    def since(kind, **rest):
        return ways({"is": "rating", "since": {"kinds": [kind], "times": 2, "days": 60}, **rest})

    assert since("visit", measure="lowest", at_most=3) == {"moment:visit": True}
    assert since("visit", measure="last", at_least=4) == {"moment:visit": True}
    assert since("visit", measure="count", at_most=1) == {"moment:visit": False}
    assert since("visit", measure="average", at_most=3) == {}
    assert since("visit", measure="lowest", at_least=3) == {}
    assert since("rating", measure="lowest", at_most=3) == {}
