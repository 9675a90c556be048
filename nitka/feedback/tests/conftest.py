"""A company with one agent, one manager and one chat."""

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.factories import chat


@pytest.fixture
def workspace():
    return accounts.workspace()


@pytest.fixture
def vera(workspace):
    return accounts.member(workspace)


@pytest.fixture
def darya(workspace):
    return accounts.member(workspace, name="Дарья Ким", role="manager")


@pytest.fixture
def channel(workspace):
    return chat(workspace)
