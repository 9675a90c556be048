"""The mail servers of these tests stand on this machine."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def inside(settings: Any) -> None:
    """As an operator opens it."""
    settings.INSIDE_NETWORKS = ["127.0.0.0/8", "::1/128"]
