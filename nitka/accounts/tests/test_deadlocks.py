"""Two pages that wait for each other in the database."""

import threading

import pytest
from django.db import OperationalError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from psycopg.errors import DeadlockDetected

from nitka.accounts.models import Workspace
from nitka.accounts.tests import factories as accounts
from nitka.customers.tests.test_identify import in_threads
from nitka.kit.db.deadlocks import Deadlocks

pytestmark = pytest.mark.django_db(transaction=True)
both = threading.Barrier(2)
tries: list[str] = []


def crosswise(request: HttpRequest, slug: str) -> HttpResponse:
    """Holds one lock, and then, at first when the other page holds its own, another."""
    mine, other = (1, 2) if request.POST["n"] == "0" else (2, 1)
    tries.append(request.POST["n"])
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [mine])
        if tries.count(request.POST["n"]) == 1:
            both.wait(10)
        cursor.execute("select pg_advisory_xact_lock(%s)", [other])
        cursor.execute("update accounts_workspace set name = name || %s where slug = %s", [request.POST["n"], slug])
    return HttpResponse("done")


urlpatterns = [path("w/<slug:slug>/crosswise/", crosswise)]


@override_settings(ROOT_URLCONF=__name__)
def test_both_pages_are_answered_and_each_did_its_work_once():
    tries.clear()
    member = accounts.member(accounts.workspace(slug="uklad", name=""))
    answers = []

    def work(n: int) -> None:
        client = Client()
        client.force_login(member.user)
        answers.append(client.post("/w/uklad/crosswise/", {"n": str(n)}).status_code)
        connections.close_all()

    assert in_threads(2, work) == []
    assert answers == [200, 200]
    assert len(tries) == 3, "one of them was ended, and tried again"
    assert sorted(Workspace.objects.get(slug="uklad").name) == ["0", "1"]


def test_where_nobody_would_ask_again_a_deadlock_stays_an_error():
    problem = OperationalError()
    problem.__cause__ = DeadlockDetected()
    asked = RequestFactory().post("/api/v1/conversations")
    assert Deadlocks(lambda request: HttpResponse()).process_exception(asked, problem) is None
