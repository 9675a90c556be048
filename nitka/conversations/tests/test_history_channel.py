"""What another program carried stands in a channel that is none to the settings."""

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.channels.actions import change_channel, create_channel
from nitka.channels.queries import carrying
from nitka.conversations import channel_list
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


def test_it_is_in_no_list_of_channels_and_has_no_page(client):
    workspace = accounts.workspace()
    owner = accounts.member(workspace, role="owner")
    client.force_login(owner.user)
    history = create_channel(workspace=workspace, kind="history", name="Zendesk", settings={"source": "zendesk:x"})
    with in_workspace(workspace.pk):
        history.is_active = False
        change_channel(channel=history, settings=history.settings)
        assert not carrying().exists()
        assert channel_list.groups() == []
    assert client.get(f"/w/{workspace.slug}/settings/channels/{history.pk}/").status_code == 404
    assert "Zendesk" not in client.get(f"/w/{workspace.slug}/settings/ratings/").content.decode()
