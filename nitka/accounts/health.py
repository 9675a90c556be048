"""What a person who has just started an installation wants to know about it."""

import shutil
import time
from dataclasses import dataclass

from django.db import connection

from nitka.kit import config


@dataclass(frozen=True)
class Health:
    """Measured now."""

    database_version: str
    database_ms: float
    disk_free: int


def look() -> Health:
    """Ask the database and the disk."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version')")
        version = str(cursor.fetchone()[0]).split()[0]
    taken = (time.perf_counter() - started) * 1000
    return Health(version, taken, shutil.disk_usage(config.load().data).free)
