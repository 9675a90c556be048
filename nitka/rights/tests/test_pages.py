"""The register's pages."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, enter
from nitka.kit.db.tenancy import in_workspace
from nitka.rights.actions import receive
from nitka.rights.models import Copy, Entry, Erasure, Habits, Request

pytestmark = pytest.mark.django_db


class Place:
    """A company with a customer, and its owner's browser."""

    def __init__(self) -> None:
        self.workspace = accounts.workspace(language="en")
        self.member = accounts.member(self.workspace, role=Role.OWNER)
        self.client = Client(raise_request_exception=False)
        self.client.force_login(self.member.user)
        with in_workspace(self.workspace.pk):
            self.customer, _ = enter(claims=[Claim("email", "anna@example.org")], name="Anna Petrova")

    def url(self, rest: str = "") -> str:
        return f"/w/{self.workspace.slug}/settings/rights/{rest}"

    def request(self, kind: str = "erasure", **fields) -> Request:
        with in_workspace(self.workspace.pk):
            return receive(customer=self.customer, kind=kind, way="letter", member=self.member, **fields)


@pytest.fixture
def place() -> Place:
    return Place()


def test_a_request_is_written_down_from_the_customers_page(place):
    profile = place.client.get(f"/w/{place.workspace.slug}/customers/{place.customer.pk}/").content.decode()
    assert place.url(f"new/{place.customer.pk}/") in profile
    given = {"kind": "erasure", "way": "call", "received": timezone.localdate().isoformat(), "words": "Forget me"}
    response = place.client.post(place.url(f"new/{place.customer.pk}/"), given)
    with in_workspace(place.workspace.pk):
        row = Request.objects.get()
        assert (row.number, row.kind, row.way, row.words, row.law) == (1, "erasure", "call", "Forget me", "gdpr")
        assert row.member_id == place.member.pk
        assert AuditEntry.objects.filter(verb="rights.received").count() == 1
    assert response.url == place.url(f"{row.pk}/")
    assert "Anna Petrova" in place.client.get(place.url()).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "nonsense"), ("way", "pigeon"), ("received", "2999-01-01"), ("received", "x"), ("words", "x" * 4001)],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(place, field, value):
    given = {"kind": "export", "way": "call", "received": timezone.localdate().isoformat(), "words": "Kept words"}
    response = place.client.post(place.url(f"new/{place.customer.pk}/"), given | {field: value})
    assert response.status_code == 422
    assert b'class="error"' in response.content
    assert ("Kept words" if field != "words" else value) in response.content.decode()


def test_erasing_needs_the_word(place):
    row = place.request()
    wrong = place.client.post(place.url(f"{row.pk}/erasure/"), {"word": "yes"})
    assert (wrong.status_code, b"Type the word exactly" in wrong.content) == (422, True)
    assert place.client.post(place.url(f"{row.pk}/erasure/"), {"word": " erase "}).status_code == 302
    with in_workspace(place.workspace.pk):
        erasure = Erasure.objects.get()
        assert erasure.stage == "waiting"
        assert timedelta(hours=23) < erasure.next_at - timezone.now() < timedelta(hours=25)
    page = place.client.get(place.url(f"{row.pk}/")).content.decode()
    assert "Call it off" in page
    assert "End it" not in page
    place.client.post(place.url(f"{row.pk}/erasure/"), {"do": "call_off"})
    with in_workspace(place.workspace.pk):
        assert Erasure.objects.get().stage == "cancelled"


def test_an_erasure_is_not_done_by_saying_so(place):
    row = place.request()
    place.client.post(place.url(f"{row.pk}/closure/"), {"state": "done"})
    with in_workspace(place.workspace.pk):
        assert Request.objects.get().state == "open"
    place.client.post(place.url(f"{row.pk}/closure/"), {"state": "refused"})
    with in_workspace(place.workspace.pk):
        assert Request.objects.get().state == "refused"


