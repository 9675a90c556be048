"""To a real SFTP server on this machine."""

import io

import paramiko
import pytest

from nitka.kit.db.tenancy import in_workspace
from nitka.sending.actions import trust
from nitka.sending.models import State
from nitka.sending.stores.address import place_of
from nitka.sending.tests.factories import SFTP, again, kept, tried
from nitka.sending.tests.server import Server


@pytest.fixture
def server(tmp_path):
    made = Server(tmp_path)
    yield made
    made.close()


def trusted(schedule):
    """After a trial that showed the key."""
    tried(schedule)
    row = again(schedule)
    with in_workspace(row.workspace_id):
        assert trust(schedule=row, key=row.offered)
    return again(schedule)


def test_a_list_arrives_once_the_key_is_trusted_and_nothing_is_said_before(olga, server, tmp_path):
    schedule = kept(olga, **SFTP | {"address": server.address})
    run = tried(schedule)
    assert (run.state, run.reason) == (State.FAILED, "untrusted")
    assert run.detail.startswith("ecdsa-sha2-nistp256 SHA256:")
    assert server.asked == []
    run = tried(trusted(schedule))
    assert (run.state, run.rows, run.reason) == (State.DONE, 3, "")
    files = list((tmp_path / "in/lists").iterdir())
    assert [one.name for one in files] == [run.name]
    assert files[0].stat().st_size == run.size
    assert "'=К0" in files[0].read_text("utf-8-sig")
    assert tried(schedule).state == State.DONE  # over one of the same name


def test_another_key_than_the_trusted_one_gets_nothing(olga, server):
    schedule = trusted(kept(olga, **SFTP | {"address": server.address}))
    server.key = paramiko.ECDSAKey.generate()
    run = tried(schedule)
    assert (run.state, run.reason, server.asked) == (State.FAILED, "other_key", [])
    assert again(schedule).host_key != again(schedule).offered


def test_a_private_key_signs_in(olga, server):
    server.client_key = paramiko.ECDSAKey.generate()
    text = io.StringIO()
    server.client_key.write_private_key(text)
    schedule = kept(olga, **SFTP | {"address": server.address, "secret": text.getvalue()})
    assert tried(trusted(schedule)).state == State.DONE


def test_a_wrong_password_a_folder_that_cannot_be_and_nobody_there_are_said(olga, server, tmp_path):
    schedule = trusted(kept(olga, **SFTP | {"address": server.address, "secret": "wrong"}))
    assert tried(schedule).reason == "refused"
    (tmp_path / "taken").write_text("a file")
    schedule = trusted(kept(olga, **SFTP | {"address": server.address, "folder": "taken/lists"}))
    assert (tried(schedule).reason, tried(schedule).detail) == ("no_folder", "taken/lists")
    server.close()
    assert tried(schedule).reason == "unreachable"
    server.socket = Server(tmp_path).socket  # closed once more at the end


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [("a.example", "a.example", 22), ("a.example:2222", "a.example", 2222), ("[fd00::1]:22", "fd00::1", 22),
     ("[fd00::1]", "fd00::1", 22)],
)  # fmt: skip
def test_an_address_is_a_host_and_maybe_a_port(address, host, port):
    assert place_of(address) == (host, port)
