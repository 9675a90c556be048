"""Tests run as nitka_app; the worker's loops run as nitka_worker."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from nitka.kit import config


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Connect as another role of the database; for tests with real commits only."""
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict |= {"USER": f"nitka_{role}", "PASSWORD": config.load().password(role)}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= before
