import pytest

from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.conversations.search.tests.searching import indexed
from nitka.conversations.tests.factories import arrive, chat, digest_all, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller():
    caller = Caller(accounts.workspace())
    channel = chat(caller.workspace)
    for n in range(5):
        arrive(said(channel, f"s{n}", f"Датчик протечки {n} не в сети"))
    digest_all()
    indexed()
    return caller


def test_a_program_searches_as_a_member_does(caller):
    answer = caller.get("search", q="датчек", limit=2).json()
    assert [row["number"] for row in answer["data"]] == [5, 4]
    assert answer["read_as"] == {"датчек": "датчик"}
    (message,) = answer["data"][0]["messages"]
    assert message["passage"] == "Датчик протечки 4 не в сети"
    assert [row["number"] for row in caller.pages("search", q="датчики", limit=2)] == [5, 4, 3, 2, 1]


def test_what_a_condition_does_not_know_is_named(caller):
    assert caller.get("search", q="датчик is:purple").json()["left_out"] == ["is:purple"]


def test_a_line_is_needed_and_a_cursor_must_be_one(caller):
    assert caller.get("search").status_code == 422
    assert caller.get("search", q="датчик", cursor="x").status_code == 422
