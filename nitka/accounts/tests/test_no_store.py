"""No page of accounts stays in a cache: neither a workspace's nor those of the sign-in, the second step, joining."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from nitka.accounts import urls
from nitka.accounts.tests import factories

NOBODY = UUID(int=7)
# What an address is asked with; none of it is there, so that what refuses is asked too.
GIVEN: dict[str, Any] = {"slug": "uklad", "token": "nothing", "pk": 7, "uidb36": "7", "key": NOBODY}
WITH_A_NUMBER = {"session", "oidc_unlink"}
MAY_BE_KEPT = {"logo"}  # five minutes, by the browser alone


def addresses() -> list[str]:
    named = [("accounts:", one) for one in urls.urlpatterns] + [("", one) for one in urls.doors]
    return [_address(space, one) for space, one in named if one.name not in MAY_BE_KEPT]


def _address(space: str, one: Any) -> str:
    wanted = one.pattern.regex.groupindex if hasattr(one.pattern, "regex") else one.pattern.converters
    given = {name: GIVEN[name] for name in wanted} | ({"key": 7} if one.name in WITH_A_NUMBER else {})
    return reverse(f"{space}{one.name}", kwargs=given)


@pytest.mark.django_db
@pytest.mark.parametrize("signed_in", [True, False], ids=["a member", "a stranger"])
def test_every_address_of_accounts_stays_out_of_caches(signed_in: bool) -> None:
    olga = factories.member(factories.workspace(slug="uklad"), role="owner", password="клубок-узел-7")
    found = addresses()
    assert len(found) > 60
    for path in found:
        client = Client()
        if signed_in:
            client.force_login(olga.user)
            client.post("/accounts/reauthenticate/", {"password": "клубок-узел-7"})
        for answer in (client.get(path), client.post(path)):
            assert "no-store" in answer.get("Cache-Control", ""), (path, answer.status_code)
