"""The same seed, the same troubles."""

from itertools import islice

from nitka.chaos.faults import FAULTS
from nitka.chaos.plan import steps


def test_a_seed_repeats_its_run():
    first, again, other = (list(islice(steps(seed), 60)) for seed in (3, 3, 4))
    assert first == again != other


def test_every_fault_has_its_turn_before_any_list_is_over():
    deck = list(islice(steps(5), 4 * len(FAULTS)))
    assert {step.fault for step in deck} == set(FAULTS)


def test_named_faults_come_in_their_order_first():
    names = ["cut", "kill", "stop"]
    assert [step.fault for step in islice(steps(1, names), 3)] == names
    assert {step.fault for step in islice(steps(1, names), 30)} == set(names)
