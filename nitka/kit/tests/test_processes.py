"""What a process asks of the machine for itself."""

import resource

import pytest

from nitka.kit import processes


@pytest.fixture
def limits(monkeypatch):
    """Limits that are not this process's own."""
    held = {"now": (1024, 20_000)}
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: held["now"])
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, wanted: held.update(now=wanted))
    return held


@pytest.mark.parametrize(
    ("was", "wanted", "becomes"),
    [
        ((1024, 20_000), 65_536, (20_000, 20_000)),  # no more than the machine allows
        ((1024, 1_000_000), 65_536, (65_536, 1_000_000)),  # no more than we need
        ((1024, resource.RLIM_INFINITY), 65_536, (65_536, resource.RLIM_INFINITY)),
        ((100_000, 200_000), 65_536, (100_000, 200_000)),  # never less than before
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), 65_536, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)),
    ],
)
def test_as_many_files_as_are_allowed_and_needed(limits, was, wanted, becomes):
    limits["now"] = was
    assert processes.take_files(wanted) == becomes[0]
    assert limits["now"] == becomes
