import pytest

from nitka.customers.matching.model import Model

PAIR = {"gamma_given": 5, "mw_birth": None, "mw_phones": 3.0, "mw_emails": None, "mw_home": None, "match_weight": 4.0}
MODEL = Model({}, {1_000: {"agree contact": [(0.0, 0.9)]}, 100_000: {"agree contact": [(0.0, 0.5)]}})


@pytest.mark.parametrize(("count", "said"), [(2, 0.9), (1_000, 0.9), (10_000, 0.7), (100_000, 0.5), (10**7, 0.5)])
def test_a_base_between_two_sizes_is_read_between_their_curves(count, said):
    assert MODEL.probability(PAIR, count) == pytest.approx(said)
