"""Files and imports for tests."""

from functools import partial

from nitka.accounts.models import Member
from nitka.imports import working
from nitka.imports.actions import begin, run, settle, try_it
from nitka.imports.actions.begin import read_file
from nitka.imports.actions.steps import chunk
from nitka.imports.models import Import, State
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests import killing
from nitka.kit.tests.roles import as_role

HEAD = "id;ФИО;тел;E-mail;Город;Баллы"


def work(most=10_000):
    """Whatever the worker would do."""
    with as_role("worker"):
        for _ in range(most):
            if not working.work_once():
                return


killed = partial(killing.killed, work)


def table(*rows, head=HEAD, encoding="utf-8"):
    return "\r\n".join([head, *rows, ""]).encode(encoding)


def uploaded(workspace, data, name="клиенты.csv"):
    with in_workspace(workspace.pk):
        made = begin(by=Member.objects.filter(is_active=True).first(), name=name, pieces=[data])
    work()
    return again(made)


def tried(workspace, data, mapping=None, keeps=True, source="till", strict=False):
    """A file read, mapped as it was guessed unless told, and tried."""
    made = uploaded(workspace, data)
    with in_workspace(workspace.pk):
        settle(of=made, mapping=mapping or made.mapping, keeps=keeps, source=source, strict=strict)
        try_it(of=made)
    work()
    return again(made)


def loaded(workspace, data, **how):
    made = tried(workspace, data, **how)
    with in_workspace(workspace.pk):
        run(of=made)
    work()
    return again(made)


def walked(by, name, data, until=State.DONE):
    """An import of the workspace at work, taken as far as a state without a worker."""
    made = begin(by=by, name=name, pieces=[data])
    read_file(made)
    made.refresh_from_db()
    for state, verb in ((State.TRIED, try_it), (State.DONE, run)):
        if until not in (State.TRIED, State.DONE) or made.state == until:
            break
        if state == State.TRIED:
            settle(of=made, mapping=made.mapping, keeps=True, source="till")
        verb(of=made)
        while made.working:
            chunk(made)
    return made


def again(made):
    with in_workspace(made.workspace_id):
        return Import.objects.get(pk=made.pk)


def counted(made):
    """The counts of rows alone."""
    return {key: made.counts.get(key, 0) for key in ("new", "changed", "same", "merged", "asked", "failed")
            if made.counts.get(key, 0)}  # fmt: skip
