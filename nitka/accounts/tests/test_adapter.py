import pytest
from django.core import mail

from nitka.accounts.tests import factories

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
