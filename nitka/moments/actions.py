"""Verbs of moments: append, and make room for months."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from nitka.kit.db.bulk import insert
from nitka.moments.models import Moment


def append(moments: Sequence[Moment]) -> None:
    """Write a batch of moments; one that is there already (a batch done twice) stays as it is."""
    insert(moments, ignore_conflicts=True)


def ensure_partitions(*, since: datetime, until: datetime) -> None:
    """Make the monthly partitions from `since` to `until`, both included; those that exist stay."""
    with connection.cursor() as cursor:
        cursor.execute("select nitka_moment_partitions(%s::date, %s::date)", [since.date(), until.date()])
