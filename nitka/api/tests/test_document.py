"""Whatever the document allows or forbids, the API answers as the document says and never breaks."""

import json
import re
from http import HTTPStatus

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from nitka.accounts.tests import factories as accounts
from nitka.api import door
from nitka.api.tests.factories import Caller
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.kit.asgi.rates import Rate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


# The token is always given here; and a cursor, an e-mail, a time are narrower than any schema says.
BEYOND = [ignored_auth, positive_data_acceptance]
PATHS = [
    *("customers", "customers/{}/moments", "conversations", "conversations/{}/messages", "merges"),
    *("quarantine/{}/digest", "conversations/{}/assignment", "conversations/{}/closure"),
    "customers/{}/consents",
]
WORDS = st.sampled_from(
    ["name", "identities", "kind", "value", "status", "at", "channel", "data", "into", "from", "why", "text", "member",
     "purpose", "answer", "contacts", "way", "proof", "language"]
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["\x00", "\ud800", "9" * 400])
)
JSON = st.recursive(LEAVES, lambda one: st.lists(one, max_size=3) | st.dictionaries(WORDS | st.text(), one, max_size=4))
CALM = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def caller(monkeypatch) -> Caller:
    monkeypatch.setattr(door, "_rate", Rate(1e9, 1e9))
    return Caller(accounts.workspace())


def document() -> dict:
    return Client().get("/api/v1/openapi.json").json()


def test_the_document_names_every_address_of_the_api():
    found = {f"/{route}" for route in addresses() if route.startswith("api/v1/")}
    told = {re.sub(r"\{\w+\}", "{}", path) for path in document()["paths"]}
    assert len(told) > 50
    assert {re.sub(r"<[^>]+>", "{}", path) for path in found} - told == {"/api/v1/", "/api/v1/openapi.json"}


def addresses(patterns=None, before=""):
    """Every address there is, as its pattern."""
    for one in patterns or get_resolver().url_patterns:
        route = before + str(one.pattern)
        yield from addresses(one.url_patterns, route) if hasattr(one, "url_patterns") else [route]


def test_every_operation_holds_to_the_document(caller):
    schema = schemathesis.openapi.from_dict(document())
    schema.app = WSGIHandler()
    for result in schema.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=15,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        def holds(case):
            headers = {**(case.headers or {}), "Authorization": f"Bearer {caller.secret}"}
            response = case.call(headers=headers)
            assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, response.text
            case.validate_response(response, excluded_checks=BEYOND)

        holds()


def test_no_body_breaks_it(caller):
    channel = chat(caller.workspace)
    arrive(said(channel, "s1"))
    digest_all()
    conversation = caller.get("conversations").json()["data"][0]
    own = [conversation["id"], conversation["customer"], str(channel.pk)]

    @given(
        path=st.sampled_from(PATHS), key=st.sampled_from(own) | st.uuids().map(str) | st.text(), body=JSON | st.binary()
    )
    @settings(CALM, max_examples=150)
    def answers(path, key, body):
        content = body if isinstance(body, bytes) else json.dumps(body)
        method = "PUT" if path.endswith(("assignment", "closure")) else "POST"
        assert caller.ask(method, path.format(key), content).status_code < HTTPStatus.INTERNAL_SERVER_ERROR

    answers()


def test_no_query_breaks_a_list(caller):
    lists = st.sampled_from(["customers", "conversations", "channels", "quarantine", "merges", "search"])
    names = st.sampled_from(["limit", "cursor", "identity", "status", "customer", "channel", "q", "order", "x"])
    values = (
        st.text(max_size=40)
        | st.integers().map(str)
        | st.uuids().map(str)
        | st.binary(max_size=24).map(lambda b: b.hex())
    )

    @given(path=lists, query=st.dictionaries(names, values, max_size=3))
    @settings(CALM, max_examples=150)
    def answers(path, query):
        response = caller.client.get(f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {caller.secret}"})
        assert response.status_code in (200, 404, 422)

    answers()
