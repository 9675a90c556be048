"""Blobs without owners go, and nothing that a row names ever does."""

import os
import re
import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

import nitka
from nitka.accounts.actions.brand import set_brand
from nitka.accounts.models import Workspace
from nitka.accounts.tests import factories as accounts
from nitka.conversations.actions import uploads
from nitka.conversations.models import Attachment, Pending
from nitka.conversations.tests.factories import chat
from nitka.conversations.tests.threads import came
from nitka.inbound.models import InboundLog
from nitka.kit import blobs, clock, config
from nitka.kit.blobs.folder import Folder
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.rights import orphans

# Who stores blobs, and the table or settings that name them: what is new here must be in a module's `personal.py`.
STORES = {
    "accounts/actions/brand.py": "accounts_workspace.settings",
    "conversations/actions/files.py": "conversations_attachment",
    "conversations/actions/uploads.py": "conversations_upload",
    "conversations/forms.py": "conversations_pending, conversations_attachment",  # a composer's token lives for days
    "inbound/accept.py": "inbound_log",
    "moments/archive/files.py": "moments_archive",
    "moving/fetching.py": "conversations_attachment",
}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
LATER = clock.now() + orphans.AGE + timedelta(days=1)


@pytest.fixture
def shop():
    return accounts.workspace()


def age(workspace, *names):
    """As if they had been stored long ago."""
    for name in names:
        long = (clock.now() - orphans.AGE - timedelta(hours=1)).timestamp()
        os.utime(config.load().data / "blobs" / blobs.place(workspace.pk, name), (long, long))


def collected():
    with as_role("worker"):
        return orphans.collect()


def test_everybody_who_stores_blobs_is_known():
    package = Path(nitka.__file__).parent
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "tests" not in path.parts and re.search(r"blobs\.store\b(?!_of)", path.read_text())
    }
    assert found == set(STORES)


@pytest.mark.django_db(transaction=True)
def test_what_a_row_names_stays_and_the_rest_goes(shop):
    with in_workspace(shop.pk):
        names = {what: blobs.store(shop.pk, what.encode()) for what in ("attached", "raw", "waits", "nobody's", "new")}
        channel = chat(shop)
        message = came(channel, "s1")
        Attachment.objects.create(message_id=message.pk, sha256=names["attached"], name="x", type="text/plain", size=8)
        InboundLog.objects.create(source_id=channel.pk, kind="mail", key="k", sender="s", blob=names["raw"])
        names["upload"] = uploads.keep(session=uuid4(), data=b"upload")
        member = accounts.member(shop)
        Pending.objects.create(
            conversation_id=message.conversation_id, author_id=member.pk, channel_id=channel.pk,
            identity_id=message.identity_id, send_at=LATER, files=[{"sha256": names["waits"], "name": "x"}],
        )  # fmt: skip
    with in_workspace(shop.pk):
        set_brand(workspace=shop, name="Уклад", language="ru", timezone="UTC", colour="", signatures={}, logo=PNG)
    names["logo"] = Workspace.objects.get(pk=shop.pk).settings["brand"]["logo"]["sha256"]
    age(shop, *(name for what, name in names.items() if what != "new"))
    assert collected() == 1
    kept = {what for what, name in names.items() if blobs.is_kept(shop.pk, name)}
    assert kept == {"attached", "raw", "waits", "upload", "logo", "new"}
    assert collected() == 0


@pytest.mark.django_db(transaction=True)
def test_another_workspace_that_names_the_same_bytes_does_not_keep_ours_nor_lose_its_own(shop):
    other = accounts.workspace()
    for workspace in (shop, other):
        blobs.store(workspace.pk, b"same")
    with in_workspace(other.pk):
        message = came(chat(other), "s1")
        name = blobs.store(other.pk, b"same")
        Attachment.objects.create(message_id=message.pk, sha256=name, name="x", type="text/plain", size=4)
    age(shop, name)
    age(other, name)
    assert collected() == 1
    assert (blobs.is_kept(shop.pk, name), blobs.is_kept(other.pk, name)) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_nothing_goes_while_a_backup_is_made(shop):
    name = blobs.store(shop.pk, b"nobody's")
    age(shop, name)
    with psycopg.connect(config.dsn("app"), autocommit=True) as backup:
        backup.execute("select pg_advisory_lock(%s)", [blobs.HELD])
        assert collected() == 0
    assert blobs.is_kept(shop.pk, name)


def test_who_stores_the_same_bytes_at_that_moment_finds_them_afterwards(tmp_path):
    """A hundred times at once: a collector that found them old, and somebody who stores them anew."""
    from io import BytesIO

    folder, before = Folder(tmp_path), clock.now() - orphans.AGE
    for n in range(100):
        place = f"w/ab/{n}"
        folder.put(place, BytesIO(b"x"))
        os.utime(tmp_path / place, (1, 1))
        start = threading.Barrier(2)

        def collect(place=place, start=start):
            start.wait()
            folder.remove(place, before)

        thread = threading.Thread(target=collect)
        thread.start()
        start.wait()
        if not folder.has(place):
            folder.put(place, BytesIO(b"x"))
        thread.join()
        assert folder.open(place).read() == b"x"
