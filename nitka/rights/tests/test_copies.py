"""A copy of a person's data: one file, in their language, of all who were merged into them."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from nitka.accounts.models import Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.kit import clamd, clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.rights import running
from nitka.rights.actions import order_copy, order_erasure, place, receive
from nitka.rights.models import Copy, Entry, Request
from nitka.rights.tests.planted import Planted, house, plant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna() -> Planted:
    return plant(*house(), tag="qzanna")


def made(who: Planted, kind: str = "export") -> Request:
    with in_workspace(who.workspace.id):
        request = receive(customer=who.customer(), kind=kind, way="letter", member=who.member)
        order_copy(request=request, by=who.member)
    with as_role("worker"):
        assert running.copy_once() == 1
        assert running.copy_once() == 0
    return request


def archive(who: Planted, request: Request) -> zipfile.ZipFile:
    with in_workspace(who.workspace.id):
        return zipfile.ZipFile(io.BytesIO(place(Copy.objects.get(request_id=request.pk)).read_bytes()))


def test_all_of_them_is_in_one_file(anna):
    request = made(anna)
    found = archive(anna, request)
    assert found.testzip() is None
    data = json.loads(found.read("data.json"))
    assert (data["shape"], data["request"]) == (1, request.number)
    sections = data["sections"]
    full = {name for name, rows in sections.items() if rows}
    assert full >= {
        "customers", "contacts", "attributes", "notes", "consents", "companies", "merges", "conversations", "messages",
        "files", "moments", "orders_and_things", "ratings", "tasks", "said_of_them",
    }  # fmt: skip
    assert len(sections["customers"]) > 3  # who was merged in
    assert {row["direction"] for row in sections["messages"]} == {"in", "out", "note"}
    assert sections["consents"][0]["proof"]
    for row in sections["files"]:
        assert len(found.read(row["path"])) == row["size"]


def test_a_file_that_the_virus_scanner_knows_is_left_out_of_the_copy(anna, monkeypatch):
    def check(file):
        if file.read(1):
            raise clamd.Infected("Win.Test.EICAR_HDB-1")

    monkeypatch.setattr(clamd, "check", check)
    found = archive(anna, made(anna))
    rows = json.loads(found.read("data.json"))["sections"]["files"]
    assert rows
    assert {row["path"] for row in rows} == {""}  # it says that there was a file
    assert not [name for name in found.namelist() if name.startswith("files/")]


def test_while_the_virus_scanner_does_not_answer_the_copy_waits(anna, monkeypatch):
    def check(_file):
        raise clamd.Unsure("silent")

    with in_workspace(anna.workspace.id):
        request = receive(customer=anna.customer(), kind="export", way="letter", member=anna.member)
        order_copy(request=request, by=anna.member)
    with monkeypatch.context() as silent, as_role("worker"):
        silent.setattr(clamd, "check", check)
        running.copy_once()
    with in_workspace(anna.workspace.id):
        row = Copy.objects.get(request_id=request.pk)
        assert row.stage == Copy.Stage.WAITING
        Copy.objects.update(next_at=clock.now())
    with as_role("worker"):
        assert running.copy_once() == 1
    assert [name for name in archive(anna, request).namelist() if name.startswith("files/")]


def test_the_page_is_in_their_language_and_asks_for_nothing_outside(anna):
    with in_workspace(anna.workspace.id):
        customer = anna.customer()
        customer.language = "en"
        customer.save()
    page = archive(anna, made(anna)).read("data.html").decode()
    assert "<h1>Your data</h1>" in page
    assert anna.email in page
    assert "<script" not in page
    assert "http" not in page.split("</head>")[0]


def test_what_is_hostile_stays_words(anna):
    with in_workspace(anna.workspace.id):
        customer = anna.customer()
        customer.name = "<img src=x onerror=alert(1)>"
        customer.save()
    assert "<img" not in archive(anna, made(anna)).read("data.html").decode()


def test_it_goes_when_it_expires(anna, monkeypatch):
    request = made(anna)
    with in_workspace(anna.workspace.id):
        copy = Copy.objects.get(request_id=request.pk)
        assert place(copy).exists()
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=8))
    with as_role("worker"):
        assert running.copy_once() == 1
    with in_workspace(anna.workspace.id):
        assert Copy.objects.get(pk=copy.pk).stage == "gone"
        assert not place(copy).exists()


def test_who_is_erased_leaves_no_copy(anna):
    request = made(anna)
    with in_workspace(anna.workspace.id):
        copy = Copy.objects.get(request_id=request.pk)
        asked = receive(customer=anna.customer(), kind="erasure", way="letter")
        order_erasure(request=asked, by=None, at_once=True)
    with as_role("worker"):
        while running.erase_once():
            pass
    with in_workspace(anna.workspace.id):
        assert Copy.objects.get(pk=copy.pk).stage == "gone"
        assert not place(copy).exists()


def test_it_is_downloaded_by_who_keeps_the_register_and_that_is_written_down(anna, client):
    request = made(anna)
    path = f"/w/{anna.workspace.slug}/settings/rights/{request.pk}/copy/data.zip"
    with in_workspace(anna.workspace.id):
        agent = Member.objects.select_related("user").filter(role=Role.AGENT).first()
    client.force_login(agent.user if agent else accounts.member(anna.workspace, role=Role.AGENT).user)
    assert client.get(path).status_code == 403
    client.force_login(anna.member.user)
    response = client.get(path)
    assert zipfile.ZipFile(io.BytesIO(b"".join(response))).namelist()
    with in_workspace(anna.workspace.id):
        assert Entry.objects.filter(request_id=request.pk, verb="downloaded", member_id=anna.member.pk).count() == 1
