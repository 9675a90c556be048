import pytest

from nitka.accounts.models import AuditEntry, Entry
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.collector import sources
from nitka.moments.collector.sources import create_source, known, remembered, revoke_source, source_named
from nitka.moments.models import Source

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_key_leads_to_its_workspace_and_only_its_digest_lies_open(company, source):
    assert known(source.key).workspace_id == company.id
    with in_workspace(company.id):
        row = Source.objects.get()
        assert row.write_key == source.key
    assert source.key not in (row.digest, row.sealed, Entry.objects.get(kind="source").key)


def test_an_unknown_key_is_remembered_to_be_nobodys():
    assert known("nobody") is None
    assert remembered("nobody") == (True, None)


def test_a_revoked_source_is_found_by_neither_key_nor_name(company, source):
    with in_workspace(company.id):
        assert source_named("Сайт") == source
        revoke_source(source=source)
        assert source_named("Сайт") is None
        assert Source.objects.get().revoked_at
    assert known(source.key) is None


def test_making_and_revoking_are_written_into_the_log(company, source):
    with in_workspace(company.id):
        revoke_source(source=source)
        verbs = list(AuditEntry.objects.filter(kind="source").order_by("id").values_list("verb", flat=True))
    assert verbs == ["source.created", "source.revoked"]


def test_two_sources_of_one_name_have_keys_of_their_own(company, source):
    assert create_source(workspace=company, name="Сайт")[1] != source.key


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(sources, "_remembered", {str(n): (0.0, None) for n in range(10_001)})
    known("nobody")
    assert len(sources._remembered) == 1
