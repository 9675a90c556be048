"""Real deliveries, verified by the library of the specification in node; also while a secret is being replaced."""

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from nitka.accounts.tests.factories import workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.webhooks import actions
from nitka.webhooks.models import Endpoint
from nitka.webhooks.signing import new_secret
from nitka.webhooks.tests.factories import endpoint, example, send_all
from tools.setup import node

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).parent / "receiver.mjs"


@contextmanager
def receiving(*secrets):
    """A receiver that holds secrets: its port, and a function that reads what it said of the next delivery."""
    with subprocess.Popen([node()[0], SCRIPT, *secrets], stdout=subprocess.PIPE, text=True) as program:
        try:
            yield int(program.stdout.readline()), lambda: json.loads(program.stdout.readline())
        finally:
            program.kill()


def test_node_verifies_what_is_sent_with_the_old_and_the_new_secret_and_no_other(settings):
    settings.WEBHOOKS_INSIDE = True
    company = workspace()
    to = endpoint(company, "http://127.0.0.1:9/")
    with in_workspace(company.id):
        new = actions.rotate(endpoint=to)
    with receiving(to.secret, new.secret, new_secret()) as (port, said):
        with in_workspace(company.id):
            Endpoint.objects.update(url=f"http://127.0.0.1:{port}/")
        example(company, new, "message.received")
        send_all()
        old_says, new_says, stranger_says = said()
    assert (old_says, new_says) == ("message.received", "message.received")
    assert "No matching signature" in stranger_says
