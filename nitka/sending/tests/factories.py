"""Schedules for tests, and a worker that works until nothing is due."""

from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.sending import working
from nitka.sending.actions import keep, try_out
from nitka.sending.models import Run, Schedule

S3 = {
    "list": "customers", "format": "csv", "every": "day", "weekday": 0, "hour": 6, "place": "s3",
    "address": "http://127.0.0.1:1", "region": "", "bucket": "lists", "folder": "daily/nitka", "login": "key",
    "secret": "secret",
}  # fmt: skip
SFTP = S3 | {"place": "sftp", "address": "127.0.0.1:1", "bucket": "", "folder": "in/lists", "login": "anna"}


def kept(by, **given):
    with in_workspace(by.workspace_id):
        return keep(by=by, given=S3 | given)


def work():
    with as_role("worker"):
        while working.work_once():
            pass


def tried(schedule):
    """A trial, as it ended."""
    with in_workspace(schedule.workspace_id):
        run = try_out(schedule=schedule)
    work()
    return again(run)


def again(row):
    with in_workspace(row.workspace_id):
        return type(row).objects.get(pk=row.pk)


def runs(schedule):
    with in_workspace(schedule.workspace_id):
        return list(Run.objects.filter(of_id=schedule.pk).order_by("at"))


def due_now(schedule, at):
    with in_workspace(schedule.workspace_id):
        Schedule.objects.filter(pk=schedule.pk).update(next_at=at)
