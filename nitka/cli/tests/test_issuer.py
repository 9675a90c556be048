"""`nitka issuer`: set by the operator, in force beside several workspaces, its secret on no command line."""

import io
import json

import pytest

from nitka.accounts.models import AuditEntry, Issuer
from nitka.accounts.tests import factories as accounts
from nitka.cli import issuer
from nitka.cli.main import parser
from nitka.kit.config import ConfigError
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db
SET = ["issuer", "set", "--url", "https://id.uklad.example", "--client-id", "nitka", "--domain", "Uklad.example"]


def test_it_is_set_shown_and_taken_away(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(issuer, "attached", lambda *_: io.StringIO())
    monkeypatch.setattr("sys.stdin", io.StringIO("сезам\n"))
    issuer.run(parser().parse_args([*SET, "--secret-file", "-", "--json"]))
    shown = json.loads(capsys.readouterr().out)
    assert (shown["issuer"], shown["domains"], shown["in_force"]) == (SET[3], ["uklad.example"], True)
    assert "сезам" not in str(shown)
    held = Issuer.objects.get()
    assert (held.secret, held.by_operator) == ("сезам", True)
    issuer.run(parser().parse_args(["issuer", "remove"]))
    assert "issuer: None" in capsys.readouterr().out


def test_what_will_not_do_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuer, "attached", lambda *_: io.StringIO())
    with pytest.raises(ConfigError, match="secret"):
        issuer.run(parser().parse_args(SET))


def test_it_leaves_a_line_in_each_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuer, "attached", lambda *_: io.StringIO())
    monkeypatch.setattr("sys.stdin", io.StringIO("сезам"))
    spaces = [accounts.workspace(), accounts.workspace()]
    issuer.run(parser().parse_args([*SET, "--secret-file", "-", "--trust-unverified"]))
    for space in spaces:
        with in_workspace(space.pk):
            assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"issuer.changed", "issuer.believes"}
