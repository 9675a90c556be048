import hashlib
from uuid import uuid4

import pytest

from nitka.kit import blobs, config

HERE, THERE = uuid4(), uuid4()


def path(name):
    return config.load().data / "blobs" / blobs.place(HERE, name)


def test_bytes_are_read_as_they_were_stored_under_their_hash():
    name = blobs.store(HERE, b"\x00bytes")
    assert name == hashlib.sha256(b"\x00bytes").hexdigest()
    assert blobs.read(HERE, name) == b"\x00bytes"
    with blobs.open(HERE, name) as file:
        assert file.read() == b"\x00bytes"


def test_the_same_bytes_are_kept_once_and_nothing_half_written_stays():
    name = blobs.store(HERE, b"once")
    kept = path(name)
    before = kept.stat()
    assert blobs.store(HERE, b"once") == name
    assert kept.stat().st_ino == before.st_ino
    assert list(kept.parent.glob("*.part")) == []


def test_another_workspace_does_not_find_them():
    name = blobs.store(HERE, b"ours")
    with pytest.raises(FileNotFoundError):
        blobs.read(THERE, name)


def test_others_on_the_machine_may_not_look():
    folder = path(blobs.store(HERE, b"private")).parent
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["", "x" * 64, "../" * 21 + "a", "A" * 64, "a" * 63, "a" * 65, "а" * 64])
def test_a_name_that_is_no_hash_leads_nowhere(name):
    with pytest.raises(ValueError, match="sha256"):
        blobs.place(HERE, name)


def test_what_could_not_be_written_is_not_there(monkeypatch):
    def full(_):
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="space"):
        blobs.store(HERE, b"too much")
    kept = path(hashlib.sha256(b"too much").hexdigest())
    assert not kept.exists()
    assert list(kept.parent.glob("*.part")) == []
