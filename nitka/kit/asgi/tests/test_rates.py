"""Buckets of a public door: enough, wait, and none kept that says nothing."""

from nitka.kit.asgi.rates import Rate


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_and_then_as_they_come_back():
    clock = Clock()
    rate = Rate(2, 3, clock)
    assert [rate.take("anna") for _ in range(4)] == [0, 0, 0, 0.5]
    assert rate.take("boris") == 0
    clock.now += 0.5
    assert rate.take("anna") == 0


def test_who_has_not_come_for_long_is_forgotten_and_who_waits_is_not():
    clock = Clock()
    rate = Rate(1, 10, clock)
    for n in range(100):
        rate.take(f"once-{n}")
    rate.take("flooding", cost=10)
    clock.now += 5  # those who came once are full again, who took all is not
    for _ in range(60):
        rate.take("anna", cost=0.01)
    assert len(rate) == 2
    assert rate.take("flooding", cost=6) > 0
