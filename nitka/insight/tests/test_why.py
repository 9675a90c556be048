import random

from nitka.insight.causes import Answer
from nitka.insight.why import explain


def answers(n: int = 120) -> list[Answer]:
    chance = random.Random(7)
    made = []
    for _ in range(n):
        slow, price = chance.random() < 0.3, chance.random() < 0.3
        score = chance.choice([1, 2, 3]) if slow else chance.choice([4, 5, 5])
        made.append(Answer(score, tuple(k for k, on in (("speed", slow), ("price", price)) if on)))
    return made


def test_what_goes_with_low_scores_comes_first_and_is_bad() -> None:
    why = explain(answers(), "csat", "factors")
    assert [c.key for c in why.causes] == ["speed", "price"]
    assert why.causes[0].tone == "bad"
    assert why.causes[0].driver.slope < 0
    assert why.causes[0].unhappy + why.causes[0].happy <= why.causes[0].named


def test_what_moves_nothing_stays_grey() -> None:
    assert explain(answers(), "csat", "factors").causes[1].tone == ""


def test_weights_sum_to_what_is_explained() -> None:
    why = explain(answers(), "csat", "factors")
    assert abs(sum(c.driver.share for c in why.causes) - why.explained) < 1e-9


def test_too_few_answers_say_so_and_conclude_nothing() -> None:
    why = explain(answers(29), "csat", "factors")
    assert not why.enough
    assert (why.causes, why.n) == ([], 29)


def test_a_reason_named_by_four_is_left_out() -> None:
    rare = [Answer(1, ("other",))] * 4
    assert "other" not in {c.key for c in explain(answers() + rare, "csat", "factors").causes}


def test_no_answers_at_all_are_fine() -> None:
    assert not explain([], "csat", "facts").enough
