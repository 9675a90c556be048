"""Endpoints, and what happens, spread and sent as the worker does."""

from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.webhooks import actions
from nitka.webhooks.actions.send import FAILING, STEADY, send_once
from nitka.webhooks.actions.spread import spread_once
from nitka.webhooks.kinds import KINDS
from nitka.webhooks.models import Delivery, Endpoint


def endpoint(company, url, types=tuple(KINDS), **more) -> Endpoint:
    with in_workspace(company.id):
        return actions.create(url=url, types=types, **more)


def send_all() -> int:
    """Spread and send what is due, once."""
    with as_role("worker"):
        while spread_once():
            pass
        return send_once(STEADY) + send_once(FAILING)


def example(company, to, type="customer.created") -> Delivery:
    with in_workspace(company.id):
        return actions.example(endpoint=to, type=type)


def fresh(company, row):
    with in_workspace(company.id):
        return type(row).objects.get(pk=row.pk)
