import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_tries_before():
    """Limits on guessing are counted by address and in the memory of the process: every test begins with none."""
    cache.clear()
