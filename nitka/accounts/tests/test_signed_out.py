import pytest

from nitka.accounts.tests import factories
from nitka.kit.tests.roles import as_role
from nitka.realtime.models import EventOutbox

pytestmark = pytest.mark.django_db(transaction=True)


def test_signing_out_ends_the_streams_of_the_session(client):
    member = factories.member(factories.workspace())
    client.force_login(member.user)
    client.post("/accounts/logout/")
    with as_role("worker"):
        assert [row.kind for row in EventOutbox.objects.all()] == ["revoke"]
