import pytest
from allauth.account.signals import password_reset

from nitka.accounts.actions import create_member, set_password
from nitka.accounts.models import User
from nitka.accounts.tests import factories
from nitka.kit.tests.roles import as_role
from nitka.realtime import topics
from nitka.realtime.models import EventOutbox

pytestmark = pytest.mark.django_db(transaction=True)


def test_signing_out_ends_the_streams_of_the_session(client):
    member = factories.member(factories.workspace())
    client.force_login(member.user)
    client.post("/accounts/logout/")
    with as_role("worker"):
        assert [row.kind for row in EventOutbox.objects.all()] == ["revoke"]


def test_a_new_password_ends_the_persons_streams_in_every_workspace():
    first = factories.member(factories.workspace())
    second, _ = create_member(workspace=factories.workspace(), email=first.user.email)
    set_password(user=first.user, password="совсем-другой-пароль")
    with as_role("worker"):
        told = {row.topic for row in EventOutbox.objects.filter(kind="revoke")}
    assert told == {topics.revocation(topics.member(member.pk)) for member in (first, second)}


def test_a_forgotten_password_set_anew_does_too():
    member = factories.member(factories.workspace())
    password_reset.send(sender=User, request=None, user=member.user)
    with as_role("worker"):
        assert EventOutbox.objects.get().topic == topics.revocation(topics.member(member.pk))


def test_another_key_ends_the_streams_that_were_opened_by_the_one_before(client):
    member = factories.member(factories.workspace(), password="клубок-узел-7")
    client.force_login(member.user)
    before = topics.session(client.session.session_key)
    client.post("/accounts/reauthenticate/", {"password": "клубок-узел-7"})
    with as_role("worker"):
        assert [row.topic for row in EventOutbox.objects.all()] == [topics.revocation(before)]
