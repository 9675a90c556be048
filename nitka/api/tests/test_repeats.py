from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.api.models import Answer
from nitka.api.tests.factories import Caller
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db

ANNA = {"name": "Анна", "identities": [{"kind": "email", "value": "anna@example.org"}]}


@pytest.fixture
def caller() -> Caller:
    return Caller(accounts.workspace())


def post(caller, path, body, key="k1"):
    return caller.ask("POST", path, body, **{"Idempotency-Key": key})


def test_the_same_key_and_body_get_the_first_answer_and_are_done_once(caller):
    made = post(caller, "customers", ANNA).json()
    url = f"customers/{made['id']}/moments"
    order = {"kind": "order.placed", "data": {"order": "7", "total": {"amount": "100.00", "currency": "RUB"}}}
    first, again = post(caller, url, order, "k2"), post(caller, url, order, "k2")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert len(caller.pages(url)) == 1
    repeat = post(caller, "customers", ANNA)
    assert (repeat.status_code, repeat.json()) == (201, made)  # a new one would answer 200


def test_the_same_key_with_another_request_is_refused(caller):
    made = post(caller, "customers", ANNA).json()
    for path, body in (("customers", {"name": "Борис"}), (f"customers/{made['id']}/moments", {"kind": "visit"})):
        refused = post(caller, path, body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "repeat")
    assert len(caller.pages("customers")) == 1


def test_what_one_token_was_answered_is_told_to_no_other(caller):
    assert post(caller, "customers", ANNA).status_code == 201
    other = post(Caller(caller.workspace), "customers", ANNA)
    assert (other.status_code, other.json()["error"]["code"]) == (422, "repeat")


def test_a_refused_request_may_be_tried_again_with_its_key(caller):
    assert post(caller, "customers", {"name": 7}).status_code == 422
    assert post(caller, "customers", ANNA).status_code == 201


def test_a_key_is_ones_own_workspaces(caller):
    other = Caller(accounts.workspace())
    ours, theirs = post(caller, "customers", ANNA).json(), post(other, "customers", {"name": "Борис"}).json()
    assert ours["id"] != theirs["id"]
    assert theirs["name"] == "Борис"


def test_without_a_key_each_request_is_its_own(caller):
    url = f"customers/{post(caller, 'customers', ANNA).json()['id']}/moments"
    for _ in range(2):
        caller.post(url, {"kind": "visit"})
    assert len(caller.pages(url)) == 2


def test_answers_are_forgotten_after_two_days(caller):
    post(caller, "customers", ANNA)
    with clock.travel(clock.now() + timedelta(days=3)):
        post(caller, "customers", {"name": "Борис"}, "k2")
    with in_workspace(caller.workspace.pk):
        assert [row.key for row in Answer.objects.all()] == ["k2"]


@pytest.mark.parametrize("key", ["x" * 256, ""])
def test_a_key_that_cannot_be_is_none(caller, key):
    assert post(caller, "customers", ANNA, key).status_code in (201, 422)
