"""Moves for tests, made as they really come: keys given, tried, chosen, brought."""

from nitka.accounts.models import Member
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.moving import actions, working
from nitka.moving.contract import Person
from nitka.moving.fetching import Had
from nitka.moving.models import Moving, State, Trouble
from nitka.moving.writing import write


def work(most=10_000):
    """Whatever the worker would do now."""
    with as_role("worker"):
        for n in range(most):
            if not working.work_once(lambda _seconds: None):
                return n
    return most


def again(made):
    with in_workspace(made.workspace_id):
        return Moving.objects.get(pk=made.pk)


def begun(workspace, program, **given):
    with in_workspace(workspace.pk):
        made = actions.begin(by=Member.objects.order_by("id").first(), program=program, given=given)
    work()
    return again(made)


def ordered(workspace, made, *wanted, since=None):
    with in_workspace(workspace.pk):
        actions.run(of=made, wanted=wanted or list(made.found), since=since)
    return again(made)


def moved(workspace, program, *wanted, since=None, **given):
    made = begun(workspace, program, **given)
    assert made.state == "choosing", (made.state, made.reason)
    ordered(workspace, made, *wanted, since=since)
    work()
    return again(made)


def troubles(made):
    with in_workspace(made.workspace_id):
        return [(one.part, one.external, one.reason) for one in Trouble.objects.order_by("part", "external")]



def told(by, mark="x"):
    """A move of the workspace at work that brought one customer and missed one thing, without a program."""
    given = {"url": f"https://{mark}.example", "account": "1", "token": "t"}
    made = actions.begin(by=by, program="chatwoot", given=given)
    made.state, made.found, made.who = State.CHOOSING, {"customers": 1840, "conversations": 5206}, f"Уклад {mark}"
    made.save()
    actions.run(of=made, wanted=["customers"])
    made.refresh_from_db()
    write(made, [Person("1", f"Мара {mark}", (f"mara@{mark}.example",))], Had(), "ru")
    Trouble.objects.create(of_id=made.pk, part="conversations", external="318", reason="nobody")
    return made


def stages(by):
    """A move at each step, for looking at."""
    counts = {"customers": 1204, "customers_known": 61, "conversations": 310, "messages": 2904, "files": 118,
              "files_lost": 3, "failed": 1}  # fmt: skip
    for state in (State.CHECKING, State.CHOOSING, State.RUNNING, State.HELD, State.REFUSED, State.DONE,
                  State.RETURNING, State.RETURNED):  # fmt: skip
        made = told(by, state.value)
        made.state = state
        if state == State.CHECKING:
            made.who, made.ran_at = "", None
        if state not in (State.CHECKING, State.CHOOSING):
            made.wanted, made.part, made.counts = ["customers", "conversations"], "conversations", counts
        if state in (State.RETURNING, State.RETURNED):
            made.counts = {"customers_gone": 1190, "customers_stay": 75, "conversations_gone": 310}
        if state == State.REFUSED:
            made.reason = "token"
        made.save()
        yield made
