"""Schedules: made, changed, switched, taken away; the key of a server trusted."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member, Workspace
from nitka.kit import clock
from nitka.kit.saving import TYPES
from nitka.kit.text import scrub
from nitka.sending.hours import next_of
from nitka.sending.lists import called
from nitka.sending.models import Every, Place, Run, Schedule
from nitka.sending.stores.address import place_of
from nitka.sending.stores.errors import Undelivered

MOST = 50  # of a workspace
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z")
_REGION = re.compile(r"[a-z0-9-]{0,40}\Z")
_HOST = re.compile(r"(?:[\w.-]{1,253}|\[[0-9a-fA-F:]{2,45}\])(?::\d{1,5})?\Z")
TEXTS = ("list", "format", "every", "place", "address", "region", "bucket", "folder", "login")


class Wrong(ValueError):
    """It cannot be: field → a code of what is wrong (`forms.py`)."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(str(fields))
        self.fields = fields


@transaction.atomic
def keep(*, by: Member, given: Mapping[str, Any], schedule: Schedule | None = None) -> Schedule:
    """Make a schedule, or change one. An empty secret stays as it was while the place does. Raises Wrong."""
    row = Schedule(member_id=by.pk) if schedule is None else Schedule.objects.select_for_update().get(pk=schedule.pk)
    moved = (row.place, row.address, row.login) != (given["place"], given["address"].strip(), given["login"].strip())
    for name in TEXTS:
        setattr(row, name, " ".join(scrub(str(given[name])).split()))
    row.weekday, row.hour, row.member_id = int(given["weekday"]), int(given["hour"]), by.pk
    secret = str(given["secret"]).strip()
    wrong = _wrong(row, by) | _wrong_secret(row, secret, needed=schedule is None or moved)
    if schedule is None and Schedule.objects.count() >= MOST:
        wrong["list"] = "many"
    if wrong:
        raise Wrong(wrong)
    if secret:
        row.give(secret)
    if moved:
        row.host_key = row.offered = ""
    row.next_at = next_of(row.every, row.weekday, row.hour, zone_of(row), clock.now())
    row.save()
    record("sending.kept", kind="sending", object_id=row.pk, detail={"host": host_of(row)})
    return row


@transaction.atomic
def switch(*, schedule: Schedule, on: bool) -> None:
    """On, from its next hour; or off."""
    now = clock.now()
    next_at = next_of(schedule.every, schedule.weekday, schedule.hour, zone_of(schedule), now)
    Schedule.objects.filter(pk=schedule.pk).update(off_at=None if on else now, next_at=next_at)
    record("sending.on" if on else "sending.off", kind="sending", object_id=schedule.pk,
           detail={"host": host_of(schedule)})  # fmt: skip


@transaction.atomic
def remove(*, schedule: Schedule) -> None:
    """Take it away, with its log and its secret."""
    record("sending.removed", kind="sending", object_id=schedule.pk, detail={"host": host_of(schedule)})
    Run.objects.filter(of_id=schedule.pk).delete()
    Schedule.objects.filter(pk=schedule.pk).delete()


@transaction.atomic
def trust(*, schedule: Schedule, key: str) -> bool:
    """From now on the server is known by this key, the one it showed last. False: it has shown another since."""
    changed = Schedule.objects.filter(pk=schedule.pk, offered=key).exclude(offered="").update(host_key=key, offered="")
    if changed:
        record("sending.trusted", kind="sending", object_id=schedule.pk, detail={"host": host_of(schedule)})
    return bool(changed)


def zone_of(row: Schedule) -> ZoneInfo:
    """On whose clock it has its hour."""
    return ZoneInfo(Workspace.objects.get(pk=row.workspace_id).timezone)


def host_of(row: Schedule) -> str:
    """Where it goes, in short."""
    return (urlsplit(row.address).hostname or "") if row.place == Place.S3 else place_of(row.address)[0]


def _wrong(row: Schedule, by: Member) -> dict[str, str]:
    wrong = {}
    if not called(row.list, by):
        wrong["list"] = "no_list"
    if row.format not in TYPES:
        wrong["format"] = "unknown"
    if row.every not in Every.values or not 0 <= row.weekday <= 6 or not 0 <= row.hour <= 23:
        wrong["every"] = "unknown"
    if not 0 < len(row.login) <= 200:
        wrong["login"] = "needed"
    if len(row.folder) > 300 or ".." in row.folder.split("/") or "\\" in row.folder or not row.folder.isprintable():
        wrong["folder"] = "folder"
    return wrong | (_wrong_s3(row) if row.place == Place.S3 else _wrong_sftp(row))


def _wrong_s3(row: Schedule) -> dict[str, str]:
    wrong = {}
    try:
        parts = urlsplit(row.address)
        plain = parts.path in ("", "/") and not (parts.query or parts.fragment) and parts.username is None
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and plain and (parts.port or 1) > 0
    except ValueError:
        fine = False
    if not fine or len(row.address) > 300:
        wrong["address"] = "address"
    elif parts.scheme == "http" and not settings.INSIDE_NETWORKS:
        wrong["address"] = "https"
    if not _BUCKET.match(row.bucket):
        wrong["bucket"] = "bucket"
    return wrong | ({} if _REGION.match(row.region) else {"region": "region"})


def _wrong_sftp(row: Schedule) -> dict[str, str]:
    if row.place != Place.SFTP:
        return {"place": "unknown"}
    fine = bool(_HOST.match(row.address)) and 0 < place_of(row.address)[1] < 65536
    return {} if fine else {"address": "host"}


def _wrong_secret(row: Schedule, secret: str, *, needed: bool) -> dict[str, str]:
    if not secret:
        return {"secret": "needed"} if needed else {}
    if len(secret) > 20_000 or "\x00" in secret:
        return {"secret": "long"}
    if row.place == Place.SFTP and "PRIVATE KEY" in secret:
        from nitka.sending.stores.sftp import key_of  # heavy

        try:
            key_of(secret)
        except Undelivered:
            return {"secret": "no_key"}
    return {}
