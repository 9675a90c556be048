"""What stands of a conversation that was had elsewhere."""

from datetime import datetime, timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.conversations.actions.restore import Past, Said, restore
from nitka.conversations.models import Conversation
from nitka.conversations.tests.factories import mail
from nitka.customers.actions import Claim, enter
from nitka.customers.models import Identity
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk():
    """Restores one conversation of ways ("out", "in", …), a minute each; again: what is new in it is added."""
    workspace = accounts.workspace()
    channel = mail(workspace)
    began = clock.now() - timedelta(days=3)
    with in_workspace(workspace.pk):
        enter(claims=[Claim("email", "anna@example.org")])
        identity = Identity.objects.get()

        def come(*ways: str) -> tuple[Conversation, list[datetime]]:
            times = [began + timedelta(minutes=n) for n in range(len(ways))]
            said = [Said(f"old:{n}", way, times[n], f"Word {n}") for n, way in enumerate(ways)]
            known = Conversation.objects.first()
            new = said[known.messages.count() :] if known else said
            restore([Past(identity, channel.pk, began, messages=new, id=known.pk if known else None)])
            return Conversation.objects.get(), times

        yield come


@pytest.mark.parametrize(
    ("ways", "answered"),
    [
        (["out"], None), (["out", "in"], None), (["out", "out", "in", "note", "out", "out"], 4), (["in", "out"], 1),
        (["note", "in"], None), (["in"], None),
    ],
)  # fmt: skip
def test_only_what_follows_the_customers_word_is_an_answer(talk, ways, answered):
    row, times = talk(*ways)
    assert row.answered_at == (None if answered is None else times[answered])


@pytest.mark.parametrize(
    ("before", "after", "answered"),
    [(["in"], ["in", "out"], 1), (["out"], ["out", "out"], None), (["out", "in"], ["out", "in", "out"], 2),
     (["in", "out"], ["in", "out", "out"], 1)],
)  # fmt: skip
def test_what_comes_later_answers_what_had_come_before(talk, before, after, answered):
    talk(*before)
    row, times = talk(*after)
    assert row.answered_at == (None if answered is None else times[answered])
