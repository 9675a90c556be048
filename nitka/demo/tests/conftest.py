"""A company that is a demo, as far as the guide asks, with its owner and their browser."""

import json

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.demo import place


@pytest.fixture
def demo(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "data", lambda: tmp_path)
    workspace = accounts.workspace(slug="uklad", language="en")
    (tmp_path / place.KEYS).write_text(json.dumps({"workspace": str(workspace.pk)}))
    return workspace


@pytest.fixture
def olga(demo):
    return accounts.member(demo, role=Role.OWNER)


@pytest.fixture
def newcomer(olga):
    client = Client()
    client.force_login(olga.user)
    return client
