"""Whoever asks for what they may not."""

import pytest
from django.test import Client
from structlog.testing import capture_logs

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_member_who_was_refused_is_named_in_the_log():
    agent = accounts.member(accounts.workspace(slug="uklad"), role=Role.AGENT)
    client = Client()
    client.force_login(agent.user)
    with capture_logs() as lines:
        assert client.get("/w/uklad/settings/audit/").status_code == 403
    (line,) = [line for line in lines if line["event"] == "accounts.refused"]
    assert (line["member"], line["role"], line["path"]) == (str(agent.pk), "agent", "/w/uklad/settings/audit/")
