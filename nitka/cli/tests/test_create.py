"""`--set` names settings inside settings; what is secret is sealed, not kept among them."""

import argparse

from nitka.cli.create import _settings


def given(*pairs: str) -> tuple[dict[str, object], dict[str, object]]:
    options = argparse.Namespace(kind="email", address="Help@Uklad.example", domain=[], set=list(pairs))
    return _settings(options)


def test_a_dot_leads_inside() -> None:
    settings, secrets = given("imap.host=imap.example", "imap.port=993", "smtp.host=smtp.example", "color=red")
    assert settings == {
        "address": "help@uklad.example",
        "imap": {"host": "imap.example", "port": 993},
        "relay": {"host": "smtp.example"},
        "color": "red",
    }
    assert secrets == {}


def test_passwords_are_secrets() -> None:
    settings, secrets = given("imap.host=h", "imap.password=12345", "smtp.password=x", "oauth.client_secret=y")
    assert secrets == {"imap_password": "12345", "relay_password": "x", "oauth_client_secret": "y"}
    assert "12345" not in str(settings)
