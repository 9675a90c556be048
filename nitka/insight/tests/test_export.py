import csv
from io import StringIO

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db


def rows(answer):
    return list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=","))


def test_the_people_behind_a_number_are_saved_as_a_file(workspace, vera, rated):
    for score in (5, 1, 2, None):
        rated(score)
    client = Client(headers={"accept-language": "en"})
    client.force_login(vera.user)
    where = f"/w/{workspace.slug}/insight/export/"
    assert f'action="{where}"' in client.get(f"/w/{workspace.slug}/insight/").content.decode()
    unhappy = rows(client.post(where, {"kind": "csv", "back": "who=unhappy"}))
    assert unhappy[0][:3] == ["Customer", "When", "Rating"]
    assert sorted(row[2] for row in unhappy[1:]) == ["1", "2"]
    assert len(rows(client.post(where, {"kind": "csv", "back": "who=silent"}))) == 2
    assert client.post(where, {"kind": "exe"}).status_code == 400


def test_an_observer_takes_no_ratings_away(workspace):
    client = Client()
    client.force_login(accounts.member(workspace, role=Role.OBSERVER).user)
    assert client.post(f"/w/{workspace.slug}/insight/export/", {"kind": "csv"}).status_code == 403
    assert "insight/export/" not in client.get(f"/w/{workspace.slug}/insight/").content.decode()
