"""The audit log: what is written, who reads it, that nobody changes it."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import ProgrammingError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from structlog.testing import capture_logs

from nitka.accounts.actions import create_token
from nitka.accounts.actions.audit import record
from nitka.accounts.audit_words import detail
from nitka.accounts.models import AuditEntry, Role, User, Workspace
from nitka.accounts.tests import factories as accounts
from nitka.kit import clock, context
from nitka.kit.db.tenancy import in_workspace

PASSWORD = "клубок-узел-7"
PAGE = "/w/uklad/settings/audit/"
CREDENTIALS = {"login": "olga@uklad.example", "password": PASSWORD}


@pytest.fixture
def uklad(db: None) -> Workspace:
    workspace = accounts.workspace(name="Уклад", slug="uklad")
    accounts.member(workspace, email="olga@uklad.example", name="Ольга", role=Role.OWNER, password=PASSWORD)
    User.objects.update(language="en")
    return workspace


@pytest.fixture
def olga(uklad: Workspace) -> Client:
    client = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0", "Accept-Language": "en"})
    client.post("/accounts/login/", CREDENTIALS)
    return client


def verbs(workspace: Workspace) -> list[str]:
    with in_workspace(workspace.pk):
        rows = AuditEntry.objects.exclude(verb="member.created").order_by("at", "id")  # those are of the fixtures
        return list(rows.values_list("verb", flat=True))


def fill(workspace: Workspace, n: int) -> None:
    with in_workspace(workspace.pk):
        for number in range(n):
            with clock.travel(clock.now() - timedelta(minutes=number)):
                record("team.created", kind="team", detail={"name": f"team {number}"})


def test_coming_in_and_a_wrong_password_are_written_with_their_place(olga, uklad):
    Client().post("/accounts/login/", CREDENTIALS | {"password": "x"})
    Client().post("/accounts/login/", {"login": "nobody@uklad.example", "password": "x"})
    assert verbs(uklad) == ["sign_in.done", "sign_in.failed"]
    page = olga.get(PAGE).content.decode()
    assert "Signed in" in page
    assert "Wrong password" in page
    assert "127.0.0.1" in page
    assert "Chrome, Windows" in page


def test_tries_that_ran_out_are_one_line_for_each_pause_by_ids_only(uklad):
    with capture_logs() as lines:
        for _ in range(8):
            Client().post("/accounts/login/", CREDENTIALS | {"password": "x"})
    assert verbs(uklad) == ["sign_in.failed"] * 5 + ["sign_in.paused"]
    told = [line for line in lines if line["event"] == "accounts.tries_ran_out"]
    assert [line["user"] for line in told] == [str(User.objects.get().pk)]
    with capture_logs() as lines:
        for _ in range(8):
            Client(REMOTE_ADDR="192.0.2.9").post("/accounts/login/", {"login": "nobody@uklad.example", "password": "x"})
    told = [line for line in lines if line["event"] == "accounts.tries_ran_out"]
    assert [line["user"] for line in told] == [""]
    assert "@" not in str(told)
    assert "192.0.2.9" not in str(told)


def test_codes_that_ran_out_are_a_line_too(olga, uklad):
    TOTP.activate(User.objects.get(), generate_totp_secret())
    other = Client()
    other.post("/accounts/login/", CREDENTIALS)
    for _ in range(7):
        other.post("/accounts/2fa/", {"code": "000000"})
    assert verbs(uklad).count("sign_in.code_failed") == 5
    assert verbs(uklad).count("sign_in.paused") == 1


def test_a_new_password_and_a_device_signed_out_are_written(olga, uklad):
    olga.post("/w/uklad/me/password/", {"current": PASSWORD, "new": "новый-узел-клубка"})
    other = Client()
    other.post("/accounts/login/", CREDENTIALS | {"password": "новый-узел-клубка"})
    olga.post("/accounts/reauthenticate/", {"password": "новый-узел-клубка"})
    olga.post("/w/uklad/me/sessions/")
    again = ["sign_in.done", "sign_in.new_device"]
    assert verbs(uklad) == ["sign_in.done", "password.changed", *again, "session.ended_all"]


@pytest.mark.parametrize(("role", "status"), [(Role.ADMINISTRATOR, 200), (Role.MANAGER, 403), (Role.AGENT, 403)])
def test_only_who_may_reads_it(uklad, role, status):
    client = Client()
    client.force_login(accounts.member(uklad, role=role).user)
    assert client.get(PAGE).status_code == status
    assert client.post(f"{PAGE}file/").status_code == status


@pytest.mark.parametrize("statement", ["update %s set verb = 'x'", "delete from %s"])
def test_the_apps_role_cannot_change_a_line(uklad, statement):
    with in_workspace(uklad.pk):
        record("team.created")
    with pytest.raises(ProgrammingError), in_workspace(uklad.pk), connection.cursor() as cursor:
        cursor.execute(statement % "accounts_audit_entry")


def test_a_company_reads_its_own_lines_only(olga, uklad):
    other = accounts.workspace()
    with in_workspace(other.pk):
        record("team.created", detail={"name": "of somebody else"})
    assert "of somebody else" not in olga.get(PAGE).content.decode()


def test_lines_are_found_by_who_what_and_when(olga, uklad):
    fill(uklad, 3)
    assert olga.get(f"{PAGE}?verb=sign_in.done").content.decode().count("<small") == 1
    assert olga.get(f"{PAGE}?verb=team.created").content.decode().count("<small") == 3
    assert "Nothing fits" in olga.get(f"{PAGE}?until=2001-01-01").content.decode()
    for nonsense in ("member=x", "since=2026-99-99", "verb='", "after=1"):
        assert olga.get(f"{PAGE}?{nonsense}").status_code == 200


def test_older_lines_follow_without_a_gap_and_a_page_costs_the_same(olga, uklad):
    with CaptureQueriesContext(connection) as few:
        olga.get(PAGE)
    fill(uklad, 120)
    seen: list[str] = []
    after = ""
    while True:
        with CaptureQueriesContext(connection) as many:
            answer = olga.get(f"{PAGE}?verb=team.created&after={after}")
        seen += [line.detail for line in answer.context["lines"]]
        assert len(many) <= len(few) + 1
        after = answer.context["older"]
        if not after:
            break
    assert seen == [f"team {number}" for number in range(120)]


def test_the_file_holds_every_line_and_no_formula(olga, uklad):
    fill(uklad, 3)
    with in_workspace(uklad.pk):
        accounts_member = accounts.member(uklad, name="=1+1")
    with in_workspace(uklad.pk):
        record("team.deleted", member_id=accounts_member.pk)
    file = b"".join(olga.post(f"{PAGE}file/").streaming_content).decode()
    assert file.count("team.created") == 3
    assert "'=1+1" in file
    assert verbs(uklad).count("audit.exported") == 1




def test_what_came_from_the_command_line_is_called_so(olga, uklad):
    token = context.client.set(("", "nitka token create"))
    try:
        create_token(workspace=uklad, name="report")
    finally:
        context.client.reset(token)
    page = olga.get(PAGE).content.decode()
    assert "from the command line" in page
    assert "nitka token create" in page


@pytest.mark.parametrize(("language", "words"), [("en", "calls: withdrawn"), ("ru", "calls: отказ")])
def test_what_a_customer_agreed_to_is_said_in_words(language, words):
    with translation.override(language):
        assert detail("customers.consent", {"purpose": "calls", "answer": "withdrawn"}) == words


@pytest.mark.parametrize(("language", "words"), [("en", "#5, phone"), ("ru", "№\u00a05, phone")])
@pytest.mark.parametrize("kept", [5, "№ 5"])  # as it is kept, and as it was
def test_a_number_is_said_as_the_reader_writes_it(language, words, kept):
    with translation.override(language):
        assert detail("rights.corrected", {"number": kept, "what": "phone"}) == words


@pytest.mark.parametrize("process", [True, False])
def test_a_process_says_each_line_in_its_log_when_it_is_committed(
    uklad, monkeypatch, django_capture_on_commit_callbacks, process
):
    monkeypatch.setattr("structlog.is_configured", lambda: process)  # a command on a terminal has an answer to write
    with capture_logs() as said, django_capture_on_commit_callbacks(execute=True) as calls, in_workspace(uklad.pk):
        record("team.created", kind="team", object_id=uklad.pk, detail={"name": "secret"})
        assert said == []
    assert len(calls) == process
    lines = [line for line in said if line["event"] == "audit"]
    assert [(line["verb"], line["object"]) for line in lines] == [("team.created", str(uklad.pk))] * process
    assert "secret" not in str(lines)
