"""Channels enter the directory by their addresses, one channel an address."""

import pytest

from nitka.accounts.models import Workspace
from nitka.accounts.queries import find
from nitka.accounts.tests import factories as accounts
from nitka.channels.actions import AddressTaken, change_channel, create_channel
from nitka.channels.models import Channel
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return accounts.workspace()


def mail(workspace: Workspace, address: str, **settings: object) -> Channel:
    return create_channel(workspace=workspace, kind="email", name=address, settings={"address": address, **settings})


def test_an_address_leads_to_its_channel_however_it_is_written(workspace: Workspace) -> None:
    made = mail(workspace, "Help@Uklad.example", aliases=["info@uklad.example"], domains=["shop.example"])
    for kind, key in [("address", "help@uklad.example"), ("address", "info@uklad.example"), ("domain", "shop.example")]:
        entry = find(kind, key)
        assert entry is not None
        assert entry.object_id == made.pk


@pytest.mark.parametrize(
    "asked", [{"address": "HELP@uklad.example"}, {"address": "x@y.example", "domains": ["shop.example"]}]
)
def test_another_channel_cannot_have_it_too(workspace: Workspace, asked: dict[str, object]) -> None:
    mail(workspace, "help@uklad.example", domains=["shop.example"])
    with pytest.raises(AddressTaken):
        mail(accounts.workspace(slug="other"), **asked)  # type: ignore[arg-type]
    assert find("address", "x@y.example") is None


def test_a_changed_channel_lets_its_old_address_go(workspace: Workspace) -> None:
    first, second = mail(workspace, "help@uklad.example"), mail(workspace, "info@uklad.example")
    with in_workspace(workspace.id):
        with pytest.raises(AddressTaken, match=r"info@uklad\.example"):
            change_channel(channel=first, settings={"address": "info@uklad.example"})
        change_channel(channel=second, settings={"address": "desk@uklad.example"})
        change_channel(channel=first, settings={"address": "info@uklad.example"})
    assert find("address", "help@uklad.example") is None