def test_what_was_done_is_written_down(place):
    row = place.request(kind="rectification")
    place.client.post(place.url(f"{row.pk}/log/"), {"text": "Saw her passport"})
    place.client.post(place.url(f"{row.pk}/log/"), {"do": "take"})
    place.client.post(place.url(f"{row.pk}/closure/"), {"state": "done"})
    page = place.client.get(place.url(f"{row.pk}/")).content.decode()
    assert "Saw her passport" in page
    with in_workspace(place.workspace.pk):
        assert list(Entry.objects.order_by("at").values_list("verb", flat=True)) == [
            "received", "noted", "taken", "done",
        ]  # fmt: skip


def test_what_is_overdue_is_shown(place):
    place.request(kind="export", received_at=timezone.now() - timedelta(days=60))
    page = place.client.get(place.url()).content.decode()
    assert "overdue" in page
    assert "tag bad" in page


def test_the_workspace_says_which_law_rules(place):
    given = {"law": "152-fz", "grace_hours": "0", "backup_days": "7", "raw_days": "90"}
    assert place.client.post(place.url(), given).status_code == 302
    assert place.client.post(place.url(), given | {"backup_days": "many"}).status_code == 422
    with in_workspace(place.workspace.pk):
        kept = Habits.objects.get()
        assert (kept.law, kept.grace_hours, kept.backup_days, kept.raw_days) == ("152-fz", 0, 7, 90)
    assert place.request().law == "152-fz"


def test_only_who_administers_keeps_the_register(place):
    row = place.request()
    for role in (Role.AGENT, Role.MANAGER, Role.OBSERVER):
        place.client.force_login(accounts.member(place.workspace, role=role).user)
        for rest in ("", f"new/{place.customer.pk}/", f"{row.pk}/", f"{row.pk}/copy/data.zip"):
            assert place.client.get(place.url(rest)).status_code == 403
        for rest in ("erasure/", "copy/", "log/", "closure/"):
            assert place.client.post(place.url(f"{row.pk}/{rest}")).status_code == 403
        profile = place.client.get(f"/w/{place.workspace.slug}/customers/{place.customer.pk}/")
        assert "settings/rights" not in profile.content.decode()


def test_the_list_costs_the_same_whatever_its_length(place):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert place.client.get(place.url()).status_code == 200
        return len(queries)

    place.request()
    asked()
    few = asked()
    for _ in range(5):
        place.request()
    assert asked() == few


def filled(place, row: Request) -> list[str]:
    """The words of the page's filled buttons."""
    page = place.client.get(place.url(f"{row.pk}/")).content.decode()
    return re.findall(r'class="btn[^"]*\bmain\b[^>]*>(?:<svg.*?</svg>)?([^<(]+)', page)


def test_the_one_filled_button_of_a_request_is_what_comes_next(place):
    export, stop, wrong = (place.request(kind) for kind in ("export", "restriction", "rectification"))
    assert (filled(place, export), filled(place, stop)) == (["Make the file"], ["Stop it"])
    place.client.post(place.url(f"{stop.pk}/restriction/"), {"do": "stop"})
    assert filled(place, stop) == ["It is done"]
    assert filled(place, wrong) == [], "nothing was named yet"
    for field, asked in (("name", "Anne Petrova"), ("language", "Russian")):
        place.client.post(place.url(f"{wrong.pk}/corrections/"), {"field": field, "asked": asked})
    for _ in range(2):
        assert filled(place, wrong) == ["Change it"]
        with in_workspace(place.workspace.pk):
            one = wrong.corrections.filter(applied_at=None).earliest("at")
        place.client.post(place.url(f"corrections/{one.pk}/"), {"do": "apply"})
    assert filled(place, wrong) == ["It is done"]


def test_a_copy_is_given_out_before_its_request_is_done(place):
    row = place.request("export")
    with in_workspace(place.workspace.pk):
        Copy.objects.create(request_id=row.pk, stage="done")
    assert filled(place, row) == ["Download "]
    with in_workspace(place.workspace.pk):
        Entry.objects.create(request_id=row.pk, verb="downloaded")
    assert filled(place, row) == ["It is done"]
