"""A program closes conversations and opens them again, within what its member may do."""

import pytest

from nitka.accounts.models import Member, Role, Workspace
from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.conversations.models import Closure, Conversation
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace() -> Workspace:
    return accounts.workspace()


@pytest.fixture
def vera(workspace: Workspace) -> Member:
    return accounts.member(workspace, name="Vera")


@pytest.fixture
def where(workspace: Workspace) -> str:
    arrive(said(chat(workspace), "s1"))
    digest_all()
    with in_workspace(workspace.pk):
        return f"conversations/{Conversation.objects.get().pk}"


def test_it_is_closed_once_by_whom_the_token_acts_for_and_opened_again(workspace, vera, where):
    caller = Caller(workspace, member=vera)
    caller.ask("PUT", f"{where}/assignment", {"member": str(vera.pk)})
    for _ in range(2):
        row = caller.ask("PUT", f"{where}/closure", {})
        assert (row.status_code, row.json()["status"]) == (200, "closed")
        assert row.json()["closed_at"]
    with in_workspace(workspace.pk):
        assert Closure.objects.get().by_id == vera.pk
    assert caller.ask("DELETE", f"{where}/closure").json()["status"] == "open"
    assert caller.get(where).json()["closed_at"] is None


def test_an_observer_closes_nothing(workspace, where):
    watcher = Caller(workspace, member=accounts.member(workspace, role=Role.OBSERVER))
    assert watcher.ask("PUT", f"{where}/closure", {}).status_code in (403, 404)
    with in_workspace(workspace.pk):
        assert Conversation.objects.get().status == "open"
