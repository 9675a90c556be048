from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from structlog.testing import capture_logs

from nitka.accounts import actions, letters
from nitka.accounts.tests import factories
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reset_link_leads_to_our_own_address_whatever_host_was_asked(client, settings):
    settings.PUBLIC_URL = "https://desk.example"
    member = factories.member(factories.workspace())
    client.post("/accounts/password/reset/", {"email": member.user.email}, headers={"host": "evil.example"})
    body = mail.outbox[0].body
    assert "https://desk.example/accounts/password/reset/key/" in body
    assert "evil.example" not in body


def test_an_absent_relay_does_not_tell_who_has_an_account(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    member = factories.member(factories.workspace())
    known = client.post("/accounts/password/reset/", {"email": member.user.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@uklad.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_the_log_says_of_a_letter_that_was_refused_what_kind_of_refusal_and_no_address(client, monkeypatch):
    def refused(letter: EmailMessage, fail_silently: bool = False) -> None:
        raise SMTPRecipientsRefused(dict.fromkeys(letter.to, (550, b"no such user")))

    monkeypatch.setattr(EmailMessage, "send", refused)
    olga = factories.member(workspace := factories.workspace(), role="owner")
    with capture_logs() as lines:
        client.post("/accounts/password/reset/", {"email": olga.user.email})
        with in_workspace(workspace.id):
            assert not letters.invite(actions.invite(by=olga, email="marat@uklad.example"), workspace, olga)
    told = [line for line in lines if line["event"] in ("accounts.letter_failed", "accounts.letter_not_sent")]
    assert [line["error"] for line in told] == ["SMTPRecipientsRefused"] * 2
    assert "@" not in str(told)
