from collections.abc import Iterator
from typing import Any
from urllib.request import HTTPErrorProcessor, build_opener

import pytest
from django.core.cache import cache
from django.test import Client

from nitka.accounts import actions
from nitka.accounts.models import User, Workspace
from nitka.accounts.oidc import discovery
from nitka.accounts.oidc.tests.provider import SECRET, Oidc, provider

PASSWORD = "клубок-узел-7"


class Person:
    """A browser that goes to the provider and comes back."""

    def __init__(self) -> None:
        self.client = Client(headers={"Accept-Language": "en"})

    def away(self, path: str = "/accounts/company/", **form: str) -> str:
        """Where the button leads."""
        answer = self.client.post(path, form)
        assert answer.status_code == 200, answer
        return str(answer.context["url"])

    def back(self, url: str) -> str:
        """What the provider's redirect asks of us."""

        class Stays(HTTPErrorProcessor):
            def http_response(self, request: Any, response: Any) -> Any:
                return response

        answer = build_opener(Stays).open(url)
        assert answer.status == 302
        return str(answer.headers["Location"])

    def sign_in(self, **form: str) -> Any:
        """The whole way."""
        return self.client.get(self.back(self.away(**form)))

    @property
    def is_in(self) -> bool:
        """Whether pages of the workspace answer."""
        return self.client.get("/w/uklad/me/").status_code == 200


@pytest.fixture(autouse=True)
def _anew(settings: Any) -> None:
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    settings.PUBLIC_URL = "http://testserver"
    discovery.forget()
    cache.clear()


@pytest.fixture
def idp() -> Iterator[Oidc]:
    with provider() as made:
        yield made


@pytest.fixture
def uklad(db: None, idp: Oidc) -> Workspace:
    """A company whose provider is switched on; Ольга is its owner."""
    workspace = actions.create_workspace(name="Уклад", slug="uklad", language="en")
    actions.create_member(
        workspace=workspace, email="olga@uklad.example", name="Ольга", role="owner", password=PASSWORD
    )
    User.objects.update(language="en")
    switched_on(idp)
    return workspace


def switched_on(idp: Oidc, **changed: Any) -> None:
    given = {"url": idp.url, "client_id": "nitka", "secret": SECRET, "label": "By Uklad", "domains": ["uklad.example"]}
    actions.set_issuer(**(given | changed))


@pytest.fixture
def person() -> Person:
    return Person()
