"""What a process remembers for a while: counts of sign-ins among it."""

from django.core.cache import caches


def test_addresses_made_up_by_a_stranger_push_no_count_out():
    kept = caches["default"]
    kept.set("count:anna@example.org", 4, 300)
    for number in range(3_000):  # Django by itself keeps 300
        kept.set(f"count:{number}@made-up.example", 1, 300)
    assert kept.get("count:anna@example.org") == 4
    kept.clear()
