"""Somebody who answers a message of ours joins its thread, and is never taken for the customer."""

import pytest

from nitka.channels.contract import Reply
from nitka.conversations import actions
from nitka.conversations.queries import way_to
from nitka.conversations.tests.desk import open_desk
from nitka.conversations.tests.factories import mail
from nitka.conversations.tests.threads import ANNA, back, came, thread_of
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def joined(desk):
    """Anna's conversation, in which Boris has the last word."""
    letters = mail(desk.workspace)
    with in_workspace(desk.workspace.pk):
        first = came(letters, name="Анна Соколова")
        ours = actions.reply(conversation=thread_of(first), text="Едет", to=back(first), author=None)
        came(letters, "boris@example.org", "Я за неё", name="Борис Чужой", reply=Reply(ours=[ours.pk]))
        return thread_of(first)


def test_their_message_stands_under_their_own_name_and_address(desk, joined):
    page = desk.get(f"{joined.number}/", parts="talk").content.decode()
    assert "Борис Чужой" in page
    assert "boris@example.org" in page


def test_an_answer_goes_to_the_customer(desk, joined):
    with in_workspace(desk.workspace.pk):
        assert way_to(joined)[1].value == ANNA
        assert way_to(joined, joined.channel_id)[1].value == ANNA


@pytest.mark.parametrize("number", ["²", "9" * 5000, "99999999999", "-1", "x"])
def test_nonsense_for_numbers_breaks_no_page(desk, number):
    assert desk.client.post(f"/w/{desk.workspace.slug}/presence/", {"conversation": number}).status_code in (200, 404)
    assert desk.get(f"?rows={number[:20]}").status_code == 200
