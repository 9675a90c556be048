import pytest

from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.feedback.models import Rating
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db


def test_ratings_are_listed_newest_first_and_found_one_by_one():
    workspace = accounts.workspace()
    caller = Caller(workspace)
    with in_workspace(workspace.id):
        rated = [
            Rating.objects.create(scale="csat", score=n, mood=0, factors=["slow"], comment="долго") for n in (1, 5)
        ]
    rows = caller.pages("ratings", limit=1)
    assert [row["score"] for row in rows] == [5, 1]
    assert (rows[1]["factors"], rows[1]["comment"], rows[1]["customer"]) == (["slow"], "долго", None)
    assert caller.get(f"ratings/{rated[0].pk}").json() == rows[1]
    assert caller.get("ratings", conversation=uuid7()).json()["data"] == []
    assert caller.get(f"ratings/{uuid7()}").status_code == 404
    assert Caller(accounts.workspace()).get(f"ratings/{rated[0].pk}").status_code == 404
