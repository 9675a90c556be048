"""A sender becomes another customer while their message waits for the lock."""

from importlib import import_module

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.conversations.actions import close
from nitka.conversations.tests.factories import mail
from nitka.conversations.tests.threads import came, thread_of
from nitka.customers.actions import merge
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.beside import Beside

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_is_merged_while_their_message_waits_for_the_lock_writes_into_the_survivors_thread(monkeypatch):
    identify = import_module("nitka.customers.actions.identify")  # the package has a function of that name
    company, real = accounts.workspace(), identify.lock
    with in_workspace(company.id):
        letters = mail(company)
        anna, boris = came(letters), came(letters, "boris@example.org")

    def merged():
        merge(into=anna.identity.customer, source=boris.identity.customer)
        close(conversation=thread_of(boris), by=None)

    def late(identities):
        monkeypatch.setattr(identify, "lock", real)
        Beside(company.id, merged).done()
        return real(identities)

    monkeypatch.setattr(identify, "lock", late)
    with in_workspace(company.id):
        assert came(letters, "boris@example.org").conversation_id == anna.conversation_id
