"""Files that visitors sent ahead of a message that never came."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from nitka.accounts.tests import factories as accounts
from nitka.cli.tests.house import within
from nitka.conversations.actions import uploads
from nitka.conversations.models import Attachment, Upload
from nitka.conversations.tests.factories import chat
from nitka.conversations.tests.threads import came
from nitka.kit import blobs, clock, config
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db
SOON, LATER = clock.now() + timedelta(hours=23), clock.now() + timedelta(hours=26)


@pytest.fixture(autouse=True)
def workspace():
    made = accounts.workspace()
    with in_workspace(made.id):
        yield made


def is_there(workspace, sha256: str) -> bool:
    return blobs.is_kept(workspace.pk, sha256)


def test_what_no_message_names_is_gone_after_a_day(workspace):
    kept, orphan = (uploads.keep(session=uuid4(), data=data) for data in (b"kept", b"orphan"))
    uploads.name(session=Upload.objects.get(sha256=kept).session, sha256s=[kept])
    with clock.travel(SOON):
        assert uploads.sweep() == 0
    with clock.travel(LATER):
        assert uploads.sweep() == 1
        assert uploads.sweep() == 0
    assert (is_there(workspace, kept), is_there(workspace, orphan)) == (True, False)


def test_bytes_that_another_needs_stay(workspace):
    named, session = uploads.keep(session=uuid4(), data=b"same"), uuid4()
    Upload.objects.update(is_named=True)
    uploads.keep(session=session, data=b"same")
    attached = uploads.keep(session=session, data=b"attached")
    message = came(chat(workspace), "s1")
    Attachment.objects.create(message_id=message.pk, sha256=attached, name="x", type="text/plain", size=8)
    with clock.travel(LATER):
        assert uploads.sweep() == 2
    assert is_there(workspace, named)
    assert is_there(workspace, attached)


def test_a_session_has_a_quota_for_a_day(monkeypatch):
    monkeypatch.setattr(uploads, "QUOTA", 10)
    session = uuid4()
    uploads.keep(session=session, data=b"123456")
    with pytest.raises(uploads.OverQuota):
        uploads.keep(session=session, data=b"12345")
    uploads.keep(session=uuid4(), data=b"12345")
    with clock.travel(LATER):
        uploads.keep(session=session, data=b"12345")


def test_while_a_backup_is_made_nothing_goes_and_afterwards_it_does(workspace):
    orphan = uploads.keep(session=uuid4(), data=b"orphan")
    with clock.travel(LATER):
        with psycopg.connect(config.dsn("app"), autocommit=True) as backup:
            backup.execute("select pg_advisory_lock(%s)", [blobs.HELD])
            assert uploads.sweep() == 0
            assert is_there(workspace, orphan)
        assert within(5, lambda: uploads.sweep() == 1)  # its connection has just been closed
    assert not is_there(workspace, orphan)
