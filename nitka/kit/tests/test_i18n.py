"""Both languages are complete, and the tool says so when they are not."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from nitka.kit import i18n


def test_every_string_is_written_in_russian() -> None:
    assert i18n.check() == []


def test_a_template_gives_its_strings_with_plural_and_context(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}{% translate "One" %}{{ _("Two") }}{% translate "May" context "month" %}'
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    found = {(message_id, context) for _, message_id, context in i18n._messages(page)}
    assert found == {("One", None), ("Two", None), ("May", "month"), (("%(n)s day", "%(n)s days"), None)}


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("One", ""), "not translated"),
        (Message("%(n)s left", "Осталось"), "other placeholders"),
        (Message(("%(n)s day", "%(n)s days"), ("%(n)s день", "%(n)s дня")), "needs three plural forms"),
        (Message("One", "Один", flags=["fuzzy"]), "fuzzy"),
    ],
)
def test_a_bad_translation_is_named(message: Message, fault: str) -> None:
    assert i18n._gaps(message) == [fault]


def test_what_is_missing_and_what_is_unused_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    source, written = Catalog(), Catalog()
    source.add("New")
    written.add("Old", "Старое")
    monkeypatch.setattr(i18n, "collect", lambda app: source)
    monkeypatch.setattr(i18n, "stored", lambda app: written)
    assert i18n.check_app("ui") == ["ui: not in the catalogue: 'New'", "ui: no longer used: 'Old'"]
